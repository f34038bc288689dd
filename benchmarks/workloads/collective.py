"""What another program exports: gifts with their fees, imported as commands with all the rules."""

import csv
import io
import time
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct

from api.importing.open_collective.bookings import Choices
from api.importing.open_collective.plan import Importer, make_plan
from api.importing.open_collective.rows import COLUMNS, Row, read_rows
from api.importing.open_collective.writing import write_plan
from benchmarks.book import open_fund
from benchmarks.place import Place
from ledger.books import Books
from ledger.chart import CostCategory
from ledger.powers import IMPORTER
from ledger.store.database import Database
from ledger.vault.keys import Keys
from projections.migrations import projection_migrations

_FUND_ID: Final = UUID(int=0xC011EC7, version=4)
_KEYS: Final = Keys(references=b"r" * 32, log=b"l" * 32)
_EACH: Final = timedelta(minutes=20)
_GIVERS: Final = 500


class Gifts(Struct, frozen=True):
    """How fast gifts came in: *planning* decides all of them beforehand and writes nothing."""

    commands: int
    plan_seconds: float
    write_seconds: float

    @property
    def commands_per_second(self) -> float:
        """Return how many were decided and written a second, the plan not counted."""
        return self.commands / self.write_seconds


async def import_gifts(place: Place, gifts: int) -> Gifts:
    """Import so many gifts into a new fund in a new database."""
    rows = _rows(gifts)
    async with (
        place.fresh_database() as addresses,
        Database.open(addresses.service, migrations=projection_migrations()) as database,
    ):
        books = Books(database)
        things = await open_fund(books, _FUND_ID, rows[-1].happened_at.date() - timedelta(days=1))
        choices = Choices(
            account_id=things.accounts[0],
            purpose_id=things.purposes[0],
            category=CostCategory.OTHER,
            currency="USD",
            exponent=2,
            time_zone="UTC",
        )
        importer = Importer(database, books, _KEYS, IMPORTER)
        started = time.perf_counter()
        plan = await make_plan(importer, _FUND_ID, choices, rows, datetime.now(UTC))
        planned = time.perf_counter()
        await write_plan(importer, plan, lambda _: None)
        written = time.perf_counter()
        _, position = await books.get_fund(_FUND_ID)
        await books.close()
    if plan.refused or position < gifts:
        raise RuntimeError("Not every gift was imported.")
    return Gifts(gifts, planned - started, written - planned)


def _rows(gifts: int) -> list[Row]:
    """Read the rows of a made-up export, newest first: each gift and the host's fee for it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    now = datetime.now(UTC).replace(microsecond=0, tzinfo=None)
    for number in range(gifts):
        at = (now - _EACH * (number + 1)).isoformat()
        group, giver = f"{number:08x}", f"giver-{number % _GIVERS}"
        writer.writerow(
            _cells(at, f"1{number:07x}", group, "CREDIT CONTRIBUTION 10 -0.59 9.41", giver)
        )
        writer.writerow(_cells(at, f"2{number:07x}", group, "DEBIT HOST_FEE -1 0 -1", "host"))
    return read_rows(io.StringIO(text.getvalue()), "USD", 2)


def _cells(at: str, short_id: str, group: str, money: str, opposite: str) -> list[str]:
    """Return the cells of a row in the order of `COLUMNS`."""
    direction, kind, amount, fee, net = money.split()
    return [
        at, short_id, group, direction, kind, "", "", amount, fee, net, "USD", "us", opposite, "0",
    ]  # fmt: skip
