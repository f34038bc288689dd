"""The fund of the example: where its money is, what it is for, and who holds its bail."""

from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from api.demo.diary import Diary
from ledger.brought_forward import BringForward
from ledger.chart import Category
from ledger.events import AccountKind, AuthorityKind, Restriction
from ledger.opening import NewAccount, NewAuthority, NewPurpose, OpenFund

LABEL: Final = "Lantern Street Mutual Aid"
TIME_ZONE: Final = "America/New_York"
USD: Final[dict[str, Any]] = {"currency": "USD", "exponent": 2}

_ACCOUNTS: Final = (
    NewAccount(kind=AccountKind.BANK, label="Credit union", currency="USD"),
    NewAccount(kind=AccountKind.PROCESSOR, label="Donation page", currency="USD"),
    NewAccount(kind=AccountKind.PROCESSOR, label="Old card reader", currency="USD"),
    NewAccount(kind=AccountKind.CASH_BOX, label="Tin at the drop-in", currency="USD"),
    NewAccount(kind=AccountKind.BANK, label="Bank in Europe", currency="EUR"),
)
_HOUSING: Final = (
    Category.RENT_ARREARS,
    Category.RENT,
    Category.HOTEL,
    Category.TENANCY_DEPOSIT,
    Category.MOVING,
    Category.UTILITIES,
)
_PURPOSES: Final = (
    NewPurpose(restriction=Restriction.UNRESTRICTED, label="Whatever is needed"),
    NewPurpose(restriction=Restriction.RESTRICTED, label="Bail", categories=(Category.BAIL,)),
    NewPurpose(restriction=Restriction.RESTRICTED, label="Winter housing", categories=_HOUSING),
    NewPurpose(
        restriction=Restriction.DESIGNATED,
        label="Court support",
        categories=(Category.LEGAL, Category.INTERPRETATION, Category.TRANSPORT),
    ),
)
_AUTHORITIES: Final = (
    NewAuthority(kind=AuthorityKind.COURT, label="Harbour County Court"),
    NewAuthority(kind=AuthorityKind.COURT, label="Mill District Court"),
    NewAuthority(kind=AuthorityKind.POLICE, label="Eastside police station"),
    NewAuthority(kind=AuthorityKind.IMMIGRATION, label="Immigration office, north"),
)


class Places(Struct, frozen=True):
    """The ids of everything the fund has, in the order in which it is opened."""

    bank: UUID
    page: UUID
    reader: UUID
    tin: UUID
    europe: UUID
    anything: UUID
    bail: UUID
    housing: UUID
    support: UUID
    harbour: UUID
    mill: UUID
    police: UUID
    immigration: UUID


async def open_fund(diary: Diary) -> Places:
    """Open the fund on the first day of the story, with what it had before."""
    day = diary.month(0)
    opening = OpenFund(
        occurred_on=day,
        label=LABEL,
        currency="USD",
        time_zone=TIME_ZONE,
        accounts=_ACCOUNTS,
        purposes=_PURPOSES,
        authorities=_AUTHORITIES,
    )
    places: list[Places] = []

    async def begin() -> None:
        answer = await diary.write(opening)
        places.append(Places(*answer.opened))
        brought = BringForward(
            occurred_on=day,
            account_id=places[0].bank,
            purpose_id=places[0].anything,
            amount=1_250_00,
            **USD,
        )
        await diary.write(brought)

    diary.on(day, begin)
    await diary.tell()
    return places[0]
