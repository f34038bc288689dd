"""A second reading of the rules about money, in plain numbers.

Written from DOMAIN and the commands' descriptions, and importing nothing of the ledger: when
sixteen writers in four processes are through, this model goes over their commands in the order of
the book and has to agree with every answer and every refusal.

Commands come as JSON does: dictionaries with the name in ``command``. Ids are compared as they are
given, so give them all as text or all as UUIDs. Every command names its case, also when it opens
one. An accepted command writes one line, so the model counts positions by itself.
"""

from collections.abc import Callable, Hashable, Iterator
from typing import Any, Final

from tests.ledger.model_book import (
    OPENING,
    Command,
    Line,
    Plain,
    Refused,
    digest_of,
    fee_of,
    moves,
    no,
    positive,
    whole,
)

Answer = tuple[str, Any]


class Model(Plain):
    """Opened with what a fund has; then `apply` says what the book must."""

    def apply(self, command: Command) -> Answer:
        """Return ("ok", position) and remember the line, or ("refused", code)."""
        line = Line(len(self.lines) + 1, command["case_id"], command)
        try:
            RULES[command["command"]](self, command, line)
        except Refused as refused:
            return "refused", str(refused)
        for kind, where, currency, amount in line.moves:
            self.sums[kind, where, currency] += amount
        self.lines.append(line)
        return "ok", line.position


def _record_donation(model: Plain, command: Command, line: Line) -> None:
    model.new_case(command)
    model.day(command)
    gross = positive(command["gross"])
    fees = fee_of(command, "processor_fee") + fee_of(command, "host_fee")
    no(fees > gross, "fees-exceed-amount")
    digest_of(command, "donor_commitment")
    model.account(command)
    model.purpose(command)
    model.kept_in(command, model.accounts[command["account_id"]])
    moves(line, command["account_id"], command["purpose_id"], gross - fees)


def _give_back(
    model: Plain, command: Command, *fees: str, less: tuple[str, ...]
) -> tuple[Command, int]:
    """Check what a refund and a chargeback share; return the donation and the sum of *fees*.

    *less* are the commands whose amounts are gone from the donation already.
    """
    given = model.opened_by(command, "record_donation")
    case = command["case_id"]
    model.day(command, given)
    positive(command["amount"])
    total = sum(fee_of(command, fee) for fee in fees)
    digest_of(command)
    model.account(command)
    model.kept_in(command, model.accounts[command["account_id"]])
    model.kept_in(command, given["currency"])
    gone = model.total(case, *less)
    no(command["amount"] > given["gross"] - gone, "more-than-given")
    return given, total


def _refund_donation(model: Plain, command: Command, line: Line) -> None:
    fees, gone = ("processor_fee_returned", "host_fee_returned"), "refund_donation"
    given, back = _give_back(model, command, *fees, less=(gone, "record_chargeback"))
    no(back > command["amount"], "fees-exceed-amount")
    net = command["amount"] - back
    model.pays(command, given["purpose_id"], net)
    moves(line, command["account_id"], given["purpose_id"], -net)


def _record_chargeback(model: Plain, command: Command, line: Line) -> None:
    given, fee = _give_back(model, command, "dispute_fee", less=("record_chargeback",))
    moves(line, command["account_id"], given["purpose_id"], -command["amount"] - fee)


def _transfer_between_accounts(model: Plain, command: Command, line: Line) -> None:
    giving, taking = command["from_account_id"], command["to_account_id"]
    purpose, currency = command.get("purpose_id"), command["currency"]
    model.new_case(command)
    model.day(command)
    amount, fee = positive(command["amount"]), fee_of(command, "fee")
    model.account(command, "from_account_id")
    model.account(command, "to_account_id")
    no(giving == taking, "same-account")
    model.kept_in(command, model.accounts[giving])
    model.kept_in(command, model.accounts[taking])
    no(fee > 0 and purpose is None, "purpose-missing")
    if purpose is not None:
        model.purpose(command)
    model.account_has(giving, amount + fee)
    line.moves = [
        ("account", giving, currency, -amount - fee),
        ("account", taking, currency, amount),
    ]
    if fee:
        model.purpose_has(purpose, currency, fee, all_=False)
        line.moves.append(("purpose", purpose, currency, -fee))


