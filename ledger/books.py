"""Every book that this process has open: the one way in for commands."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid4

from ledger.asking import Receipt, check_key
from ledger.book import Book
from ledger.case import Case
from ledger.decider import AnyCommand
from ledger.fund import Fund
from ledger.rejections import BookBusy, FundUnknown
from ledger.store.database import Database

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
        new_id: Callable[[], UUID] = uuid4,
        grown: Callable[[UUID, int], None] = _nobody,
    ) -> None:
        self._database = database
        self._clock = clock
        self._new_id = new_id
        self._grown = grown
        self._open: OrderedDict[UUID, Book] = OrderedDict()
        self._closed = False

    async def execute(self, fund_id: UUID, command: AnyCommand, *, actor: str, key: str) -> Receipt:
        """Write what *command* asks of a fund; raises the `Rejection` when nothing was written.

        The same *actor* and *key* with the same content get the same answer for ever.
        """
        check_key(key)
        if self._closed:
            raise BookBusy
        return await self._book(fund_id).execute(command, actor=actor, key=key)

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

    def _book(self, fund_id: UUID) -> Book:
        book = self._open.get(fund_id)
        if book is None:
            book = self._open[fund_id] = Book(
                self._database,
                fund_id,
                clock=self._clock,
                new_id=self._new_id,
                grown=self._grown,
            )
            self._make_room()
        self._open.move_to_end(fund_id)
        return book

    def _make_room(self) -> None:
        surplus = len(self._open) - BOOKS_MAX
        idle = [fund_id for fund_id, book in list(self._open.items())[:-1] if book.idle]
        for fund_id in idle[: max(surplus, 0)]:
            del self._open[fund_id]
