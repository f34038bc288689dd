"""What becomes of bail, and of money that is lost, in a random history."""

from random import Random
from typing import Any
from uuid import UUID

from ledger.bail import (
    GiveSurety,
    PlaceReceipt,
    RaiseBail,
    RecordBailForfeiture,
    RecordBailRecovery,
    RecordBailReturn,
    RecordDepositorRepayment,
    RecordReturnToDepositor,
    ReportBail,
    VerifyBail,
    WriteOffBail,
    held,
    with_depositor,
)
from ledger.case import Case
from ledger.cash import RecordLoss, RecordRecovery
from ledger.chart import DeductionKind, Loss
from ledger.decider import AnyCommand
from ledger.events import BailKind, Deduction, HeldBy, News, ReceiptPlace


def going_on(case: Case, fields: dict[str, Any], random: Random) -> AnyCommand:
    """Make up what becomes of a bail; *fields* are those of any command that goes on with it."""
    there = {key: value for key, value in fields.items() if key != "account_id"}
    part: dict[str, Any] = {"amount": random.randint(0, max(held(case), 1))}
    owed: dict[str, Any] = {"amount": random.randint(1, max(with_depositor(case), 1))}
    kinds = random.sample(list(DeductionKind), random.randint(0, 2))
    kept = tuple(Deduction(kind=kind, amount=3) for kind in kinds)
    bare = {key: fields[key] for key in ("occurred_on", "case_id")}
    by = random.choice(list(HeldBy))
    others: tuple[AnyCommand, ...] = (
        RaiseBail(**fields, amount=random.randint(1, 50), fee=random.choice((0, 2))),
        RecordReturnToDepositor(**there, **part, deductions=kept),
        RecordDepositorRepayment(**fields, **owed),
        RecordDepositorRepayment(**fields, **owed),
        WriteOffBail(**there, **(part if by is HeldBy.AUTHORITY else owed), held_by=by),
        RecordBailRecovery(**fields, amount=random.randint(1, 9)),
        ReportBail(**bare, news=random.choice([each for each in News if each != News.REDUCED])),
        PlaceReceipt(**bare, place=random.choice(list(ReceiptPlace))),
    )
    if random.random() < 0.5:
        return random.choice(others)
    if random.random() < 0.3:
        return RecordBailForfeiture(**there, **part)
    return RecordBailReturn(deductions=kept, **fields, **part)


def beginning(given: dict[str, Any], court: UUID, random: Random) -> AnyCommand:
    """Make up bail that is asked for or vouched for: lines that move nothing of the fund's."""
    fields = {key: given[key] for key in ("occurred_on", "currency", "exponent")}
    amount = random.randint(1, 500)
    if random.random() < 0.5:
        return GiveSurety(**fields, authority_id=court, amount=amount)
    kind = BailKind.CASH_DEPOSIT
    return VerifyBail(**fields, authority_id=court, amount=amount, share=amount, kind=kind)


def lost(given: dict[str, Any], random: Random) -> RecordLoss:
    """Make up money that is gone."""
    return RecordLoss(**given, amount=random.randint(1, 90), how=random.choice(list(Loss)))


def found(fields: dict[str, Any], random: Random) -> RecordRecovery:
    """Make up some of it that came back."""
    return RecordRecovery(**fields, amount=random.randint(1, 60))