def _transfer_between_purposes(model: Plain, command: Command, line: Line) -> None:
    giving, taking = command["from_purpose_id"], command["to_purpose_id"]
    currency = command["currency"]
    model.new_case(command)
    model.day(command)
    amount = positive(command["amount"])
    model.purpose(command, "from_purpose_id")
    model.purpose(command, "to_purpose_id")
    no(giving == taking, "same-purpose")
    model.of_fund(command)
    no(model.purposes[giving][0] == "restricted", "purpose-restricted")
    model.purpose_has(giving, currency, amount, all_=False)
    line.moves = [("purpose", giving, currency, -amount), ("purpose", taking, currency, amount)]


def _spend(model: Plain, command: Command, what: str) -> int:
    """Check an order that pays from a purpose for *what*; return amount and fee."""
    model.new_case(command)
    model.day(command)
    total = positive(command["amount"]) + fee_of(command, "fee")
    digest_of(command)
    model.account(command)
    model.purpose(command)
    if what == "bail":
        no(command["authority_id"] not in model.authorities, "authority-unknown")
    model.kept_in(command, model.accounts[command["account_id"]])
    model.for_this(command["purpose_id"], what)
    model.pays(command, command["purpose_id"], total)
    return total


def _post_bail(model: Plain, command: Command, line: Line) -> None:
    moves(line, command["account_id"], command["purpose_id"], -_spend(model, command, "bail"))


def _pay_cost(model: Plain, command: Command, line: Line) -> None:
    total = _spend(model, command, command["category"])
    moves(line, command["account_id"], command["purpose_id"], -total)


def _held(model: Plain, command: Command, bail: Command, amount: int) -> None:
    gone = model.total(command["case_id"], "record_bail_return", "record_bail_forfeiture")
    no(amount > bail["amount"] - gone, "more-than-held")


def _record_bail_return(model: Plain, command: Command, line: Line) -> None:
    bail = model.opened_by(command, "post_bail")
    model.day(command, bail)
    fee_of(command, "amount")
    for kept in command.get("deductions", ()):
        positive(kept["amount"])
    no(len(command.get("deductions", ())) > 20, "too-many-deductions")
    no(whole(command) == 0, "amount-not-positive")
    model.account(command)
    model.kept_in(command, model.accounts[command["account_id"]])
    model.kept_in(command, bail["currency"])
    _held(model, command, bail, whole(command))
    moves(line, command["account_id"], bail["purpose_id"], command["amount"])


def _record_bail_forfeiture(model: Plain, command: Command, _line: Line) -> None:
    bail = model.opened_by(command, "post_bail")
    model.day(command, bail)
    positive(command["amount"])
    model.kept_in(command, bail["currency"])
    _held(model, command, bail, command["amount"])


def _commit_grant(model: Plain, command: Command, line: Line) -> None:
    purpose, currency, parts = command["purpose_id"], command["currency"], command["instalments"]
    model.new_case(command)
    no(command["category"] == "bail", "category-is-bail")
    model.day(command)
    amount = positive(command["amount"])
    total = sum(positive(part["amount"]) for part in parts)
    no(not 1 <= len(parts) <= 60, "too-many-instalments")
    no(total != amount, "instalments-do-not-add-up")
    digest_of(command)
    model.purpose(command)
    model.of_fund(command)
    model.for_this(purpose, command["category"])
    no(command.get("payee_kind") == "landlord", "consent-missing")
    model.purpose_has(purpose, currency, amount, all_=False)
    line.moves = [("promised", purpose, currency, amount)]


