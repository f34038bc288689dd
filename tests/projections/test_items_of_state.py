"""Whether the state of the fund is asked for what was used, or the sums by month."""

from typing import Any

import pytest

from ledger.budgets.left import standing
from ledger.budgets.state import Usage
from ledger.publishing.months import month_of_day
from ledger.store.database import Database
from projections import items as items_read
from projections.items import InBook, get_budget_items
from projections.runner import Runner
from tests.projections.histories import history
from tests.projections.test_items import of_purposes, used
from tests.projections.told import FIRST_DAY, LAST_DAY


async def test_where_very_much_came_later_the_sums_by_month_are_read(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = history(3)
    await told.write(database)
    await Runner(database).catch_up(told.fund_id)
    budgets, head = of_purposes(told), len(told.lines)
    nothing = InBook(Usage(), head)  # a state that is wrong: whoever reads it says nought
    async with database.acquire() as connection:
        for position, day, most in (
            (head, LAST_DAY, 0),
            (head - 3, LAST_DAY, 2),
            (head, FIRST_DAY, 1),
        ):
            monkeypatch.setattr(items_read, "_MOST_TAKEN_OFF", most)
            counted = used(budgets, told, position, day)
            for number in budgets.budgets:
                asked = connection, told.fund_id, budgets.budgets, number
                known: dict[str, Any] = {"as_of": day, "known_at": position, "in_book": nothing}
                found = await get_budget_items(*asked, **known)
                is_read = found == standing(counted, number, month_of_day(day))
                assert is_read is not (most == 0), "the state is asked where nothing came later"
