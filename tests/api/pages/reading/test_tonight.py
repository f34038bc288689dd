"""What is free tonight for each kind of help, on the page and in JSON."""

from typing import Final

import msgspec

from ledger.chart import Category
from ledger.events import Reserve
from ledger.governance import Policy
from ledger.policy import keeping
from tests.api.client import first_sign_in, site_of_client, token_for
from tests.api.pages.reading.parts import page_of, table
from tests.api.pages.reading.test_overview import grant
from tests.api.pages.recording.stage import Desk
from tests.funds import DAY, ask

_CAPTION: Final = "What can be promised, and the most"


async def keep_for_bail(desk: Desk, amount: int) -> int:
    reserves = (Reserve(amount=amount, categories=(Category.BAIL,)),)
    command = keeping(Policy(), DAY, reserves=reserves)
    books, founder = site_of_client(desk.client).books, await first_sign_in(desk.client)
    answer = await ask(books, desk.opened.fund_id, command, actor=founder)
    return answer.last


async def test_a_reserve_is_kept_from_other_kinds_of_help(desk: Desk) -> None:
    await desk.ask(grant(desk, (DAY, 688_29)))
    rows = table(await page_of(desk, "tonight"), _CAPTION)
    assert {row[1] for row in rows} == {"$5,000.00"}
    await keep_for_bail(desk, 1_500_00)
    page = await page_of(desk, "tonight")
    rows = table(page, _CAPTION)
    assert [row[1:] for row in rows if row[0].startswith("bail")] == [
        ["$5,000.00", "$5,000.00", "nothing"]
    ]
    assert {tuple(row[1:]) for row in rows if not row[0].startswith("bail")} == {
        ("$3,500.00", "$3,500.00", "$1,500.00")
    }
    assert "$1,500.00" in page.split('id="reserves"')[1]


async def test_the_api_says_the_same(desk: Desk) -> None:
    last = await keep_for_bail(desk, 1_500_00)
    answer = await desk.client.get(
        f"/api/v1/funds/{desk.opened.fund_id}/tonight?min_position={last}",
        headers={"authorization": f"Bearer {await token_for(desk.client)}"},
    )
    assert answer.status_code == 200, answer.text
    (found,) = msgspec.json.decode(answer.content)["currencies"]
    kinds = {each["category"]: each for each in found["kinds"]}
    assert (kinds["bail"]["free"], kinds["food"]["free"]) == (5_688_29, 4_188_29)
    assert kinds["food"]["kept"] == 1_500_00
    assert found["anything"] == 4_188_29
    assert found["reachable"] == 5_688_29
