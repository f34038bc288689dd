"""Two funds that two people or more keep, and somebody with each mandate in the first of them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final
from uuid import UUID, uuid4

import httpx

from ledger.asking import Answer
from ledger.chart import Category, CostCategory
from ledger.costs import PayCost
from ledger.decider import AnyCommand
from ledger.events import Instalment, Role, Urgency
from ledger.floats import HandFloat
from ledger.grants import CommitGrant
from ledger.members import AdmitMember, EndSingleSigner, GrantMandate
from ledger.orders.commands import RequestOrder
from ledger.orders.state import orders_of
from ledger.publishing.commands import SetDisclosure
from ledger.requests import ScreenRequest
from ledger.suspension import SuspendColleague
from tests.api.access_rows_of_bail import bails_asked_for
from tests.api.access_rows_of_deciding import budgeted_in, proposed_in
from tests.api.access_rows_of_log import kept_in
from tests.api.access_rows_of_requests import asked_in
from tests.api.access_rows_of_vault import sealed_in
from tests.api.client import site_of_client
from tests.funds import DAY, OpenedFund, ask, open_fund, today

SIGNED_OUT: Final = "signed out"
SUSPENDED: Final = "suspended"
FOUNDER: Final = "founder"
MEMBER: Final = "member"
PERSONAS: Final = (FOUNDER, MEMBER, *(role.value for role in Role), SUSPENDED)
"""Whoever asks, besides somebody who is signed out: what they are in their own fund.

