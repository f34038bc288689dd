"""The lines themselves: envelopes, canonical bytes, postings, reversals."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from ledger.chart import CHART
from ledger.events import (
    AccountOpened,
    AuthorityOpened,
    FundOpened,
    LineReversed,
    Posting,
    PurposeOpened,
    Step,
)
from ledger.line import Line
from ledger.postings import opposite, postings
from ledger.store.connection import Connection
from ledger.store.mapper import UnknownTopic, UnreadablePayload, UnstorableFact, encode
from ledger.store.reading import StoredLine, list_lines_after
from projections.check.report import FINDINGS_MAX, Findings
from projections.projection import Batch, line_of

_VERSIONS: Final = """
select position, version, expected
from (
    select position, version,
        row_number() over (partition by case_id order by position) - 1 as expected
    from events where fund_id = $1
) as counted
where version <> expected order by position limit $2
"""
_SAME_ID: Final = """
select max(position) from events
where fund_id = $1 group by event_id having count(*) > 1 order by 1 limit $2
"""
_NO_CAUSE: Final = """
select e.position from events e
where e.fund_id = $1 and e.cause is not null and not exists (
    select from events c
    where c.fund_id = $1 and c.event_id = e.cause and c.position < e.position
)
order by 1 limit $2
"""
_FINAL = (FundOpened, AccountOpened, PurposeOpened, AuthorityOpened, LineReversed, Step)
"""Facts that no line can take back."""


class LineCheck:
    """Looks at every line in the order of the book."""

    def __init__(self, connection: Connection, fund_id: UUID, findings: Findings) -> None:
        self._connection = connection
        self._fund_id = fund_id
        self._findings = findings
        self._reversed: dict[int, int] = {}
        self.position = 0
        self.recorded_at: datetime | None = None
        self.readable = True

    def look_at(self, stored: StoredLine) -> Line | None:
        """Check a line; None from the first one on that this program cannot read."""
        self._envelope(stored)
        line = self._decode(stored)
        if line is None:
            return None
        return line

    async def take_in(self, batch: Batch) -> None:
        """Check what lines say that could be read."""
        for line, entries in zip(batch.lines, batch.entries, strict=True):
            self._postings(line, entries)
            if isinstance(line.event, LineReversed):
                await self._reversal(line, line.event)

    async def finish(self) -> None:
        """Check what only all lines together tell."""
        for row in await self._connection.fetch(_VERSIONS, self._fund_id, FINDINGS_MAX):
            position, stored, derived = row
            self._findings.add(
                "versions of its case have a gap", position, stored=stored, derived=derived
            )
        for row in await self._connection.fetch(_SAME_ID, self._fund_id, FINDINGS_MAX):
            self._findings.add("its event id is that of another line", row[0])
        for row in await self._connection.fetch(_NO_CAUSE, self._fund_id, FINDINGS_MAX):
            self._findings.add("its cause is no line before it", row[0])

    def _envelope(self, stored: StoredLine) -> None:
        add, position = self._findings.add, stored.position
        if position != self.position + 1:
            add("positions have a gap", position, stored=position, derived=self.position + 1)
        self.position = position
        if self.recorded_at is not None and stored.recorded_at <= self.recorded_at:
            add("its time is not after the line before", position, stored=stored.recorded_at)
        self.recorded_at = stored.recorded_at

    def _decode(self, stored: StoredLine) -> Line | None:
        if not self.readable:
            return None
        try:
            line = line_of(stored)
        except UnknownTopic:
            self.readable = False
            self._findings.skip(
                f"The line at position {stored.position} has a topic that this program does not"
                " know; nothing after it was derived."
            )
            return None
        except UnreadablePayload:
            self.readable = False
            self._findings.add("its payload cannot be read", stored.position)
            self._findings.skip(f"Nothing after position {stored.position} was derived.")
            return None
        if stored.topic == line.event.topic:
            self._canonical(stored, line)
        return line

    def _canonical(self, stored: StoredLine, line: Line) -> None:
        try:
            derived = encode(line.event)[1]
        except UnstorableFact:
            self._findings.add("its fact could not be stored as it is", stored.position)
            return
        if derived != stored.payload:
            self._findings.add(
                "its payload is not canonical",
                stored.position,
                stored=stored.payload,
                derived=derived,
            )

    def _postings(self, line: Line, entries: Sequence[Posting]) -> None:
        sums: Counter[tuple[str, int]] = Counter()
        for entry in entries:
            sums[entry.currency, entry.exponent] += entry.amount
            code = CHART.get(entry.code)
            if code is None:
                self._findings.add("a posting is to no code of the chart", line.position)
            elif (entry.ref is None) != (code.ref is None) or (
                entry.purpose_id is not None and not code.purpose
            ):
                self._findings.add(
                    "a posting does not fit its code", line.position, stored=entry.code
                )
        for (currency, _), total in sums.items():
            if total:
                self._findings.add(
                    f"its postings in {currency} do not sum to zero", line.position, stored=total
                )

    async def _reversal(self, line: Line, event: LineReversed) -> None:
        add, target = self._findings.add, event.reversed_position
        if target in self._reversed:
            add("it reverses a line that was reversed before", line.position, stored=target)
        self._reversed[target] = line.position
        found = await list_lines_after(
            self._connection, self._fund_id, target - 1, upto=target, limit=1
        )
        if target >= line.position or not found:
            add("it reverses a line that is not before it", line.position, stored=target)
            return
        reversed_line = line_of(found[0])
        if reversed_line.case_id != line.case_id:
            add("it reverses a line of another case", line.position, stored=target)
        if event.reversed_topic != found[0].topic or isinstance(reversed_line.event, _FINAL):
            add("it reverses a line of another kind", line.position, stored=target)
        elif event.postings != opposite(postings(reversed_line.event)):
            add("its postings do not take back those of the line", line.position, stored=target)
