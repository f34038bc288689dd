"""The check of the rows of proposals: they are made anew from every line about them."""

from typing import Final
from uuid import UUID

from projections.check.comparing import compare_rows
from projections.check.report import Findings
from projections.projection import Batch
from projections.proposals.folding import take_in
from projections.proposals.rows import ProposalRow
from projections.proposals.tables import COLUMNS, TOPICS, columns_of
from projections.view import View

_ROWS: Final = """
select [columns] from proposals{proposals} where fund_id = $1 order by proposal_id
""".replace("[columns]", ", ".join(COLUMNS))


class ProposalsCheck:
    """Compares the rows of proposals at their checkpoint."""

    def __init__(self, view: View, findings: Findings, upto: int) -> None:
        self._view = view
        self._findings = findings
        self._upto = upto
        self._rows: dict[UUID, ProposalRow] = {}

    async def take_in(self, batch: Batch) -> None:
        """Take in what lines say about proposals."""
        for line in batch.upto(self._upto).lines:
            if line.event.topic in TOPICS:
                take_in(self._rows, line)

    async def finish(self) -> None:
        """Compare what the lines come to with the rows."""
        fund_id = self._view.fund_id
        derived = [(fund_id, *columns_of(self._rows[each])) for each in sorted(self._rows)]
        compare_rows(self._findings, "proposals", COLUMNS, await self._view.fetch(_ROWS), derived)
