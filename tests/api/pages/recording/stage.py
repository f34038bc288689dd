"""A treasurer in front of the pages of one fund."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any
from uuid import UUID

import httpx

from ledger.asking import Answer
from ledger.case import Case
from ledger.decider import AnyCommand
from ledger.fund import Fund
from tests.api.client import hidden_fields, site_of_client
from tests.funds import DAY, OpenedFund, ask


def day(name: str, when: date = DAY) -> dict[str, str]:
    """Return the three boxes of a day."""
    parts = {"day": when.day, "month": when.month, "year": when.year}
    return {f"{name}-{part}": str(value) for part, value in parts.items()}


def text_of(page: str) -> str:
    """Return what a page says, without its tags, with single spaces."""
    page = re.sub(r"</?(?:bdi|strong)[^>]*>", "", page)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).replace("\u00a0", " ").split())


def filled_in(page: str) -> dict[str, str]:
    """Return every field of the form on *page* as a browser would send it."""
    form = re.search(r'<form method="post"(?! action="[^"]*sign-out).*?</form>', page, re.DOTALL)
    assert form, "the page has a form"
    html = form.group(0)
    fields = {}
    for tag in re.findall(r"<input [^>]*>", html):
        found: dict[str, str] = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        is_box = found.get("type") in {"radio", "checkbox"}
        if "name" in found and (not is_box or tag.endswith("checked>")):
            fields[found["name"]] = unescape(found.get("value", ""))
    for name, options in re.findall(
        r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', html, re.DOTALL
    ):
        chosen = re.search(r'<option value="([^"]*)" selected>', options)
        first = re.search(r'<option value="([^"]*)"', options)
        fields[name] = unescape((chosen or first).group(1)) if first else ""
    return fields


@dataclass
class Desk:
    """What a test does: open a page, send it, look at the book."""

    client: httpx.AsyncClient
    opened: OpenedFund

    @property
    def prefix(self) -> str:
        return f"/en/{self.opened.fund_id}"

    async def ask(self, command: AnyCommand) -> Answer:
        return await ask(site_of_client(self.client).books, self.opened.fund_id, command)

    async def fund(self) -> Fund:
        return (await site_of_client(self.client).books.get_fund(self.opened.fund_id))[0]

    async def position(self) -> int:
        return (await site_of_client(self.client).books.get_fund(self.opened.fund_id))[1]

    async def case(self, case_id: UUID) -> Case:
        return await site_of_client(self.client).books.get_case(self.opened.fund_id, case_id)

    async def catch_up(self) -> None:
        await site_of_client(self.client).runner.catch_up(self.opened.fund_id)

    async def get(self, path: str) -> httpx.Response:
        return await self.client.get(f"{self.prefix}/{path}")

    async def open(self, path: str) -> dict[str, str]:
        answer = await self.get(path)
        assert answer.status_code == 200, text_of(answer.text)
        return filled_in(answer.text)

    async def send(self, path: str, fields: Mapping[str, str], step: str) -> httpx.Response:
        sent: dict[str, Any] = {**fields, "step": step}
        return await self.client.post(f"{self.prefix}/{path}", data=sent)

    async def check(self, path: str, **answers: str) -> httpx.Response:
        """Fill the form at *path* in and press its button."""
        fields = await self.open(path)
        return await self.send(path, fields | answers, "check")

    async def record(self, path: str, **answers: str) -> httpx.Response:
        """Fill the form in, look at the check page, and write it."""
        checked = await self.check(path, **answers)
        assert checked.status_code == 200, text_of(checked.text)
        assert "Check before writing</h1>" in checked.text, text_of(checked.text)
        return await self.send(path, hidden_fields(checked.text), "write")

    async def written(self, answer: httpx.Response) -> str:
        """Follow to the page after writing and return what it says."""
        assert answer.status_code == 303, text_of(answer.text)
        page = await self.client.get(answer.headers["location"])
        assert page.status_code == 200
        return text_of(page.text)
