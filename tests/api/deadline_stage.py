"""A fund that several people keep, under a clock that a test turns, with deadlines of both kinds.

The founder asks; two others are on call and pay tonight; the fourth, a steward, could ratify.
"""

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from msgspec import Struct

from ledger.asking import Receipt
from ledger.books import Books
from ledger.break_glass import BreakGlass, SealSheets, code_hash
from ledger.chart import Category
from ledger.decider import AnyCommand
from ledger.events import Role, Rung, Way
from ledger.members import AdmitMember, EndSingleSigner, GrantMandate
from ledger.orders.commands import Act, RequestOrder, SignOrder
from ledger.orders.state import Order, orders_of
from ledger.policy import SetPolicy
from ledger.store.database import Database
from ledger.store.mapper import decode
from tests.funds import DAY, OpenedFund, lines_of, open_fund

START: Final = datetime(2026, 3, 2, 18, tzinfo=UTC)
RATIFY_HOURS: Final = 48
GLASS_HOURS: Final = 24
SHEETS: Final = ("AAAA-BBBB-CCCC", "DDDD-EEEE-FFFF")


class Turned:
    """A clock that stands until it is turned."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def on(self, **by: float) -> None:
        """Turn it on by so many hours, minutes …"""
        self.at += timedelta(**by)


class Waiting(Struct, frozen=True):
    """An order that was carried out tonight and waits to be ratified."""

    case_id: UUID
    order_id: UUID


class Kept:
    """The fund, its people, and what they do."""

    def __init__(self, books: Books, opened: OpenedFund, founder: UUID) -> None:
        self.books = books
        self.opened = opened
        self.founder = founder
        self.first, self.second, self.steward = uuid4(), uuid4(), uuid4()

    @classmethod
    async def open(cls, books: Books) -> "Kept":
        """Open the fund with money in it, and end single-signer mode."""
        founder = uuid4()
        kept = cls(books, await open_fund(books, founder=founder), founder)
        await kept.ask(founder, kept.opened.donation(5_000_00))
        for who, roles in (
            (kept.first, (Role.ON_CALL, Role.TREASURER)),
            (kept.second, (Role.ON_CALL,)),
            (kept.steward, (Role.STEWARD, Role.APPROVER)),
        ):
            await kept.ask(founder, AdmitMember(occurred_on=DAY, sign_in=who))
            for role in roles:
                await kept.ask(founder, GrantMandate(occurred_on=DAY, holder=who, role=role))
        await kept.ask(
            founder,
            SetPolicy(
                occurred_on=DAY,
                ladder=(Rung(amount=0, approvals=1),),
                urgent_categories=(Category.BAIL,),
                urgent_case_cap=1_000_00,
                urgent_week_cap=3_000_00,
                ratify_hours=RATIFY_HOURS,
                ratify_approvals=1,
            ),
        )
        hashes = tuple(code_hash(sheet) for sheet in SHEETS)
        sealing = SealSheets(occurred_on=DAY, hashes=hashes, needed=2, hours=GLASS_HOURS)
        await kept.ask(founder, sealing)
        await kept.ask(founder, EndSingleSigner(occurred_on=DAY))
        return kept

    @property
    def fund_id(self) -> UUID:
        return self.opened.fund_id

    async def ask(self, who: UUID, command: AnyCommand) -> Receipt:
        return await self.books.execute(self.fund_id, command, actor=str(who), key=str(uuid4()))

    async def pay_tonight(self, amount: int = 100_00) -> Waiting:
        """Ask for bail on the urgent path; the two on call pay it, so it waits to be ratified."""
        asked = RequestOrder(occurred_on=DAY, order=self.opened.bail(amount), way=Way.URGENT)
        receipt = await self.ask(self.founder, asked)
        case_id = receipt.answer.case_id
        for who, acts in (
            (self.first, (Act.APPROVE, Act.PREPARE)),
            (self.second, (Act.AUTHORISE, Act.CARRY_OUT)),
        ):
            await self.sign(who, case_id, *acts)
        return Waiting(case_id, (await self.order(case_id)).order)

    async def order(self, case_id: UUID) -> Order:
        """Return the one order of a case."""
        (order,) = orders_of(await self.books.get_case(self.fund_id, case_id)).values()
        return order

    async def sign(self, who: UUID, case_id: UUID, *acts: Act) -> Receipt:
        order = await self.order(case_id)
        return await self.ask(
            who,
            SignOrder(
                occurred_on=DAY,
                case_id=case_id,
                order_id=order.order,
                content_hash=order.content_hash,
                acts=acts,
            ),
        )

    async def break_glass(self) -> None:
        """Type both sheets; the two on call become stewards after the waiting time."""
        breaking = BreakGlass(occurred_on=DAY, sheets=SHEETS, successors=(self.first, self.second))
        await self.ask(self.first, breaking)

    async def roles(self, who: UUID, now: datetime) -> frozenset[Role]:
        fund, _ = await self.books.get_fund(self.fund_id)
        return fund.governance.roles(who, now, now.date())


async def clock_lines(database: Database, fund_id: UUID) -> list[object]:
    """Return the facts that the clock has written, in order."""
    lines = await lines_of(database, fund_id)
    return [decode(line.topic, line.payload) for line in lines if line.actor == "clock"]
