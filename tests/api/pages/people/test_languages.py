"""Every page about people in every language."""

import pytest

from ledger.events import Role
from tests.api.pages.people.stage import Town
from tests.api.pages.recording.stage import text_of

PAGES = (
    "people",
    "people/invite",
    "people/{plover}/grant",
    "people/{plover}/end",
    "people/{plover}/mandates/on_call/end",
    "people/{plover}/suspend",
    "people/{plover}/confirm",
    "people/{invited}/invitation",
    "people/two",
    "policy",
    "policy/change",
    "people/break-glass",
    "people/break-glass/sheets",
    "people/break-glass/break",
    "people/break-glass/stop",
)


@pytest.mark.parametrize("language", ["es", "qps"])
async def test_every_page_is_said_in_the_readers_language(town: Town, language: str) -> None:
    heron, plover = town.people["heron"], await town.join("plover", Role.ON_CALL, by="heron")
    assert (await heron.write("people/invite")).status_code == 303
    invited = (await town.state()).governance.members[-1]
    heron.prefix = heron.prefix.replace("/en/", f"/{language}/")
    for path in PAGES:
        page = await heron.page(path.format(plover=plover.sign_in, invited=invited))
        assert f'lang="{language if language == "es" else "en-x-qps"}"' in page
        said = text_of(page.split("<main")[1].split("</main>")[0])
        for word in (" the ", " mandate", "steward", "Invite", " people "):
            assert word not in said, (path, said)
