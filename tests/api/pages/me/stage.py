"""Somebody at a browser, with a handle, a passphrase and perhaps an app that shows codes."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pyotp

from api.site import Site
from tests.api.client import client_of, sign_in, site_of_client

PASSPHRASE = "amber heron walks home"
OTHER = "quartz willow sings low"


class Clock:
    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def pass_by(self, **length: float) -> None:
        self.moment += timedelta(**length)


class Person:
    """A browser with one session, and what its owner knows by heart."""

    def __init__(self, client: httpx.AsyncClient, clock: Clock) -> None:
        self.client, self.clock = client, clock
        self.site = site_of_client(client)
        self.handle, self.passphrase = "heron", PASSPHRASE
        self.secret, self.sheet = "", list[str]()

    def elsewhere(self) -> "Person":
        """The same person at another browser, where nobody has signed in."""
        other = Person(client_of(self.client.app), self.clock)  # type: ignore[attr-defined]
        other.handle, other.passphrase = self.handle, self.passphrase
        other.secret, other.sheet = self.secret, self.sheet
        return other

    async def first(self) -> "Person":
        """Come in with the first code."""
        await sign_in(self.client)
        return self

    async def claim(self) -> "Person":
        await self.first()
        answer = await self.send("me/claim", **self.chosen())
        assert answer.headers["location"] == "/en/me/totp", answer.text
        return self

    def chosen(self, **others: str) -> dict[str, str]:
        given = {"handle": self.handle, "passphrase": self.passphrase, "again": self.passphrase}
        return given | others

    async def set_up_app(self) -> "Person":
        begun = await self.send("me/totp", passphrase=self.passphrase)
        assert begun.headers["location"].startswith("/en/me/totp"), begun.text
        page = (await self.client.get("/en/me/totp")).text
        key = re.search(r"<code dir=\"ltr\">([A-Z2-7 ]+)</code>", page)
        assert key is not None, page
        self.secret = key[1].replace(" ", "")
        confirmed = await self.send("me/totp/confirm", code=self.code())
        assert confirmed.status_code == (303 if self.sheet else 200), confirmed.text
        self.sheet = self.sheet or codes_in(confirmed.text)
        self.clock.pass_by(seconds=60)
        return self

    def code(self) -> str:
        """What the app shows now."""
        return pyotp.TOTP(self.secret).at(self.clock.moment)

    async def enter(self, **others: str) -> httpx.Response:
        """Send the form with handle and passphrase."""
        sent = {"handle": self.handle, "passphrase": self.passphrase, **others}
        return await self.client.post("/en/sign-in", data=sent)

    async def sign_in(self) -> "Person":
        """Sign in, with the app's code where there is one."""
        answer = await self.enter()
        if self.secret:
            answer = await self.second_page(answer, self.code())
            self.clock.pass_by(seconds=60)
        assert answer.status_code == 303, answer.text
        return self

    async def second_page(self, page: httpx.Response, code: str) -> httpx.Response:
        assert page.status_code == 200, page.text
        pending = re.search(r'name="_pending" value="([^"]+)"', page.text)
        assert pending is not None, page.text
        sent = {"_pending": pending[1], "code": code}
        return await self.client.post("/en/sign-in/code", data=sent)

    async def send(self, path: str, **fields: str) -> httpx.Response:
        """Send a form of a page of one's own, with the token of this session."""
        return await self.client.post(f"/en/{path}", data={"_token": await self.token(), **fields})

    async def token(self) -> str:
        return token_in((await self.client.get("/en/me")).text)

    async def step_up(self) -> "Person":
        answer = await self.send("step-up", code=self.code())
        assert answer.status_code == 303, answer.text
        self.clock.pass_by(seconds=60)
        return self

    async def is_in(self) -> bool:
        return (await self.client.get("/en/me")).status_code == 200

    async def id(self) -> UUID:
        who = await self.site.people.find(self.handle)
        assert who is not None
        return who


async def steward(site: Site) -> UUID:
    """Make somebody who can hand over an invitation."""
    who = uuid4()
    async with site.database.acquire() as connection:
        await connection.execute(
            "insert into sign_ins (sign_in_id, made_at) values ($1, $2)", who, site.now()
        )
    return who


def token_in(page: str) -> str:
    found = re.search(r'name="_token" value="([^"]+)"', page)
    assert found is not None, page
    return found[1]


def codes_in(page: str) -> list[str]:
    return re.findall(r"<li><code>([^<]+)</code>", page)


def titles_in(page: str) -> list[str]:
    return re.findall(r"<h1>([^<]+)</h1>", page)


def said(page: httpx.Response) -> tuple[int, Any]:
    """Return the status and the heading of a page."""
    return page.status_code, titles_in(page.text)[0]
