"""Money that went out for people: bail and emergency grants, in every state there is."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from api.demo.diary import Diary
from api.demo.fund import USD, Places
from api.demo.nights import EXPIRED_DAYS, pay_tonight
from api.demo.waiting import ask_for_instalment
from ledger.bail import PostBail, RecordBailForfeiture, RecordBailReturn
from ledger.chart import Category, DeductionKind
from ledger.corrections import ReverseLine
from ledger.events import BailKind, Deduction, Instalment, PayeeKind, Reason
from ledger.grants import CommitGrant, PayGrant, ReleaseGrantRest

Return = tuple[int, int, dict[DeductionKind, int]]
"""A return of bail: how many days ago, what came back, and what was kept of it."""


def plan_helping(diary: Diary, places: Places) -> None:
    """Put everything about bail and emergency grants into the diary."""
    _bails(diary, places)
    _raid(diary, places)
    _housing(diary, places)
    _small_grants(diary, places)


def _bails(diary: Diary, places: Places) -> None:
    court, mill = places.harbour, places.mill
    fee, fine = DeductionKind.FEE, DeductionKind.FINE
    # Days ago: posted; then what came back when, less what, or what was kept for good.
    _bail(diary, places, court, 670, 750_00, back=[(520, 750_00, {})])
    _bail(diary, places, court, 610, 500_00, back=[(430, 470_00, {fee: 30_00})])
    _bail(diary, places, mill, 545, 1_000_00, back=[(300, 620_00, {fee: 30_00, fine: 350_00})])
    _bail(diary, places, mill, 480, 400_00, kept=[(250, 400_00)])
    _bail(diary, places, court, 415, 1_200_00)
    _bail(diary, places, court, 330, 800_00, back=[(120, 300_00, {})], kept=[(90, 200_00)])
    _bail(
        diary, places, places.immigration, 190, 1_500_00, kind=BailKind.IMMIGRATION_BOND, fee=25_00
    )
    kind = BailKind.PERCENTAGE_DEPOSIT
    _bail(diary, places, mill, EXPIRED_DAYS, 350_00, kind=kind, tonight=True)
    _bail(diary, places, court, 3, 500_00, tonight=True)
    _bail(diary, places, court, 31, 500_00, mistake=True)


def _bail(  # noqa: PLR0913  the life of one deposit, in a row
    diary: Diary,
    places: Places,
    authority: UUID,
    days_ago: int,
    amount: int,
    *,
    back: Sequence[Return] = (),
    kept: Sequence[tuple[int, int]] = (),
    mistake: bool = False,
    tonight: bool = False,
    **more: Any,  # noqa: ANN401  fields of the command
) -> None:
    bail = PostBail(
        occurred_on=diary.ago(days_ago),
        account_id=places.bank,
        purpose_id=places.bail,
        authority_id=authority,
        amount=amount,
        **USD,
        **more,
    )

    async def post() -> None:
        answer = await (pay_tonight(diary, bail) if tonight else diary.write(bail))
        for day, returned, kept_back in back:
            diary.writes(
                diary.ago(day), _came_back(diary, places, answer.case_id, day, returned, kept_back)
            )
        for day, lost in kept:
            forfeiture = RecordBailForfeiture(
                occurred_on=diary.ago(day), case_id=answer.case_id, amount=lost, **USD
            )
            diary.writes(diary.ago(day), forfeiture)
        if mistake:
            case_id, at, why = answer.case_id, answer.first, Reason.ENTERED_TWICE
            reversal = ReverseLine(case_id=case_id, position=at, reason=why)
            diary.writes(diary.ago(days_ago - 1), reversal)

    diary.on(bail.occurred_on, post)


def _came_back(
    diary: Diary,
    places: Places,
    case_id: UUID,
    day: int,
    amount: int,
    deductions: dict[DeductionKind, int],
) -> RecordBailReturn:
    return RecordBailReturn(
        occurred_on=diary.ago(day),
        case_id=case_id,
        account_id=places.bank,
        amount=amount,
        deductions=tuple(Deduction(kind=kind, amount=cut) for kind, cut in deductions.items()),
        **USD,
    )


def _raid(diary: Diary, places: Places) -> None:
    """Three people taken on one night: one incident, three bails."""
    incident = diary.new_id()
    nothing: list[Return] = []
    for amount, back in ((300_00, [(20, 300_00, {})]), (300_00, nothing), (450_00, nothing)):
        _bail(
            diary,
            places,
            places.police,
            45,
            amount,
            back=back,
            kind=BailKind.POLICE_BOND,
            incident=incident,
        )


def _rents(diary: Diary, places: Places) -> None:
    def rent(
        days: int,
        amount: int,
        *,
        every: int = 30,
        count: int = 6,
        paid: int,
        prepared: bool = False,
    ) -> None:
        plan = [(timedelta(days=every * number), amount) for number in range(count)]
        release = 280 if days == 395 else None  # noqa: PLR2004  given up half way
        _grant(
            diary,
            places,
            Category.RENT,
            diary.ago(days),
            plan,
            paid=paid,
            release=release,
            to=PayeeKind.LANDLORD,
            prepared=prepared,
        )

    rent(600, 420_00, paid=6)
    rent(395, 380_00, paid=3)
    rent(150, 450_00, paid=4, prepared=True)  # one instalment is overdue
    rent(100, 400_00, every=35, count=4, paid=3)  # the last one is due in a few days


def _housing(diary: Diary, places: Places) -> None:
    _rents(diary, places)
    for days, nights in ((560, 5), (372, 3), (233, 6), (58, 4), (9, 2)):
        plan = [(timedelta(), nights * 68_00)]
        day, to = diary.ago(days), PayeeKind.HOTEL
        _grant(diary, places, Category.HOTEL, day, plan, paid=1, to=to)
    for days, category, due_after, amount, paid in (
        (290, Category.RENT_ARREARS, 1, 640_00, 1),
        (92, Category.MOVING, 3, 210_00, 1),
        (66, Category.UTILITIES, 2, 131_40, 1),
        (12, Category.TENANCY_DEPOSIT, 26, 900_00, 0),
    ):
        plan = [(timedelta(days=due_after), amount)]
        _grant(diary, places, category, diary.ago(days), plan, paid=paid)


def _small_grants(diary: Diary, places: Places) -> None:
    kinds = (Category.FOOD, Category.MEDICAL, Category.TRANSPORT, Category.CARE)
    for month in range(1, 24):
        for _ in range(diary.chance.randint(2, 6)):
            day = diary.month(month, diary.chance.randint(1, 28))
            amount = diary.chance.randint(25, 95) * 100
            category = diary.chance.choice(kinds)
            plan = [(timedelta(), amount)]
            _grant(diary, places, category, day, plan, paid=1, purpose=places.anything)
    for days, category, amount in (
        (160, Category.LEGAL, 350_00),
        (88, Category.INTERPRETATION, 120_00),
        (19, Category.LEGAL, 275_00),
    ):
        plan = [(timedelta(days=1), amount)]
        _grant(diary, places, category, diary.ago(days), plan, paid=1, purpose=places.support)


def _grant(  # noqa: PLR0913  the life of one grant, in a row
    diary: Diary,
    places: Places,
    category: Category,
    day: date,
    plan: Sequence[tuple[timedelta, int]],
    *,
    paid: int,
    release: int | None = None,
    to: PayeeKind = PayeeKind.PERSON,
    purpose: UUID | None = None,
    prepared: bool = False,
) -> None:
    """Promise a grant whose instalments are due so long after *day*; pay the first *paid*.

    The next one is *prepared* today, or not.
    """
    instalments = tuple(Instalment(due_on=day + after, amount=amount) for after, amount in plan)
    grant = CommitGrant(
        occurred_on=day,
        category=category,
        purpose_id=purpose or places.housing,
        amount=sum(amount for _, amount in plan),
        instalments=instalments,
        payee_kind=to,
        consent=to is PayeeKind.LANDLORD,
        **USD,
    )

    async def promise() -> None:
        case_id = (await diary.write(grant)).case_id
        for number, instalment in enumerate(instalments[:paid], start=1):
            await _pay(diary, places, case_id, number, instalment)
        if prepared:
            payment = _payment(places, case_id, paid + 1, instalments[paid])
            diary.on(diary.today, lambda: ask_for_instalment(diary, payment))
        if release is not None:
            rest = ReleaseGrantRest(occurred_on=diary.ago(release), case_id=case_id)
            diary.writes(rest.occurred_on, rest)

    diary.on(day, promise)


async def _pay(
    diary: Diary, places: Places, case_id: UUID, number: int, instalment: Instalment
) -> None:
    """Pay on the day it is due, which may be the very day that the diary is at."""
    payment = _payment(places, case_id, number, instalment)
    if diary.is_at(payment.occurred_on):
        await diary.write(payment)
    else:
        diary.writes(payment.occurred_on, payment)


def _payment(places: Places, case_id: UUID, number: int, instalment: Instalment) -> PayGrant:
    return PayGrant(
        occurred_on=instalment.due_on,
        case_id=case_id,
        account_id=places.bank,
        instalment=number,
        amount=instalment.amount,
        **USD,
    )
