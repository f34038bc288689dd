"""The name of a giver goes with their wish, whichever way it is said."""

from typing import Any
from uuid import UUID, uuid4

from ledger.store import labels
from ledger.store.append import Label
from tests.api.pages.people.stage import Town
from tests.api.publishing.test_routes import _send
from tests.funds import DAY

GIVER = uuid4()


async def names(town: Town) -> list[str]:
    async with town.site.database.acquire() as connection:
        found = await labels.list_labels(connection, town.fund.fund_id, kind="giver")
    return [each.text for each in found]


async def named(town: Town, text: str) -> UUID:
    """Have the giver named by a program."""
    label_id = uuid4()
    async with town.site.database.acquire() as connection:
        await labels.add(connection, town.fund.fund_id, Label("giver", label_id, text))
    await said(town, standing="named", label_id=str(label_id))
    return label_id


async def said(town: Town, **how: Any) -> None:
    body = {"occurred_on": DAY.isoformat(), "giver": str(GIVER), **how}
    answer = await _send(town, "POST", "/standings", body)
    assert answer.status_code == 201, answer.text


async def test_a_program_that_unnames_a_giver_takes_the_name_away(town: Town) -> None:
    await named(town, "Harbour Union")
    assert await names(town) == ["Harbour Union"]
    await said(town, standing="protected")
    assert await names(town) == []


async def test_another_name_takes_the_place_of_the_one_before(town: Town) -> None:
    await named(town, "Harbour Union")
    await named(town, "Harbour Workers")
    assert await names(town) == ["Harbour Workers"]