def _left(model: Plain, case: Hashable, grant: Command) -> int:
    released = [line for line in model.standing(case) if line.name == "release_grant_rest"]
    free = sum(-amount for line in released for _, _, _, amount in line.moves)
    left: int = grant["amount"] - model.total(case, "pay_grant") - free
    return left


def _due(model: Plain, case: Hashable, grant: Command) -> dict[int, int]:
    """Return what may be paid of each instalment: what was released is taken off the last first."""
    due = {number: part["amount"] for number, part in enumerate(grant["instalments"], 1)}
    for line in model.standing(case):
        if line.name == "pay_grant":
            due[line.command["instalment"]] -= line.command["amount"]
        if line.name == "release_grant_rest":
            free = sum(-amount for _, _, _, amount in line.moves)
            for number in sorted(due, reverse=True):
                part = min(free, max(0, due[number]))
                due[number] -= part
                free -= part
    return due


def _pay_grant(model: Plain, command: Command, line: Line) -> None:
    grant = model.opened_by(command, "commit_grant")
    case, part = command["case_id"], command["instalment"]
    model.day(command, grant)
    amount, fee = positive(command["amount"]), fee_of(command, "fee")
    digest_of(command)
    no(not 1 <= part <= len(grant["instalments"]), "instalment-unknown")
    model.account(command)
    model.kept_in(command, model.accounts[command["account_id"]])
    model.kept_in(command, grant["currency"])
    due = _due(model, case, grant)[part]
    no(amount > min(due, _left(model, case, grant)), "more-than-promised")
    model.pays(command, grant["purpose_id"], amount + fee, all_=True)
    moves(line, command["account_id"], grant["purpose_id"], -amount - fee)
    line.moves.append(("promised", grant["purpose_id"], grant["currency"], -amount))


def _release_grant_rest(model: Plain, command: Command, line: Line) -> None:
    grant = model.opened_by(command, "commit_grant")
    model.day(command, grant)
    rest = _left(model, command["case_id"], grant)
    no(rest == 0, "nothing-promised")
    line.moves = [("promised", grant["purpose_id"], grant["currency"], -rest)]


def _record_fee(model: Plain, command: Command, line: Line) -> None:
    model.new_case(command)
    model.day(command)
    amount = positive(command["amount"])
    model.account(command)
    model.purpose(command)
    model.kept_in(command, model.accounts[command["account_id"]])
    moves(line, command["account_id"], command["purpose_id"], -amount)


def _reverse_line(model: Plain, command: Command, line: Line) -> None:
    case, position = command["case_id"], command["position"]
    named = next(_where(model.lines, position, case), None)
    if named is None:
        raise Refused("line-unknown")
    no(named.name in {OPENING, "reverse_line"}, "not-reversible")
    no(named.undone, "already-reversed")
    standing = model.standing(case)
    no(standing[0] is named and len(standing) > 1, "later-lines-stand")
    named.undone = True
    line.moves = [(kind, where, unit, -amount) for kind, where, unit, amount in named.moves]


def _where(lines: list[Line], position: int, case: Hashable) -> Iterator[Line]:
    return (line for line in lines if line.position == position and line.case == case)


RULES: Final[dict[str, Callable[[Plain, Command, Line], None]]] = {
    "record_donation": _record_donation,
    "refund_donation": _refund_donation,
    "record_chargeback": _record_chargeback,
    "transfer_between_accounts": _transfer_between_accounts,
    "transfer_between_purposes": _transfer_between_purposes,
    "post_bail": _post_bail,
    "record_bail_return": _record_bail_return,
    "record_bail_forfeiture": _record_bail_forfeiture,
    "commit_grant": _commit_grant,
    "pay_grant": _pay_grant,
    "release_grant_rest": _release_grant_rest,
    "pay_cost": _pay_cost,
    "record_fee": _record_fee,
    "reverse_line": _reverse_line,
}
"""The commands that the model knows."""
