"""What waits for each of them on the day the example is opened, and orders that came to nothing."""

from datetime import timedelta
from uuid import UUID

from msgspec.structs import replace

from api.demo.diary import Diary
from api.demo.fund import USD, Places
from ledger.bail import PostBail
from ledger.chart import CostCategory
from ledger.costs import PayCost
from ledger.events import BailKind, Way
from ledger.grants import PayGrant
from ledger.orders.commands import ChangeOrder, DeclareConflict, DeclineOrder, WithdrawOrder


def plan_waiting(diary: Diary, places: Places) -> None:
    """Put the last orders into the diary: those that wait, and some that were closed."""
    diary.on(diary.ago(1), lambda: _bail_to_approve(diary, places))
    diary.on(diary.today, lambda: _bail_for_tonight(diary, places), last=True)
    diary.on(diary.ago(80), lambda: _declined(diary, places))
    diary.on(diary.ago(26), lambda: _withdrawn(diary, places))
    diary.on(diary.ago(2), lambda: _changed(diary, places))


async def ask_for_instalment(diary: Diary, payment: PayGrant) -> None:
    """Let one prepare an instalment that the other lets go: later than today."""
    await diary.ask(diary.cast.lark, payment, prepared=True)


def _bail(diary: Diary, places: Places, authority: UUID, amount: int) -> PostBail:
    return PostBail(
        occurred_on=diary.day,
        kind=BailKind.CASH_DEPOSIT,
        account_id=places.bank,
        purpose_id=places.bail,
        authority_id=authority,
        amount=amount,
        **USD,
    )


def _cost(diary: Diary, places: Places, category: CostCategory, amount: int) -> PayCost:
    return PayCost(
        occurred_on=diary.day,
        category=category,
        account_id=places.bank,
        purpose_id=places.anything,
        amount=amount,
        **USD,
    )


async def _bail_to_approve(diary: Diary, places: Places) -> None:
    await diary.ask(diary.cast.heron, _bail(diary, places, places.mill, 250_00), prepared=True)


async def _bail_for_tonight(diary: Diary, places: Places) -> None:
    bail = _bail(diary, places, places.police, 200_00)
    await diary.ask(diary.cast.heron, bail, way=Way.URGENT)


async def _declined(diary: Diary, places: Places) -> None:
    order = await diary.ask(diary.cast.lark, _cost(diary, places, CostCategory.MATERIALS, 410_00))
    no = DeclineOrder(occurred_on=diary.day, case_id=order.case_id, order_id=order.order)
    await diary.act(diary.cast.heron, no)


async def _withdrawn(diary: Diary, places: Places) -> None:
    """The only other approver keeps out of it, so it cannot be paid like this."""
    order = await diary.ask(diary.cast.heron, _cost(diary, places, CostCategory.ROOMS, 60_00))
    named = {"case_id": order.case_id, "order_id": order.order}
    keeps_out = DeclareConflict(occurred_on=diary.day, sign_in=diary.cast.lark, **named)
    await diary.act(diary.cast.lark, keeps_out)
    day = diary.day + timedelta(days=1)
    diary.on(
        day,
        lambda: diary.act(diary.cast.heron, WithdrawOrder(occurred_on=day, **named)),
    )


async def _changed(diary: Diary, places: Places) -> None:
    """The bill was higher than was typed, so it has to be approved as it is now."""
    cost = _cost(diary, places, CostCategory.PRINTING, 54_00)
    order = await diary.ask(diary.cast.lark, cost)
    await diary.act(
        diary.cast.lark,
        ChangeOrder(
            occurred_on=diary.day,
            case_id=order.case_id,
            order_id=order.order,
            order=replace(cost, amount=64_00),
        ),
    )
