"""What keeping the fund takes: costs, fees, moving money about, and mending mistakes."""

from datetime import date
from uuid import UUID

from api.demo.diary import MONTHS, Diary
from api.demo.fund import USD, Places
from ledger.chart import CostCategory, Fee
from ledger.costs import PayCost, RecordCostRefund, RecordFee, RecordFeeReturn
from ledger.events import Reason
from ledger.recordings import CorrectLine
from ledger.transfers import Exchange, TransferBetweenAccounts, TransferBetweenPurposes


def plan_running(diary: Diary, places: Places) -> None:
    """Put everything about running the fund into the diary."""
    _costs(diary, places)
    _fees(diary, places)
    _transfers(diary, places)
    _exchange(diary, places)
    _correction(diary, places)


def _cost(places: Places, day: date, category: CostCategory, amount: int) -> PayCost:
    return PayCost(
        occurred_on=day,
        category=category,
        account_id=places.bank,
        purpose_id=places.anything,
        amount=amount,
        **USD,
    )


def _costs(diary: Diary, places: Places) -> None:
    for month in range(MONTHS):
        for day, category, amount in (
            (4, CostCategory.PHONE, 22_00),
            (5, CostCategory.HOSTING, 14_00),
        ):
            cost = _cost(places, diary.month(month, day), category, amount)
            diary.writes(cost.occurred_on, cost)
    for month, category, amount in (
        (2, CostCategory.PRINTING, 68_40),
        (6, CostCategory.INSURANCE, 240_00),
        (8, CostCategory.ROOMS, 120_00),
        (13, CostCategory.TRAVEL, 41_50),
        (15, CostCategory.PROFESSIONAL_FEES, 310_00),
        (18, CostCategory.INSURANCE, 252_00),
        (21, CostCategory.MATERIALS, 87_25),
    ):
        cost = _cost(places, diary.month(month, 17), category, amount)
        diary.writes(cost.occurred_on, cost)
    _room_came_back(diary, places)


def _room_came_back(diary: Diary, places: Places) -> None:
    room = _cost(places, diary.month(16, 6), CostCategory.ROOMS, 120_00)

    async def rent() -> None:
        case_id = (await diary.write(room)).case_id
        back = RecordCostRefund(
            occurred_on=diary.month(16, 21),
            case_id=case_id,
            account_id=places.bank,
            amount=60_00,
            **USD,
        )
        diary.writes(back.occurred_on, back)

    diary.on(room.occurred_on, rent)


def _fees(diary: Diary, places: Places) -> None:
    for month in range(2, MONTHS, 3):
        fee = RecordFee(
            occurred_on=diary.month(month, 28),
            kind=Fee.BANK,
            account_id=places.bank,
            purpose_id=places.anything,
            amount=9_00,
            **USD,
        )
        diary.writes(fee.occurred_on, fee)
    returned = RecordFeeReturn(
        occurred_on=diary.month(11, 30 if diary.month(11).month != 2 else 28),  # noqa: PLR2004
        kind=Fee.BANK,
        account_id=places.bank,
        purpose_id=places.anything,
        amount=9_00,
        **USD,
    )
    diary.writes(returned.occurred_on, returned)


def _transfers(diary: Diary, places: Places) -> None:
    for month in range(MONTHS):
        _pay_out(diary, places, places.page, diary.month(month, 15), leave=150_00)
    for month in range(1, MONTHS, 3):
        _pay_out(diary, places, places.tin, diary.month(month, 23), leave=50_00)
    _pay_out(diary, places, places.reader, diary.ago(33), leave=0)
    for month, amount, purpose in ((7, 500_00, places.housing), (17, 400_00, places.support)):
        move = TransferBetweenPurposes(
            occurred_on=diary.month(month, 24),
            from_purpose_id=places.anything,
            to_purpose_id=purpose,
            amount=amount,
            **USD,
        )
        diary.writes(move.occurred_on, move)


def _pay_out(diary: Diary, places: Places, account: UUID, day: date, *, leave: int) -> None:
    """Bring what an account holds to the bank."""

    async def transfer() -> None:
        balance = (await diary.fund()).accounts[account].balance
        if balance > leave:
            moved = TransferBetweenAccounts(
                occurred_on=day,
                from_account_id=account,
                to_account_id=places.bank,
                amount=balance - leave,
                **USD,
            )
            await diary.write(moved)

    diary.on(day, transfer, last=True)


def _exchange(diary: Diary, places: Places) -> None:
    exchange = Exchange(
        occurred_on=diary.month(9, 12),
        from_account_id=places.europe,
        to_account_id=places.bank,
        purpose_id=places.anything,
        sold_amount=1_800_00,
        sold_currency="EUR",
        sold_exponent=2,
        bought_amount=1_936_80,
        bought_currency="USD",
        bought_exponent=2,
        fee=4_50,
    )
    diary.writes(exchange.occurred_on, exchange)


def _correction(diary: Diary, places: Places) -> None:
    """A bill for printing, entered with two digits swapped, and put right the next week."""
    wrong = _cost(places, diary.ago(52), CostCategory.PRINTING, 94_00)
    right = _cost(places, diary.ago(52), CostCategory.PRINTING, 49_00)

    async def enter() -> None:
        answer = await diary.write(wrong)
        mend = CorrectLine(
            case_id=answer.case_id,
            position=answer.first,
            reason=Reason.WRONG_AMOUNT,
            replacement=right,
        )
        diary.writes(diary.ago(46), mend)

    diary.on(wrong.occurred_on, enter)
