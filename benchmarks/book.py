"""A realistic book of any number of lines, written fast through the append that everything uses.

Nothing is decided and nothing folded: the facts are told by `benchmarks.story`, encoded by the
mapper, and appended with an answer for every command, as if it had been sent.
"""

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from itertools import islice
from typing import Final
from uuid import UUID

from msgspec import Struct

from benchmarks.place import Place
from benchmarks.story.teller import DAYS, Things, Written
from benchmarks.story.telling import Story
from ledger.asking import Answer
from ledger.books import Books
from ledger.donations import RecordDonation
from ledger.events import AccountKind, AuthorityKind, Restriction
from ledger.opening import NewAccount, NewAuthority, NewPurpose, OpenFund
from ledger.store.append import Kept, NewLine, append
from ledger.store.database import Database
from ledger.store.embedded import Addresses
from ledger.store.mapper import encode
from projections.migrations import projection_migrations

COMMANDS_AT_ONCE: Final = 900
"""How many commands one append takes."""

KEEPER: Final = "5b0f7c39-6a53-4f0e-9d56-3f0c2b1d7e11"
"""The sign-in that opens every fund here and writes into it: the rules ask for its mandate."""

_MORNING: Final = time(6, tzinfo=UTC)
_ACCOUNTS, _PURPOSES, _AUTHORITIES = 12, 18, 10
_OPENING_LINES: Final = 1 + _ACCOUNTS + _PURPOSES + _AUTHORITIES


class MadeBook(Struct, frozen=True):
    """A book that was made: its fund, the lines it was made with, and what the fund has.

    Whoever measures on it may have added some lines since.
    """

    fund_id: UUID
    lines: int
    things: Things

    def donation(self) -> RecordDonation:
        """Return a command that may be recorded any number of times, each with a key of its own."""
        return donation_of(self.things)


class HeldBook(Struct, frozen=True):
    """A book and the addresses, by role, of the database that it is alone in."""

    book: MadeBook
    addresses: Addresses


async def book_of(place: Place, lines: int) -> HeldBook:
    """Return a book of *lines* in a database of its own, made once in a run."""

    async def make() -> HeldBook:
        addresses = await place.create_database()
        return HeldBook(await make_book(addresses.service, lines=lines), addresses)

    return await place.once(f"book.{lines}", make)


async def make_book(address: str, *, lines: int, seed: int = 1) -> MadeBook:
    """Write a book of *lines* lines, 50 at least, into the database at *address*.

    It lasts from two years ago until yesterday, and has the same 40 accounts, purposes and
    authorities, the same kinds of lines and as many open cases whatever its length, so that what
    is read of a long one is hardly longer. The same seed makes the same book on
    the same day, less the ids of its opening.
    """
    first = datetime.now(UTC).date() - timedelta(days=DAYS + 1)
    async with Database.open(address, migrations=projection_migrations()) as database:
        fund_id = UUID(int=(0xB00C << 112) + seed, version=4)
        books = Books(database, clock=lambda: datetime.combine(first, _MORNING))
        things = await open_fund(books, fund_id, first)
        await books.close()
        story = Story(things, first=first, after=_OPENING_LINES, lines=lines, seed=seed)
        await _write(database, fund_id, story)
    return MadeBook(fund_id, lines, things)


async def open_fund(books: Books, fund_id: UUID, first: date | None = None) -> Things:
    """Open a fund with the things that every measured fund has, on the day *first* or today."""
    kinds = (AccountKind.BANK, AccountKind.CASH_BOX, AccountKind.PROCESSOR)
    opening = OpenFund(
        occurred_on=first or datetime.now(UTC).date(),
        label="Measured",
        currency="USD",
        time_zone="UTC",
        accounts=tuple(
            NewAccount(
                kind=kinds[number % len(kinds)],
                label=f"Account {number}",
                currency="EUR" if number == _ACCOUNTS else "USD",
            )
            for number in range(1, _ACCOUNTS + 1)
        ),
        purposes=tuple(
            NewPurpose(restriction=Restriction.UNRESTRICTED, label=f"Purpose {number}")
            for number in range(1, _PURPOSES + 1)
        ),
        authorities=tuple(
            NewAuthority(kind=AuthorityKind.COURT, label=f"Court {number}")
            for number in range(1, _AUTHORITIES + 1)
        ),
    )
    receipt = await books.execute(fund_id, opening, actor=KEEPER, key="opening")
    opened = receipt.answer.opened
    return Things(
        accounts=opened[:_ACCOUNTS],
        purposes=opened[_ACCOUNTS : _ACCOUNTS + _PURPOSES],
        authorities=opened[_ACCOUNTS + _PURPOSES :],
    )


def donation_of(things: Things) -> RecordDonation:
    """Return a donation to a fund, received today."""
    return RecordDonation(
        occurred_on=datetime.now(UTC).date(),
        account_id=things.accounts[0],
        purpose_id=things.purposes[0],
        gross=25_00,
        processor_fee=1_03,
        currency="USD",
        exponent=2,
    )


async def _write(database: Database, fund_id: UUID, story: Story) -> None:
    """Append batch after batch; while PostgreSQL writes one, the next is told."""
    told = story.tell()
    async with database.acquire() as connection:
        writing: asyncio.Task[object] | None = None
        while True:
            after = story.position
            lines, kept = _batch(story, islice(told, COMMANDS_AT_ONCE))
            if writing is not None:
                await writing
            if not lines:
                return
            now = datetime.combine(story.day, _MORNING) + timedelta(hours=12)
            writing = asyncio.create_task(
                append(connection, fund_id, lines, after=after, now=now, kept=kept)
            )
            await asyncio.sleep(0)  # the statement is on its way


def _batch(story: Story, commands: Iterator[Written]) -> tuple[list[NewLine], list[Kept]]:
    """Return lines and answers of some commands, with positions from the story's on."""
    lines: list[NewLine] = []
    kept: list[Kept] = []
    last = story.position
    for command in commands:
        cause: UUID | None = None
        payload = b""
        for number, event in enumerate(command.events):
            topic, payload = encode(event)
            event_id = story.new_id()
            version = command.version + number
            lines.append(NewLine(command.case_id, version, topic, payload, event_id, KEEPER, cause))
            cause = cause or event_id
        first, last = last + 1, last + len(command.events)
        answer = Answer(command.case_id, first, last).encode()
        # A digest as long as a real one: the command itself was never made.
        kept.append(Kept(KEEPER, str(story.new_id()), sha256(payload).digest(), answer))
    return lines, kept
