"""What holds on every page that writes money lines, each in its own scene."""

import re

import httpx
import pytest

from api.pages.recording.corrections import PAGE_OF_TOPIC
from ledger.recordings import WRITES
from tests.api.client import hidden_fields, sign_in
from tests.api.pages.recording.scene import Scene
from tests.api.pages.recording.scenes import SCENES, set_up
from tests.api.pages.recording.stage import Desk, text_of

_LABEL = re.compile(r"<(?:label|legend)[^>]*>([^<]+)<")
NAMES = {"Bank", "Box", "Euro bank", "Anything", "Bail", "County court", "Hotel"}
"""Names that people gave, and a word that is the same in both languages."""

every_page = pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)


async def test_every_command_about_money_has_a_page() -> None:
    assert set(PAGE_OF_TOPIC) == set(WRITES.values())


@every_page
async def test_it_checks_then_writes_once_however_often_it_is_sent(
    desk: Desk, scene: Scene
) -> None:
    ids = await set_up(desk, scene)
    path, before = scene.path.format(case_id=ids.case_id), await desk.position()
    checked = await desk.check(path, **scene.answers(ids))
    assert checked.status_code == 200, text_of(checked.text)
    assert "Check before writing</h1>" in checked.text, text_of(checked.text)
    assert ("→" in checked.text) is scene.moves
    assert await desk.position() == before
    kept = hidden_fields(checked.text)
    first = await desk.send(path, kept, "write")
    again = await desk.send(path, kept, "write")
    assert first.headers["location"] == again.headers["location"]
    assert await desk.position() == before + 1
    assert f"It is line {before + 1} of the book." in await desk.written(again)


@every_page
async def test_nothing_is_written_that_is_wrong_forged_or_from_a_stranger(
    desk: Desk, scene: Scene
) -> None:
    ids = await set_up(desk, scene)
    path, before = scene.path.format(case_id=ids.case_id), await desk.position()
    fields = await desk.open(path)
    await all_errors_come_at_once(desk, path, fields)
    good = fields | scene.answers(ids)
    forged = await desk.send(path, good | {"_token": "0" * 64}, "write")
    assert forged.status_code == 403
    assert 'value="9"' in forged.text, "the form comes back filled"
    await it_speaks_spanish(desk, path)
    desk.client.cookies.clear()
    page = await desk.get(path)
    assert (page.status_code, page.headers["location"].split("?")[0]) == (303, "/en/sign-in")
    assert "set-cookie" not in page.headers
    sent = await desk.send(path, good, "write")
    assert sent.status_code == 401
    await sign_in(desk.client)
    assert await desk.position() == before


async def all_errors_come_at_once(desk: Desk, path: str, fields: dict[str, str]) -> None:
    frame = {name: value for name, value in fields.items() if name.startswith("_")}
    wrong = {name: "no such" for name in fields if name not in frame}
    answer = await desk.send(path, frame | wrong, "check")
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    # Folded fields are wrong as well, so they have to be open.
    assert "<details>" not in answer.text
    listed = answer.text.count('<li><a href="#')
    assert listed == answer.text.count('class="msg"') >= 1


async def it_speaks_spanish(desk: Desk, path: str) -> None:
    english = await desk.get(path)
    spanish = await desk.client.get(f"/es/{desk.opened.fund_id}/{path}")
    assert spanish.status_code == 200
    said = [set(text_of(page.text).split(". ")) for page in (english, spanish)]
    assert len(said[0] & said[1]) <= 1
    labels = [set(_LABEL.findall(page.text)) for page in (english, spanish)]
    assert labels[0] & labels[1] <= NAMES


async def test_pages_of_an_unknown_fund_case_or_line_are_not_there(desk: Desk) -> None:
    nobody = "00000000-0000-4000-8000-000000000000"
    own = str(desk.opened.fund_id)
    for path in (
        f"/en/{nobody}/record",
        f"/en/{nobody}/record/donation",
        f"/en/{own}/cases/{nobody}/return",
        f"/en/{own}/lines/999/correct",
        f"/en/{own}/lines/0/reverse",
        f"/en/{own}/lines/999/recorded",
    ):
        answer: httpx.Response = await desk.client.get(path)
        assert answer.status_code == 404, path


async def test_the_menu_leads_to_every_page_that_opens_a_case(desk: Desk) -> None:
    page = (await desk.get("record")).text
    for scene in SCENES.values():
        is_listed = f'href="{desk.prefix}/{scene.path}"' in page
        # Without a second currency there is nothing to exchange.
        assert is_listed == (scene.opening is None and scene.path != "record/exchange")
