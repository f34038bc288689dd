"""Requests and grants on the page of their case: how they stand, and what may be recorded next."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from msgspec import Struct

from api.i18n import N_
from api.pages.reading.reader import Reader
from ledger import consents, grants, requests
from ledger.case import Case
from ledger.chart import Category
from ledger.events import GrantCommitted
from ledger.grants import InstalmentState
from ledger.money import Money

_STATES: Final[dict[str, str]] = {
    requests.ASKED: N_("screened, nothing promised yet"),
    requests.WAITLISTED: N_("on the waiting list"),
    requests.CLOSED: N_("closed without money"),
    "promised": N_("promised, nothing paid yet"),
    "paying": N_("being paid"),
    "completed": N_("paid whole"),
    "stopped": N_("stopped; the rest was released"),
}
"""How a request or a grant stands, in words."""

_INSTALMENTS: Final[dict[InstalmentState, str]] = {
    InstalmentState.DUE: N_("due"),
    InstalmentState.OVERDUE: N_("overdue"),
    InstalmentState.PART_PAID: N_("paid in part"),
    InstalmentState.PAID: N_("paid"),
    InstalmentState.RETURNED: N_("did not arrive"),
    InstalmentState.CANCELLED: N_("not to be paid"),
}
"""How an instalment stands, in words."""

_STEPS: Final[dict[str, tuple[str, str]]] = {
    "pay_grant": (N_("Pay an instalment"), "pay"),
    "change_grant_plan": (N_("Change the plan"), "plan"),
    "change_grant_payee": (N_("Change who is paid"), "payee"),
    "release_grant_rest": (N_("Release the rest"), "release"),
    "record_returned_payment": (N_("A payment did not arrive"), "returned"),
    "record_money_back": (N_("Money came back"), "money-back"),
}
"""A command of a grant: what the button says, and the last part of its address."""


class PlanRow(Struct, frozen=True, kw_only=True):
    """An instalment in the table of a plan."""

    number: int
    due_on: date
    amount: Money
    left: Money | None
    state: str
    is_wrong: bool


def plan_rows(reader: Reader, case: Case) -> list[PlanRow]:
    """Return the instalments of a grant as they stand; none for any other case."""
    grant = case.opening
    if not isinstance(grant, GrantCommitted):
        return []
    rows = []
    for each in grants.plan_of(case):
        state = each.state(reader.today)
        rows.append(
            PlanRow(
                number=each.number,
                due_on=each.due_on,
                amount=reader.money(each.amount, grant.currency),
                left=reader.money(each.left, grant.currency) if each.left > 0 else None,
                state=_INSTALMENTS[state],
                is_wrong=state in {InstalmentState.OVERDUE, InstalmentState.RETURNED},
            )
        )
    return rows


def help_rows(case: Case) -> list[tuple[str, object]]:
    """Return what is known of request and grant, each with what it is called."""
    asked, payee = requests.request_of(case), grants.payee_of(case)
    rows: list[tuple[str, object]] = []
    state = grants.state_of(case)
    if state in _STATES:
        rows.append((N_("How it stands"), _STATES[state]))
    if asked is not None:
        rows.append((N_("Asked for"), asked.category))
        rows.append((N_("How soon"), asked.urgency))
        if asked.vouched:
            rows.append((N_("Somebody vouched"), N_("Yes")))
    if payee is not None and isinstance(case.opening, GrantCommitted):
        rows.append((N_("Paid to"), payee.payee_kind))
    rows += [(N_("Agreed to"), scope) for scope in consents.consents_of(case)]
    return rows


def grant_steps(case: Case) -> Iterator[tuple[str, str]]:
    """Yield what the state of a grant lets be recorded: words, and the end of an address."""
    state, came = grants.state_of(case), grants.paid_in_all(case) > 0
    for command in grants.TABLE.open_to(state):
        if command.startswith("record_") and not came:
            continue
        if command in _STEPS:
            yield _STEPS[command]
    yield from _consent_steps(case)


def request_steps(case: Case) -> Iterator[tuple[str, str]]:
    """Yield what may come of a request that was screened."""
    asked, state = requests.request_of(case), requests.state_of(case)
    if asked is None:
        return
    if state in (requests.ASKED, requests.WAITLISTED):
        if asked.category is not Category.BAIL:
            yield N_("Promise a grant"), "grant"
        if state == requests.ASKED:
            yield N_("To the waiting list"), "waitlist"
        yield N_("Close the request"), "close"
    yield from _consent_steps(case)


def _consent_steps(case: Case) -> Iterator[tuple[str, str]]:
    yield N_("Write a consent down"), "consent"
    if consents.consents_of(case):
        yield N_("Withdraw a consent"), "consent-withdrawal"
