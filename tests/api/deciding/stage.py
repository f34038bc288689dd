"""A fund whose members decide, under a clock that a test turns, with what is beside its book."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from api.deciding.service import Deciding
from api.deciding.slips import new_slip
from api.people.people import People
from api.sessions import Sessions
from api.sign_in import SignIn
from api.site import Site
from ledger.asking import Receipt
from ledger.books import Books
from ledger.budgets.commands import AdoptBudget
from ledger.decider import AnyCommand
from ledger.deciding.commands import Propose
from ledger.deciding.proposal import Proposal, proposal_of
from ledger.deciding.setting import SetDeciding
from ledger.deciding.templates import TEMPLATES
from ledger.events import Role
from ledger.events.budgets import BudgetItem
from ledger.events.deciding import KindProtocol, ProposalKind
from ledger.events.protocols import Protocol
from ledger.members import AdmitMember, EndSingleSigner, GrantMandate
from ledger.orders.commands import Act, RequestOrder, SignOrder
from ledger.orders.content import Orderable
from ledger.orders.state import orders_of
from ledger.store.database import Database
from ledger.vault.vault import Vault
from tests.api.client import plain_settings
from tests.api.deadline_stage import Turned
from tests.api.lent_apps import KEYS
from tests.funds import DAY, OpenedFund, open_fund

WEEK: Final = timedelta(days=7)
TITLE: Final = "Chairs for the meeting room"
TEXT: Final = "Twelve of them.\n\nThe old ones break."


def site_on(database: Database, keys_dir: Path, now: Turned, **changes: Any) -> Site:
    """Put together what the service needs of a site; *changes* go to its books."""
    site = Site(plain_settings(PARASOL_KEYS_DIR=str(keys_dir)), now=now)
    site.database, site.keys = database, KEYS
    site.books = Books(database, clock=now, **changes)
    site.sessions, site.sign_in = Sessions(database, now), SignIn(database, now)
    site.people = People(database, now, KEYS, site.sessions, site.sign_in)
    site.vault = Vault(database, keys_dir, now)
    site.deciding = Deciding(site)
    return site


class Members:
    """The fund, its members, and what they do. Two of them are stewards."""

    def __init__(self, site: Site, clock: Turned, opened: OpenedFund, people: list[UUID]) -> None:
        self.site, self.clock, self.opened, self.people = site, clock, opened, people
        self.slips: dict[UUID, str] = {}

    @classmethod
    async def open(
        cls, site: Site, clock: Turned, *, people: int = 6, rules: SetDeciding | None = None
    ) -> "Members":
        """Open the fund with money in it, set how it decides, and end single-signer mode."""
        founder = uuid4()
        opened = await open_fund(site.books, founder=founder, money=5_000_00)
        there = sorted([founder, *(uuid4() for _ in range(people - 1))])
        fund = cls(site, clock, opened, there)
        steward = next(who for who in there if who != founder)
        for who in there:
            if who != founder:
                await fund.ask(founder, AdmitMember(occurred_on=DAY, sign_in=who))
        for role in (Role.STEWARD, Role.APPROVER):
            await fund.ask(founder, GrantMandate(occurred_on=DAY, holder=steward, role=role))
        await fund.ask(founder, rules or usual_rules())
        await fund.ask(founder, EndSingleSigner(occurred_on=DAY))
        fund.founder, fund.steward = founder, steward
        return fund

    founder: UUID
    steward: UUID

    @property
    def fund_id(self) -> UUID:
        return self.opened.fund_id

    @property
    def deciding(self) -> Deciding:
        return self.site.deciding

    async def ask(self, who: UUID, command: AnyCommand) -> Receipt:
        books = self.site.books
        return await books.execute(self.fund_id, command, actor=str(who), key=str(uuid4()))

    async def order_of_two(self, order: Orderable) -> None:
        """Have one steward ask for an order, and the other one sign it."""
        asked = RequestOrder(occurred_on=self.today, order=order)
        case_id = (await self.ask(self.founder, asked)).answer.case_id
        case = await self.site.books.get_case(self.fund_id, case_id)
        (waiting,) = (each for each in orders_of(case).values() if not each.closed)
        signing = SignOrder(
            occurred_on=self.today,
            case_id=case_id,
            order_id=waiting.order,
            content_hash=waiting.content_hash,
            acts=(Act.APPROVE,),
        )
        await self.ask(self.steward, signing)

    async def propose(self, by: UUID | None = None, **changes: Any) -> UUID:
        """Have a member propose something, by default what a sealed ballot decides."""
        fields: dict[str, Any] = {
            "occurred_on": self.today,
            "kind": ProposalKind.ANYTHING,
            "text_hash": "",
        }
        receipt = await self.deciding.propose(
            self.fund_id,
            Propose(**(fields | changes)),
            TITLE,
            TEXT,
            actor=str(by or self.people[0]),
            key=str(uuid4()),
        )
        return receipt.answer.case_id

    async def propose_rules(self) -> UUID:
        """Propose other rules of deciding, by the steward, which open stances decide."""
        review_on = self.today + timedelta(days=90)
        return await self.propose(kind=ProposalKind.RULES, order=usual_rules(), review_on=review_on)

    async def propose_budget(self, items: int = 4, limit: int = 100_00) -> UUID:
        """Put a budget ballot about so many items, of 50.00 each, to the members."""
        budget = AdoptBudget(
            occurred_on=self.today,
            from_month="2026-04",
            until_month="2026-06",
            items=tuple(self._item(number) for number in range(items)),
        )
        return await self.propose(kind=ProposalKind.BUDGET, order=budget, limit=limit)

    def _item(self, number: int) -> BudgetItem:
        kinds = ("rent", "food", "legal", "transport", "hosting", "post")
        return BudgetItem(
            item_id=uuid4(), kind=kinds[number], amount=50_00, currency="USD", exponent=2
        )

    @property
    def today(self) -> date:
        return self.clock.at.date()

    async def vote(self, proposal_id: UUID, who: UUID, choice: str) -> None:
        """Put a ballot in, each time with the slip of who it is."""
        slip = self.slips.setdefault(who, new_slip())
        await self.deciding.cast(self.fund_id, proposal_id, who, slip, choice)

    async def proposal(self, proposal_id: UUID) -> Proposal:
        return proposal_of(await self.site.books.get_case(self.fund_id, proposal_id))

    async def until(self, proposal_id: UUID) -> datetime:
        return (await self.proposal(proposal_id)).until

    async def pass_until(self, proposal_id: UUID) -> None:
        """Turn the clock to the very instant at which a proposal ends."""
        self.clock.at = await self.until(proposal_id)

    async def close(self, proposal_id: UUID) -> Proposal:
        """Count a proposal whose time is over."""
        assert await self.deciding.close_if_due(self.fund_id, proposal_id)
        return await self.proposal(proposal_id)


def usual_rules(**others: Protocol) -> SetDeciding:
    """Return rules by which budgets and anything are decided by sealed ballots."""
    protocols = {
        ProposalKind.ANYTHING: TEMPLATES["sealed_majority"],
        ProposalKind.BUDGET: TEMPLATES["budget_ballot"],
        ProposalKind.RULES: TEMPLATES["consent"],
        ProposalKind.AMENDMENT: TEMPLATES["consent"],
    } | {ProposalKind(kind): protocol for kind, protocol in others.items()}
    return SetDeciding(
        occurred_on=DAY,
        protocols=tuple(
            KindProtocol(kind=kind, protocol=protocol) for kind, protocol in protocols.items()
        ),
    )


__all__ = ["TEXT", "TITLE", "WEEK", "Members", "Turned", "site_on", "usual_rules"]
