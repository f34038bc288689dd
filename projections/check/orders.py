"""The check of the rows of orders: every case with an order is folded anew from its lines."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from projections.cases import lines_by_case
from projections.check.comparing import compare_rows
from projections.check.report import FINDINGS_MAX, Findings
from projections.orders.tables import COLUMNS, TOPICS, order_rows
from projections.projection import Batch
from projections.view import View

CASES_CHUNK: Final = 500

_CASES: Final = """
select distinct case_id from orders{orders}
where fund_id = $1 and case_id > $2 order by case_id limit $3
"""
_ROWS: Final = """
select [columns] from orders{orders}
where fund_id = $1 and case_id = any($2::uuid[]) order by case_id, asked_position
""".replace("[columns]", ", ".join(COLUMNS))
_LACKING: Final = """
select min(e.position) from events e
where e.fund_id = $1 and e.position <= $2 and e.topic = any($3::text[]) and not exists (
    select from orders{orders} o where o.fund_id = $1 and o.case_id = e.case_id
)
group by e.case_id order by 1 limit $4
"""


class OrdersCheck:
    """Compares the rows of orders at their checkpoint."""

    def __init__(self, view: View, findings: Findings, upto: int) -> None:
        self._view = view
        self._findings = findings
        self._upto = upto

    async def take_in(self, batch: Batch) -> None:
        """Nothing: orders are looked at when all lines are known to be readable."""

    async def finish(self) -> None:
        """Fold every case anew that has an order, and look for orders that have no row."""
        last = UUID(int=0)
        while found := await self._view.fetch(_CASES, last, CASES_CHUNK):
            case_ids = [row[0] for row in found]
            last = case_ids[-1]
            await self._compare(case_ids)
        for row in await self._view.fetch(_LACKING, self._upto, sorted(TOPICS), FINDINGS_MAX):
            self._findings.add("orders lacks a row", row[0])

    async def _compare(self, case_ids: Sequence[UUID]) -> None:
        view = self._view
        rows = await view.fetch(_ROWS, case_ids)
        found = await lines_by_case(view.connection, view.fund_id, case_ids, self._upto, None)
        derived = [
            row for case_id in case_ids for row in order_rows(view.fund_id, found.get(case_id, ()))
        ]
        compare_rows(self._findings, "orders", COLUMNS, rows, derived)
