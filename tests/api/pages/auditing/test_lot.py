"""Auditors by lot: who says yes is on the list, a report that is not out yet decides."""

from datetime import date

import pytest

from api.auditing.draw import draw_people, seed_of_lot
from api.auditing.lots import report_that_decides
from ledger.events import Role
from projections.reports.published import PublicState
from tests.api.pages.people.stage import Town
from tests.api.pages.recording.stage import text_of
from tests.api.two_people import form_at

HANDLES = ("ivy", "jay", "kit", "lou")


async def press(town: Town, handle: str, step: str, path: str = "/audit/lot") -> int:
    person = town.people[handle]
    fields = form_at(await person.page("audit/lot"), path) | {"step": step}
    answer = await person.client.post(f"{person.prefix}{path}", data=fields)
    return answer.status_code


async def say(town: Town, handle: str, step: str = "yes") -> None:
    assert await press(town, handle, step, "/audit/lot/me") == 303


async def publish(town: Town) -> str:
    today, fund_id = date(2026, 8, 20), town.fund.fund_id
    draft = await town.site.publishing.draft(fund_id, today)
    await town.ask(await town.site.publishing.command(fund_id, draft, today), "heron")
    return draft.digest


async def settled(town: Town) -> None:
    for handle in HANDLES:
        await town.join(handle, by="heron")
    assert await press(town, "heron", "open") == 303
    for handle in HANDLES[:3]:
        await say(town, handle)


async def test_the_next_report_decides_among_those_who_said_yes(town: Town) -> None:
    await settled(town)
    await say(town, "kit", "no")
    assert await press(town, "heron", "close") == 303
    said = text_of(await town.people["heron"].page("audit/lot"))
    assert "The list is closed. Report 1 decides once it is out." in said
    digest = await publish(town)
    people = {town.people[handle].sign_in: handle for handle in ("ivy", "jay")}
    order = draw_people(seed_of_lot(town.fund.fund_id, 1, digest), people)
    page = await town.people["heron"].page("audit/lot")
    said = text_of(page)
    assert "Report 1 has decided." in said
    first, second = (said.index(people[each]) for each in order)
    assert first < second
    assert f"/people/{order[0]}/grant" in page
    assert (await town.people["heron"].get(f"people/{order[0]}/grant")).status_code == 200


async def test_nobody_joins_or_leaves_a_closed_list(town: Town) -> None:
    await settled(town)
    lou = town.people["lou"]
    fields = form_at(await lou.page("audit/lot"), "/audit/lot/me") | {"step": "yes"}
    await press(town, "heron", "close")
    await lou.client.post(f"{lou.prefix}/audit/lot/me", data=fields)
    assert str(lou.sign_in) not in await town.people["heron"].page("audit/lot")


async def test_members_see_ids_and_who_may_read_people_sees_handles(town: Town) -> None:
    await settled(town)
    lou, heron = town.people["lou"], town.people["heron"]
    ivy = str(town.people["ivy"].sign_in)
    open_list = await lou.page("audit/lot")
    assert ivy not in open_list
    assert ivy not in await heron.page("audit/lot")
    assert "You are not on the list. Nobody asks why" in text_of(open_list)
    await press(town, "heron", "close")
    closed = await lou.page("audit/lot")
    assert ivy in closed
    assert ">ivy<" not in closed
    assert "ivy" in text_of(await heron.page("audit/lot"))


async def test_only_stewards_open_and_close_a_list(town: Town) -> None:
    lou = await town.join("lou", Role.AUDITOR, by="heron")
    assert "Let members say yes" not in await lou.page("audit/lot")
    answer = await lou.client.post(f"{lou.prefix}/audit/lot", data={"step": "open"})
    assert answer.status_code == 403


@pytest.mark.parametrize(("waiting", "decides"), [([], 1), (["an order"], 2)])
def test_a_report_that_waits_to_be_signed_is_known_to_some_and_decides_nothing(
    waiting: list[str], decides: int
) -> None:
    assert report_that_decides(PublicState(), waiting) == decides
