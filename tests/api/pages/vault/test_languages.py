"""Every page of the vault in every language."""

import pytest

from ledger.vault.records import Draft, FileDraft, RecordKind
from tests.api.pages.vault.stage import Desk, words_of
from tests.api.two_people import form_at
from tests.funds import today_at

PAGES = (
    ("ida", "vault"),
    ("ida", "vault/panic"),
    ("ida", "vault/unlock"),
    ("ida", "vault/profile"),
    ("ida", "vault/report"),
    ("ida", "vault/givers"),
    ("ida", "vault/openings"),
    ("ida", "cases/{case}/person"),
    ("ida", "cases/{case}/person/bail"),
    ("ida", "vault/people/{person}"),
    ("ida", "vault/people/{person}/more/housing"),
    ("ida", "vault/people/{person}/papers"),
    ("ida", "hearings"),
    ("ida", "cases/{case}/hearings"),
    ("ida", "cases/{case}/claim"),
    ("sol", "cases/{case}/claim"),
    ("ida", "vault/people/{person}/keep"),
    ("ida", "vault/people/{person}/hold"),
    ("ida", "vault/people/{person}/lift"),
    ("ida", "vault/people/{person}/erase"),
    ("ida", "vault/records/{record}/change"),
    ("ida", "vault/askings/{asking}/agree"),
    ("lou", "vault/people/{person}"),
    ("lou", "vault/records/{record}/ask"),
    ("lou", "vault/askings/{asking}"),
)
ENGLISH = (" the ", " vault ", "record", "erase", "people", " key ", "Choose")


@pytest.mark.parametrize("language", ["es", "qps"])
async def test_every_page_is_said_in_the_readers_language(desk: Desk, language: str) -> None:
    person, vault = await desk.person(), desk.site.vault
    for handle in ("ida", "lou"):
        await desk[handle].step_up()
    await vault.set_profile(desk.fund_id, "texas", actor="x", alone=True)
    await vault.place_hold(desk.fund_id, person, actor=str(desk["noor"].who))
    await vault.ask_lift(desk.fund_id, person, actor=str(desk["noor"].who))
    record = (await vault.list_records(desk.fund_id, person))[0].record_id
    asking = await vault.ask_opening(desk.fund_id, record, actor=str(desk["lou"].who))
    ids = {"case": desk.case_id, "person": person, "record": record, "asking": asking}
    for handle, path in PAGES:
        address = f"/{language}/{desk.fund_id}/{path.format(**ids)}"
        page = await desk[handle].browser.get(address)
        assert page.status_code == 200, path
        _says(page.text, path)
    heard = Draft(RecordKind.HEARING, {"hearing_on": "2099-01-01", "hearing_place": "2"})
    for draft in (FileDraft("image/png", b"x"), heard):
        await vault.seal(desk.fund_id, person, draft, actor="x", today=today_at(desk.site.now()))
    where = f"/{language}/{desk.fund_id}/vault/people/{person}"
    fields = form_at((await desk["ida"].browser.get(where)).text, f"people/{person}")
    opened = await desk["ida"].browser.post(where, data=fields | {"purpose": "paying"})
    assert opened.status_code == 200
    _says(opened.text, "opened")
    for path in ("hearings", f"cases/{desk.case_id}/hearings", f"cases/{desk.case_id}/claim"):
        where = f"/{language}/{desk.fund_id}/{path}"
        page = await desk["ida"].browser.get(where)
        answer = await desk["ida"].browser.post(where, data=form_at(page.text, path))
        assert answer.status_code == 200, path
        _says(answer.text, path)


def _says(page: str, path: str) -> None:
    said = words_of(page.split("<main")[1].split("</main>", maxsplit=1)[0])
    for word in ENGLISH:
        assert word not in said, (path, word, said)
