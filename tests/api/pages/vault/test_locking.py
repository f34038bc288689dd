"""Locking in a hurry and unlocking: nothing is lost, and nobody stays signed in."""

from ledger.vault.shares import split
from tests.api.pages.vault.stage import NAME, Desk, text_of


async def test_anybody_with_a_mandate_locks_everything_at_once(desk: Desk) -> None:
    person = await desk.person()
    panic = await desk["sol"].get("vault/panic")
    assert "It stays on this machine" in text_of(panic)
    assert 'name="code"' not in panic.text
    answer = await desk.fill("sol", "vault/panic")
    assert answer.headers["location"] == "/en/sign-in"
    for handle in ("ida", "noor", "sol", "lou"):
        assert "/sign-in" in (await desk[handle].get("vault")).headers["location"]
    await desk.come_back("ida")
    page = text_of(await desk["ida"].get(f"vault/people/{person}"))
    assert "The vault is locked" in page
    assert (await desk["ida"].get("desk")).status_code == 200
    assert (await desk.fill("ida", "vault/unlock")).status_code == 303
    opened = await desk.fill("ida", f"vault/people/{person}", {"purpose": "contacting"})
    assert NAME in opened.text


async def test_while_it_is_locked_somebody_new_is_still_sealed(desk: Desk) -> None:
    await desk.site.vault.lock(desk.fund_id, actor="x")
    await desk["ida"].step_up()
    person = await desk.person()
    more = await desk.fill("ida", f"vault/people/{person}/more/bail", {"court": "Third"})
    assert more.status_code == 409
    assert "vault is locked" in text_of(more)
    assert 'value="Third"' in more.text


async def test_with_tried_sheets_the_key_is_gone_until_two_are_typed(desk: Desk) -> None:
    person = await desk.person()
    custody = desk.site.vault.custody(desk.fund_id)
    sheets = split(custody.private_key())
    custody.note_sheets(checked=True)
    assert "It leaves this machine" in text_of(await desk["noor"].get("vault/panic"))
    assert (await desk.fill("noor", "vault/panic")).status_code == 303
    assert not custody.state().has_private_key
    await desk.come_back("ida")
    wrong = {"sheet_1": sheets[0], "sheet_2": "amber heron"}
    refused = await desk.fill("ida", "vault/unlock", wrong)
    assert refused.status_code == 422
    assert sheets[0] in refused.text  # nothing typed is lost
    right = {"sheet_1": sheets[0], "sheet_2": sheets[2]}
    assert (await desk.fill("ida", "vault/unlock", right)).status_code == 303
    opened = await desk.fill("ida", f"vault/people/{person}", {"purpose": "paying"})
    assert NAME in opened.text


async def test_what_is_open_cannot_be_unlocked(desk: Desk) -> None:
    await desk["ida"].step_up()
    assert (await desk.fill("ida", "vault/unlock")).status_code == 409


async def test_the_page_of_the_vault_says_where_its_key_is(desk: Desk) -> None:
    custody = desk.site.vault.custody(desk.fund_id)
    assert "is made when it is first needed" in text_of(await desk["ida"].get("vault"))
    custody.make()
    assert "not made yet: parasol keys split" in text_of(await desk["ida"].get("vault"))
    custody.note_sheets(checked=False)
    assert "nobody has tried them yet" in text_of(await desk["ida"].get("vault"))
    custody.note_sheets(checked=True)
    assert "two of three bring the key back" in text_of(await desk["ida"].get("vault"))
