"""A case may be linked to another: the same household, the same incident, by two words only."""

import re
from uuid import UUID

import httpx

from ledger.case_label import case_label
from ledger.events import BailPosted
from tests.api.pages.recording.scenes import SCENES, set_up
from tests.api.pages.recording.stage import Desk, text_of


async def test_a_bail_is_linked_to_a_household_and_an_incident_known_before(desk: Desk) -> None:
    first = await desk.ask(desk.opened.bail(20_00))
    ids = await set_up(desk, SCENES["bail"])
    page = await desk.get("record/bail")
    assert f"{case_label(first.case_id)}: bail of $20.00" in text_of(page.text)
    case_id = str(first.case_id)
    typed = SCENES["bail"].answers(ids) | {"household": case_id, "incident": case_id}
    linked = await bail_of(desk, await desk.record("record/bail", **typed))
    earlier = (await desk.case(first.case_id)).opening
    assert isinstance(earlier, BailPosted)
    assert linked.household == earlier.household
    assert linked.incident == first.case_id


async def test_without_a_link_it_is_somebody_not_known_before(desk: Desk) -> None:
    first = await desk.ask(desk.opened.bail(20_00))
    ids = await set_up(desk, SCENES["bail"])
    done = await desk.record("record/bail", **SCENES["bail"].answers(ids))
    linked = await bail_of(desk, done)
    earlier = (await desk.case(first.case_id)).opening
    assert isinstance(earlier, BailPosted)
    assert linked.household != earlier.household
    assert linked.incident is None


async def bail_of(desk: Desk, done: httpx.Response) -> BailPosted:
    """Return the payment that was just written."""
    page = (await desk.client.get(done.headers["location"])).text
    found = re.search(r"/cases/([0-9a-f-]{36})", page)
    assert found
    opening = (await desk.case(UUID(found.group(1)))).opening
    assert isinstance(opening, BailPosted)
    return opening
