"""Bail as the courts go on with it: a case in every state that the table of bail knows."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from api.demo.diary import Diary
from api.demo.fund import USD, Places
from ledger.bail import (
    EndSurety,
    GiveSurety,
    PlaceReceipt,
    PostBail,
    RaiseBail,
    RecordBailForfeiture,
    RecordBailRecovery,
    RecordBailReturn,
    RecordDepositorRepayment,
    RecordReturnToDepositor,
    ReportBail,
    VerifyBail,
    WriteOffBail,
)
from ledger.chart import Category, DeductionKind
from ledger.decider import AnyCommand
from ledger.events import (
    BailKind,
    ClosingReason,
    Deduction,
    HeldBy,
    News,
    Outcome,
    PayableBy,
    ReceiptPlace,
    Urgency,
)
from ledger.requests import CloseRequest, ScreenRequest

Step = tuple[int, Callable[..., AnyCommand], dict[str, Any]]
"""What follows in a case: how many days ago, which command, and its fields."""

_FEE: Final = (Deduction(kind=DeductionKind.FEE, amount=15_00),)
_COSTS: Final = (*_FEE, Deduction(kind=DeductionKind.COSTS, amount=35_00))


def plan_courts(diary: Diary, places: Places) -> None:
    """Put what courts did with bail into the diary."""
    _from_request_to_refund(diary, places)
    _still_open(diary, places)
    _over(diary, places)
    _by_way_of_depositors(diary, places)
    _lost_and_found(diary, places)
    _without_cash(diary, places)


def goes_on(diary: Diary, case_id: UUID, *steps: Step) -> None:
    """Let the *steps* be written in the case."""
    for days_ago, command, fields in steps:
        day = diary.ago(days_ago)
        diary.writes(day, command(occurred_on=day, case_id=case_id, **fields))


def begins(diary: Diary, days_ago: int, opening: AnyCommand, *steps: Step) -> None:
    """Let *opening* open a case, and the *steps* follow in it."""

    async def begin() -> None:
        answer = await diary.write(opening)
        goes_on(diary, answer.case_id, *steps)

    diary.on(diary.ago(days_ago), begin)


def _news(days_ago: int, news: News, due: int | None = None, **more: Any) -> Step:  # noqa: ANN401
    return days_ago, ReportBail, {"news": news, "due": due, **more}


def _posted(
    diary: Diary,
    places: Places,
    days_ago: int,
    amount: int,
    *steps: Step,
    **more: Any,  # noqa: ANN401  fields of the command
) -> None:
    """Post bail so many days ago, and let the *steps* follow; *due* is in days ago too."""
    bail = PostBail(
        occurred_on=diary.ago(days_ago),
        account_id=places.bank,
        purpose_id=places.bail,
        amount=amount,
        **{"authority_id": places.harbour} | USD | more,
    )
    begins(diary, days_ago, bail, *_dated(diary, steps))


def _dated(diary: Diary, steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Put days in the place of how long ago something fell due."""
    found = []
    for days_ago, command, fields in steps:
        due = fields.get("due")
        on = {} if due is None else {"due_on": diary.ago(due)}
        rest = {name: value for name, value in fields.items() if name != "due"}
        found.append((days_ago, command, rest | on))
    return tuple(found)


def _from_request_to_refund(diary: Diary, places: Places) -> None:
    """One person, from the first request to the refund less costs; two whom others could help."""
    bank = {"account_id": places.bank, "purpose_id": places.bail}
    court = {"authority_id": places.harbour}
    asked = ScreenRequest(
        occurred_on=diary.ago(141), category=Category.BAIL, urgency=Urgency.TONIGHT
    )
    steps: tuple[Step, ...] = (
        (
            140,
            VerifyBail,
            {"kind": BailKind.CASH_DEPOSIT, "amount": 400_00, "share": 400_00, **court, **USD},
        ),
        (139, PostBail, {"amount": 400_00, **bank, **court, **USD}),
        (138, PlaceReceipt, {"place": ReceiptPlace.DEPOSITOR}),
        _news(137, News.FREED),
        (118, RaiseBail, {"account_id": places.bank, "amount": 100_00, **USD}),
        (115, PlaceReceipt, {"place": ReceiptPlace.FUND}),
        _news(72, News.DISPOSED),
        _news(62, News.REFUND_DUE, 42),
        _news(36, News.REFUND_CLAIMED),
        (17, RecordBailReturn, _back(places, 450_00, _COSTS)),
    )
    begins(diary, 141, asked, *_dated(diary, steps))
    closed = {"outcome": Outcome.REFERRED, "reason": ClosingReason.BETTER_ELSEWHERE}
    begins(
        diary,
        71,
        ScreenRequest(occurred_on=diary.ago(71), category=Category.BAIL, urgency=Urgency.THIS_WEEK),
        (70, CloseRequest, closed),
    )
    pooled = VerifyBail(
        occurred_on=diary.ago(1),
        kind=BailKind.CASH_DEPOSIT,
        authority_id=places.mill,
        amount=2_000_00,
        share=600_00,
        payable_by=PayableBy.FAMILY,
        **USD,
    )
    begins(diary, 1, pooled)


