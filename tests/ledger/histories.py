"""Histories for properties: plausible and implausible commands, to be obeyed by a `PlainBook`.

A strategy draws plans: commands in their JSON form in which a case or a line is only a number. A
plan is resolved when its turn comes, because only then is it known which cases there are.
"""

from collections.abc import Callable
from random import Random
from typing import Any, Final, TypeVar
from uuid import UUID

from hypothesis import strategies as st

from ledger.chart import Category, CostCategory, DeductionKind, DonationKind, Fee, Loss
from ledger.events import BackReason, BailKind, HeldBy, News, PayeeKind, Reason, ReceiptPlace
from tests.ledger.book import LONG_AGO, TODAY, TOMORROW
from tests.ledger.steps import YESTERDAY
from tests.ledger.world import (
    BAIL,
    BANK,
    COURT,
    EUROS,
    GENERAL,
    HOUSING,
    NOWHERE,
    POLICE,
    TIN,
    TOO_MUCH,
)

Plan = dict[str, Any]
"""A command in JSON, and how `PlainBook.resolve` is to complete it.

*pick* is a number that becomes a case or line, *stray* one that does not fit. *edge* puts the
amount on the edge of what an account, a purpose or the case has: all of it, or *over* it by a cent.
"""

DEPOSITS: Final = [
    kind
    for kind in BailKind
    if kind not in (BailKind.SURETY, BailKind.PERSONAL_BOND, BailKind.COMMERCIAL_PREMIUM)
]
"""Kinds of bail that are given back."""
NEWS: Final = [news for news in News if news is not News.REDUCED]
CURRENCY_OF: Final = {BANK: "USD", TIN: "USD", EUROS: "EUR", NOWHERE: "USD"}
_ODDS: Final = 1 / 50


Drawn = TypeVar("Drawn")


class _Drawer(Random):
    """Draws the parts of one plan, all from one number."""

    def mostly(self, usual: Drawn, *rare: Drawn) -> Drawn:
        """Return *usual*, and about once in fifty times one of *rare*."""
        return self.choice(rare) if self.random() < _ODDS else usual

    def account(self) -> UUID:
        return self.mostly(self.choice((BANK, TIN, EUROS)), NOWHERE)

    def purpose(self) -> UUID:
        return self.mostly(self.choice((GENERAL, HOUSING, BAIL)), NOWHERE)

    def amount(self) -> int:
        return self.mostly(self.randint(1, 60), 0, -1, TOO_MUCH, TOO_MUCH - 1)

    def fee(self) -> int:
        return self.mostly(self.choice((0, 0, 0, 1, 2)), -1, TOO_MUCH)

    def money(self, account: str | None = "account_id") -> Plan:
        """Return an amount with its currency, of an account where there is one."""
        fields: Plan = {"amount": self.amount(), "currency": self.choice(("USD", "EUR"))}
        if account is not None:
            fields[account] = self.account()
            fields["currency"] = CURRENCY_OF[fields[account]]
        fields["currency"] = self.mostly(fields["currency"], "EUR", "USD", "JPY")
        return fields | {"exponent": self.mostly(2, 0, 3)}


def _record_donation(draw: _Drawer) -> Plan:
    fields = {"purpose_id": draw.purpose(), "kind": draw.choice([*DonationKind])}
    fees = {"processor_fee": draw.fee(), "host_fee": draw.fee()}
    money = draw.money()
    gross = {"gross": money.pop("amount")}
    return money | fields | fees | gross


def _refund_donation(draw: _Drawer) -> Plan:
    fees = {"processor_fee_returned": draw.fee(), "host_fee_returned": draw.fee()}
    return draw.money() | fees


def _transfer_between_accounts(draw: _Drawer) -> Plan:
    return draw.money("from_account_id") | {
        "to_account_id": draw.account(),
        "fee": draw.fee(),
        "purpose_id": draw.mostly(draw.purpose(), None),
    }


def _transfer_between_purposes(draw: _Drawer) -> Plan:
    purposes = {"from_purpose_id": draw.purpose(), "to_purpose_id": draw.purpose()}
    return draw.money(account=None) | purposes


def _exchange(draw: _Drawer) -> Plan:
    sold, to_account = draw.money("from_account_id"), draw.account()
    return {
        "from_account_id": sold["from_account_id"],
        "to_account_id": to_account,
        "purpose_id": draw.purpose(),
        "sold_amount": sold["amount"],
        "sold_currency": sold["currency"],
        "sold_exponent": sold["exponent"],
        "bought_amount": draw.amount(),
        "bought_currency": draw.mostly(CURRENCY_OF[to_account], "JPY"),
        "bought_exponent": draw.mostly(2, 0),
        "fee": draw.fee(),
    }


def _post_bail(draw: _Drawer) -> Plan:
    return draw.money() | {
        "purpose_id": draw.mostly(draw.choice((BAIL, GENERAL)), HOUSING, NOWHERE),
        "authority_id": draw.mostly(draw.choice((COURT, POLICE)), NOWHERE),
        "fee": draw.fee(),
        "kind": draw.choice(DEPOSITS),
    }


def _record_bail_return(draw: _Drawer) -> Plan:
    kept = [
        {
            "kind": draw.choice([*DeductionKind]),
            "amount": draw.mostly(draw.randint(1, 9), 0, TOO_MUCH),
        }
        for _ in range(draw.choice((0, 0, 1, 2)))
    ]
    return draw.money() | {"deductions": kept}


