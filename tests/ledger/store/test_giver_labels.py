"""Names of givers: kept beside the book while they agree, and taken away when they do not."""

from uuid import uuid4

import pytest

from ledger.books import Books
from ledger.store.append import Label
from ledger.store.database import Database
from ledger.store.labels import (
    GIVER,
    add,
    list_labels,
    remove,
    rename,
)
from tests.funds import open_fund


async def test_the_name_of_a_giver_is_kept_changed_and_taken_away(database: Database) -> None:
    fund_id, label_id, other = uuid4(), uuid4(), uuid4()
    async with database.acquire() as connection:
        await add(connection, fund_id, Label(GIVER, label_id, "Tidewater Union"))
        await add(connection, other, Label(GIVER, label_id, "of another fund"))
        assert await rename(connection, fund_id, Label(GIVER, label_id, "Union of Tidewater"))
        assert await list_labels(connection, fund_id, kind=GIVER) == [
            Label(GIVER, label_id, "Union of Tidewater")
        ]
        await add(connection, fund_id, Label(GIVER, label_id, "The Union"))
        assert await remove(connection, fund_id, GIVER, label_id)
        assert not await remove(connection, fund_id, GIVER, label_id)
        assert await list_labels(connection, fund_id) == []
        assert len(await list_labels(connection, other)) == 1


async def test_no_other_name_is_ever_taken_away(database: Database) -> None:
    fund = await open_fund(Books(database))
    async with database.acquire() as connection:
        before = await list_labels(connection, fund.fund_id)
        for label in before:
            assert not await remove(connection, fund.fund_id, GIVER, label.id)
        assert await list_labels(connection, fund.fund_id) == before


async def test_other_names_come_and_go_with_their_lines(database: Database) -> None:
    fund = await open_fund(Books(database))
    async with database.acquire() as connection:
        with pytest.raises(ValueError, match="givers"):
            await add(connection, fund.fund_id, Label("account", uuid4(), "Bank"))
        with pytest.raises(ValueError, match="givers"):
            await remove(connection, fund.fund_id, "account", fund.bank)
