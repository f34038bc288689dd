"""Orders drawn at random for a play (see `play`), looking at what there is in its book."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from ledger.bail import (
    PostBail,
    RaiseBail,
    RecordBailForfeiture,
    RecordBailReturn,
    RecordReturnToDepositor,
    WriteOffBail,
)
from ledger.break_glass import SealSheets
from ledger.cash import RecordLoss
from ledger.chart import Category, CostCategory, DeductionKind, Fee, Loss
from ledger.corrections import ReverseLine
from ledger.costs import PayCost, RecordFee
from ledger.events import (
    BailPosted,
    Deduction,
    DonationReceived,
    FloatHanded,
    GrantCommitted,
    GrantPaid,
    Instalment,
    PayeeKind,
    Reason,
    Role,
    Rung,
)
from ledger.floats import CloseFloat, HandFloat
from ledger.grants import CommitGrant, PayGrant, RecordReturnedPayment, ReleaseGrantRest
from ledger.members import (
    AdmitMember,
    EndMandate,
    EndMembership,
    GrantMandate,
)
from ledger.orders.content import Orderable
from ledger.policy import SetPolicy
from ledger.postings import postings
from ledger.recordings import CorrectLine
from ledger.refunds import RecordChargeback, RefundDonation
from ledger.suspension import ConfirmSuspension
from ledger.transfers import TransferBetweenAccounts, TransferBetweenPurposes
from ledger.witnessed import Witnessed
from tests.ledger.drawn_seen import changed_grant, seen
from tests.ledger.people import ANA, BO, CY, DEE, FAY, SEALED
from tests.ledger.play import Drawer, Play
from tests.ledger.world import BAIL, BANK, COURT, GENERAL, HOUSING, TIN

USD: Final[dict[str, Any]] = {"currency": "USD", "exponent": 2}
MEMBERS: Final = (ANA, BO, CY, DEE, FAY)


def money(play: Play, draw: Drawer) -> dict[str, Any]:
    """Draw the fields of a payment."""
    amount = draw.choice((10, 40, 100, 499, 500, 600))
    return {
        "occurred_on": play.today,
        "account_id": draw.choice((BANK, BANK, TIN)),
        "amount": amount,
        **USD,
    }


def _commit(play: Play, draw: Drawer) -> CommitGrant:
    fields = money(play, draw)
    del fields["account_id"]
    part = Instalment(due_on=play.today, amount=fields["amount"])
    return CommitGrant(
        **fields,
        category=draw.choice((Category.RENT, Category.HOTEL)),
        purpose_id=draw.choice((HOUSING, GENERAL)),
        instalments=(part,),
        payee=play.new_id(),
        decision=draw.choice((None, play.new_id(), *_grant_decisions(play))),
        payee_kind=PayeeKind.PERSON,
    )


def _grant_decisions(play: Play) -> list[UUID]:
    return [order.order for order in play.orders()][-2:]


def cases(play: Play, kind: type) -> list[UUID]:
    """Return the cases with a line of *kind*, and one that is not there when there is none."""
    return [one.case_id for one in play.cases.values() if one.events(kind)] or [play.new_id()]


def payment(play: Play, draw: Drawer) -> Orderable:
    """Draw an order by which money leaves an account."""
    fields = money(play, draw)
    moved = {key: value for key, value in fields.items() if key != "account_id"}
    fee = draw.choice((0, 0, 0, 1, 600))
    grants, donated = cases(play, GrantCommitted), draw.choice(cases(play, DonationReceived))
    float_: dict[str, Any] = {"purpose_id": GENERAL, "categories": (Category.FOOD,)}
    until = play.today + timedelta(days=3)
    others: tuple[Orderable, ...] = (
        PostBail(**fields, purpose_id=BAIL, authority_id=COURT, fee=fee),
        PostBail(**fields, purpose_id=BAIL, authority_id=COURT),
        PayCost(**fields, purpose_id=GENERAL, category=CostCategory.OTHER),
        RefundDonation(**fields, case_id=donated),
        TransferBetweenAccounts(**moved, from_account_id=BANK, to_account_id=TIN),
        HandFloat(**fields, **float_, carrier=draw.choice(MEMBERS), until=until),
    )
    if draw.happens(2) and play.case(grants[-1]).lines:
        return PayGrant(**fields, case_id=draw.choice(grants), instalment=1, fee=fee)
    posted = cases(play, BailPosted)
    if draw.happens(9) and play.case(posted[-1]).lines:
        return RaiseBail(**fields, case_id=draw.choice(posted), fee=fee)
    return draw.choice(others)


def taking(play: Play, draw: Drawer) -> Witnessed:
    """Draw a fact that takes money away, or that one payment has to be made again."""
    if play.case(cases(play, GrantPaid)[-1]).lines and draw.happens(2):
        return _did_not_arrive(play, draw)
    fields = money(play, draw)
    moved = {key: value for key, value in fields.items() if key != "account_id"}
    posted, given = draw.choice(cases(play, BailPosted)), draw.choice(cases(play, DonationReceived))
    kept = (Deduction(kind=DeductionKind.FEE, amount=draw.choice((1, 40))),)
    back = {**fields, "amount": draw.choice((0, 10, 59))}
    return draw.choice(
        (
            RecordFee(**fields, kind=Fee.BANK, purpose_id=GENERAL),
            RecordChargeback(**fields, case_id=given, dispute_fee=draw.choice((0, 15))),
            RecordBailForfeiture(**moved, case_id=posted),
            RecordReturnToDepositor(**moved, case_id=posted, deductions=kept),
            RecordBailReturn(**back, case_id=posted, deductions=draw.choice(((), kept, kept))),
            RecordLoss(**fields, purpose_id=GENERAL, how=draw.choice([*Loss])),
        )
    )


def _did_not_arrive(play: Play, draw: Drawer) -> RecordReturnedPayment:
    """Draw a payment of a grant that came back, mostly one that was paid."""
    case_id = draw.choice(cases(play, GrantPaid))
    paid = [(one.amount, one.instalment) for one in play.case(case_id).events(GrantPaid)]
    amount, instalment = draw.choice(paid) if paid else (100, 1)
    fields = money(play, draw) | {"amount": amount, "case_id": case_id, "instalment": instalment}
    return RecordReturnedPayment(**fields)


def resolution(play: Play, draw: Drawer) -> Orderable:
    """Draw an order that changes the books and moves nothing."""
    line = draw.choice([one for one in play.entries if postings(one.event)])
    wrong: dict[str, Any] = {"case_id": line.case_id, "position": line.position}
    wrong["reason"] = Reason.WRONG_AMOUNT
    grant, carried = cases(play, GrantCommitted)[-1], cases(play, FloatHanded)[-1]
    fields = money(play, draw)
    moved = {key: value for key, value in fields.items() if key != "account_id"}
    cost = PayCost(**fields, purpose_id=GENERAL, category=CostCategory.OTHER)
    commit = _commit(play, draw)
    left = {**fields, "amount": draw.choice((0, 10))}
    return draw.choice(
        (
            commit,
            commit,
            commit,
            TransferBetweenPurposes(**moved, from_purpose_id=GENERAL, to_purpose_id=BAIL),
            ReverseLine(**wrong),
            WriteOffBail(**moved, case_id=cases(play, BailPosted)[-1]),
            CorrectLine(**wrong, replacement=cost),
            CorrectLine(**wrong_grant(play, grant), replacement=commit),
            CorrectLine(**wrong_grant(play, grant), replacement=commit),
            CloseFloat(**left, case_id=carried),
            ReleaseGrantRest(occurred_on=play.today, case_id=grant),
            taking(play, draw),
            taking(play, draw),
            *(seen(play, draw) for _ in range(4)),
            *(changed_grant(play, draw) for _ in range(2)),
        )
    )


def wrong_grant(play: Play, case_id: UUID) -> dict[str, Any]:
    lines = play.case(case_id).standing
    position = lines[0].position if lines else 1
    return {"case_id": case_id, "position": position, "reason": Reason.WRONG_AMOUNT}


def governing(play: Play, draw: Drawer) -> Orderable:
    """Draw an order about people and rules."""
    on: dict[str, Any] = {"occurred_on": play.today}
    somebody, role = draw.choice(MEMBERS), draw.choice(list(Role))
    ladder = (Rung(amount=0, approvals=1), Rung(amount=100, approvals=draw.choice((1, 2, 3))))
    urgent: dict[str, Any] = {"urgent_categories": (Category.HOTEL,), "urgent_case_cap": 500}
    return draw.choice(
        (
            AdmitMember(**on, sign_in=draw.choice((play.new_id(), somebody))),
            EndMembership(**on, sign_in=somebody),
            GrantMandate(**on, holder=somebody, role=role),
            GrantMandate(**on, holder=somebody, role=role, ends_on=play.today),
            EndMandate(**on, holder=somebody, role=role),
            EndMandate(**on, holder=somebody, role=Role.APPROVER),
            SetPolicy(**on, ladder=ladder, **urgent, urgent_week_cap=600),
            ConfirmSuspension(**on, holder=somebody),
            SealSheets(**on, hashes=SEALED.hashes, needed=2, hours=24),
        )
    )


def anything(play: Play, draw: Drawer) -> Orderable:
    """Draw any order."""
    return draw.choice((payment, payment, resolution, resolution, governing))(play, draw)
