"""The people of one fund in front of their pages: each with a browser, some with an app."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import httpx
import pyotp

from api.site import Site
from ledger.asking import Answer
from ledger.decider import AnyCommand
from ledger.events import Role
from ledger.fund import Fund
from ledger.members import AdmitMember, GrantMandate
from tests.api.client import client_of, site_of_client
from tests.api.pages.recording.stage import filled_in, text_of
from tests.funds import DAY, OpenedFund, ask

PASSPHRASE: Final = "amber heron quilt sofa"
COOKIE: Final = "parasol"


class Clock:
    """A clock to turn: codes of an app count once in thirty seconds."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 20, 15, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def pass_by(self, **duration: int) -> None:
        self.moment += timedelta(**duration)


@dataclass
class Person:
    """Somebody with a browser of their own."""

    sign_in: UUID
    client: httpx.AsyncClient
    prefix: str
    app: pyotp.TOTP | None = None

    async def get(self, path: str) -> httpx.Response:
        return await self.client.get(f"{self.prefix}/{path}")

    async def page(self, path: str) -> str:
        answer = await self.get(path)
        assert answer.status_code == 200, (answer.status_code, text_of(answer.text))
        return answer.text

    async def send(self, path: str, fields: dict[str, Any], step: str) -> httpx.Response:
        return await self.client.post(f"{self.prefix}/{path}", data={**fields, "step": step})

    async def check(self, path: str, **answers: Any) -> httpx.Response:
        """Fill the form in and press its button."""
        return await self.send(path, filled_in(await self.page(path)) | answers, "check")

    async def write(self, path: str, **answers: Any) -> httpx.Response:
        """Fill the form in, look at the check page, and write it."""
        checked = await self.check(path, **answers)
        assert checked.status_code == 200, text_of(checked.text)
        return await self.send(path, filled_in(checked.text), "write")

    async def confirm(self, path: str, **answers: Any) -> httpx.Response:
        """Press the button of a page that asks nothing but to be confirmed."""
        page = await self.page(path)
        assert '<button name="step" value="write">' in page, text_of(page)
        return await self.send(path, filled_in(page) | answers, "write")

    async def press(self, path: str) -> httpx.Response:
        """Press the only button of a page."""
        fields = filled_in(await self.page(path))
        return await self.client.post(f"{self.prefix}/{path}", data=fields)


@dataclass
class Town:
    """A service, a fund, and its people by their handles."""

    client: httpx.AsyncClient
    clock: Clock
    fund: OpenedFund
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def site(self) -> Site:
        return site_of_client(self.client)

    async def state(self) -> Fund:
        return (await self.site.books.get_fund(self.fund.fund_id))[0]

    async def ask(self, command: AnyCommand, by: str) -> Answer:
        person = self.people[by].sign_in
        return await ask(self.site.books, self.fund.fund_id, command, actor=person)

    async def come(self, who: UUID, handle: str) -> Person:
        """Let somebody with a sign-in open a browser."""
        client = client_of(self.client.app)  # type: ignore[attr-defined]
        secret = await self.site.sessions.start(who, "page")
        client.cookies.set(COOKIE, secret)
        person = Person(who, client, f"/en/{self.fund.fund_id}")
        self.people[handle] = person
        return person

    async def join(self, handle: str, *roles: Role, by: str) -> Person:
        """Let somebody new into the fund, with mandates, while one person signs."""
        who = uuid4()
        await self.ask(AdmitMember(occurred_on=DAY, sign_in=who), by)
        code = await self.site.people.invitations.whole(who, self.people[by].sign_in)
        assert await self.site.people.join(code, "", handle, PASSPHRASE) == who
        for role in roles:
            await self.ask(GrantMandate(occurred_on=DAY, holder=who, role=role), by)
        return await self.come(who, handle)

    async def set_up_app(self, handle: str) -> None:
        """Give somebody an app that shows codes."""
        person, people = self.people[handle], self.site.people
        session = await self.site.sessions.find(person.client.cookies[COOKIE], "page")
        assert session is not None
        enrolment = await people.authenticators.begin(session)
        person.app = pyotp.TOTP(enrolment.secret)
        confirmed = await people.confirm_totp(session, self.code(handle))
        assert confirmed is not None
        person.client.cookies.set(COOKIE, confirmed.secret)
        self.clock.pass_by(minutes=6)  # so that nobody is stepped up by setting it up

    def code(self, handle: str) -> str:
        """Return the code that somebody's app shows now."""
        app = self.people[handle].app
        assert app is not None
        return app.at(self.clock())

    async def two_sign(self) -> None:
        """Have a second steward and approver come, give both an app, and end the first days."""
        roles = (Role.STEWARD, Role.APPROVER, Role.TREASURER)
        await self.join("plover", *roles, by="heron")
        for handle in ("heron", "plover"):
            await self.set_up_app(handle)
        heron = self.people["heron"]
        path = "people/two"
        answer = await heron.write(path, understood="y", code=self.code("heron"))
        assert answer.status_code == 303, text_of(answer.text)
        assert not (await self.state()).single_signer
        self.clock.pass_by(minutes=6)
