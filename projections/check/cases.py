"""The check of the rows of bails and grants: every case is folded anew from its lines."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg

from projections.case_rows import COLUMNS, TOPICS, case_row, concerns
from projections.cases import lines_by_case
from projections.check.comparing import compare_rows
from projections.check.report import FINDINGS_MAX, Findings
from projections.projection import Batch
from projections.view import View

CASES_CHUNK: Final = 500

_ROWS: Final = """
select [columns] from open_cases{cases}
where fund_id = $1 and case_id > $2 order by case_id limit $3
""".replace("[columns]", ", ".join(COLUMNS))
_LACKING: Final = """
select min(e.position) from events e
where e.fund_id = $1 and e.position <= $2 and e.topic = any($3::text[]) and not exists (
    select from open_cases{cases} c where c.fund_id = $1 and c.case_id = e.case_id
)
group by e.case_id order by 1 limit $4
"""
_CASE: Final = COLUMNS.index("case_id")


class CasesCheck:
    """Compares the rows of bails and grants at their checkpoint."""

    def __init__(self, view: View, findings: Findings, upto: int) -> None:
        self._view = view
        self._findings = findings
        self._upto = upto

    async def take_in(self, batch: Batch) -> None:
        """Nothing: cases are looked at when all lines are known to be readable."""

    async def finish(self) -> None:
        """Fold every case anew that has a row, and look for cases that have none."""
        last = UUID(int=0)
        while rows := await self._view.fetch(_ROWS, last, CASES_CHUNK):
            last = rows[-1]["case_id"]
            await self._compare(rows, [row["case_id"] for row in rows])
        for row in await self._view.fetch(_LACKING, self._upto, sorted(TOPICS), FINDINGS_MAX):
            self._findings.add("open_cases lacks a row", row[0])

    async def _compare(self, rows: Sequence[asyncpg.Record], case_ids: list[UUID]) -> None:
        view = self._view
        found = await lines_by_case(view.connection, view.fund_id, case_ids, self._upto, None)
        derived = [
            case_row(view.fund_id, found[case_id])
            for case_id in case_ids
            if any(concerns(line) for line in found.get(case_id, ()))
        ]
        compare_rows(self._findings, "open_cases", COLUMNS, rows, derived)
