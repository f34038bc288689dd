"""Accounts on pages: frozen, released, closed, and no longer offered."""

from tests.api.pages.recording.stage import Desk, day, text_of


async def write(desk: Desk, page: str, account: object) -> str:
    """Write something about an account and return what its page says."""
    answer = await desk.record(f"accounts/{account}/{page}", **day("occurred_on"))
    return await desk.written(answer)


async def test_a_frozen_account_pays_nothing_until_it_is_released(desk: Desk) -> None:
    bank = desk.opened.bank
    assert "Nothing can be paid from it" in await write(desk, "freeze", bank)
    said = "Bank is frozen, with $1,000.00 in it that cannot be reached."
    on_the_desk = text_of((await desk.get("desk")).text)
    assert said in on_the_desk
    assert "You can promise nothing tonight." in on_the_desk
    refused = await desk.check(
        "record/cost",
        amount="5.00",
        category="rooms",
        account_id=str(bank),
        purpose_id=str(desk.opened.anything),
        **day("occurred_on"),
    )
    assert refused.status_code == 409
    assert "is frozen" in text_of(refused.text)
    assert "Freeze an account" in await write(desk, "release", bank)
    assert said not in text_of((await desk.get("desk")).text)


async def test_an_empty_account_is_closed_and_offered_nowhere(desk: Desk) -> None:
    box = desk.opened.cash_box
    assert "closed" in await write(desk, "close", box)
    form = (await desk.get("record/donation")).text
    assert str(box) not in form
    assert str(desk.opened.bank) in form


async def test_an_account_with_money_in_it_stays_open(desk: Desk) -> None:
    answer = await desk.check(f"accounts/{desk.opened.bank}/close", **day("occurred_on"))
    assert answer.status_code == 409
    assert "$1,000.00" in text_of(answer.text)


async def test_pages_of_accounts_that_are_none_lead_nowhere(desk: Desk) -> None:
    for page in ("", "/count", "/freeze", "/statement"):
        answer = await desk.get(f"accounts/{desk.opened.anything}{page}")
        assert answer.status_code == 404
    assert (await desk.get(f"accounts/{desk.opened.bank}/count")).status_code == 404
