"""A book that is read from a file, line by line, so that its reports can be built again."""

from datetime import date, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from api.publishing.rebuilding import Rebuilt, rebuild
from ledger.events import FundOpened
from ledger.store.mapper import UnknownTopic, UnreadablePayload, decode
from ledger.transparency.audited import Findings
from ledger.transport.sealed_records import LineRecord
from projections.reports.facts import Facts
from projections.reports.gathering import TOPICS
from projections.reports.published import PUBLICATIONS, Publication
from projections.reports.reading import Reading

_MONEY: Final = frozenset(TOPICS)
_PUBLIC: Final = frozenset(kind.topic for kind in PUBLICATIONS)
_READ: Final = _MONEY | _PUBLIC
_UTC: Final = "+00:00"
_SIGNS: Final = len("2026-11-21T02:55:00.000001Z")
"""A moment always takes so many, so that those of a million lines lie in one piece."""


class Replay:
    """The lines of one book, taken in order. What they say can be asked up to any of them."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._reading = Reading()
        self._publications: list[Publication] = []
        self._moments = bytearray()
        self._fund_id: UUID | None = None
        self._time_zone: str | None = None

    def take(self, line: LineRecord) -> None:
        """Take the next line."""
        self._moments += line.recorded_at.encode()
        if line.topic not in _READ:
            return
        try:
            event, case_id = decode(line.topic, line.payload), UUID(line.case_id)
            moment = _moment(line.recorded_at)
        except (UnknownTopic, UnreadablePayload, ValueError):
            self._findings.add("line-unreadable", f"line {line.position}")
            return
        if isinstance(event, FundOpened):
            self._time_zone = event.time_zone
        if line.topic in _MONEY:
            self._reading.take(line.position, case_id, event)
        if line.topic in _PUBLIC:
            self._publications.append(Publication(event, line.position, moment))

    async def rebuilt(self, fund_id: UUID) -> list[Rebuilt]:
        """Build every report that is out again, and say what does not agree."""
        self._fund_id = fund_id
        try:
            found = await rebuild(self, tuple(self._publications))
        except (ArithmeticError, LookupError, ValueError) as error:
            # A rule that no order could set, as 10^30 days: whoever wrote it wants no audit.
            self._findings.add("report-differs", f"no report can be built: {type(error).__name__}")
            return []
        for each in found:
            if each.manifest_hash != each.found:
                self._findings.add("report-differs", f"report {each.number}")
            if not each.is_signed:
                self._findings.add("report-signature-wrong", f"report {each.number}")
        return found

    async def facts_to(self, cut: int) -> Facts:
        """Return what the lines up to *cut* say."""
        assert self._fund_id is not None, "asked while reports are rebuilt"
        return self._reading.facts(self._fund_id, cut)

    async def is_of_day(self, cut: int, day: date) -> bool:
        """Say whether line *cut* was the last of the book at some moment of *day*, or later."""
        following = self._moments[cut * _SIGNS : (cut + 1) * _SIGNS].decode()
        if not following or self._time_zone is None:
            return False
        return _moment(following).astimezone(ZoneInfo(self._time_zone)).date() >= day


def _moment(text: str) -> datetime:
    """Read a moment as an envelope has it. Raises ValueError."""
    return datetime.fromisoformat(text.removesuffix("Z") + _UTC)
