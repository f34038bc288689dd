"""Founders of older books: a fund that nobody keeps yet is given to who opened it.

Books of an older program do not say who keeps them, nor do books that the operator opened. The
service writes that down once, before it serves, and the terminal as soon as it has opened one: the
sign-in that wrote the first line, or else the first sign-in of this instance.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from ledger.events import FundOpened
from ledger.members import NameFounder
from ledger.powers import CLOCK, sign_in_of
from ledger.rejections import FounderKnown, KeyReused, Rejection
from ledger.store.all_books import list_heads, list_openings
from ledger.store.errors import database_errors
from ledger.store.mapper import UnknownTopic, UnreadablePayload, decode
from ledger.store.reading import StoredLine

if TYPE_CHECKING:
    from api.clock import Clock
    from ledger.books import Books
    from ledger.store.connection import Connection
    from ledger.store.database import Database

_KEY: Final = "adoption"
_SIGN_INS: Final = "select sign_in_id from sign_ins order by made_at, sign_in_id"


class Adoption:
    """Gives every fund of this instance a founder, as soon as there is somebody."""

    def __init__(self, database: "Database", books: "Books", now: "Clock") -> None:
        self._database = database
        self._books = books
        self._now = now
        self._kept: set[UUID] = set()

    async def adopt(self) -> int:
        """Name a founder for each fund that has none; return how many were named."""
        async with self._database.acquire() as connection:
            fund_ids = set(await list_heads(connection)) - self._kept
            sign_ins = await _list_sign_ins(connection) if fund_ids else ()
            openings = await list_openings(connection, fund_ids) if sign_ins else []
        return sum([await self._adopt(opening, sign_ins) for opening in openings])

    async def _adopt(self, opening: StoredLine, sign_ins: Sequence[UUID]) -> bool:
        opened = _opened(opening)
        if opened is None or opened.founder is not None:
            self._kept.add(opening.fund_id)
            return False
        today = self._now().astimezone(ZoneInfo(opened.time_zone)).date()
        who = sign_in_of(opening.actor)
        founder = who if who is not None and who in sign_ins else sign_ins[0]
        command = NameFounder(occurred_on=today, founder=founder)
        try:
            receipt = await self._books.execute(opening.fund_id, command, actor=CLOCK, key=_KEY)
        except (FounderKnown, KeyReused):  # the operator did it, or another process on another day
            self._kept.add(opening.fund_id)
            return False
        except (Rejection, UnreadablePayload):  # of a newer program, or damaged: left alone
            return False
        self._kept.add(opening.fund_id)
        return not receipt.replayed


async def _list_sign_ins(connection: "Connection") -> tuple[UUID, ...]:
    with database_errors():
        return tuple(row[0] for row in await connection.fetch(_SIGN_INS))


def _opened(line: StoredLine) -> FundOpened | None:
    """Return how a fund was opened; None when this program cannot read it."""
    try:
        event = decode(line.topic, line.payload)
    except (UnknownTopic, UnreadablePayload):
        return None
    return event if isinstance(event, FundOpened) else None
