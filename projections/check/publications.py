"""The check of what was published: each report follows from the one before, and all is in one case.

Whether a report is what the book says is another question: it takes building it again.
"""

from uuid import UUID

from ledger.events import ReportPublished
from ledger.line import Line
from ledger.publishing.cases import publications_case
from ledger.publishing.state import clock_of
from ledger.publishing.summary import Summary, hash_of, is_canonical, read_summary
from projections.check.report import Findings
from projections.projection import Batch
from projections.reports.published import PUBLICATIONS


class PublicationsCheck:
    """Follows the reports of a book from the first to the last."""

    def __init__(self, fund_id: UUID, findings: Findings) -> None:
        self._fund_id = fund_id
        self._findings = findings
        self._number = 0
        self._cut = 0
        self._hash = ""
        self._clocks: dict[str, int] = {}

    async def take_in(self, batch: Batch) -> None:
        """Look at the lines about what the public sees."""
        for line in batch.lines:
            if not isinstance(line.event, PUBLICATIONS):
                continue
            if line.case_id != publications_case(self._fund_id):
                self._findings.add("it is outside the fund's publications", line.position)
            if isinstance(line.event, ReportPublished):
                self._report(line, line.event)

    def _report(self, line: Line, event: ReportPublished) -> None:
        if event.number != self._number + 1:
            self._findings.add(
                "its number does not follow the report before",
                line.position,
                stored=event.number,
                derived=self._number + 1,
            )
        if not self._cut <= event.cut < line.position:
            self._findings.add("it ends before the last report, or after itself", line.position)
        self._manifest(line, event)
        self._number, self._cut, self._hash = event.number, event.cut, hash_of(event.manifest)

    def _manifest(self, line: Line, event: ReportPublished) -> None:
        try:
            summary = read_summary(event.manifest)
        except (ValueError, RecursionError):
            self._findings.add("its report cannot be read", line.position)
            return
        if not is_canonical(event.manifest):
            self._findings.add("its report is not canonical", line.position)
        if (summary.fund, summary.number) != (self._fund_id, event.number):
            self._findings.add("its report is of another fund or number", line.position)
        if (summary.previous or "") != self._hash:
            self._findings.add("its report names another one before it", line.position)
        self._stretches(line, summary)

    def _stretches(self, line: Line, summary: Summary) -> None:
        for each in sorted(summary.stretches, key=lambda stretch: stretch.begins):
            clock = clock_of(each.side, each.currency)
            expected = self._clocks.get(clock, each.begins - 1) + 1
            if each.begins != expected or each.until < each.begins:
                self._findings.add(
                    "a stretch of it leaves months out, or says some again", line.position
                )
            self._clocks[clock] = max(each.until, self._clocks.get(clock, each.until))

    async def finish(self) -> None:
        """Nothing is left to look at: every report was held against the one before it."""
