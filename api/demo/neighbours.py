"""The many: small monthly gifts by bank transfer, and grants of every day, in every quarter.

Without them nothing could be published of so rich a story: each sum would point at few people.
"""

from datetime import date
from random import Random
from typing import Final
from uuid import UUID

from api.demo.diary import MONTHS, Diary
from api.demo.fund import USD, Places
from ledger.chart import Category
from ledger.donations import RecordDonation
from ledger.events import Instalment, PayeeKind
from ledger.grants import CommitGrant, PayGrant

_ANYTHING_GIVERS: Final = 26
_HOUSING_GIVERS: Final = 16
_GIFTS: Final = (25_00, 35_00, 40_00, 50_00, 60_00, 75_00)
_LAST_DAY: Final = 27

_Kind = tuple[Category, PayeeKind, int, int]
"""A kind of help, who is paid, and the least and the most of it in steps of five."""
_HOUSING: Final[tuple[_Kind, ...]] = (
    (Category.RENT_ARREARS, PayeeKind.LANDLORD, 40, 84),
    (Category.RENT, PayeeKind.LANDLORD, 50, 90),
    (Category.HOTEL, PayeeKind.HOTEL, 27, 68),
    (Category.UTILITIES, PayeeKind.PERSON, 16, 44),
    (Category.TENANCY_DEPOSIT, PayeeKind.LANDLORD, 50, 90),
)
_LEGAL: Final[_Kind] = (Category.LEGAL, PayeeKind.PERSON, 20, 52)
_LIVING: Final[tuple[_Kind, ...]] = (
    (Category.MEDICAL, PayeeKind.PERSON, 8, 26),
    (Category.FOOD, PayeeKind.PERSON, 6, 16),
    (Category.CARE, PayeeKind.PERSON, 10, 24),
)


def plan_neighbours(diary: Diary, places: Places) -> None:
    """Put the many into the diary. They are drawn apart from everything else."""
    chance = Random(diary.fund_id.int)  # noqa: S311  an example should look the same every time
    for purpose, givers in (
        (places.anything, _ANYTHING_GIVERS),
        (places.housing, _HOUSING_GIVERS),
    ):
        for _ in range(givers):
            gives_monthly(diary, chance, places.bank, purpose, chance.choice(_GIFTS))
    for month in range(1, MONTHS):
        for _ in range(4 + month % 2):
            _helped(diary, chance, places, month, chance.choice(_HOUSING), places.housing)
        for _ in range(5):
            _helped(diary, chance, places, month, _LEGAL, places.anything)
        for _ in range(2):
            _helped(diary, chance, places, month, chance.choice(_LIVING), places.anything)


def gives_monthly(
    diary: Diary, chance: Random, account: UUID, purpose: UUID, gross: int, *, first: int = 0
) -> None:
    """Let somebody give the same in every month from *first* on."""
    giver, day = UUID(int=chance.getrandbits(128), version=4), chance.randint(2, 9)
    for month in range(first, MONTHS):
        gift = RecordDonation(
            occurred_on=diary.month(month, day),
            account_id=account,
            purpose_id=purpose,
            gross=gross,
            giver=giver,
            **USD,
        )
        diary.writes(gift.occurred_on, gift)


def _helped(
    diary: Diary, chance: Random, places: Places, month: int, kind: _Kind, purpose: UUID
) -> None:
    category, payee, least, most = kind
    day = diary.month(month, chance.randint(2, _LAST_DAY))
    amount = chance.randint(least, most) * 5_00
    helped_at_once(diary, places.bank, purpose, day, category, amount, payee=payee)


def helped_at_once(
    diary: Diary,
    account: UUID,
    purpose: UUID,
    day: date,
    category: Category,
    amount: int,
    *,
    payee: PayeeKind = PayeeKind.PERSON,
) -> None:
    """Promise a grant and pay it on the same day."""
    grant = CommitGrant(
        occurred_on=day,
        category=category,
        purpose_id=purpose,
        amount=amount,
        instalments=(Instalment(due_on=day, amount=amount),),
        payee_kind=payee,
        consent=payee is not PayeeKind.PERSON,
        **USD,
    )

    async def help_them() -> None:
        case_id = (await diary.write(grant)).case_id
        payment = PayGrant(
            occurred_on=day, case_id=case_id, account_id=account, instalment=1, amount=amount, **USD
        )
        await diary.write(payment)

    diary.on(day, help_them)
