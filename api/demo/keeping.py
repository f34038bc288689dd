"""Where the money is: counted, handed over, lost and found; statements; accounts that stop."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from api.demo.diary import Diary
from api.demo.fund import USD, Places
from ledger.accounts import CloseAccount, FreezeAccount, ReleaseAccount
from ledger.assertions import AssertStatement, ExplainGap
from ledger.cash import CountCash, HandCashOver, RecordLoss, RecordRecovery
from ledger.chart import DonationKind, Loss
from ledger.donations import RecordDonation
from ledger.events import AccountKind, GapReason
from ledger.fund import Account
from ledger.opening import NewAccount, OpenAccount
from ledger.orders.commands import Act
from ledger.orders.content import Resolution
from ledger.transfers import TransferBetweenAccounts


def plan_keeping(diary: Diary, places: Places) -> None:
    """Put everything about where the money is into the diary."""
    _counts(diary, places)
    _handovers(diary, places)
    _losses(diary, places)
    _statements(diary, places)
    _frozen(diary, places)
    _closed(diary, places)


def _after_all(diary: Diary, days_ago: int, act: Callable[[], Awaitable[object]]) -> None:
    """Let *act* happen alone, after everything else of its day: it says what is there then."""

    async def last() -> None:
        diary.on(diary.day, act, last=True)

    diary.on(diary.ago(days_ago), last, last=True)


async def _account(diary: Diary, account_id: UUID) -> Account:
    return (await diary.fund()).accounts[account_id]


async def _signed(diary: Diary, asks: UUID, signs: UUID, command: Resolution) -> UUID:
    """Let one say what was seen and another sign it; return the case."""
    order = await diary.ask(asks, command)
    return (await diary.sign(signs, order, Act.APPROVE)).case_id


def _counts(diary: Diary, places: Places) -> None:
    async def count(difference: int) -> None:
        there = (await _account(diary, places.tin)).balance
        counted = CountCash(
            occurred_on=diary.day,
            account_id=places.tin,
            counted=there + difference,
            booked=there,
            purpose_id=places.anything if difference else None,
            **USD,
        )
        await _signed(diary, diary.cast.wren, diary.cast.lark, counted)

    _after_all(diary, 96, lambda: count(0))
    _after_all(diary, 34, lambda: count(-3_20))


def _handovers(diary: Diary, places: Places) -> None:
    async def hand(giver: UUID | None, receiver: UUID, signs: UUID) -> None:
        handed = HandCashOver(
            occurred_on=diary.day,
            account_id=places.tin,
            receiver=receiver,
            handed_by=giver,
            counted=(await _account(diary, places.tin)).balance,
            **USD,
        )
        await _signed(diary, receiver, signs, handed)

    cast = diary.cast
    _after_all(diary, 33, lambda: hand(None, cast.wren, cast.lark))
    _after_all(diary, 11, lambda: hand(cast.wren, cast.otter, cast.wren))


def _losses(diary: Diary, places: Places) -> None:
    """A jacket goes missing with money in it, and turns up; police keep what was on a table."""

    async def lose(how: Loss, amount: int, found: tuple[int, int] | None = None) -> None:
        lost = RecordLoss(
            occurred_on=diary.day,
            account_id=places.tin,
            purpose_id=places.anything,
            amount=amount,
            how=how,
            **USD,
        )
        case_id = (await diary.write(lost)).case_id
        if found is not None:
            day, came = diary.ago(found[0]), found[1]
            back = RecordRecovery(
                occurred_on=day, case_id=case_id, account_id=places.tin, amount=came, **USD
            )
            diary.writes(day, back)

    diary.on(diary.ago(69), lambda: lose(Loss.LOST, 24_00, (62, 16_00)))
    diary.on(diary.ago(48), lambda: lose(Loss.SEIZED, 30_00))


def _statements(diary: Diary, places: Places) -> None:
    cast = diary.cast

    async def compare(account_id: UUID, gap: int, explained: int | None = None) -> None:
        there = (await _account(diary, account_id)).balance
        seen = AssertStatement(
            occurred_on=diary.day, account_id=account_id, balance=there + gap, **USD
        )
        case_id = await _signed(diary, cast.otter, cast.wren, seen)
        if explained is not None:
            diary.on(diary.ago(explained), lambda: explain(case_id, gap))

    async def explain(case_id: UUID, gap: int) -> None:
        why = GapReason.IN_TRANSIT
        said = ExplainGap(occurred_on=diary.day, case_id=case_id, amount=gap, why=why, **USD)
        await _signed(diary, cast.wren, cast.otter, said)

    _after_all(diary, 35, lambda: compare(places.bank, 0))
    _after_all(diary, 18, lambda: compare(places.page, -25_00, explained=15))
    _after_all(diary, 5, lambda: compare(places.bank, 41_50))


async def _opened(diary: Diary, kind: AccountKind, label: str) -> UUID:
    account = NewAccount(kind=kind, label=label, currency="USD")
    return (await diary.write(OpenAccount(occurred_on=diary.day, account=account))).opened[0]


def _gift(diary: Diary, places: Places, days_ago: int, account_id: UUID, gross: int) -> None:
    gift = RecordDonation(
        occurred_on=diary.ago(days_ago),
        kind=DonationKind.COLLECTION,
        account_id=account_id,
        purpose_id=places.anything,
        gross=gross,
        **USD,
    )
    diary.writes(gift.occurred_on, gift)


def _frozen(diary: Diary, places: Places) -> None:
    """A processor stops an account twice: the first time it was a mistake."""

    async def open_it() -> None:
        account_id = await _opened(diary, AccountKind.PROCESSOR, "Second donation page")
        _gift(diary, places, 79, account_id, 180_00)
        _gift(diary, places, 38, account_id, 95_00)
        for days_ago, command in ((65, FreezeAccount), (61, ReleaseAccount), (8, FreezeAccount)):
            day = diary.ago(days_ago)
            diary.writes(day, command(occurred_on=day, account_id=account_id))

    diary.on(diary.ago(100), open_it)


def _closed(diary: Diary, places: Places) -> None:
    async def open_it() -> None:
        account_id = await _opened(diary, AccountKind.CASH_BOX, "Tin at the market")
        _gift(diary, places, 74, account_id, 62_00)
        emptied = TransferBetweenAccounts(
            occurred_on=diary.ago(32),
            from_account_id=account_id,
            to_account_id=places.bank,
            amount=62_00,
            **USD,
        )
        diary.writes(emptied.occurred_on, emptied)
        close = CloseAccount(occurred_on=diary.ago(22), account_id=account_id)
        diary.writes(close.occurred_on, close)

    diary.on(diary.ago(94), open_it)
