"""Forgetting words by the clock: 400 days after a proposal closed, and what never got a line."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog

from api.deciding import word_rows
from api.deciding.word_rows import Unbound
from api.deciding.words import WordsKept
from ledger.events.deciding import ProposalClosed, ProposalWithdrawn
from ledger.rejections import Rejection
from ledger.store.mapper import UnreadablePayload
from ledger.vault.keys import KeysUnusable

if TYPE_CHECKING:
    from api.site import Site

KEPT_DAYS: Final = 400
"""How many days after a proposal closed its words are forgotten."""
DRAFT_DAYS: Final = 2
"""After so many days words that no line names are removed: nobody tries again by then."""
AHEAD: Final = timedelta(hours=14)
"""How far clocks are ahead of UTC where a day begins first."""
BEHIND: Final = timedelta(hours=12)
"""How far they are behind it where a day begins last."""
_log = structlog.get_logger(__name__)


class Forgetting:
    """Keeps to the days of all words of an instance."""

    def __init__(self, site: "Site", words: WordsKept) -> None:
        self._site = site
        self._words = words

    async def keep(self) -> int:
        """Forget what is due, and remove what was left over; return of how many proposals."""
        today = self._site.now().date()
        async with self._site.database.acquire() as connection:
            unbound = await word_rows.list_unbound(connection)
            undated = await word_rows.list_undated(connection)
        for each in unbound:
            await self._settle(each, today)
        for fund_id, proposal_id in undated:
            await self._date(fund_id, proposal_id)
        async with self._site.database.acquire() as connection:
            due = await word_rows.list_due(connection, (self._site.now() + AHEAD).date())
        return sum(
            [
                await self._forget(fund_id, proposal_id)
                for fund_id, proposal_id, day in due
                if day <= await self._today(fund_id)
            ]
        )

    async def _today(self, fund_id: UUID) -> date:
        """Return the day it is in the fund; of a book that cannot be read, never one too late."""
        now = self._site.now()
        try:
            fund, _ = await self._site.books.get_fund(fund_id)
        except (Rejection, UnreadablePayload):
            return (now - BEHIND).date()
        return now.astimezone(ZoneInfo(fund.time_zone)).date()

    async def _settle(self, unbound: Unbound, today: date) -> None:
        """Find the line of words that were cut off from it; remove them when there is none."""
        async with self._site.database.acquire() as connection:
            found = await word_rows.find_line(connection, unbound.fund_id, unbound.text_hash)
            if found is not None:
                await word_rows.bind_words(connection, unbound.fund_id, unbound.text_hash, found)
        try:
            if found is not None:
                await self._words.keep_current(unbound.fund_id, found)
            elif unbound.made_on + timedelta(days=DRAFT_DAYS) <= today:
                await self._words.discard(unbound.fund_id, unbound.text_hash)
        except (Rejection, UnreadablePayload, KeysUnusable) as trouble:
            _log.warning("words-not-settled", error=type(trouble).__name__)

    async def _date(self, fund_id: UUID, proposal_id: UUID) -> None:
        """Note on which day the words of a proposal go, once it is closed."""
        try:
            case = await self._site.books.get_case(fund_id, proposal_id)
        except (Rejection, UnreadablePayload) as trouble:
            _log.warning("words-not-dated", error=type(trouble).__name__)
            return
        ends = [
            line.event.occurred_on
            for line in case.lines
            if isinstance(line.event, ProposalClosed | ProposalWithdrawn)
        ]
        if not ends:
            return
        forget_on = ends[-1] + timedelta(days=KEPT_DAYS)
        async with self._site.database.acquire() as connection:
            await word_rows.date_words(connection, fund_id, proposal_id, forget_on)

    async def _forget(self, fund_id: UUID, proposal_id: UUID) -> bool:
        try:
            await self._words.forget(fund_id, proposal_id)
        except KeysUnusable as trouble:
            _log.warning("words-not-forgotten", error=type(trouble).__name__)
            return False
        return True