def _commit_grant(draw: _Drawer) -> Plan:
    amounts = [draw.mostly(draw.randint(1, 20), 0) for _ in range(draw.mostly(2, 0, 1, 61))]
    parts = [{"due_on": TOMORROW, "amount": amount} for amount in amounts]
    return draw.money(account=None) | {
        "amount": draw.mostly(sum(amounts), 0, 5, TOO_MUCH),
        "instalments": parts,
        "purpose_id": draw.mostly(draw.choice((HOUSING, GENERAL)), BAIL, NOWHERE),
        "category": draw.mostly(draw.choice((Category.RENT, Category.HOTEL)), *Category),
        "payee_kind": draw.mostly(
            draw.choice((PayeeKind.PERSON, PayeeKind.HOTEL)), PayeeKind.LANDLORD
        ),
    }


def _change_grant_plan(draw: _Drawer) -> Plan:
    amounts = [draw.mostly(draw.randint(1, 30), 0) for _ in range(draw.choice((1, 2, 3)))]
    money = draw.money(account=None)
    return {
        "instalments": [{"due_on": TOMORROW, "amount": amount} for amount in amounts],
        "currency": money["currency"],
        "exponent": money["exponent"],
    }


def _record_returned_payment(draw: _Drawer) -> Plan:
    return draw.money() | {"instalment": draw.mostly(draw.choice((1, 1, 2)), 0, 9)}


def _pay_grant(draw: _Drawer) -> Plan:
    instalment = draw.mostly(draw.choice((1, 1, 2)), 0, 9)
    part = {"amount": draw.mostly(draw.randint(1, 20), 0, -1, TOO_MUCH)}
    return draw.money() | part | {"fee": draw.fee(), "instalment": instalment}


def _with_fee(draw: _Drawer) -> Plan:
    return draw.money() | {"purpose_id": draw.purpose(), "fee": draw.fee()}


def _of_a_fee(draw: _Drawer) -> Plan:
    return draw.money() | {"purpose_id": draw.purpose(), "kind": draw.choice([*Fee])}


RECORDINGS: Final[dict[str, Callable[[_Drawer], Plan]]] = {
    "record_donation": _record_donation,
    "pass_donation_on": _with_fee,
    "bring_forward": lambda draw: draw.money() | {"purpose_id": draw.purpose()},
    "refund_donation": _refund_donation,
    "record_chargeback": lambda draw: draw.money() | {"dispute_fee": draw.fee()},
    "transfer_between_accounts": _transfer_between_accounts,
    "transfer_between_purposes": _transfer_between_purposes,
    "exchange": _exchange,
    "post_bail": _post_bail,
    "record_bail_return": _record_bail_return,
    "record_bail_forfeiture": lambda draw: draw.money(account=None),
    "raise_bail": lambda draw: draw.money() | {"fee": draw.fee()},
    "record_return_to_depositor": lambda draw: draw.money(account=None),
    "record_depositor_repayment": lambda draw: draw.money(),
    "write_off_bail": lambda draw: draw.money(account=None) | {"held_by": draw.choice([*HeldBy])},
    "record_bail_recovery": lambda draw: draw.money(),
    "report_bail": lambda draw: {"news": draw.choice(NEWS)},
    "place_receipt": lambda draw: {"place": draw.choice([*ReceiptPlace])},
    "give_surety": lambda draw: draw.money(account=None) | {"authority_id": COURT},
    "end_surety": lambda _draw: {},
    "commit_grant": _commit_grant,
    "pay_grant": _pay_grant,
    "change_grant_plan": _change_grant_plan,
    "record_returned_payment": _record_returned_payment,
    "record_money_back": lambda draw: draw.money() | {"why": draw.choice([*BackReason])},
    "release_grant_rest": lambda _draw: {},
    "pay_cost": lambda draw: _with_fee(draw) | {"category": draw.choice([*CostCategory])},
    "record_cost_refund": lambda draw: draw.money(),
    "record_fee": _of_a_fee,
    "record_fee_return": _of_a_fee,
    "record_loss": lambda draw: (
        draw.money() | {"purpose_id": draw.purpose(), "how": draw.choice([*Loss])}
    ),
    "record_recovery": lambda draw: draw.money(),
}
"""Command to what draws its own fields."""


def _recording(draw: _Drawer, name: str) -> Plan:
    day = draw.mostly(TODAY, TOMORROW, LONG_AGO, YESTERDAY)
    return {"command": name, "occurred_on": day, **RECORDINGS[name](draw)}


def plan_of(number: int, names: tuple[str, ...]) -> Plan:
    """Return the plan that *number* stands for, of one of the commands *names*."""
    draw = _Drawer(number)
    name = draw.choice(names)
    common = {
        "pick": draw.randrange(60),
        "stray": draw.random() < _ODDS,
        "edge": draw.choice((None, None, None, "account", "purpose", "case")),
        "over": draw.choice((0, 0, 1)),
    }
    if name in RECORDINGS:
        return common | _recording(draw, name)
    plan = common | {"command": name, "reason": draw.choice([*Reason])}
    if name == "correct_line":
        plan["replacement"] = common | _recording(draw, draw.choice([*RECORDINGS]))
    return plan


_OF_GRANTS: Final = ("commit_grant", "pay_grant", "record_money_back", "record_returned_payment")
"""Each waits for the one before, so they are drawn more often than others."""
EVERY: Final = (*RECORDINGS, *_OF_GRANTS, "reverse_line", "correct_line")


def histories(names: tuple[str, ...] = EVERY, size: int = 60) -> st.SearchStrategy[list[Plan]]:
    """Draw plans for the commands *names*.

    A plan is one number, so that a failing history is soon cut down to the plans that matter.
    """
    plans = st.lists(st.integers(0, 2**32), min_size=size // 2, max_size=size)
    return plans.map(lambda numbers: [plan_of(number, names) for number in numbers])
