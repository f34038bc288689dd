"""A fund of seven that decides about everything, and every address that a plain member may ask."""

import re
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Final
from uuid import UUID, uuid4

import httpx
from msgspec.structs import replace

from ledger.chart import Category, CostCategory
from ledger.consents import RecordConsent
from ledger.costs import PayCost
from ledger.deciding.commands import Propose, TakeStance
from ledger.deciding.proposal import Proposal, proposal_of
from ledger.deciding.setting import SetDeciding
from ledger.deciding.templates import TEMPLATES
from ledger.events import (
    ConsentScope,
    Instalment,
    KindProtocol,
    ProposalKind,
    Protocol,
    Role,
    Stance,
    Subject,
    Urgency,
    Way,
)
from ledger.grants import CommitGrant
from ledger.members import AdmitMember, GrantMandate
from ledger.orders.commands import Act
from ledger.orders.content import Orderable
from ledger.orders.settling import RatifyOrder
from ledger.orders.state import Order
from ledger.publishing.commands import SetDisclosure
from ledger.rejections import DecisionUnknown
from ledger.requests import ScreenRequest
from tests.api.access_people import MEMBER
from tests.api.access_rows import ROWS
from tests.api.client import client_of, site_of_client
from tests.api.two_people import Person, Two, set_up
from tests.budgets import adopting
from tests.funds import DAY

MONEY: Final[dict[str, Any]] = {"currency": "USD", "exponent": 2}
OF_THE_ROOMS: Final = 487_19
OF_THE_GRANT: Final = 613_37
OF_THE_BAIL: Final = 141_23
OF_ANOTHER: Final = 271_91
"""Amounts that stand nowhere by chance."""
TITLES: Final[dict[ProposalKind, str]] = {
    ProposalKind.MONEY: "Zanzibar Kontor lets us a room",
    ProposalKind.ONE_CASE: "Quintessa Ibarrola and her rent",
    ProposalKind.RATIFICATION: "Hieronymus came out on bail",
}
TEXT: Final = "Thelonious told us on Wednesday."
_DRAWN: Final = re.compile(
    r'(?<=name="_token" value=")[^"]*|(?<=name="_key" value=")[^"]*|(?<="request_id":")[^"]*'
    r"|\b[0-9a-f]{32}\b|\b(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}\b"
)
"""Tokens, keys, numbers of requests, and slips of ballots."""
_HEADERS: Final = ("content-length", "etag", "last-modified", "location", "cache-control", "link")
Told = tuple[int, bytes, tuple[tuple[str, str], ...]]


def quick(name: str, **changes: Any) -> Protocol:
    """Return a usual protocol that waits for nobody once everybody has spoken."""
    usual = TEMPLATES[name]
    changes = {"closes_early": True, "least_hours": 0, "review_days": 0} | changes
    stages = tuple(replace(stage, **changes) for stage in usual.stages)
    return Protocol(name=usual.name, version=2, stages=stages)


def rules(*subjects: Subject, **more: Any) -> SetDeciding:
    """Return how the hall decides: money by approvers, the rest by members."""
    protocols = dict.fromkeys(ProposalKind, quick("consent"))
    protocols[ProposalKind.MONEY] = quick("amount_ladder")
    protocols[ProposalKind.RATIFICATION] = quick("consent", hours=24, extensions=0)
    protocols[ProposalKind.ANYTHING] = quick("sealed_majority")
    return SetDeciding(
        occurred_on=DAY,
        protocols=tuple(
            KindProtocol(kind=kind, protocol=protocol) for kind, protocol in protocols.items()
        ),
        case_votes=True,
        by_decision=subjects,
        **more,
    )


