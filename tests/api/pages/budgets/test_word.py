"""The word of the week beside what is proposed: it moves on Mondays, and not with a payment."""

from typing import Final

import pytest_asyncio

from api.i18n import language
from api.pages.budgets.word import BANDS
from tests.api.pages.budgets.stage import bytes_of, main_of
from tests.api.pages.deciding.stage import press, propose, settle
from tests.api.pages.people.conftest import town as alone
from tests.api.pages.people.stage import Town
from tests.funds import DAY

town_alone = alone
"""A fund that heron opened and keeps alone."""
BUDGET: Final = {
    "kind": "budget",
    "from_month": "2027-01",
    "until_month": "2027-06",
    "kind_0": "rent",
    "amount_0": "600",
}


@pytest_asyncio.fixture(loop_scope="session")
async def town(town_alone: Town) -> Town:
    """A fund whose members decide, a week after it began."""
    await settle(town_alone)
    town_alone.clock.pass_by(days=7)
    for handle, person in tuple(town_alone.people.items()):
        await town_alone.come(person.sign_in, handle)
    return town_alone


def words_in(page: str) -> list[str]:
    """Return the words of the week on a page."""
    said = main_of(page)
    return [text for each in BANDS.values() if (text := language("en").gettext(each)) in said]


async def test_the_word_stands_beside_a_picture_and_no_payment_moves_it(town: Town) -> None:
    path = await propose(town, **BUDGET)
    gull = town.people["gull"]
    before = await bytes_of(gull, path)
    assert len(words_in(before)) == 1
    assert words_in(before) == words_in(await gull.page("plan"))
    await town.ask(town.fund.donation(90_000_00, occurred_on=DAY), "heron")
    after = main_of(await bytes_of(gull, path))
    assert after == main_of(before)


async def test_what_is_over_says_no_word(town: Town) -> None:
    path = await propose(town, **BUDGET)
    status, text = await press(town, "wren", path, "withdraw")
    assert status == 303, text
    page = await town.people["gull"].page(path)
    assert "$600.00" in main_of(page)
    assert words_in(page) == []
