"""Money that came in: monthly gifts, collections, grants; and gifts that did not stay."""

from datetime import timedelta
from typing import Final
from uuid import UUID, uuid5

from api.demo.diary import MONTHS, Diary
from api.demo.fund import USD, Places
from ledger.chart import DonationKind
from ledger.donations import PassDonationOn, RecordDonation
from ledger.refunds import RecordChargeback, RefundDonation

_GIVERS: Final = 40
_AMOUNTS: Final = (5_00, 10_00, 10_00, 15_00, 20_00, 20_00, 25_00, 30_00, 50_00)
_DAYS: Final = (1, 3, 8, 14, 21, 27)


TRUST: Final = "trust"
"""A funder that agreed to be named."""
INSTITUTION: Final = "institution"
"""One that is counted apart, without its name."""
ABROAD: Final = "abroad"
"""Another one, which gives euros."""


def funder(diary: Diary, name: str) -> UUID:
    """Return the reference of a funder of this fund."""
    return uuid5(diary.fund_id, name)


def plan_giving(diary: Diary, places: Places) -> None:
    """Put everything about money coming in into the diary."""
    for _ in range(_GIVERS):
        _monthly_giver(diary, places)
    _collections(diary, places)
    _grants(diary, places)
    _given_back(diary, places)
    _charged_back(diary, places)
    _passed_on(diary, places)


def _fee(gross: int) -> int:
    """Return what a card processor keeps: 2.9 % and 30 cents."""
    return gross * 29 // 1000 + 30


def _monthly_giver(diary: Diary, places: Places) -> None:
    chance = diary.chance
    giver, gross = diary.new_id(), chance.choice(_AMOUNTS)
    purposes = (places.anything, places.anything, places.anything, places.bail, places.housing)
    purpose, day = chance.choice(purposes), chance.choice(_DAYS)
    first = chance.choice((0, 0, 0, 0, 2, 4, 7, 11, 15))
    end = chance.choice((MONTHS, MONTHS, MONTHS, MONTHS, 20, 16, 9))
    for month in range(first, end):
        gift = RecordDonation(
            occurred_on=diary.month(month, day),
            account_id=places.page,
            purpose_id=purpose,
            gross=gross,
            processor_fee=_fee(gross),
            giver=giver,
            anonymous=gross == 50_00,  # noqa: PLR2004  some wish not to be thanked
            **USD,
        )
        diary.writes(gift.occurred_on, gift)


def _collections(diary: Diary, places: Places) -> None:
    for month in range(1, MONTHS, 3):
        collection = RecordDonation(
            occurred_on=diary.month(month, 20),
            kind=DonationKind.COLLECTION,
            account_id=places.tin,
            purpose_id=places.anything,
            gross=diary.chance.randint(140, 420) * 100 + diary.chance.randint(0, 99),
            **USD,
        )
        diary.writes(collection.occurred_on, collection)


def _grants(diary: Diary, places: Places) -> None:
    trust, institution, abroad = (funder(diary, name) for name in (TRUST, INSTITUTION, ABROAD))
    for month, account, purpose, gross, currency, giver in (
        (0, places.bank, places.bail, 4_500_00, "USD", institution),
        (0, places.bank, places.housing, 5_000_00, "USD", trust),
        (2, places.bank, places.housing, 5_200_00, "USD", trust),
        (5, places.europe, places.anything, 3_000_00, "EUR", abroad),
        (8, places.bank, places.housing, 4_500_00, "USD", trust),
        (9, places.europe, places.anything, 600_00, "EUR", abroad),
        (12, places.bank, places.bail, 2_000_00, "USD", institution),
        (14, places.bank, places.housing, 5_000_00, "USD", trust),
        (16, places.bank, places.support, 2_000_00, "USD", institution),
        (17, places.bank, places.bail, 9_000_00, "USD", institution),
        (17, places.bank, places.housing, 2_500_00, "USD", institution),
        (19, places.bank, places.housing, 4_000_00, "USD", trust),
    ):
        grant = RecordDonation(
            occurred_on=diary.month(month, 9),
            kind=DonationKind.GRANT,
            account_id=account,
            purpose_id=purpose,
            gross=gross,
            currency=currency,
            exponent=2,
            giver=giver,
        )
        diary.writes(grant.occurred_on, grant)


def _card_gift(
    diary: Diary, account: UUID, purpose: UUID, days_ago: int, gross: int
) -> RecordDonation:
    return RecordDonation(
        occurred_on=diary.ago(days_ago),
        account_id=account,
        purpose_id=purpose,
        gross=gross,
        processor_fee=_fee(gross),
        **USD,
    )


def _given_back(diary: Diary, places: Places) -> None:
    gift = _card_gift(diary, places.page, places.anything, 210, 100_00)

    async def give_back_later() -> None:
        answer = await diary.write(gift)
        refund = RefundDonation(
            occurred_on=gift.occurred_on + timedelta(days=6),
            case_id=answer.case_id,
            account_id=places.page,
            amount=100_00,
            processor_fee_returned=gift.processor_fee,
            **USD,
        )
        diary.writes(refund.occurred_on, refund)

    diary.on(gift.occurred_on, give_back_later)


def _charged_back(diary: Diary, places: Places) -> None:
    """A gift through the old card reader that the bank took back when the reader was empty."""
    gift = _card_gift(diary, places.reader, places.anything, 40, 120_00)

    async def lose_it_later() -> None:
        answer = await diary.write(gift)
        chargeback = RecordChargeback(
            occurred_on=diary.ago(4),
            case_id=answer.case_id,
            account_id=places.reader,
            amount=120_00,
            dispute_fee=15_00,
            **USD,
        )
        diary.writes(chargeback.occurred_on, chargeback)

    diary.on(gift.occurred_on, lose_it_later)


def _passed_on(diary: Diary, places: Places) -> None:
    passed = PassDonationOn(
        occurred_on=diary.month(10, 3),
        account_id=places.bank,
        purpose_id=places.anything,
        amount=150_00,
        payee=diary.new_id(),
        **USD,
    )
    diary.writes(passed.occurred_on, passed)
