"""Telling the public about a decision: two stewards agree on a text, and the tick brings it out."""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid4

from api.orders import find_order
from ledger.orders.commands import RequestOrder
from ledger.publishing.commands import SetDisclosure, TellDecision
from tests.api.client import client_of
from tests.api.pages.deciding.stage import TITLE, count, propose, say
from tests.api.pages.people.stage import Town
from tests.api.pages.people.test_two_people import approve, the_order
from tests.api.pages.recording.stage import filled_in, text_of
from tests.funds import DAY

WORDS: Final = "We buy twelve chairs.\n\nEverybody can sit <down>."


async def closed(town: Town) -> str:
    """Return the path of a proposal that was decided."""
    path = await propose(town)
    for handle in ("wren", "kite", "gull"):
        await say(town, handle, path, "agree")
    apps = {handle: person.app for handle, person in town.people.items()}
    await count(town, path)
    for handle, person in town.people.items():
        person.app = apps[handle]
    return path


async def go_public(town: Town) -> None:
    command = SetDisclosure(occurred_on=DAY, is_public=True)
    answer = await town.ask(RequestOrder(occurred_on=DAY, order=command), "heron")
    await approve(town, await the_order(town, str(answer.case_id)), "plover")


async def strangers_read(town: Town, code: str = "en") -> str:
    stranger = client_of(town.client.app)  # type: ignore[attr-defined]
    answer = await stranger.get(f"/{code}/{town.fund.fund_id}/public/how")
    assert answer.status_code == 200, text_of(answer.text)
    return answer.text


async def test_a_decision_is_told_from_the_next_tick_on(town: Town) -> None:
    await go_public(town)
    path = await closed(town)
    heron, plover = town.people["heron"], town.people["plover"]
    page = text_of(await heron.page(f"{path}/tell"))
    assert "Tell the public about a decision" in page
    assert TITLE not in page  # what members wrote to each other is not offered
    code = town.code("heron")
    checked = await heron.check(f"{path}/tell", language="en", text=WORDS, code=code)
    assert "We buy twelve chairs. Everybody can sit <down>." in text_of(checked.text)
    answer = await heron.send(f"{path}/tell", filled_in(checked.text), "write")
    assert answer.status_code == 303, text_of(answer.text)
    order = answer.headers["location"].removeprefix(f"{heron.prefix}/")
    seen = await plover.page(order)
    assert "We buy twelve chairs.<br><br>Everybody can sit &lt;down&gt;." in seen
    await agreed(town, order)
    before = await strangers_read(town)
    assert "We buy twelve chairs." not in before
    town.clock.moment = datetime(2026, 4, 1, 5, tzinfo=UTC)
    after = await strangers_read(town)
    assert "What members decided" in text_of(after)
    assert "April 1, 2026 We buy twelve chairs." in text_of(after)
    assert "Everybody can sit &lt;down&gt;." in after
    assert TITLE not in after
    assert path.rpartition("/")[2] not in after


async def agreed(town: Town, order: str) -> None:
    """Have the other steward sign the order of a page."""
    found = await find_order(town.site, town.fund.fund_id, UUID(order.rpartition("/")[2]))
    assert isinstance(found.command, TellDecision)
    await approve(town, found.order, "plover")


async def test_what_is_open_or_unknown_is_not_told(town: Town) -> None:
    path = await propose(town)
    heron = town.people["heron"]
    assert (await heron.get(f"{path}/tell")).status_code == 404
    assert (await heron.get(f"decisions/{uuid4()}/tell")).status_code == 404


async def test_only_stewards_tell(town: Town) -> None:
    path = await closed(town)
    for handle in ("wren", "crane"):
        assert (await town.people[handle].get(f"{path}/tell")).status_code in {403, 404}
