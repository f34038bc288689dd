"""The real export, cut and changed as an older or newer one would be; and a fund to import into."""

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from msgspec import Struct

from api.importing.open_collective.bookings import Choices
from api.importing.open_collective.plan import Importer, ImportPlan, make_plan
from api.importing.open_collective.rows import Row, read_rows
from api.importing.open_collective.writing import write_plan
from ledger.books import Books
from ledger.chart import CostCategory
from ledger.events import AccountKind, AuthorityKind, Restriction
from ledger.opening import NewAccount, NewAuthority, NewPurpose, OpenFund
from ledger.powers import IMPORTER
from ledger.store.database import Database
from ledger.vault.keys import Keys
from tests.funds import ask

EXPORT: Final = Path(__file__).parents[1] / "data" / "open-collective-export.csv"
KEYS: Final = Keys(references=b"r" * 32, log=b"l" * 32)
NOW: Final = datetime(2026, 11, 21, 12, tzinfo=UTC)

Cells = dict[str, str]


class Collective(Struct, frozen=True):
    """A fund that is to be the collective's: one account at the fiscal host, one purpose."""

    importer: Importer
    fund_id: UUID
    account: UUID
    purpose: UUID
    court: UUID

    @property
    def books(self) -> Books:
        return self.importer.books

    @property
    def choices(self) -> Choices:
        return Choices(
            account_id=self.account,
            purpose_id=self.purpose,
            category=CostCategory.PAID_WORK,
            currency="USD",
            exponent=2,
            time_zone="America/New_York",
        )

    async def plan(self, cells: list[Cells], **other: Any) -> ImportPlan:
        choices = Choices(**({name: getattr(self.choices, name) for name in FIELDS} | other))
        return await make_plan(self.importer, self.fund_id, choices, rows_of(cells), NOW)

    async def bring_in(self, cells: list[Cells], **other: Any) -> ImportPlan:
        plan = await self.plan(cells, **other)
        assert plan.refused == ()
        await write_plan(self.importer, plan, lambda _: None)
        return plan

    async def position(self) -> int:
        return (await self.books.get_fund(self.fund_id))[1]

    async def balance(self) -> int:
        return (await self.books.get_fund(self.fund_id))[0].accounts[self.account].balance


FIELDS: Final = Choices.__struct_fields__


async def open_collective(database: Database, keys: Keys = KEYS) -> Collective:
    """Open a fund for the collective."""
    books, fund_id = Books(database), uuid4()
    opening = OpenFund(
        occurred_on=date(2017, 1, 1),
        label="Tidewater",
        currency="USD",
        time_zone="America/New_York",
        accounts=(NewAccount(kind=AccountKind.FISCAL_HOST, label="Host", currency="USD"),),
        purposes=(NewPurpose(restriction=Restriction.UNRESTRICTED, label="Anything"),),
        authorities=(NewAuthority(kind=AuthorityKind.COURT, label="Court"),),
    )
    opened = (await ask(books, fund_id, opening)).opened
    return Collective(Importer(database, books, keys, IMPORTER), fund_id, *opened)


def export_cells() -> list[Cells]:
    """Return the rows of the real export as they stand in the file: newest first."""
    with EXPORT.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def csv_text(cells: list[Cells]) -> str:
    """Write rows as a file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(cells[0]))
    writer.writeheader()
    writer.writerows(cells)
    return text.getvalue()


def rows_of(cells: list[Cells]) -> list[Row]:
    """Read rows as an import does."""
    return read_rows(io.StringIO(csv_text(cells), newline=""), "USD", 2)


def older_export(cells: list[Cells], cut: int) -> list[Cells]:
    """Return the export as it was before the newest *cut* rows: their refunds not flagged yet."""
    there = {row["shortId"] for row in cells[cut:]}
    return [
        row
        if row["isRefund"] or row["shortRefundId"] in there
        else row | {"isRefunded": "", "shortRefundId": ""}
        for row in cells[cut:]
    ]
