"""Building the next report, signing it, and building reports again that are out.

A draft is built from the sealed book up to the line that is the last when it is looked at. Whoever
asks for it to be published asks for these very bytes; whoever signs sees them built once more.
"""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeVar
from uuid import UUID

from msgspec import Struct

from api.clock import Clock
from api.publishing.rebuilding import (
    Rebuilt,
    StoredLines,
    again,
    check_reports,
    is_of_day,
)
from api.publishing.remembering import newest_head
from api.publishing.signing import Signing, is_signed
from ledger.events import ItemWord, ReportPublished
from ledger.publishing.commands import PublishReport
from ledger.publishing.summary import hash_of
from ledger.rejections import NotPublic, ReportUnknown
from ledger.store.database import Database
from ledger.store.reading import get_head
from projections.reports.build import build
from projections.reports.facts import Fact, Facts
from projections.reports.forecast import Outlook
from projections.reports.gathering import Shelf, history_of, rules_of
from projections.reports.item_words import words_of_items
from projections.reports.manifest import Manifest, canonical
from projections.reports.published import Publication, Published, read_publications
from projections.reports.rules import Past, Policy, Rules

if TYPE_CHECKING:
    from ledger.store.connection import Connection
    from ledger.transparency.log import Log

MANY_FACTS: Final = 20_000
"""From so many facts on, an outlook is kept for a while although the book has grown."""
KEPT_FOR: Final = timedelta(minutes=10)
PATIENCE_SECONDS: Final = 2.0
"""How long whoever writes a gift down waits to be told that it would hold reports back."""
_BOOKS: Final = 64


_Kept = TypeVar("_Kept")


class Draft(Struct, frozen=True, kw_only=True):
    """The report that comes next, as of *cut*; *manifest* is None while no period is over."""

    cut: int
    today: date
    manifest: Manifest | None

    @property
    def text(self) -> str:
        """The canonical bytes as text; empty without a manifest."""
        return canonical(self.manifest).decode() if self.manifest else ""

    @property
    def digest(self) -> str:
        """The SHA-256 of the canonical bytes, in hexadecimal."""
        return hash_of(self.text)


class _KeptOutlook(Struct, frozen=True):
    key: tuple[object, ...]
    head: int
    made_at: datetime
    facts: int
    outlook: Outlook


class _Book(Struct, frozen=True):
    facts: Facts
    history: tuple[Past, ...]
    rules: Rules
    published: Published
    cut: int


