"""An auditor takes the sealed book home, and nobody else does."""

import asyncio

from api.publishing.auditing import audit_book
from ledger.events import Role
from tests.api.pages.people.stage import Town
from tests.api.pages.recording.stage import text_of
from tests.api.publishing.logged import keep
from tests.api.publishing.stage import two_with_auditor
from tests.api.two_people import form_at

_PATH = "/audit/sealed-book"


async def test_an_auditor_takes_the_book_home_and_computes_it(town: Town) -> None:
    await keep(town)
    await two_with_auditor(town)
    auk = town.people["auk"]
    assert _PATH in await auk.page("audit")
    answer = await auk.get(_PATH[1:])
    assert answer.status_code == 303, "a fresh code comes first"
    going = await auk.client.get(answer.headers["location"])
    fields = form_at(going.text, "/step-up") | {"code": town.code("auk")}
    back = await auk.client.post("/en/step-up", data=fields)
    assert back.status_code == 303
    page = await auk.client.get(back.headers["location"])
    assert "There is no more private file" in text_of(page.text)
    book = await auk.client.post(f"{auk.prefix}{_PATH}", data=form_at(page.text, _PATH))
    assert book.status_code == 200
    assert book.headers["cache-control"] == "no-store"
    assert book.headers["content-disposition"] == 'attachment; filename="sealed-book.jsonl"'
    rows = book.content.splitlines(keepends=True)
    assert (await asyncio.to_thread(audit_book, rows)).is_well


async def test_without_a_head_there_is_nothing_to_take(town: Town) -> None:
    auk = await town.join("auk", Role.AUDITOR, by="heron")
    page = await auk.page(_PATH[1:])
    assert "There is no log yet" in text_of(page)
    fields = form_at(await auk.page(_PATH[1:]), "/sign-out")
    answer = await auk.client.post(f"{auk.prefix}{_PATH}", data=fields)
    assert "There is no log yet" in text_of(answer.text)
    address = f"/api/v1/funds/{town.fund.fund_id}/log/sealed-book"
    refused = await town.client.get(address, headers=await stepped_up_headers(town, "auk"))
    assert (refused.status_code, refused.json()["code"]) == (422, "log-unusable")


async def stepped_up_headers(town: Town, handle: str) -> dict[str, str]:
    token = await town.site.sessions.start(town.people[handle].sign_in, "api", stepped_up=True)
    return {"Authorization": f"Bearer {token}"}


async def test_a_program_takes_it_after_a_fresh_code_only(town: Town) -> None:
    await keep(town)
    await two_with_auditor(town)
    address = f"/api/v1/funds/{town.fund.fund_id}/log/sealed-book"
    who = town.people["auk"].sign_in
    token = await town.site.sessions.start(who, "api", stepped_up=False)
    early = await town.client.get(address, headers={"Authorization": f"Bearer {token}"})
    assert (early.status_code, early.json()["code"]) == (403, "step-up-needed")
    answer = await town.client.get(address, headers=await stepped_up_headers(town, "auk"))
    assert answer.status_code == 200
    rows = answer.content.splitlines(keepends=True)
    assert (await asyncio.to_thread(audit_book, rows)).is_well
