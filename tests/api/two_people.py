"""A fund that two people keep, with a pair on call, and each of them at a browser of their own."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID, uuid4

import httpx
import pyotp

from ledger.asking import Answer
from ledger.case import Case
from ledger.chart import Category
from ledger.decider import AnyCommand
from ledger.events import Role, Rung
from ledger.fund import Fund
from ledger.members import AdmitMember, EndSingleSigner, GrantMandate
from ledger.orders.commands import Act, RequestOrder, SignOrder
from ledger.orders.content import Orderable
from ledger.orders.state import Order, orders_of
from ledger.policy import SetPolicy
from tests.api.client import client_of, site_of_client
from tests.funds import DAY, OpenedFund, ask, open_fund

KEEPING: Final = (Role.STEWARD, Role.TREASURER, Role.APPROVER)
_MANDATES: Final[dict[str, tuple[Role, ...]]] = {
    "ida": KEEPING,
    "noor": KEEPING,
    "sol": (Role.ON_CALL,),
    "wren": (Role.ON_CALL,),
    "lou": (),
}
"""Who belongs to the fund, by handle; the first of them opened it."""


@dataclass
class Person:
    """Somebody with a browser, a token for programs, and an app that shows codes."""

    handle: str
    who: UUID
    browser: httpx.AsyncClient
    token: str
    app: pyotp.TOTP
    fund_id: UUID = field(default_factory=uuid4)

    def code(self) -> str:
        """Return what the app shows now; it counts once."""
        return self.app.now()

    async def get(self, path: str) -> httpx.Response:
        return await self.browser.get(f"/en/{self.fund_id}/{path}")

    async def post(self, path: str, fields: dict[str, str]) -> httpx.Response:
        return await self.browser.post(f"/en/{self.fund_id}/{path}", data=fields)

    async def send(
        self, method: str, path: str, body: Any = None, *, key: str = ""
    ) -> httpx.Response:
        """Send a request about the fund as a program."""
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key or uuid4().hex}
        return await self.browser.request(
            method, f"/api/v1/funds/{self.fund_id}{path}", headers=headers, json=body
        )

    async def step_up(self) -> None:
        """Go on in sessions in which a code was typed just now."""
        site = site_of_client(self.browser)
        self.browser.cookies.set(
            "parasol", await site.sessions.start(self.who, "page", stepped_up=True)
        )
        self.token = await site.sessions.start(self.who, "api", stepped_up=True)


@dataclass
class Two:
    """The fund and its people."""

    opened: OpenedFund
    people: dict[str, Person]

    def __getitem__(self, handle: str) -> Person:
        return self.people[handle]

    @property
    def _browser(self) -> httpx.AsyncClient:
        return self.people["ida"].browser

    async def fund(self) -> Fund:
        return (await site_of_client(self._browser).books.get_fund(self.opened.fund_id))[0]

    async def case(self, case_id: UUID) -> Case:
        return await site_of_client(self._browser).books.get_case(self.opened.fund_id, case_id)

    async def give(self, command: AnyCommand, handle: str = "ida") -> Answer:
        """Have *command* written, asked by somebody."""
        site = site_of_client(self._browser)
        answer = await ask(site.books, self.opened.fund_id, command, actor=self.people[handle].who)
        await site.runner.wait_for(self.opened.fund_id, answer.last)
        return answer

    async def order(self, case_id: UUID) -> Order:
        """Return the last order of a case, as it stands now."""
        return list(orders_of(await self.case(case_id)).values())[-1]

    async def ask_for(self, order: Orderable, handle: str = "ida", **more: Any) -> Order:
        """Ask for an order."""
        asked = await self.give(RequestOrder(occurred_on=DAY, order=order, **more), handle)
        return await self.order(asked.case_id)

    async def sign(self, order: Order, handle: str, *acts: Act) -> Order:
        """Have somebody sign *order* as it stands now."""
        now = await self.order(order.case_id)
        command = SignOrder(
            occurred_on=DAY,
            case_id=order.case_id,
            order_id=order.order,
            content_hash=now.content_hash,
            acts=acts,
        )
        await self.give(command, handle)
        return await self.order(order.case_id)


Before = Callable[[Two], Awaitable[None]]


async def set_up(
    client: httpx.AsyncClient, *, money: int = 1_000_00, before: Before | None = None
) -> Two:
    """Make the people and their fund, which nobody keeps alone any more.

    *before* is done while one person still signs.
    """
    people = {handle: await _person(client, handle) for handle in _MANDATES}
    founder = people["ida"]
    books = site_of_client(client).books
    two = Two(await open_fund(books, money=money, founder=founder.who), people)
    for person in people.values():
        person.fund_id = two.opened.fund_id
        if person is not founder:
            await two.give(AdmitMember(occurred_on=DAY, sign_in=person.who))
            for role in _MANDATES[person.handle]:
                await two.give(GrantMandate(occurred_on=DAY, holder=person.who, role=role))
    await two.give(
        SetPolicy(
            occurred_on=DAY,
            ladder=(Rung(amount=0, approvals=1),),
            urgent_categories=(Category.BAIL,),
            urgent_case_cap=500_00,
            urgent_week_cap=800_00,
        )
    )
    if before is not None:
        await before(two)
    await two.give(EndSingleSigner(occurred_on=DAY))
    return two


async def _person(client: httpx.AsyncClient, handle: str) -> Person:
    site, who = site_of_client(client), uuid4()
    name = f"{handle}-{who.hex[:6]}"
    async with site.database.acquire() as connection:
        await connection.execute(
            "insert into sign_ins (sign_in_id, made_at, handle, handle_key, passphrase_hash,"
            " claimed_at) values ($1, $2, $3, $3, 'none', $2)",
            who,
            site.now(),
            name,
        )
    browser = client_of(client.app)  # type: ignore[attr-defined]
    secret = await site.sessions.start(who, "page")
    session = await site.sessions.find(secret, "page")
    assert session is not None
    app = pyotp.TOTP((await site.people.authenticators.begin(session)).secret)
    assert await site.people.authenticators.confirm(who, app.now())
    async with site.database.acquire() as connection:
        # Nobody waits here until the app shows another code than the one that confirmed it.
        await connection.execute(
            "update authenticators set last_step = 0 where sign_in_id = $1", who
        )
    secret = await site.sessions.start(who, "page")
    browser.cookies.set("parasol", secret)
    token = await site.sessions.start(who, "api")
    return Person(handle, who, browser, token, app)


def form_at(page: str, address: str) -> dict[str, str]:
    """Return the hidden fields of the form that is sent to an address ending in *address*."""
    form = re.search(rf'<form[^>]* action="[^"]*{re.escape(address)}".*?</form>', page, re.DOTALL)
    assert form, f"the page has no form to {address}"
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form.group(0))
    return dict(found)


def buttons_of(page: str) -> dict[str, str]:
    """Return the buttons that sign: what each says, and the acts that it names."""
    found = re.findall(r'<button[^>]* name="_acts" value="([^"]*)">(.*?)</button>', page, re.DOTALL)
    return {" ".join(text.split()): acts for acts, text in found}