class Hall:
    """The fund, its people (lou has no mandate), and what they decided so far."""

    def __init__(self, two: Two, officers: tuple[UUID, ...]) -> None:
        self.two, self.officers = two, officers
        self.site = site_of_client(two["ida"].browser)
        self.fund_id = two.opened.fund_id
        self.proposals: dict[str, UUID] = {}

    async def propose(
        self,
        kind: ProposalKind,
        order: Orderable | None = None,
        by: str = "ida",
        **more: Any,
    ) -> UUID:
        """Put something forward."""
        command = Propose(occurred_on=DAY, kind=kind, text_hash="", order=order, **more)
        receipt = await self.site.deciding.propose(
            self.fund_id,
            command,
            TITLES.get(kind, f"About {kind.value}"),
            TEXT if kind in TITLES else "As we said.",
            actor=str(self.two[by].who),
            key=uuid4().hex,
        )
        return receipt.answer.case_id

    async def proposal(self, proposal_id: UUID) -> Proposal:
        return proposal_of(await self.two.case(proposal_id))

    async def agree(self, proposal_id: UUID) -> None:
        """Have everybody who may say yes, so that it is counted and, if no payment, done."""
        proposal = await self.proposal(proposal_id)
        for who in proposal.electorate:
            if who not in proposal.recused:
                await self.speak(who, proposal, Stance.AGREE)
        await self.site.deciding.close_if_due(self.fund_id, proposal_id)
        with suppress(DecisionUnknown):
            await self.site.deciding.carry_out(
                self.fund_id, proposal_id, actor="clock", key=f"decision:{proposal_id}"
            )
        _, head = await self.site.books.get_fund(self.fund_id)
        await self.site.runner.wait_for(self.fund_id, head)

    async def speak(self, who: UUID, proposal: Proposal, stance: Stance) -> None:
        said = TakeStance(
            occurred_on=DAY,
            case_id=proposal.proposal,
            stance=stance,
            text_hash=proposal.text_hash,
            content_hash=proposal.content_hash,
        )
        await self.site.books.execute(self.fund_id, said, actor=str(who), key=uuid4().hex)

    async def decide(self, name: str, kind: ProposalKind, order: Orderable | None) -> UUID:
        """Have something adopted."""
        self.proposals[name] = proposal_id = await self.propose(kind, order)
        await self.agree(proposal_id)
        return proposal_id

    def rooms(self, amount: int = OF_THE_ROOMS) -> PayCost:
        """Return the rent of rooms, paid."""
        opened = self.two.opened
        return PayCost(
            occurred_on=DAY,
            account_id=opened.bank,
            purpose_id=opened.anything,
            category=CostCategory.ROOMS,
            amount=amount,
            **MONEY,
        )

    async def screened(self) -> UUID:
        """Return the case of somebody who agrees that members decide."""
        asked = ScreenRequest(occurred_on=DAY, category=Category.RENT, urgency=Urgency.LATER)
        case_id = (await self.two.give(asked)).case_id
        agreed = RecordConsent(occurred_on=DAY, case_id=case_id, scope=ConsentScope.MEMBERS_DECIDE)
        await self.two.give(agreed)
        return case_id

    def grant(self, case_id: UUID | None, amount: int = OF_THE_GRANT) -> CommitGrant:
        """Return the promise of a rent."""
        return CommitGrant(
            occurred_on=DAY,
            category=Category.RENT,
            purpose_id=self.two.opened.anything,
            amount=amount,
            instalments=(Instalment(due_on=DAY, amount=amount),),
            case_id=case_id,
            **MONEY,
        )

    async def paid_tonight(self) -> Order:
        """Return an order for bail that the pair on call has paid."""
        order = await self.two.ask_for(
            self.two.opened.bail(OF_THE_BAIL), way=Way.URGENT, handle="ida"
        )
        await self.two.sign(order, "sol", Act.APPROVE, Act.PREPARE)
        return await self.two.sign(order, "wren", Act.AUTHORISE, Act.CARRY_OUT)

    def paths(self, more: Iterable[str] = ()) -> list[str]:
        """Return every address of the fund that a plain member may ask for, and some others."""
        found = [*more]
        for row, whose in ROWS.items():
            if MEMBER in whose and "{fund_id}" in row and "GET " in row:
                path = row.rpartition("GET ")[2]
                found += self._filled(f"/en{path}" if row.startswith("page ") else path)
        fund, api = f"/en/{self.fund_id}", f"/api/v1/funds/{self.fund_id}"
        found += [f"{fund}/decisions/new/{kind.value}" for kind in ProposalKind]
        found += [f"{api}/proposals?only={only}" for only in ("open", "closed", "undone")]
        found += [f"{api}/proposals?only=closed&limit=1", f"{fund}/decisions?before={self.fund_id}"]
        return [*found, *(f"{each}/{path}" for path in _REFUSED for each in (fund, api))]

    def _filled(self, path: str) -> list[str]:
        """Return an address of the table, for every proposal if it is about one."""
        nothing = str(self.fund_id)
        names = dict.fromkeys(("fund_id", "case_id", "proposal_id", "agreement_id"), nothing)
        names |= {"item_id": nothing, "budget_id": nothing, "member": nothing, "number": "1"}
        names |= {"name": "1.csv", "kind": "budget"}
        if "{proposal_id}" not in path and "/proposals/{case_id}" not in path:
            return [path.format(**names)]
        ids = self.proposals.values()
        return [path.format(**names | {"proposal_id": each, "case_id": each}) for each in ids]

    async def read_by(self, person: Person, more: list[str]) -> dict[str, Told]:
        """Return what somebody is told at every address, less what is drawn for each answer."""
        bearer = {"Authorization": f"Bearer {person.token}"}
        told = {}
        for path in self.paths(more):
            headers = bearer if path.startswith("/api") else {}
            told[path] = plain(await person.browser.get(path, headers=headers))
        return told

    async def read_by_a_stranger(self, more: list[str]) -> dict[str, Told]:
        """Return what somebody without a sign-in is told at the same addresses."""
        stranger = client_of(self.two["ida"].browser.app)  # type: ignore[attr-defined]
        return {path: plain(await stranger.get(path)) for path in self.paths(more)}

    async def items(self) -> list[str]:
        """Return the addresses of the budgets and their items."""
        fund = await self.two.fund()
        api = f"/api/v1/funds/{self.fund_id}"
        found = []
        for budget in fund.budgets.budgets.values():
            found.append(f"{api}/budgets/{budget.budget}")
            found.append(f"/en/{self.fund_id}/decisions/new/amendment/{budget.budget}")
            found += [f"/en/{self.fund_id}/budget/items/{each.item_id}" for each in budget.items]
        return found


