"""A second fund: four grants a quarter, twelve givers. It shows what a small fund can show."""

from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from api.demo.coded import Coded, gives_with_code
from api.demo.council import Council
from api.demo.diary import MONTHS, Diary
from api.demo.fund import TIME_ZONE, USD
from api.demo.governing import by_the_rules
from api.demo.neighbours import gives_monthly, helped_at_once
from api.demo.publishing import Press, go_public, plan_reports
from api.demo.table import plan_table
from api.demo.wordings import SMALL
from api.requests.door import Door, set_door
from ledger.brought_forward import BringForward
from ledger.chart import Category, CostCategory
from ledger.costs import PayCost
from ledger.events import AccountKind, HelpRule, Reserve, Restriction, Role, Rung
from ledger.members import AdmitMember, EndSingleSigner, GrantMandate
from ledger.opening import NewAccount, NewPurpose, OpenFund
from ledger.policy import SetPolicy

LABEL: Final = "Corner Table Fund"
OPENS: Final = 16
"""The month of the story in which it opens."""
ALONE_FOR: Final = 1
"""For so many months one person signs."""
PUBLIC_AFTER: Final = 3
"""After so many months it goes public."""
GIVERS: Final = 12
GRANTS: Final = 4
"""In a quarter."""
_GIFTS: Final = (15_00, 20_00, 20_00, 25_00, 30_00)
_GRANTS: Final = (
    (Category.FOOD, 95_00),
    (Category.MEDICAL, 140_00),
    (Category.UTILITIES, 120_00),
    (Category.FOOD, 110_00),
)
_OF_QUARTER: Final = ((0, 11), (1, 6), (1, 21), (2, 13))
"""The month of a quarter and the day on which each grant is paid."""


class Shed(Struct, frozen=True):
    """Where the money of the small fund is, and what it is for."""

    bank: UUID
    anything: UUID


async def open_small(diary: Diary, opens: int = OPENS) -> Shed:
    """Open the fund with what was in the envelope before."""
    day = diary.month(opens)
    opening = OpenFund(
        occurred_on=day,
        label=LABEL,
        currency="USD",
        time_zone=TIME_ZONE,
        accounts=(NewAccount(kind=AccountKind.BANK, label="Bank", currency="USD"),),
        purposes=(NewPurpose(restriction=Restriction.UNRESTRICTED, label="Whatever is needed"),),
        authorities=(),
    )
    found: list[Shed] = []

    async def begin() -> None:
        shed = Shed(*(await diary.write(opening)).opened)
        found.append(shed)
        brought = BringForward(
            occurred_on=day,
            account_id=shed.bank,
            purpose_id=shed.anything,
            amount=380_00,
            **USD,
        )
        await diary.write(brought)

    diary.on(day, begin)
    await diary.tell()
    return found[0]


def plan_small(
    diary: Diary, shed: Shed, press: Press, council: Council, opens: int = OPENS
) -> list[Coded]:
    """Put the life of the small fund into the diary; return codes, once they are made."""
    codes: list[Coded] = []
    diary.on(diary.month(opens, 2), lambda: _others_come(diary))
    diary.on(diary.month(opens, 3), lambda: _rules(diary))
    diary.on(
        diary.turn,
        lambda: diary.act(diary.cast.heron, EndSingleSigner(occurred_on=diary.turn)),
        last=True,
    )
    _money(diary, shed, opens)
    day = day_one(diary, opens)
    diary.on(day, partial(_go_public, diary, press))
    plan_table(diary, council, day)
    asks = partial(_asks_for_code, diary, shed, press, codes)
    diary.on(day + timedelta(days=3), asks)
    plan_reports(diary, press, day, audited_from=day + timedelta(days=1))
    return codes


def day_one(diary: Diary, opens: int = OPENS) -> date:
    """Return the day on which the fund goes public."""
    return diary.month(opens + PUBLIC_AFTER, 4)


def _money(diary: Diary, shed: Shed, opens: int) -> None:
    chance = Random(diary.fund_id.int)  # noqa: S311  an example should look the same every time
    for _ in range(GIVERS):
        gross = chance.choice(_GIFTS)
        gives_monthly(diary, chance, shed.bank, shed.anything, gross, first=opens)
    for month in range(opens, MONTHS):
        for (offset, day), (category, amount) in zip(_OF_QUARTER, _GRANTS, strict=True):
            if (month - opens) % 3 == offset:
                on = diary.month(month, day)
                helped_at_once(diary, shed.bank, shed.anything, on, category, amount)
        for day, kind, amount in ((5, CostCategory.HOSTING, 6_00), (19, CostCategory.POST, 2_40)):
            cost = PayCost(
                occurred_on=diary.month(month, day),
                category=kind,
                account_id=shed.bank,
                purpose_id=shed.anything,
                amount=amount,
                **USD,
            )
            diary.writes(cost.occurred_on, cost)


async def _others_come(diary: Diary) -> None:
    cast = diary.cast
    for who, roles in (
        (cast.lark, (Role.STEWARD, Role.TREASURER, Role.APPROVER)),
        (cast.owl, (Role.AUDITOR,)),
        (cast.fox, ()),
    ):
        await diary.act(cast.heron, AdmitMember(occurred_on=diary.day, sign_in=who))
        for role in roles:
            granted = GrantMandate(occurred_on=diary.day, holder=who, role=role)
            await diary.act(cast.heron, granted)


async def _rules(diary: Diary) -> None:
    """Two for everything, a cap for each kind of help, and something kept back."""
    policy = SetPolicy(
        occurred_on=diary.day,
        ladder=(Rung(amount=0, approvals=1),),
        reserves=(Reserve(amount=150_00, categories=(Category.FOOD, Category.MEDICAL)),),
        help_rules=(
            HelpRule(category=Category.FOOD, cap=150_00),
            HelpRule(category=Category.MEDICAL, cap=250_00),
            HelpRule(category=Category.UTILITIES, cap=200_00, one_per_days=180),
        ),
    )
    await by_the_rules(diary, policy)


async def _go_public(diary: Diary, press: Press) -> None:
    await go_public(diary, press, SMALL, base=100_00)
    door = Door(
        is_open=True,
        kinds=(Category.FOOD, Category.MEDICAL, Category.UTILITIES),
        urgent=(Category.UTILITIES,),
    )
    async with press.database.acquire() as connection:
        await set_door(connection, diary.fund_id, door, now=diary.now, shown_from=diary.now)


async def _asks_for_code(diary: Diary, shed: Shed, press: Press, codes: list[Coded]) -> None:
    gift: dict[str, Any] = {
        "account_id": shed.bank,
        "purpose_id": shed.anything,
        "gross": 25_00,
        **USD,
    }
    first = diary.day + timedelta(days=4)
    gifts = [(first + timedelta(days=each), gift) for each in (0, 31)]
    await gives_with_code(diary, press, codes, "given twice", gifts)