def _back(places: Places, amount: int, deductions: tuple[Deduction, ...] = ()) -> dict[str, Any]:
    return {"account_id": places.bank, "amount": amount, "deductions": deductions, **USD}


def _still_open(diary: Diary, places: Places) -> None:
    freed = News.FREED
    _posted(diary, places, 40, 300_00, _news(39, freed), _news(25, News.APPEARANCE_MISSED),
            _news(20, News.APPEARANCE_CURED))  # fmt: skip
    _posted(diary, places, 33, 250_00, _news(32, News.HELD_OVER))
    _posted(diary, places, 58, 350_00, _news(57, freed), _news(12, News.APPEARANCE_MISSED))
    ordered = _news(16, News.FORFEITURE_ORDERED, amount=200_00)
    _posted(diary, places, 91, 400_00, _news(90, freed), _news(30, News.APPEARANCE_MISSED), ordered)
    reduced = _news(14, News.REDUCED, -20, amount=100_00)
    _posted(diary, places, 52, 300_00, reduced, authority_id=places.mill)


def _over(diary: Diary, places: Places) -> None:
    freed, over, claimed = News.FREED, News.DISPOSED, News.REFUND_CLAIMED
    mill = {"authority_id": places.mill}
    _posted(diary, places, 110, 200_00, _news(109, freed), _news(9, over))
    _posted(diary, places, 105, 450_00, _news(104, freed), _news(8, News.REFUND_DUE, -6))
    _posted(diary, places, 160, 500_00, _news(159, freed), _news(75, over, 64), **mill)
    _posted(diary, places, 165, 300_00, _news(90, over, 70), _news(25, claimed), **mill)
    pressed = (_news(100, over, 80), _news(60, claimed), _news(18, News.ESCALATED))
    _posted(diary, places, 168, 350_00, *pressed, **mill)
    returned: Step = (6, RecordBailReturn, _back(places, 250_00))
    _posted(diary, places, 95, 250_00, _news(33, News.REVOKED, 10), returned)
    set_aside = (
        _news(129, freed),
        _news(60, News.APPEARANCE_MISSED),
        _news(55, News.FORFEITURE_ORDERED),
        _news(30, News.FORFEITURE_SET_ASIDE),
        _news(22, over, 15),
        (5, RecordBailReturn, _back(places, 300_00)),
    )
    _posted(diary, places, 130, 300_00, *set_aside)


def _by_way_of_depositors(diary: Diary, places: Places) -> None:
    """Refunds that the court paid to whoever signed for the deposit."""
    signed_for = diary.new_id()
    steps: tuple[Step, ...] = (
        _news(60, News.DISPOSED),
        (21, RecordReturnToDepositor, {"amount": 385_00, "deductions": _FEE, **USD}),
    )
    _posted(diary, places, 125, 400_00, *steps, depositor=signed_for)
    part: tuple[Step, ...] = (
        _news(88, News.DISPOSED),
        (77, RecordReturnToDepositor, {"amount": 300_00, **USD}),
        (56, RecordDepositorRepayment, {"account_id": places.bank, "amount": 220_00, **USD}),
        (24, WriteOffBail, {"amount": 80_00, "held_by": HeldBy.DEPOSITOR, **USD}),
    )
    _posted(diary, places, 150, 300_00, *part, depositor=diary.new_id())
    _posted(
        diary, places, 37, 150_00, (36, PlaceReceipt, {"place": ReceiptPlace.LAWYER}),
        depositor=signed_for,
    )  # fmt: skip


def _lost_and_found(diary: Diary, places: Places) -> None:
    late: tuple[Step, ...] = (
        _news(120, News.APPEARANCE_MISSED),
        _news(112, News.FORFEITURE_ORDERED),
        (101, RecordBailForfeiture, {"amount": 250_00, **USD}),
        (28, RecordBailRecovery, {"account_id": places.bank, "amount": 100_00, **USD}),
    )
    _posted(diary, places, 163, 250_00, *late, authority_id=places.mill)
    lost = (
        (154, PlaceReceipt, {"place": ReceiptPlace.LOST}),
        _news(108, News.DISPOSED, 98),
        (41, WriteOffBail, {"amount": 120_00, **USD}),
    )
    police = {"authority_id": places.police, "kind": BailKind.POLICE_BOND}
    _posted(diary, places, 155, 120_00, *lost, **police)


def _without_cash(diary: Diary, places: Places) -> None:
    _posted(diary, places, 49, 150_00, kind=BailKind.COMMERCIAL_PREMIUM)
    for days_ago, kind, ends in ((46, BailKind.SURETY, ()), (86, BailKind.PERSONAL_BOND, (23,))):
        given = GiveSurety(
            occurred_on=diary.ago(days_ago),
            kind=kind,
            authority_id=places.harbour,
            amount=800_00,
            **USD,
        )
        begins(diary, days_ago, given, *((day, EndSurety, {}) for day in ends))
