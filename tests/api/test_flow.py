"""Form, check, write: the way every line gets into the book from a page."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, cast
from uuid import UUID

import httpx
import pytest_asyncio
from litestar import Request, Response, get, post

from api.access import Power, needs
from api.i18n import N_
from api.pages import flow
from api.pages.fields import (
    ChoiceField,
    DayField,
    MoneyField,
    Option,
    PageForm,
    TextField,
    TickField,
)
from api.pages.flow import FormPage, Row, Sent, row_of
from api.pages.frame import FORM
from api.pages.routes import PAGES
from ledger.money import Money
from ledger.rejections import InsufficientFunds
from tests.api.client import hidden_fields, serving, sign_in

ACCOUNT = UUID(int=7)
WRITTEN: list[tuple[str, Money, Any, str]] = []


class GiftForm(PageForm):
    amount = MoneyField(N_("Amount"), needed=N_("Write an amount"), currency="USD")
    pot = ChoiceField(N_("Account"), needed=N_("Choose an account"))
    day = DayField(N_("Day"), needed=N_("Fill in day, month and year"))
    word = TextField(N_("Word"), longest=10)
    seen = TickField(N_("I have seen it"))


class RecordGift(FormPage):
    title = N_("Record a donation")
    fields_of_refusals: ClassVar = {"insufficient-funds": "amount"}

    async def make_form(self, request: Request[Any, Any, Any], sent: Sent | None) -> PageForm:
        form = GiftForm(sent)
        form.pot.options = [Option("cash", "Cash box", "holds 3"), Option("bank", "Bank")]
        return form

    async def rows(self, request: Request[Any, Any, Any], form: PageForm) -> Sequence[Row]:
        return [
            row_of(form, "amount", form["amount"].data.amount),
            row_of(form, "pot", cast("GiftForm", form).pot.chosen),
        ]

    async def write(self, request: Request[Any, Any, Any], form: PageForm, key: str) -> str:
        money = form["amount"].data
        if money.amount > 100_000:
            raise InsufficientFunds(ACCOUNT, money, Money(3, "USD", 2))
        WRITTEN.append((key, money, form["day"].data, form["word"].data))
        return "/en/done"

    async def labels(self, request: Request[Any, Any, Any]) -> dict[UUID, str]:
        return {ACCOUNT: "Cash <box>"}


@get("/gift", opt=needs(Power.OWN_SIGN_IN))
async def gift_form(request: Request[Any, Any, Any]) -> Response[Any]:
    return await flow.show(request, RecordGift())


@post("/gift", opt={**FORM, **needs(Power.OWN_SIGN_IN)}, status_code=200)
async def gift_sent(request: Request[Any, Any, Any]) -> Response[Any]:
    return await flow.take(request, RecordGift())


@dataclass
class Browser:
    client: httpx.AsyncClient

    async def open(self) -> dict[str, str]:
        answer = await self.client.get("/en/gift")
        assert answer.status_code == 200
        return hidden_fields(answer.text)

    async def send(self, **fields: str) -> httpx.Response:
        return await self.client.post("/en/gift", data=fields)


GOOD = {
    "amount": "412,35",
    "pot": "cash",
    "day-day": "21",
    "day-month": "11",
    "day-year": "2026",
    "word": "  a  b ",
}


@pytest_asyncio.fixture(loop_scope="session")
async def browser(service_url: str) -> AsyncIterator[Browser]:
    WRITTEN.clear()
    async with serving(service_url, pages=(*PAGES, gift_form, gift_sent)) as client:
        await sign_in(client)
        yield Browser(client)


async def test_a_form_is_checked_then_written_then_left(browser: Browser) -> None:
    hidden = await browser.open()
    check = await browser.send(**hidden, **GOOD, step="check")
    assert check.status_code == 200
    assert "Check before writing" in check.text
    assert "41235" in check.text
    assert "Cash box" in check.text
    assert WRITTEN == []
    kept = hidden_fields(check.text)
    assert kept["_key"] == hidden["_key"]
    done = await browser.send(**kept, step="write")
    assert (done.status_code, done.headers["location"]) == (303, "/en/done")
    [(key, money, day, word)] = WRITTEN
    assert (key, money, str(day), word) == (
        hidden["_key"],
        Money(41235, "USD", 2),
        "2026-11-21",
        "a b",
    )


async def test_all_errors_come_at_once_and_nothing_typed_is_lost(browser: Browser) -> None:
    hidden = await browser.open()
    sent = {"amount": "41O.35", "day-day": "31", "day-month": "2", "day-year": "2026"}
    answer = await browser.send(**hidden, **sent, word="far too long a word", step="check")
    assert answer.status_code == 422
    assert "<title>Error: Record a donation" in answer.text
    for anchor in ("amount", "pot", "day", "word"):
        assert f'<a href="#{anchor}">' in answer.text
        assert f'id="{anchor}"' in answer.text
    assert 'value="41O.35"' in answer.text
    assert 'value="far too long a word"' in answer.text
    assert WRITTEN == []


async def test_an_old_token_brings_the_filled_form_back(browser: Browser) -> None:
    hidden = await browser.open()
    answer = await browser.send(**{**hidden, "_token": "0" * 64}, **GOOD, step="write")
    assert answer.status_code == 403
    assert 'value="412,35"' in answer.text
    assert WRITTEN == []
    again = await browser.send(**hidden_fields(answer.text), **GOOD, step="check")
    assert again.status_code == 200


async def test_a_form_from_another_site_writes_nothing(browser: Browser) -> None:
    hidden = await browser.open()
    for header in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        answer = await browser.client.post(
            "/en/gift", data={**hidden, **GOOD, "step": "write"}, headers=header
        )
        assert answer.status_code == 403
    assert WRITTEN == []


async def test_a_refusal_of_the_ledger_stands_at_its_field_in_words(browser: Browser) -> None:
    hidden = await browser.open()
    sent = {**GOOD, "amount": "1,000.01"}
    answer = await browser.send(**hidden, **sent, step="write")
    assert answer.status_code == 409
    assert "$1,000.01 is needed; account Cash &lt;box&gt; has $0.03." in answer.text
    assert '<a href="#amount">' in answer.text


async def test_change_shows_the_filled_form_without_complaints(browser: Browser) -> None:
    hidden = await browser.open()
    answer = await browser.send(**hidden, **{**GOOD, "amount": "x"}, step="change")
    assert answer.status_code == 200
    assert 'value="x"' in answer.text
    assert "There is a problem" not in answer.text


async def test_what_was_typed_outlives_the_session(browser: Browser) -> None:
    hidden = await browser.open()
    browser.client.cookies.clear()
    answer = await browser.send(**hidden, **GOOD, step="write")
    assert answer.status_code == 401
    assert "What you typed is kept" in answer.text
    carried = hidden_fields(answer.text)
    code = await browser.client.app.state.site.sign_in.issue_code()  # type: ignore[attr-defined]
    signed_in = await browser.client.post("/en/sign-in", data={**carried, "code": code})
    assert signed_in.status_code == 200
    back = hidden_fields(signed_in.text)
    form = await browser.send(**back, step="change")
    assert 'value="412,35"' in form.text
    assert WRITTEN == []


async def test_a_carried_form_never_takes_anybody_to_another_site(browser: Browser) -> None:
    client = browser.client
    for target in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:1"):
        code = await client.app.state.site.sign_in.issue_code()  # type: ignore[attr-defined]
        answer = await client.post("/en/sign-in", data={"_next": target, "code": code})
        assert (answer.status_code, answer.headers["location"]) == (303, "/en/")