The founder is the first sign-in of the instance.
"""

Give = Callable[[AnyCommand], Awaitable[Answer]]

_number = count(1)


@dataclass
class Objects:
    """What stands in a fund: an id of every kind that an address may name, and cases by kind."""

    fund: OpenedFund
    ids: dict[str, str]
    cases: dict[str, str]


@dataclass
class Stage:
    """A service, its people, and the two funds."""

    client: httpx.AsyncClient
    people: dict[str, UUID]
    own: Objects
    other: Objects

    async def headers(self, persona: str, way: str) -> dict[str, str]:
        """Return what a fresh session of *persona* sends along."""
        if persona == SIGNED_OUT:
            return {}
        site = site_of_client(self.client)
        secret = await site.sessions.start(self.people[persona], way)  # type: ignore[arg-type]
        if way == "api":
            return {"Authorization": f"Bearer {secret}"}
        return {"Cookie": f"parasol={secret}"}


async def set_up(client: httpx.AsyncClient) -> Stage:
    """Make the people and the funds."""
    people = {persona: await make_sign_in(client) for persona in PERSONAS}
    keeper, second = await make_sign_in(client), await make_sign_in(client)
    mandates = [
        (who, Role(persona) if persona in set(Role) else None)
        for persona, who in people.items()
        if persona != FOUNDER
    ]
    mandates.append((people[SUSPENDED], Role.TREASURER))
    own = await _fund_of(client, people[FOUNDER], mandates)
    other = await _fund_of(
        client, keeper, [(second, role) for role in (Role.STEWARD, Role.APPROVER)]
    )
    stop = SuspendColleague(occurred_on=DAY, holder=people[SUSPENDED])
    await ask(site_of_client(client).books, own.fund.fund_id, stop, actor=people["steward"])
    for fund in (own.fund, other.fund):
        await site_of_client(client).runner.catch_up(fund.fund_id)
    return Stage(client, people, own, other)


async def make_sign_in(client: httpx.AsyncClient, *, with_totp: bool = True) -> UUID:
    """Make somebody, with a second step of signing in unless told otherwise."""
    who = uuid4()
    async with site_of_client(client).database.acquire() as connection:
        made_at = datetime(2026, 1, 1, 0, 0, next(_number) % 60, tzinfo=UTC)
        await connection.execute(
            "insert into sign_ins (sign_in_id, made_at) values ($1, $2)", who, made_at
        )
        if with_totp:
            await connection.execute(
                "insert into authenticators (sign_in_id, is_confirmed, sealed, last_step, made_at)"
                " values ($1, true, '', 0, $2)",
                who,
                made_at,
            )
    return who


async def _fund_of(
    client: httpx.AsyncClient, founder: UUID, people: Sequence[tuple[UUID, Role | None]]
) -> Objects:
    """Open a fund of *founder*, let *people* in with their mandates, and let it take two.

    In it stand a donation, a bail, a grant, a cost, a float that the first of *people* carries, and
    an order for another bail.
    """
    books = site_of_client(client).books
    fund = await open_fund(books, money=1_000_00, founder=founder)

    async def give(command: AnyCommand, actor: UUID = founder) -> Answer:
        return await ask(books, fund.fund_id, command, actor=actor)

    makes: dict[str, AnyCommand] = {"donation": fund.donation(), "bail": fund.bail()}
    makes |= {"grant": _grant(fund), "cost": _cost(fund), "request": _request()}
    makes |= {"loss": fund.loss(), "statement": fund.statement(), **bails_asked_for(fund)}
    cases = {kind: await give(command) for kind, command in makes.items()}
    await _with_mandates(give, people)
    cases["float"] = await give(_float(fund, people[0][0]))
    await give(SetDisclosure(occurred_on=DAY, is_public=True))
    site = site_of_client(client)
    budget = await budgeted_in(site, fund, founder)
    await give(EndSingleSigner(occurred_on=DAY))
    proposal = await proposed_in(site, fund, founder)
    asked = await give(RequestOrder(occurred_on=DAY, order=fund.bail(10_00)))
    invited = AdmitMember(occurred_on=DAY, sign_in=uuid4())
    cases["invitation"] = await give(RequestOrder(occurred_on=DAY, order=invited))
    ids = {
        "fund_id": fund.fund_id,
        "order_id": next(iter(orders_of(await books.get_case(fund.fund_id, asked.case_id)))),
        "position": cases["donation"].first,
        **dict.fromkeys(("member", "sign_in"), people[-1][0]),
        **_named(fund),
        **budget,
        **proposal,
        **await _in_the_vault(client, fund.fund_id),
    }
    await kept_in(site, fund.fund_id)
    return Objects(
        fund,
        {name: str(each) for name, each in ids.items()},
        {kind: str(answer.case_id) for kind, answer in cases.items()}
        | {"proposal": str(proposal["proposal_id"])},
    )


def _named(fund: OpenedFund) -> dict[str, Any]:
    """Return what an address names of every fund alike."""
    of_accounts = {**dict.fromkeys(("thing", "id"), fund.bank), "account_id": fund.cash_box}
    return of_accounts | {"kind": "account", "role": "treasurer"}


async def _with_mandates(give: Give, people: Sequence[tuple[UUID, Role | None]]) -> None:
    """Let *people* in, each with their mandate."""
    for who in dict(people):
        await give(AdmitMember(occurred_on=DAY, sign_in=who))
    for who, role in people:
        if role is not None:
            await give(GrantMandate(occurred_on=DAY, holder=who, role=role))


async def _in_the_vault(client: httpx.AsyncClient, fund_id: UUID) -> dict[str, Any]:
    site = site_of_client(client)
    return {**await sealed_in(site, fund_id), **await asked_in(site, fund_id)}


def _float(fund: OpenedFund, carrier: UUID) -> HandFloat:
    return HandFloat(
        occurred_on=DAY,
        carrier=carrier,
        account_id=fund.bank,
        purpose_id=fund.anything,
        amount=20_00,
        currency="USD",
        exponent=2,
        until=today() + timedelta(days=30),
        categories=(Category.FOOD,),
    )


def _request() -> ScreenRequest:
    return ScreenRequest(occurred_on=DAY, category=Category.RENT, urgency=Urgency.LATER)


def _grant(fund: OpenedFund) -> CommitGrant:
    return CommitGrant(
        occurred_on=DAY,
        category=Category.RENT,
        purpose_id=fund.anything,
        amount=60_00,
        currency="USD",
        exponent=2,
        instalments=(Instalment(due_on=DAY, amount=60_00),),
    )


def _cost(fund: OpenedFund) -> PayCost:
    return PayCost(
        occurred_on=DAY,
        account_id=fund.bank,
        purpose_id=fund.anything,
        category=CostCategory.HOSTING,
        amount=5_00,
        currency="USD",
        exponent=2,
    )
