"""What the independent model remembers, and what it can look at (see `tests.ledger.model`)."""

from collections import defaultdict
from collections.abc import Hashable
from datetime import date
from typing import Any, Final

Command = dict[str, Any]
MOST: Final = 10**15 - 1
OPENING: Final = "opening"
HEX: Final = frozenset("0123456789abcdef")


class Refused(Exception):
    """The code of a refusal on its way out."""


class Line:
    """A line as the model remembers it: what it moved, and in which case."""

    def __init__(self, position: int, case: Hashable, command: Command) -> None:
        self.position, self.case, self.command = position, case, command
        self.name: str = command["command"]
        self.moves: list[tuple[str, Hashable, str, int]] = []
        self.undone = False


class Plain:
    """A fund in plain numbers."""

    def __init__(
        self,
        *,
        accounts: dict[Any, str],
        purposes: dict[Any, tuple[str, tuple[str, ...]]],
        authorities: set[Any],
        today: date,
        fund_id: Any,
        openings: int,
        exponents: dict[str, int],
    ) -> None:
        """Take accounts with their currency, purposes with restriction and categories.

        The book begins with *openings* lines in the case of the fund, which move no money.
        """
        self.accounts, self.purposes, self.authorities = accounts, purposes, authorities
        self.today, self.exponents = today, exponents
        self.lines = [
            Line(position, fund_id, {"command": OPENING}) for position in range(1, openings + 1)
        ]
        self.sums: defaultdict[tuple[str, Hashable, str], int] = defaultdict(int)

    # What there is.

    def balance(self, account: Hashable) -> int:
        """Return what an account has."""
        return self.sums["account", account, self.accounts[account]]

    def standing(self, case: Hashable) -> list[Line]:
        """Return the lines of a case that count."""
        of_case = (line for line in self.lines if line.case == case)
        return [line for line in of_case if not line.undone and line.name != "reverse_line"]

    def total(self, case: Hashable, *names: str) -> int:
        """Return the amounts of a case's standing lines of these commands, deductions included."""
        return sum(whole(line.command) for line in self.standing(case) if line.name in names)

    # What must be so.

    def new_case(self, command: Command) -> None:
        no(bool(self.standing(command["case_id"])), "case-exists")

    def opened_by(self, command: Command, name: str) -> Command:
        case = command["case_id"]
        no(all(line.case != case for line in self.lines), "case-unknown")
        standing = self.standing(case)
        no(not standing or standing[0].name != name, "case-of-another-kind")
        return standing[0].command

    def day(self, command: Command, since: Command | None = None) -> None:
        given = day_of(command)
        no(given > self.today, "date-in-future")
        no(given < date(1900, 1, 1), "date-too-early")
        no(since is not None and given < day_of(since), "before-its-case")

    def account(self, command: Command, field: str = "account_id") -> None:
        no(command[field] not in self.accounts, "account-unknown")

    def purpose(self, command: Command, field: str = "purpose_id") -> None:
        no(command[field] not in self.purposes, "purpose-unknown")

    def kept_in(self, command: Command, currency: str) -> None:
        no(command["currency"] != currency, "wrong-currency")
        no(command["exponent"] != self.exponents[currency], "wrong-exponent")

    def of_fund(self, command: Command) -> None:
        no(command["currency"] not in self.exponents, "currency-unknown")
        no(command["exponent"] != self.exponents[command["currency"]], "wrong-exponent")

    def for_this(self, purpose: Hashable, what: str) -> None:
        categories = self.purposes[purpose][1]
        no(bool(categories) and what not in categories, "outside-purpose")

    def account_has(self, account: Hashable, amount: int) -> None:
        no(self.balance(account) < 0, "account-short")
        no(self.balance(account) < amount, "insufficient-funds")

    def purpose_has(self, purpose: Hashable, currency: str, amount: int, *, all_: bool) -> None:
        """Look at what is free, or at *all_* of it when a promise is kept."""
        cash = self.sums["purpose", purpose, currency]
        free = cash if all_ else cash - self.sums["promised", purpose, currency]
        no(cash < 0, "purpose-short")
        no(free < amount, "insufficient-purpose")

    def pays(self, command: Command, purpose: Hashable, amount: int, *, all_: bool = False) -> None:
        """An order: the account and the purpose must both have *amount*."""
        self.account_has(command["account_id"], amount)
        self.purpose_has(purpose, command["currency"], amount, all_=all_)


def no(wrong: bool, code: str) -> None:
    if wrong:
        raise Refused(code)


def day_of(command: Command) -> date:
    given = command["occurred_on"]
    return given if isinstance(given, date) else date.fromisoformat(given)


def whole(command: Command) -> int:
    """Return the amount of a command, with what was deducted."""
    amount: int = command["gross"] if "gross" in command else command["amount"]
    deducted: int = sum(kept["amount"] for kept in command.get("deductions", ()))
    return amount + deducted


def positive(amount: int) -> int:
    no(amount <= 0, "amount-not-positive")
    no(amount > MOST, "amount-too-large")
    return amount


def fee_of(command: Command, field: str) -> int:
    amount: int = command.get(field, 0)
    no(amount < 0, "amount-negative")
    no(amount > MOST, "amount-too-large")
    return amount


def digest_of(command: Command, field: str = "content_hash") -> None:
    digest = command.get(field)
    no(digest is not None and (len(digest) != 64 or not set(digest) <= HEX), "reference-unusable")


def moves(line: Line, account: Hashable, purpose: Hashable, amount: int) -> None:
    """Let *amount* arrive in an account and a purpose."""
    currency = line.command["currency"]
    line.moves += [("account", account, currency, amount), ("purpose", purpose, currency, amount)]
