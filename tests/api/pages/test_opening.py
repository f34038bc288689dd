"""From an empty service to a fund in two pages; adding to it and renaming."""

import re
from typing import Any, Final
from uuid import UUID

import httpx
import pytest

from ledger.events import Restriction
from ledger.store.reading import list_funds
from tests.api.client import site_of_client
from tests.api.pages.reading.parts import link
from tests.api.pages.recording.stage import filled_in, text_of

ANSWERS = {
    "label": "Bail & Rent <Fund>",
    "currency": "USD",
    "time_zone": "America/Sao_Paulo",
    "first_name": "Credit union",
    "first_kind": "bank",
    "first_money": "1,250.50",
    "second_name": "Box",
    "second_kind": "cash_box",
    "purpose": "Anything",
    "one_name": "Bail",
    "one_who": "restricted",
    "one_use": "bail",
    "authority_name": "County court",
    "authority_kind": "court",
}


async def send(client: httpx.AsyncClient, path: str, step: str, **fields: Any) -> httpx.Response:
    return await client.post(path, data={**fields, "step": step})


async def checked(client: httpx.AsyncClient, path: str, **answers: Any) -> httpx.Response:
    """Open a form, fill it in and press its button."""
    page = await client.get(path)
    assert page.status_code == 200
    return await send(client, path, "check", **filled_in(page.text) | answers)


async def fund_ids(client: httpx.AsyncClient) -> list[UUID]:
    async with site_of_client(client).database.acquire() as connection:
        return await list_funds(connection)


async def opened(client: httpx.AsyncClient) -> str:
    """Open a fund and return the address of its overview."""
    check = await checked(client, "/en/open", **ANSWERS)
    assert check.status_code == 200, text_of(check.text)
    answer = await send(client, "/en/open", "write", **filled_in(check.text))
    assert answer.status_code == 303, text_of(answer.text)
    return answer.headers["location"]


async def test_a_newcomer_has_a_fund_in_two_pages(treasurer: httpx.AsyncClient) -> None:
    start = await treasurer.get("/en/")
    assert "No book is kept here yet" in start.text
    assert link(start.text, "Open your fund") == "/en/open"
    check = await checked(treasurer, "/en/open", **ANSWERS)
    said = text_of(check.text)
    assert "Bail & Rent <Fund>" in said
    assert "$1,250.50 one thousand two hundred fifty US dollars and 50/100" in said
    assert await fund_ids(treasurer) == []
    fields = filled_in(check.text)
    answers = [await send(treasurer, "/en/open", "write", **fields) for _ in range(2)]
    assert {answer.headers["location"] for answer in answers} == {answers[0].headers["location"]}
    assert len(await fund_ids(treasurer)) == 1
    page = await treasurer.get(answers[0].headers["location"])
    assert "You can promise $1,250.50 tonight." in text_of(page.text)
    home = await treasurer.get("/en/")
    assert home.headers["location"] == f"{answers[0].headers['location']}desk"
    listed = await treasurer.get("/en/?all")
    assert "Bail &amp; Rent &lt;Fund&gt;" in listed.text


async def test_the_fund_is_what_was_asked_for(treasurer: httpx.AsyncClient) -> None:
    await opened(treasurer)
    [fund_id] = await fund_ids(treasurer)
    fund, position = await site_of_client(treasurer).books.get_fund(fund_id)
    assert (fund.currency, fund.time_zone, fund.single_signer) == (
        "USD",
        "America/Sao_Paulo",
        True,
    )
    assert [account.balance for account in fund.accounts.values()] == [1_250_50, 0]
    restrictions = [each.restriction for each in fund.purposes.values()]
    assert restrictions == [Restriction.UNRESTRICTED, Restriction.RESTRICTED]
    assert [[c.value for c in each.categories] for each in fund.purposes.values()] == [[], ["bail"]]
    assert len(fund.authorities) == 1
    assert position == 7