class Publishing:
    """Builds and checks the reports of all funds of this process."""

    def __init__(
        self, database: Database, signing: Signing, now: Clock, log: "Log | None" = None
    ) -> None:
        self._database, self._signing, self._now, self._log = database, signing, now, log
        self._shelf = Shelf()
        self._outlooks: dict[UUID, _KeptOutlook] = {}
        self._drafts: dict[UUID, Draft] = {}
        self._alike: dict[UUID, tuple[PublishReport, bool]] = {}
        self._looking: set[asyncio.Task[bool]] = set()

    async def published(self, fund_id: UUID, time_zone: str) -> Published:
        """Read everything that was said about what the public sees."""
        async with self._database.acquire() as connection:
            return Published.of(await read_publications(connection, fund_id), time_zone)

    async def draft(self, fund_id: UUID, today: date, cut: int | None = None) -> Draft:
        """Build the next report from the lines up to *cut*, by default all there are.

        A *cut* that was not the last line on *today*, or that is before that of the last report, is
        not taken. Raises NotPublic before a publishing rule that publishes was set.
        """
        async with self._database.acquire() as connection:
            head = await get_head(connection, fund_id)
            last = head.position if head else 0
            at = min(cut or last, last)
            if at < last and not await is_of_day(connection, fund_id, at, today):
                at = last
            kept = self._drafts.get(fund_id)
            if kept is not None and (kept.cut, kept.today) == (at, today):
                return kept
            book = await self._book(connection, fund_id, at)
            if book.history and at < book.history[-1].cut:
                at, book = last, await self._book(connection, fund_id, last)
        manifest = await asyncio.to_thread(
            build, book.facts, book.history, book.rules, today=today, cut=at
        )
        draft = Draft(cut=at, today=today, manifest=manifest)
        self._drafts[fund_id] = draft
        _make_room(self._drafts)
        return draft

    async def command(self, fund_id: UUID, draft: Draft, occurred_on: date) -> PublishReport:
        """Return the command that publishes *draft*, signed. Raises `KeysUnusable`."""
        assert draft.manifest is not None, "only what was built is published"
        signature = await self._signing.sign(fund_id, canonical(draft.manifest))
        async with self._database.acquire() as connection:
            publications = await read_publications(connection, fund_id)
        return PublishReport(
            occurred_on=occurred_on,
            number=draft.manifest.number,
            cut=draft.cut,
            manifest=draft.text,
            signature=signature.signature,
            key_id=signature.key_id,
            for_members=_words(publications, draft.manifest, draft.cut),
            head=await newest_head(self._log, fund_id) if self._log else None,
        )

    async def is_built_alike(self, fund_id: UUID, asked: PublishReport) -> bool:
        """Say whether the book gives the very bytes of a report that somebody asks to publish.

        The words for members have to follow too, and the key to be that of the fund. Raises
        `KeysUnusable`.
        """
        kept = self._alike.get(fund_id)
        if kept is None or kept[0] != asked:
            kept = asked, await self._compared(fund_id, asked)
            self._alike[fund_id] = kept
            _make_room(self._alike)
        return kept[1]

    async def _compared(self, fund_id: UUID, asked: PublishReport) -> bool:
        text = asked.manifest.encode()
        if not is_signed(text, asked.signature, asked.key_id):
            return False
        async with self._database.acquire() as connection:
            publications = await read_publications(connection, fund_id)
        is_out = _is_out(publications, asked)  # what is out may have a key that was lost since
        if not is_out and asked.key_id != await self._signing.public_key(fund_id):
            return False
        async with self._database.acquire() as connection:
            past = history_of(publications, before=asked.number)
            made = await again(StoredLines(connection, fund_id), publications, past, asked)
        if made is None or canonical(made) != text:
            return False
        return asked.for_members == _words(publications, made, asked.cut)

    async def rebuilt(self, fund_id: UUID, number: int) -> Rebuilt:
        """Build one report again that is out, from the whole book. Raises ReportUnknown."""
        async with self._database.acquire() as connection:
            found = await check_reports(connection, fund_id, upto=number)
        if not found or found[-1].number != number:
            raise ReportUnknown(number)
        return found[-1]

    async def outlook(self, fund_id: UUID, today: date) -> Outlook:
        """Say when each side would be out by each period length: see `Outlook`.

        A large book is looked at anew every ten minutes at most. Raises NotPublic without a rule.
        """
        async with self._database.acquire() as connection:
            head = await get_head(connection, fund_id)
            at, kept = head.position if head else 0, self._outlooks.get(fund_id)
            if kept is not None and kept.key[0] == today and self._is_fresh(kept, at):
                return kept.outlook
            book = await self._book(connection, fund_id, at)
        key = today, len(book.history), book.rules.policy.version
        found = await asyncio.to_thread(
            Outlook, book.facts, book.history, book.rules, today=today, cut=at
        )
        count = len(book.facts.facts)
        self._outlooks[fund_id] = _KeptOutlook(key, at, self._now(), count, found)
        _make_room(self._outlooks)
        return found

    async def proposed_period(self, fund_id: UUID, today: date) -> int:
        """Return the period length, in months, by which both sides would be out soonest.

        It is looked at as if the usual rule held; the longer one where that changes nothing.
        """
        async with self._database.acquire() as connection:
            head = await get_head(connection, fund_id)
            at = head.position if head else 0
            facts = await self._shelf.facts(connection, fund_id, at)
        rules = Rules(policy=Policy(version=1))
        found = await asyncio.to_thread(Outlook, facts, (), rules, today=today, cut=at)
        last = {
            each.period_months: max((side.on or date.max for side in each.sides), default=date.max)
            for each in found.periods
        }
        soonest = min(last.values())
        if soonest == date.max:
            return max(last)
        return max(months for months, day in last.items() if day == soonest)

    def _is_fresh(self, kept: _KeptOutlook, head: int) -> bool:
        is_large = kept.facts >= MANY_FACTS
        return kept.head == head or (is_large and self._now() - kept.made_at < KEPT_FOR)

    async def would_hold_back(self, fund_id: UUID, today: date, *gifts: Fact) -> bool:
        """Say whether *gifts* that are being typed put the next figures of money in later.

        A fund that publishes nothing has nothing to hold back. Nobody waits long for it: where a
        large book has to be read first, that goes on, and the next gift is told.
        """
        asked = asyncio.create_task(self._holds_back(fund_id, today, gifts))
        self._looking.add(asked)
        asked.add_done_callback(self._looked)
        try:
            return await asyncio.wait_for(asyncio.shield(asked), PATIENCE_SECONDS)
        except TimeoutError:
            return False

    def _looked(self, asked: asyncio.Task[bool]) -> None:
        self._looking.discard(asked)
        if not asked.cancelled():
            asked.exception()  # nobody may be there to hear it

    async def _holds_back(self, fund_id: UUID, today: date, gifts: Sequence[Fact]) -> bool:
        try:
            found = await self.outlook(fund_id, today)
        except NotPublic:
            return False
        return await asyncio.to_thread(found.would_hold_back, *gifts)

    def forget(self, fund_id: UUID) -> None:
        """Look at a fund anew: a report is out, or its rules have changed."""
        self._outlooks.pop(fund_id, None)
        self._drafts.pop(fund_id, None)
        self._alike.pop(fund_id, None)

    async def _book(self, connection: "Connection", fund_id: UUID, cut: int) -> _Book:
        publications = await read_publications(connection, fund_id)
        rules, published = rules_of(publications, cut), Published.of(publications, "UTC")
        if rules is None or not published.now.is_public:
            raise NotPublic
        facts = await self._shelf.facts(connection, fund_id, cut)
        return _Book(facts, history_of(publications), rules, published, cut)


def _is_out(publications: Sequence[Publication], asked: PublishReport) -> bool:
    said = asked.manifest, asked.key_id
    reports = (each.event for each in publications if isinstance(each.event, ReportPublished))
    return any((each.manifest, each.key_id) == said for each in reports)


def _words(
    publications: Sequence[Publication], manifest: Manifest, cut: int
) -> tuple[ItemWord, ...]:
    """Return what members read beside *manifest*, by the budgets as they stood at its cut."""
    past = [each.manifest for each in history_of(publications, before=manifest.number)]
    known = (each for each in publications if each.position <= cut)
    return words_of_items(Published.of(known, "UTC").now.budgets, [*past, manifest])


def _make_room(kept: dict[UUID, _Kept]) -> None:
    while len(kept) > _BOOKS:
        del kept[next(iter(kept))]
