"""A small fund for tests that need one: opened through the shell, with money in it."""

from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from msgspec import Struct

from ledger.asking import Answer
from ledger.assertions import AssertStatement
from ledger.bail import PostBail
from ledger.books import Books
from ledger.cash import RecordLoss
from ledger.chart import Category, Loss
from ledger.decider import AnyCommand
from ledger.donations import RecordDonation
from ledger.events import AccountKind, AuthorityKind, BailKind, Restriction
from ledger.opening import NewAccount, NewAuthority, NewPurpose, OpenFund
from ledger.store.database import Database
from ledger.store.reading import StoredLine, get_head, list_lines_after

DAY: Final = date(2026, 3, 2)
ZONE: Final = "America/New_York"


def today_at(now: datetime) -> date:
    """Return the day it is in the fund at *now*; in UTC it may be the next one already."""
    return now.astimezone(ZoneInfo(ZONE)).date()


def today() -> date:
    """Return the day it is in the fund right now; asked anew each time, for runs that cross it."""
    return today_at(datetime.now(UTC))


class OpenedFund(Struct, frozen=True):
    """The ids of a fund with a bank account, a cash box, two purposes and a court."""

    fund_id: UUID
    bank: UUID
    cash_box: UUID
    anything: UUID
    bail_only: UUID
    court: UUID

    def donation(self, gross: int = 100_00, **changes: Any) -> RecordDonation:
        """Return a donation to the bank account for anything."""
        fields: dict[str, Any] = {
            "occurred_on": DAY,
            "account_id": self.bank,
            "purpose_id": self.anything,
            "gross": gross,
            "currency": "USD",
            "exponent": 2,
        }
        return RecordDonation(**(fields | changes))

    def bail(self, amount: int = 50_00, **changes: Any) -> PostBail:
        """Return a bail payment from the bank account."""
        fields: dict[str, Any] = {
            "occurred_on": DAY,
            "kind": BailKind.CASH_DEPOSIT,
            "account_id": self.bank,
            "purpose_id": self.anything,
            "authority_id": self.court,
            "amount": amount,
            "currency": "USD",
            "exponent": 2,
        }
        return PostBail(**(fields | changes))

    def loss(self, amount: int = 1_00) -> RecordLoss:
        """Return that money was stolen from the bank account."""
        return RecordLoss(
            occurred_on=DAY,
            account_id=self.bank,
            purpose_id=self.anything,
            amount=amount,
            currency="USD",
            exponent=2,
            how=Loss.STOLEN,
        )

    def statement(self, balance: int = 900_00, **changes: Any) -> AssertStatement:
        """Return what a statement of the bank account shows."""
        fields: dict[str, Any] = {"occurred_on": DAY, "account_id": self.bank, "balance": balance}
        return AssertStatement(**(fields | {"currency": "USD", "exponent": 2} | changes))


def opening() -> OpenFund:
    """Return the command that opens the fund; its accounts come in the order of `OpenedFund`."""
    return OpenFund(
        occurred_on=DAY,
        label="Tidewater",
        currency="USD",
        time_zone=ZONE,
        accounts=(
            NewAccount(kind=AccountKind.BANK, label="Bank", currency="USD"),
            NewAccount(kind=AccountKind.CASH_BOX, label="Box", currency="USD"),
        ),
        purposes=(
            NewPurpose(restriction=Restriction.UNRESTRICTED, label="Anything"),
            NewPurpose(
                restriction=Restriction.RESTRICTED, label="Bail", categories=(Category.BAIL,)
            ),
        ),
        authorities=(NewAuthority(kind=AuthorityKind.COURT, label="County court"),),
    )


async def ask(
    books: Books, fund_id: UUID, command: AnyCommand, key: str = "", *, actor: object = "treasurer"
) -> Answer:
    """Have *command* written under a fresh key, or under *key*: by machinery, or *actor*."""
    receipt = await books.execute(fund_id, command, actor=str(actor), key=key or str(uuid4()))
    return receipt.answer


async def open_fund(
    books: Books, *, money: int = 0, founder: UUID | str = "treasurer"
) -> OpenedFund:
    """Open a fund, and give it *money* (minor units of USD) in its bank account.

    Whoever reads it through the service must be its *founder*: a sign-in.
    """
    fund_id = uuid4()
    first = await ask(books, fund_id, opening(), actor=founder)
    opened = OpenedFund(fund_id, *first.opened)
    if money:
        await ask(books, fund_id, opened.donation(money))
    return opened


async def lines_of(database: Database, fund_id: UUID) -> list[StoredLine]:
    async with database.acquire() as connection:
        return await list_lines_after(connection, fund_id, 0, limit=100_000)


async def position_of(database: Database, fund_id: UUID) -> int:
    async with database.acquire() as connection:
        head = await get_head(connection, fund_id)
    return head.position if head else 0
