"""A fund of plain data, lived through: commands through the service, reports from its own door."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from msgspec.structs import replace

from ledger.bail import PostBail
from ledger.brought_forward import BringForward
from ledger.cash import RecordLoss
from ledger.chart import Category, CostCategory, DonationKind, Loss
from ledger.costs import PayCost
from ledger.decider import AnyCommand
from ledger.donations import RecordDonation
from ledger.events import Instalment, Restriction, Rounding
from ledger.grants import CommitGrant, PayGrant
from ledger.opening import NewPurpose
from ledger.publishing.commands import SetDisclosure
from tests.attack.books import Book, Movement, last_day
from tests.attack.drawn import Shape, draw
from tests.attack.street import Passer
from tests.funds import OpenedFund, ask, opening

FOUNDER: Final = UUID("0d3f5b0e-1c5e-4f0a-9b57-3f5f0c1a7d21")
SHAPE: Final = Shape(
    name="lived", helps=7, gifts=9, months=9, bails=0.1, collections=0.1, docket=4, even=True
)
BEFORE: Final = 50_000_00
_KINDS: Final = {"grants": DonationKind.GRANT, "collections": DonationKind.COLLECTION}


def book() -> Book:
    """Return a fund that commands can play: nothing is taken back in it, and all is in dollars."""
    drawn = draw(SHAPE, seed=3)
    start = Movement(
        month=drawn.first_month,
        written=date(2024, 1, 1),
        side="OTHER",
        leaf="brought_forward",
        currency="USD",
        amount=BEFORE,
    )
    # The docket is not told to this fund: counting it is another test's question.
    return replace(drawn, movements=(start, *drawn.movements), docket_known=False)


class Life:
    """Plays a book into a fund that a service keeps."""

    def __init__(self, passer: Passer) -> None:
        self.passer = passer
        self.fund = OpenedFund(uuid4(), *[UUID(int=0)] * 5)
        self._refs: dict[tuple[str, int], UUID] = {}
        self.restricted = UUID(int=0)

    async def live(self, told: Book) -> None:
        """Write everything down on its day, and publish on the days on which one may."""
        await self._open(told)
        days = iter([*told.days(), date.max])
        due = next(days)
        for movement in told.movements:
            while movement.written > due:
                await self.publish(due)
                due = next(days)
            self._wait(movement.written)
            for command in self._commands(movement):
                await self._ask(command)
        while due < date.max:
            await self.publish(due)
            due = next(days)

    async def publish(self, day: date) -> None:
        """Publish what may be published on *day*, as the service builds and signs it."""
        self._wait(day)
        publishing = self.passer.site.publishing
        draft = await publishing.draft(self.fund.fund_id, day)
        if draft.manifest is not None:
            await self._ask(await publishing.command(self.fund.fund_id, draft, day))
        self.passer.site.public_pages.forget(self.fund.fund_id)

    async def _open(self, told: Book) -> None:
        self._wait(date(2024, 1, 1))
        first = replace(opening(), occurred_on=date(2024, 1, 1), time_zone="UTC")
        purposes = (first.purposes[0], NewPurpose(restriction=Restriction.RESTRICTED, label="Rent"))
        answer = await self._ask(replace(first, purposes=purposes))
        self.fund = OpenedFund(self.fund.fund_id, *answer.opened)
        self.passer.fund_id = self.fund.fund_id
        rounding = tuple(Rounding(currency=c.code, base=c.base) for c in told.currencies)
        rule = SetDisclosure(occurred_on=date(2024, 1, 1), is_public=True, rounding=rounding)
        await self._ask(rule)

    async def _ask(self, command: AnyCommand) -> Any:
        books = self.passer.site.books
        return await ask(books, self.fund.fund_id, command, actor=FOUNDER)

    def _wait(self, day: date) -> None:
        noon = datetime.combine(day, time(12), UTC)
        self.passer.clock.at = max(noon, self.passer.clock.at + timedelta(seconds=1))

    def _ref(self, kind: str, number: int | None) -> UUID | None:
        return None if number is None else self._refs.setdefault((kind, number), uuid4())

    def _commands(self, each: Movement) -> Iterator[AnyCommand]:
        day = min(each.written, last_day(each.month))
        money = {"occurred_on": day, "currency": "USD", "exponent": 2}
        there: dict[str, Any] = money | {
            "account_id": self.fund.bank,
            "purpose_id": self.fund.anything,
        }
        match each.side, each.leaf:
            case "IN", leaf:
                purpose = self.fund.bail_only if leaf == "restricted_gifts" else self.fund.anything
                yield RecordDonation(
                    kind=_KINDS.get(leaf, DonationKind.GIFT),
                    gross=each.amount + each.fee,
                    processor_fee=each.fee,
                    giver=self._ref("giver", each.party),
                    **(there | {"purpose_id": purpose}),
                )
            case "OUT", "bail":
                people = self._people(each)
                court = self.fund.court
                yield PostBail(amount=each.amount, authority_id=court, **people, **there)
            case "OUT", leaf:
                yield from self._grant(each, leaf, there)
            case "COSTS", leaf:
                yield PayCost(category=CostCategory(leaf), amount=each.amount, **there)
            case _, "brought_forward":
                yield BringForward(amount=each.amount, **there)
            case _:
                yield RecordLoss(how=Loss.LOST, amount=-each.amount, **there)

    def _grant(self, each: Movement, leaf: str, there: dict[str, Any]) -> Iterator[AnyCommand]:
        case_id, day = uuid4(), there["occurred_on"]
        promised = {name: value for name, value in there.items() if name != "account_id"}
        yield CommitGrant(
            category=Category(leaf),
            amount=each.amount,
            instalments=(Instalment(due_on=day, amount=each.amount),),
            case_id=case_id,
            **self._people(each),
            **promised,
        )
        paid = {name: value for name, value in there.items() if name != "purpose_id"}
        yield PayGrant(case_id=case_id, instalment=1, amount=each.amount, **paid)

    def _people(self, each: Movement) -> dict[str, Any]:
        return {
            "household": self._ref("household", each.party),
            "incident": self._ref("incident", each.incident),
        }
