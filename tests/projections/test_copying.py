"""Rows as bytes: PostgreSQL reads what was meant."""

from decimal import Decimal

import pytest

from ledger.store.database import Database
from projections import copying


@pytest.mark.parametrize(
    "value",
    [0, 1, -1, 9_999, 10_000, -10_000, 99_999_999, 100_000_000, -100_000_001, 2**63, -(10**30) - 7],
)
async def test_postgresql_reads_the_number_that_was_written(database: Database, value: int) -> None:
    async with database.transaction() as connection:
        await connection.execute("create temp table numbers (value numeric) on commit drop")
        await connection.copy_to_table(
            "numbers",
            source=copying.stream(copying.row_head(1) + copying.numeric(value)),
            format="binary",
        )
        read = await connection.fetchval("select value from numbers")
        same = await connection.fetchval("select value = $1 from numbers", Decimal(value))
    assert (read, same) == (value, True)
