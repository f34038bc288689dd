"""What could not wait: paid tonight, paid already, from own money, from a float."""

from datetime import timedelta
from uuid import UUID

from api.demo.diary import Diary
from api.demo.fund import USD, Places
from api.demo.governing import RATIFY_HOURS, go_on_call, keep_deadlines
from ledger.asking import Answer
from ledger.bail import PostBail
from ledger.chart import Category, CostCategory
from ledger.costs import PayCost
from ledger.events import AccountKind, Way
from ledger.floats import CloseFloat, HandFloat, SpendFloat
from ledger.opening import NewAccount, OpenAccount
from ledger.orders.commands import Act
from ledger.transfers import TransferBetweenAccounts

EXPIRED_DAYS = 75
"""So many days ago bail was paid at night that nobody ratified in time."""


def plan_nights(diary: Diary, places: Places) -> None:
    """Put everything outside the usual way into the diary."""
    overdue = diary.ago(EXPIRED_DAYS) + timedelta(hours=RATIFY_HOURS)
    diary.on(overdue, lambda: keep_deadlines(diary), last=True)
    diary.on(overdue + timedelta(days=2), lambda: go_on_call(diary))
    _own_money(diary, places)
    _float(diary, places)


async def pay_tonight(diary: Diary, bail: PostBail) -> Answer:
    """Let one ask, and the two on call pay."""
    order = await diary.ask(diary.cast.lark, bail, way=Way.URGENT)
    await diary.sign(diary.cast.otter, order, Act.APPROVE, Act.PREPARE)
    paid = await diary.sign(diary.cast.wren, order, Act.AUTHORISE, Act.CARRY_OUT)
    await diary.sign(diary.cast.lark, order, Act.CONFIRM)
    return paid


def _own_money(diary: Diary, places: Places) -> None:
    """Somebody pays a taxi from court out of their own pocket; it is booked, ratified, repaid."""
    day = diary.ago(58)
    fronted: list[UUID] = []

    async def pay() -> None:
        account = NewAccount(
            kind=AccountKind.FRONTED, label="Own money of those on call", currency="USD"
        )
        opened = await diary.write(OpenAccount(occurred_on=day, account=account))
        fronted.extend(opened.opened)
        taxi = PayCost(
            occurred_on=day,
            category=CostCategory.TRAVEL,
            account_id=fronted[0],
            purpose_id=places.anything,
            amount=38_00,
            **USD,
        )
        order = await diary.ask(diary.cast.otter, taxi, way=Way.ALREADY_PAID)
        await diary.sign(diary.cast.wren, order, Act.APPROVE)

        async def ratify() -> None:
            await diary.sign(diary.cast.heron, order, Act.RATIFY)

        diary.on(day + timedelta(days=2), ratify)

    async def repay() -> None:
        transfer = TransferBetweenAccounts(
            occurred_on=diary.day,
            from_account_id=places.bank,
            to_account_id=fronted[0],
            amount=38_00,
            **USD,
        )
        await diary.write(transfer)

    diary.on(day, pay)
    diary.on(day + timedelta(days=3), repay)


def _float(diary: Diary, places: Places) -> None:
    """Cash for one night outside the police station: handed, spent, counted by two."""
    day = diary.ago(44)

    async def hand() -> None:
        handing = HandFloat(
            occurred_on=day,
            carrier=diary.cast.wren,
            account_id=places.bank,
            purpose_id=places.anything,
            amount=120_00,
            until=day + timedelta(days=14),
            categories=(Category.FOOD, Category.TRANSPORT),
            **USD,
        )
        case_id = (await diary.write(handing)).case_id
        for category, amount in ((Category.FOOD, 31_50), (Category.TRANSPORT, 44_00)):
            spent = SpendFloat(
                occurred_on=day, case_id=case_id, amount=amount, category=category, **USD
            )
            await diary.act(diary.cast.wren, spent)

        async def count() -> None:
            closing = CloseFloat(
                occurred_on=diary.day,
                case_id=case_id,
                account_id=places.bank,
                amount=44_50,
                **USD,
            )
            await diary.write(closing)

        diary.on(day + timedelta(days=5), count)

    diary.on(day, hand)
