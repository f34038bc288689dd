"""Scenes of the pages about bail on its way: see `scenes`."""

from datetime import date
from typing import Any, Final

from ledger.bail import (
    EndSurety,
    GiveSurety,
    PlaceReceipt,
    RaiseBail,
    RecordBailForfeiture,
    RecordBailRecovery,
    RecordDepositorRepayment,
    RecordReturnToDepositor,
    ReportBail,
    VerifyBail,
    WriteOffBail,
)
from ledger.chart import DeductionKind
from ledger.decider import AnyCommand
from ledger.events import BailKind, Deduction, HeldBy, News, PayableBy, ReceiptPlace
from tests.api.pages.recording.full_lines import NEXT, PEOPLE, REFERENCES, USD, Ids
from tests.api.pages.recording.scene import Scene
from tests.funds import OpenedFund

_DECIDED: Final[dict[str, Any]] = {name: REFERENCES[name] for name in ("decision", "content_hash")}


def bail(fund: OpenedFund) -> AnyCommand:
    return fund.bail()


def _surety(fund: OpenedFund) -> GiveSurety:
    return GiveSurety(authority_id=fund.court, amount=50_00, **USD)


def _paid_depositor(ids: Ids) -> RecordReturnToDepositor:
    return RecordReturnToDepositor(case_id=ids.case_id, amount=40_00, **USD)


def _lost(ids: Ids) -> RecordBailForfeiture:
    return RecordBailForfeiture(case_id=ids.case_id, amount=40_00, **USD)


SCENES_OF_BAIL: Final[dict[str, Scene]] = {
    "bail asked for": Scene(
        "record/bail-asked",
        lambda ids: ids.answers(authority_id=str(ids.fund.court), share="5.00"),
        lambda ids: VerifyBail(
            kind=BailKind.POLICE_BOND,
            payable_by=PayableBy.FAMILY,
            authority_id=ids.fund.court,
            amount=50_00,
            share=20_00,
            **USD,
        ),
        moves=False,
    ),
    "bail raised": Scene(
        "cases/{case_id}/raise",
        lambda ids: ids.answers(),
        lambda ids: RaiseBail(
            case_id=ids.case_id,
            account_id=ids.fund.bank,
            amount=5_00,
            fee=1_00,
            **_DECIDED,
            **USD,
        ),
        bail,
    ),
    "news of a bail": Scene(
        "cases/{case_id}/report",
        lambda ids: ids.answers(news="forfeiture_ordered"),
        lambda ids: ReportBail(
            case_id=ids.case_id,
            occurred_on=NEXT,
            news=News.REDUCED,
            amount=10_00,
            due_on=date(2027, 1, 31),
        ),
        bail,
        moves=False,
    ),
    "receipt of a bail": Scene(
        "cases/{case_id}/receipt",
        lambda ids: ids.answers(place="fund"),
        lambda ids: PlaceReceipt(case_id=ids.case_id, occurred_on=NEXT, place=ReceiptPlace.LAWYER),
        bail,
        moves=False,
    ),
    "bail to the depositor": Scene(
        "cases/{case_id}/to-depositor",
        lambda ids: ids.answers(fee="1.00"),
        lambda ids: RecordReturnToDepositor(
            case_id=ids.case_id,
            amount=20_00,
            deductions=(Deduction(kind=DeductionKind.FINE, amount=1_00),),
            **USD,
        ),
        bail,
    ),
    "bail handed on": Scene(
        "cases/{case_id}/handed-on",
        lambda ids: ids.answers(),
        lambda ids: RecordDepositorRepayment(
            case_id=ids.case_id, account_id=ids.fund.cash_box, amount=5_00, **USD
        ),
        bail,
        _paid_depositor,
    ),
    "bail written off": Scene(
        "cases/{case_id}/write-off",
        lambda ids: ids.answers(held_by="authority"),
        lambda ids: WriteOffBail(
            case_id=ids.case_id, amount=5_00, held_by=HeldBy.DEPOSITOR, **_DECIDED, **USD
        ),
        bail,
        _paid_depositor,
    ),
    "lost bail": Scene(
        "cases/{case_id}/late-recovery",
        lambda ids: ids.answers(),
        lambda ids: RecordBailRecovery(
            case_id=ids.case_id, account_id=ids.fund.cash_box, amount=5_00, **USD
        ),
        bail,
        _lost,
    ),
    "surety": Scene(
        "record/surety",
        lambda ids: ids.answers(authority_id=str(ids.fund.court)),
        lambda ids: GiveSurety(
            kind=BailKind.PERSONAL_BOND,
            authority_id=ids.fund.court,
            amount=50_00,
            **PEOPLE,
            **_DECIDED,
            **USD,
        ),
        moves=False,
    ),
    "end of a surety": Scene(
        "cases/{case_id}/end-surety",
        lambda ids: ids.answers(),
        lambda ids: EndSurety(case_id=ids.case_id, occurred_on=NEXT),
        _surety,
        moves=False,
    ),
}
