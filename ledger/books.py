"""Every book that this process has open: the one way in for commands."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from ledger.asking import Receipt, check_key
from ledger.batcher import Batcher
from ledger.bell import Bell
from ledger.book import Book
from ledger.case import Case
from ledger.decider import AnyCommand
from ledger.fund import Fund
from ledger.rejections import BookBusy, FundUnknown, KeyReused, Rejection
from ledger.relay import Relay, Unanswered
from ledger.store.database import Database
from ledger.store.errors import OperationalError
from ledger.store.ids import new_id as fresh_id

BOOKS_MAX: Final = 256
"""How many books are held in memory; the one used longest ago makes room when it is idle."""


def utc_now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


def _nobody(_fund_id: UUID, _position: int) -> None:
    """Tell nobody that a book has grown."""


class Books:
    """All books of one process.

    *grown* is called with fund and position after each append of this process. *clock* must give
    UTC; *new_id* must give random ids that do not tell time (version 4).
    """

    def __init__(
        self,
        database: Database,
        *,
        clock: Callable[[], datetime] = utc_now,
        new_id: Callable[[], UUID] = fresh_id,
        grown: Callable[[UUID, int], None] = _nobody,
    ) -> None:
        self._database = database
        self._clock = clock
        self._new_id = new_id
        self._grown = grown
        self._bell = Bell(database)
        self._open: OrderedDict[UUID, Book] = OrderedDict()
        self._closed = False
        self.relay: Relay | None = None

    async def execute(self, fund_id: UUID, command: AnyCommand, *, actor: str, key: str) -> Receipt:
        """Write what *command* asks of a fund; raises the `Rejection` when nothing was written.

        The same *actor* and *key* with the same content get the same answer for ever.
        """
        check_key(key)
        if self.relay is not None:
            try:
                receipt = await self.relay.hand_over(fund_id, command, actor=actor, key=key)
            except Unanswered:
                return await self._ask_in_doubt(fund_id, command, actor, key)
            if receipt is not None:
                self._grown(fund_id, receipt.answer.last)
                return receipt
        return await self._submit(fund_id, command, actor, key)

    async def _ask_in_doubt(
        self, fund_id: UUID, command: AnyCommand, actor: str, key: str
    ) -> Receipt:
        """Ask here what another process may still write.

        Its key makes sure that it is written once. But a refusal would say that it is not, and
        nobody knows that yet: OperationalError tells to ask again with the same key.
        """
        try:
            return await self._submit(fund_id, command, actor, key)
        except KeyReused:
            raise
        except Rejection:
            raise OperationalError("It is not known yet what becomes of the command.") from None

    @asynccontextmanager
    async def relayed(self, directory: Path) -> AsyncIterator[None]:
        """Share the writing with the other processes that use *directory*; see `ledger.relay`."""
        async with Relay(directory, self._submit).running() as self.relay:
            yield
        self.relay = None

    def _submit(
        self, fund_id: UUID, command: AnyCommand, actor: str, key: str
    ) -> asyncio.Future[Receipt]:
        if self._closed:
            raise BookBusy
        return self._book(fund_id).submit(command, actor=actor, key=key)

    async def get_fund(self, fund_id: UUID) -> tuple[Fund, int]:
        """Return a fund as its rules see it now, and the position of its last line.

        Raises FundUnknown, and BookReadOnly when a line is of a topic not known here.
        """
        fund, position = await self._book(fund_id).state()
        if not fund.is_open:
            raise FundUnknown
        return fund, position

    async def get_case(self, fund_id: UUID, case_id: UUID) -> Case:
        """Return a case as of now; one without lines is not in the book."""
        return await self._book(fund_id).case(case_id)

    async def close(self) -> None:
        """Take no more commands, and wait until those that were taken are answered."""
        self._closed = True
        await asyncio.gather(*(book.drain() for book in self._open.values()))
        await self._bell.close()

    def _book(self, fund_id: UUID) -> Book:
        book = self._open.get(fund_id)
        if book is None:
            batcher = Batcher(
                self._database,
                fund_id,
                clock=self._clock,
                new_id=self._new_id,
                grown=self._tell,
            )
            book = self._open[fund_id] = Book(self._database, batcher)
            self._make_room()
        self._open.move_to_end(fund_id)
        return book

    def _tell(self, fund_id: UUID, position: int) -> None:
        """Say that a book has grown, here and to other processes."""
        self._grown(fund_id, position)
        self._bell.ring(fund_id)

    def _make_room(self) -> None:
        surplus = len(self._open) - BOOKS_MAX
        idle = [fund_id for fund_id, book in list(self._open.items())[:-1] if book.idle]
        for fund_id in idle[: max(surplus, 0)]:
            del self._open[fund_id]
