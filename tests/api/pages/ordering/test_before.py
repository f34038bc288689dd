"""Whoever is asked to sign or to decide reads what holds now beside what would hold."""

from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

import httpx

from ledger.break_glass import SealSheets
from ledger.deciding.setting import SetDeciding
from ledger.events import (
    AgreementRecorded,
    Role,
    Rung,
    Standing,
    Unbudgeted,
    WordingKind,
)
from ledger.members import AdmitMember, GrantMandate
from ledger.orders.before import REPLACES
from ledger.orders.commands import Act, SignOrder
from ledger.orders.content import Orderable
from ledger.orders.state import Order
from ledger.policy import SetPolicy
from ledger.publishing.cases import publications_case
from ledger.publishing.commands import (
    ApproveWording,
    RecordAgreement,
    SetDisclosure,
    SetGiverStanding,
    SetLog,
    TellDecision,
)
from tests.api.pages.ordering.test_one_order import said
from tests.api.two_people import Two, set_up
from tests.funds import DAY

GIVER: Final = UUID(int=71, version=4)
DUE: Final = date(2027, 3, 1)
NOTE: Final = "Where it changes something, what holds now is struck through."
CODES: Final = ("a" * 64, "b" * 64, "c" * 64)

AGREED: Final[dict[str, Any]] = {"occurred_on": DAY, "giver": GIVER, "from_month": "2026-01"}
OF_THE_PUBLIC_SIDE: Final[dict[type, tuple[Any, Any, str]]] = {
    SetDisclosure: (
        SetDisclosure(occurred_on=DAY, is_public=True, delay_days=45),
        SetDisclosure(occurred_on=DAY, is_public=True, delay_days=60),
        "45 days after its end → becomes 60 days after its end",
    ),
    SetLog: (
        SetLog(occurred_on=DAY, every_hours=24),
        SetLog(occurred_on=DAY, every_hours=6),
        "A step comes once a day → becomes every 6 hours",
    ),
    SetGiverStanding: (
        SetGiverStanding(occurred_on=DAY, giver=GIVER, standing=Standing.COUNTED_APART),
        SetGiverStanding(occurred_on=DAY, giver=GIVER, standing=Standing.PROTECTED),
        "its name → becomes protected: counted among all givers",
    ),
    RecordAgreement: (
        RecordAgreement(**AGREED, until_month="2026-06", report_due=DUE),
        RecordAgreement(**AGREED, until_month="2026-12", report_due=DUE),
        "Months",
    ),
    ApproveWording: (
        ApproveWording(occurred_on=DAY, kind=WordingKind.ABOUT, language="en", text="Old."),
        ApproveWording(occurred_on=DAY, kind=WordingKind.ABOUT, language="en", text="New."),
        "As it will stand Old. → becomes New.",
    ),
}


def changes(two: Two) -> dict[type, tuple[Any, Any, str]]:
    """Return of each kind what is set first, what is asked for then, and what is read of both."""
    return of_people(two["lou"].who) | OF_THE_PUBLIC_SIDE


def of_people(lou: UUID) -> dict[type, tuple[Any, Any, str]]:
    """Return what is about rules and mandates."""
    return {
        SetPolicy: (
            SetPolicy(occurred_on=DAY, ladder=(Rung(amount=0, approvals=1),)),
            SetPolicy(occurred_on=DAY, ladder=(Rung(amount=0, approvals=1),), ratify_hours=48),
            "Time to ratify afterwards 7 days → becomes 2 days",
        ),
        SetDeciding: (
            SetDeciding(occurred_on=DAY, protocols=()),
            SetDeciding(occurred_on=DAY, protocols=(), unbudgeted=Unbudgeted.REFUSED),
            "A payment that no budget covers",
        ),
        SealSheets: (
            SealSheets(occurred_on=DAY, hashes=CODES[:2], needed=2, hours=24),
            SealSheets(occurred_on=DAY, hashes=CODES, needed=2, hours=24),
            "Sheets 2 → becomes 3",
        ),
        GrantMandate: (
            GrantMandate(occurred_on=DAY, holder=lou, role=Role.SEAT),
            GrantMandate(occurred_on=DAY, holder=lou, role=Role.SEAT, ends_on=date(2036, 1, 1)),
            "Through no last day → becomes",
        ),
    }


async def agreement_of(two: Two) -> UUID:
    """Return the id of the only agreement."""
    case = await two.case(publications_case(two.opened.fund_id))
    said = (line.event for line in case.lines)
    return next(each.agreement_id for each in said if isinstance(each, AgreementRecorded))


async def told(two: Two, order: Order) -> dict[str, Any]:
    """Return what a program reads of an order."""
    answer = await two["noor"].send("GET", f"/orders/{order.order}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_every_kind_says_what_holds_now_where_it_is_signed(
    stranger: httpx.AsyncClient,
) -> None:
    async def first(two: Two) -> None:
        for held, _, _ in changes(two).values():
            await two.give(held)

    two = await set_up(stranger, before=first)
    # What is told of a decision needs one: its page is in the tests of deciding.
    assert {*changes(two), TellDecision} == set(REPLACES)
    for kind, (held, asked, words) in changes(two).items():
        if kind is RecordAgreement:
            asked = RecordAgreement(  # noqa: PLW2901  the same one, said anew
                occurred_on=DAY,
                agreement_id=await agreement_of(two),
                giver=GIVER,
                from_month="2026-01",
                until_month="2026-12",
                report_due=DUE,
            )
        order = await two.ask_for(asked)
        page = await said(two["noor"], order)
        assert words in page, (kind, page)
        assert NOTE in page, kind
        assert "→ becomes" in page, kind
        found = await told(two, order)
        assert found["before"]["command"] == found["order"]["order"]["command"]
        assert found["before"] != found["order"]["order"]
        assert type(held) is kind


async def test_what_replaces_nothing_and_what_is_closed_says_nothing_of_it(two: Two) -> None:
    order = await two.ask_for(AdmitMember(occurred_on=DAY, sign_in=uuid4()))
    assert NOTE not in await said(two["noor"], order)
    assert (await told(two, order))["before"] is None
    closed = await carried_out(two, SetLog(occurred_on=DAY, every_hours=12))
    assert NOTE not in await said(two["noor"], closed)
    assert "→ becomes" not in await said(two["noor"], closed)
    assert (await told(two, closed))["before"] is None


async def carried_out(two: Two, command: Orderable) -> Order:
    """Have a governing order asked for and signed."""
    order = await two.ask_for(command)
    await two["noor"].step_up()
    signed = SignOrder(
        occurred_on=DAY,
        case_id=order.case_id,
        order_id=order.order,
        content_hash=order.content_hash,
        acts=(Act.APPROVE,),
    )
    await two.give(signed, "noor")
    done = await two.order(order.case_id)
    assert not done.is_open
    return done
