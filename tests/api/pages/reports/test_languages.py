"""Every page of the desk about reports in every language."""

import pytest

from ledger.events import Role
from tests.api.pages.people.stage import Town
from tests.api.pages.recording.stage import filled_in, text_of

PAGES = (
    "reports",
    "reports/next",
    "reports/1",
    "reports/rule",
    "reports/plan",
    "reports/wording",
    "reports/givers",
    "reports/agreements",
    "reports/dockets",
    "reports/assurance",
)


@pytest.mark.parametrize("language", ["es", "qps"])
async def test_every_page_is_said_in_the_readers_language(town: Town, language: str) -> None:
    heron = town.people["heron"]
    fields = filled_in(await heron.page("reports/next"))
    await heron.client.post(f"{heron.prefix}/reports/next", data=fields)
    auk = await town.join("auk", Role.AUDITOR, by="heron")
    for person in (heron, auk):
        person.prefix = person.prefix.replace("/en/", f"/{language}/")
    for path in PAGES:
        page = await (auk if path == "reports/assurance" else heron).page(path)
        said = text_of(page.split("<main")[1].split("</main>")[0])
        for word in (" the ", " report ", "Reports", " figures ", " giver", "Choose", " month"):
            assert word not in said, (path, said)
