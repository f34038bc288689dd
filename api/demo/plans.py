"""Requests that were screened, and what becomes of promises: changed, stopped, returned, back."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from api.demo.courts import Step, begins
from api.demo.diary import Diary
from api.demo.fund import USD, Places
from ledger.chart import Category
from ledger.consents import RecordConsent, WithdrawConsent
from ledger.events import (
    BackReason,
    ClosingReason,
    ConsentScope,
    Instalment,
    Outcome,
    PayeeKind,
    Urgency,
)
from ledger.grants import (
    ChangeGrantPayee,
    ChangeGrantPlan,
    CommitGrant,
    PayGrant,
    RecordMoneyBack,
    RecordReturnedPayment,
    ReleaseGrantRest,
)
from ledger.requests import CloseRequest, ScreenRequest, WaitlistRequest

_CLOSED: Final = (
    (83, Category.LEGAL, Outcome.DECLINED, ClosingReason.NOT_OUR_HELP),
    (47, Category.MEDICAL, Outcome.REFERRED, ClosingReason.BETTER_ELSEWHERE),
    (27, Category.FOOD, Outcome.WITHDRAWN, ClosingReason.PERSONS_WISH),
)


def plan_plans(diary: Diary, places: Places) -> None:
    """Put requests and what changes of grants into the diary."""
    _requests(diary)
    _changed(diary, places)
    _came_back(diary, places)
    _consents(diary, places)


def screening(diary: Diary, days_ago: int, category: Category) -> ScreenRequest:
    """Return that somebody found, so many days ago, that a request may be met."""
    return ScreenRequest(
        occurred_on=diary.ago(days_ago),
        category=category,
        urgency=Urgency.THIS_WEEK,
        voucher=diary.cast.heron,
    )


def _requests(diary: Diary) -> None:
    for days_ago, category, outcome, reason in _CLOSED:
        closed = {"outcome": outcome, "reason": reason}
        begins(
            diary,
            days_ago,
            screening(diary, days_ago, category),
            (days_ago - 1, CloseRequest, closed),
        )
    begins(diary, 15, screening(diary, 15, Category.MOVING), (14, WaitlistRequest, {}))


def _promise(
    diary: Diary,
    places: Places,
    days_ago: int,
    category: Category,
    plan: Sequence[Instalment],
    *steps: Step,
    **more: Any,  # noqa: ANN401  fields of the command
) -> None:
    """Screen a request, promise the *plan* a day later, and let the *steps* follow."""
    promise = {
        "category": category,
        "purpose_id": places.housing,
        "amount": sum(each.amount for each in plan),
        "instalments": tuple(plan),
        **USD,
    }
    first: Step = (days_ago - 1, CommitGrant, promise | more)
    begins(diary, days_ago, screening(diary, days_ago, category), first, *steps)


def _every(diary: Diary, first: int, amounts: Sequence[int]) -> tuple[Instalment, ...]:
    """Return a plan of which the first is due so many days ago, and one more each month."""
    return tuple(
        Instalment(due_on=diary.ago(first) + timedelta(days=30 * number), amount=amount)
        for number, amount in enumerate(amounts)
    )


def _pays(places: Places, days_ago: int, number: int, amount: int) -> Step:
    named = {"account_id": places.bank, "instalment": number, "amount": amount}
    return days_ago, PayGrant, named | USD


def _changed(diary: Diary, places: Places) -> None:
    to_landlord = {"payee_kind": PayeeKind.LANDLORD, "consent": True}
    longer = {"instalments": _every(diary, 93, (180_00,) * 5), **USD}
    _promise(
        diary, places, 96, Category.RENT, _every(diary, 93, (180_00,) * 3),
        _pays(places, 93, 1, 180_00), _pays(places, 63, 2, 180_00),
        (54, ChangeGrantPlan, longer),
        _pays(places, 33, 3, 180_00),
        (13, ReleaseGrantRest, {}),
        **to_landlord,
    )  # fmt: skip
    less = {"instalments": _every(diary, 48, (160_00, 90_00)), **USD}
    _promise(
        diary, places, 51, Category.RENT, _every(diary, 48, (160_00, 160_00)),
        _pays(places, 48, 1, 160_00),
        (35, ChangeGrantPayee, to_landlord),
        (31, ChangeGrantPlan, less),
        _pays(places, 18, 2, 90_00),
    )  # fmt: skip
    _promise(
        diary, places, 11, Category.UTILITIES, _every(diary, -9, (140_00,)),
        _pays(places, 7, 1, 80_00),
    )  # fmt: skip


def _came_back(diary: Diary, places: Places) -> None:
    bounced = {"account_id": places.bank, "instalment": 1, "amount": 120_00, **USD}
    _promise(
        diary, places, 26, Category.UTILITIES, _every(diary, 24, (120_00,)),
        _pays(places, 24, 1, 120_00), (19, RecordReturnedPayment, bounced),
        _pays(places, 16, 1, 120_00),
    )  # fmt: skip
    _promise(
        diary, places, 14, Category.MOVING, _every(diary, 12, (120_00,)),
        _pays(places, 12, 1, 120_00), (4, RecordReturnedPayment, bounced),
    )  # fmt: skip
    deposit = {"why": BackReason.TENANCY_DEPOSIT, "amount": 300_00, "account_id": places.bank}
    _promise(
        diary, places, 164, Category.TENANCY_DEPOSIT, _every(diary, 161, (380_00,)),
        _pays(places, 161, 1, 380_00), (10, RecordMoneyBack, deposit | USD),
        payee_kind=PayeeKind.LANDLORD, consent=True,
    )  # fmt: skip


def _consents(diary: Diary, places: Places) -> None:
    """Somebody lets the fund speak for them, and thinks better of it."""
    speaks = {"scope": ConsentScope.SPEAK_FOR}
    _promise(
        diary, places, 43, Category.RENT_ARREARS, _every(diary, 41, (210_00,)),
        (40, RecordConsent, speaks), _pays(places, 41, 1, 210_00),
        (29, WithdrawConsent, speaks),
    )  # fmt: skip