async def test_all_that_is_missing_is_said_at_once(treasurer: httpx.AsyncClient) -> None:
    answer = await checked(treasurer, "/en/open", purpose="")
    assert answer.status_code == 422
    summary = answer.text.split('class="summary"')[1].split("</ul>")[0]
    for name in ("label", "currency", "time_zone", "first_name", "purpose"):
        assert f'href="#{name}"' in summary
    said = re.findall(r"<li>(.*?)</li>", summary, re.DOTALL)
    assert len(set(map(text_of, said))) == 5, said
    assert await fund_ids(treasurer) == []


BAD: Final = (
    ({"currency": "XXX"}, "Choose a currency"),
    ({"time_zone": "Nowhere/City"}, "Choose a time zone"),
    ({"first_money": "-5"}, "without a minus sign"),
    ({"currency": "JPY", "first_money": "5.50"}, "no smaller part"),
    ({"label": "x" * 81}, "at most 80 letters"),
    ({"label": "a\u200bb"}, "1 to 80 printable characters"),
)


async def test_bad_answers_come_back_filled(treasurer: httpx.AsyncClient) -> None:
    for changes, sentence in BAD:
        answer = await checked(treasurer, "/en/open", **ANSWERS | changes)
        assert answer.status_code == 422, changes
        assert sentence in text_of(answer.text)
        assert filled_in(answer.text)["first_name"] == "Credit union"
    assert await fund_ids(treasurer) == []


async def test_a_forged_form_opens_nothing(treasurer: httpx.AsyncClient) -> None:
    answer = await send(treasurer, "/en/open", "write", **ANSWERS)
    assert answer.status_code == 403
    assert filled_in(answer.text)["label"] == ANSWERS["label"]
    assert await fund_ids(treasurer) == []


async def test_a_stranger_opens_nothing(stranger: httpx.AsyncClient) -> None:
    assert (await stranger.get("/en/open")).status_code == 303
    answer = await send(stranger, "/en/open", "write", **ANSWERS)
    assert "sign-in" in answer.text
    assert await fund_ids(stranger) == []


@pytest.mark.parametrize(
    ("path", "answers", "shown"),
    [
        (
            "add-account",
            {"label": "Euros", "kind": "bank", "currency": "EUR"},
            "Euros bank €0.00",
        ),
        (
            "add-purpose",
            {"label": "Rent", "restriction": "designated", "categories": "rent"},
            "Rent designated, rent",
        ),
        ("add-authority", {"label": "Police", "kind": "police"}, "Police police"),
    ],
)
async def test_a_fund_grows(
    treasurer: httpx.AsyncClient, path: str, answers: dict[str, str], shown: str
) -> None:
    fund = await opened(treasurer)
    check = await checked(treasurer, f"{fund}accounts/{path}", **answers)
    assert check.status_code == 200, text_of(check.text)
    fields = filled_in(check.text)
    for _ in range(2):
        answer = await send(treasurer, f"{fund}accounts/{path}", "write", **fields)
        assert answer.headers["location"] == f"{fund}accounts"
    page = text_of((await treasurer.get(f"{fund}accounts")).text)
    assert page.count(shown) == 1
    [fund_id] = await fund_ids(treasurer)
    assert (await site_of_client(treasurer).books.get_fund(fund_id))[1] == 8


async def test_a_name_is_changed_and_no_line_is_written(treasurer: httpx.AsyncClient) -> None:
    fund = await opened(treasurer)
    listed = (await treasurer.get(f"{fund}accounts")).text
    address = link(listed, "Change the name : Box")
    check = await checked(treasurer, address, label="Tin & box")
    assert "Name until now Box" in text_of(check.text)
    answer = await send(treasurer, address, "write", **filled_in(check.text))
    assert answer.status_code == 303
    assert "Tin &amp; box" in (await treasurer.get(f"{fund}accounts")).text
    [fund_id] = await fund_ids(treasurer)
    assert (await site_of_client(treasurer).books.get_fund(fund_id))[1] == 7
    empty = await checked(treasurer, address, label="  ")
    assert empty.status_code == 422
    unknown = await treasurer.get(address.replace("account/", "case/"))
    assert unknown.status_code == 404
