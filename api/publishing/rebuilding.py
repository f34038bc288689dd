"""Building reports again that are out, from the sealed book: for auditors and for the terminal."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from api.public.rules import get_opening
from api.publishing.signing import is_signed
from ledger.publishing.commands import PublishReport
from ledger.store.connection import Connection
from ledger.store.errors import database_errors
from projections.reports.build import build
from projections.reports.facts import Facts
from projections.reports.gathering import BookRead, rules_of
from projections.reports.manifest import Manifest, ManifestUnreadable, decode, hash_of
from projections.reports.published import Publication, Published, Report, read_publications
from projections.reports.rules import Past

_RECORDED: Final = "select recorded_at from events where fund_id = $1 and position = $2"


class Rebuilt(Struct, frozen=True, kw_only=True):
    """What came of building a report again: its bytes' digest, that of what is out, the key."""

    number: int
    manifest_hash: str
    found: str
    is_signed: bool

    @property
    def is_same(self) -> bool:
        """Whether the book says the very same bytes, and they are signed."""
        return self.manifest_hash == self.found and self.is_signed


class Lines(Protocol):
    """The lines of one book, wherever they are kept."""

    async def facts_to(self, cut: int) -> Facts:
        """Return what the lines up to *cut* say; later ones may be in it."""
        ...

    async def is_of_day(self, cut: int, day: date) -> bool:
        """Say whether line *cut* was the last of the book at some moment of *day*, or later."""
        ...


class StoredLines:
    """The lines of a book in the database, read once."""

    def __init__(self, connection: Connection, fund_id: UUID) -> None:
        self._connection, self._book = connection, BookRead(fund_id)

    async def facts_to(self, cut: int) -> Facts:
        """Return what the lines up to *cut* say."""
        await self._book.read_to(self._connection, cut)
        return self._book.facts()

    async def is_of_day(self, cut: int, day: date) -> bool:
        """Say whether line *cut* was the last of the book at some moment of *day*, or later."""
        return await is_of_day(self._connection, self._book.fund_id, cut, day)


async def check_reports(
    connection: Connection, fund_id: UUID, *, upto: int | None = None
) -> list[Rebuilt]:
    """Build the reports of a fund that are out again, up to and with a number: see `rebuild`."""
    publications = await read_publications(connection, fund_id)
    return await rebuild(StoredLines(connection, fund_id), publications, upto=upto)


async def rebuild(
    lines: Lines, publications: tuple[Publication, ...], *, upto: int | None = None
) -> list[Rebuilt]:
    """Build the reports that are out again (up to and with a number), each up to its cut.

    Each follows on those before it as the book gives them, so one that was tampered with is
    found, and not those after it. Where the book gives none, those after it cannot follow on it.
    """
    past, found = list[Past](), list[Rebuilt]()
    for report in Published.of(publications, "UTC").now.reports:
        if upto is not None and report.number > upto:
            break
        made = await again(lines, publications, past, report)
        if made is not None:
            past.append(Past(made, report.cut))
        found.append(
            Rebuilt(
                number=report.number,
                manifest_hash=report.manifest_hash,
                found=hash_of(made) if made else "",
                is_signed=is_signed(report.manifest.encode(), report.signature, report.key_id),
            )
        )
    return found


async def is_of_day(connection: Connection, fund_id: UUID, cut: int, day: date) -> bool:
    """Say whether line *cut* was the last of the book at some moment of *day*, or later.

    Whoever chose an earlier one could leave out of a report what they do not want in it.
    """
    opening = await get_opening(connection, fund_id)
    with database_errors():
        since = await connection.fetchval(_RECORDED, fund_id, cut + 1)
    if opening is None or since is None:
        return opening is not None
    written: datetime = since
    return written.astimezone(ZoneInfo(opening.time_zone)).date() >= day


async def again(
    lines: Lines,
    publications: Sequence[Publication],
    past: Sequence[Past],
    report: Report | PublishReport,
) -> Manifest | None:
    """Build a report from the lines up to its cut; None when the book gives none there.

    A cut that leaves out what was in the book before the day of the report gives none either.
    """
    rules = rules_of(publications, report.cut)
    try:
        today = date.fromisoformat(decode(report.manifest).today)
    except (ManifestUnreadable, ValueError):
        return None
    if past and report.cut < past[-1].cut:
        return None
    if rules is None or not await lines.is_of_day(report.cut, today):
        return None
    facts = await lines.facts_to(report.cut)
    return await asyncio.to_thread(build, facts, past, rules, today=today, cut=report.cut)