_REFUSED: Final = ("", "desk", "journal", "cases", "orders", "statement", "reports", "lines/40")


def plain(answer: httpx.Response) -> Told:
    """Return status, bytes and headers, without what is drawn at random for each answer."""
    text = _DRAWN.sub("drawn", answer.text)
    headers = tuple((name, value) for name, value in answer.headers.items() if name in _HEADERS)
    return answer.status_code, text.encode(), headers


async def hall_of(client: httpx.AsyncClient, *subjects: Subject, **more: Any) -> Hall:
    """Open a fund of seven: five at browsers, and two officers."""
    officers = (uuid4(), uuid4())

    async def before(two: Two) -> None:
        for who in officers:
            await two.give(AdmitMember(occurred_on=DAY, sign_in=who))
            await two.give(GrantMandate(occurred_on=DAY, holder=who, role=Role.APPROVER))
        await two.give(rules(*subjects, **more))
        await two.give(SetDisclosure(occurred_on=DAY, is_public=True, bands_weekly=True))

    return Hall(await set_up(client, money=3_000_00, before=before), officers)


async def much_is_decided(hall: Hall) -> dict[str, Order]:
    """Have a budget, a cost, help in a case and a ratification decided; return what was paid."""
    budget = adopting(DAY, ("2026-01", "2027-12"), ("rent", 900_00), ("rooms", 800_00))
    await hall.decide("budget", ProposalKind.BUDGET, budget)
    await hall.decide("money", ProposalKind.MONEY, hall.rooms())
    case_id = await hall.screened()
    await hall.decide("case", ProposalKind.ONE_CASE, hall.grant(case_id))
    paid = await hall.paid_tonight()
    ratify = RatifyOrder(occurred_on=DAY, case_id=paid.case_id, order_id=paid.order)
    await hall.decide("ratified", ProposalKind.RATIFICATION, ratify)
    again = hall.grant(await hall.screened(), OF_ANOTHER)
    hall.proposals["open"] = await hall.propose(ProposalKind.ANYTHING, by="lou")
    hall.proposals["open case"] = await hall.propose(ProposalKind.ONE_CASE, again)
    hall.proposals["open money"] = await hall.propose(ProposalKind.MONEY, hall.rooms(99_77))
    _, head = await hall.site.books.get_fund(hall.fund_id)
    await hall.site.runner.wait_for(hall.fund_id, head)
    return {"ratified": paid}
