"""How a request and a grant stand, as the API says it: states, plan, payee, consents."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from ledger import consents, grants, requests
from ledger.case import Case
from ledger.chart import Category
from ledger.events import ConsentScope, GrantCommitted, PayeeKind, Urgency
from ledger.grants import InstalmentState


class RequestStanding(Struct, frozen=True, kw_only=True):
    """What was found when a request was screened last, and its state."""

    state: Annotated[str, Meta(description="asked, waitlisted, closed, or met.")]
    category: Category
    urgency: Urgency
    vouched: bool


class InstalmentStanding(Struct, frozen=True, kw_only=True):
    """An instalment of a plan, in minor units; *left* is still to be paid."""

    number: int
    due_on: date
    amount: int
    paid: int
    cancelled: int
    left: int
    state: InstalmentState


class GrantStanding(Struct, frozen=True, kw_only=True):
    """A grant as it stands."""

    state: Annotated[str, Meta(description="promised, paying, completed, or stopped.")]
    payee_kind: PayeeKind
    instalments: tuple[InstalmentStanding, ...]


class HelpStanding(Struct, frozen=True, kw_only=True):
    """What is known of the help in a case; null where there is no such thing in it."""

    request: RequestStanding | None
    grant: GrantStanding | None
    consents: tuple[ConsentScope, ...]


def help_in(case: Case, today: date) -> HelpStanding:
    """Return how request and grant of *case* stand on the day *today*."""
    return HelpStanding(
        request=_request(case), grant=_grant(case, today), consents=consents.consents_of(case)
    )


def _request(case: Case) -> RequestStanding | None:
    asked = requests.request_of(case)
    if asked is None:
        return None
    return RequestStanding(
        state=requests.state_of(case),
        category=asked.category,
        urgency=asked.urgency,
        vouched=asked.vouched,
    )


def _grant(case: Case, today: date) -> GrantStanding | None:
    payee = grants.payee_of(case)
    if payee is None or not isinstance(case.opening, GrantCommitted):
        return None
    return GrantStanding(
        state=grants.state_of(case),
        payee_kind=payee.payee_kind,
        instalments=tuple(
            InstalmentStanding(
                number=each.number,
                due_on=each.due_on,
                amount=each.amount,
                paid=each.paid,
                cancelled=each.cancelled,
                left=each.left,
                state=each.state(today),
            )
            for each in grants.plan_of(case)
        ),
    )
