"""Random plays: several people in one book ask, change, sign, keep out, suspend, and time passes.

A play is a list of numbers; each draws what one person does next, looking at what there is. Most of
it presses on open orders, because that is where two people meet.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from ledger.case import Case, evolve_case
from ledger.command import Context
from ledger.decider import AnyCommand, decide, written_in
from ledger.events import FundEvent
from ledger.fund import Fund, evolve
from ledger.orders.state import Order, orders_of
from ledger.rejections import Rejection
from tests.ledger.book import FUND, NOW, ZONE
from tests.ledger.people import ANA, BO, CY, DEE, EVE, FAY, FUNDED, STRANGER
from tests.ledger.world import DIGEST, HOUSING, promised

CLOCK: Final = "clock"
BEFORE: Final = replace(promised(600, HOUSING), decision=UUID(int=9), content_hash=DIGEST)
"""A grant that one person wrote down while one person signed, and called decided."""


class Entry(Struct, frozen=True):
    """A line of a play: where, when, by whom, and by which command of the play (0: before it)."""

    position: int
    case_id: UUID
    actor: str
    now: datetime
    turn: int
    command: AnyCommand | None
    event: FundEvent


class Play:
    """A book in memory that several people write into."""

    def __init__(self, facts: tuple[FundEvent, ...] = FUNDED) -> None:
        self.fund = Fund(fund_id=FUND)
        self.cases: dict[UUID, Case] = {}
        self.entries: list[Entry] = []
        self.refused: list[tuple[AnyCommand, Rejection]] = []
        self.now = NOW
        self.turn = 0
        self._ids = 0
        for fact in facts:
            self._append(FUND, "import", None, fact)
        self._append(UUID(int=0xCA), "import", None, BEFORE)

    def new_id(self) -> UUID:
        """Return an id that no other thing of this play has."""
        self._ids += 1
        return UUID(int=(0xABC << 64) + self._ids)

    @property
    def today(self) -> Any:
        """The day it is in the fund's time zone."""
        return self.context("").today(ZONE)

    def context(self, actor: UUID | str) -> Context:
        """Return the world in which *actor* asks now."""
        return Context(self.now, str(actor), len(self.entries) + 1, self.new_id)

    def case(self, case_id: UUID) -> Case:
        """Return a case, also one that is not in the book."""
        return self.cases.get(case_id, Case(case_id))

    def do(self, actor: UUID | str, command: AnyCommand) -> tuple[FundEvent, ...] | Rejection:
        """Ask the ledger and write down what it says."""
        self.turn += 1
        case_id = written_in(command, FUND) or self.new_id()
        answer = decide(command, self.context(actor), self.fund, self.case(case_id))
        if isinstance(answer, Rejection):
            self.refused.append((command, answer))
        else:
            for fact in answer:
                self._append(case_id, str(actor), command, fact)
        return answer

    def _append(
        self, case_id: UUID, actor: str, command: AnyCommand | None, fact: FundEvent
    ) -> None:
        position = len(self.entries) + 1
        self.entries.append(Entry(position, case_id, actor, self.now, self.turn, command, fact))
        self.fund = evolve(self.fund, fact)
        self.cases[case_id] = evolve_case(self.case(case_id), position, fact)

    def orders(self) -> list[Order]:
        """Return every order there is, the one asked for last last."""
        return [order for case in self.cases.values() for order in orders_of(case).values()]

    def order(self, case_id: UUID) -> Order:
        """Return the last order of a case."""
        return list(orders_of(self.case(case_id)).values())[-1]

    def pass_time(self, hours: int) -> None:
        """Let time pass."""
        self.now += timedelta(hours=hours)


class Drawer(Random):
    """Draws what happens next, all from one number."""

    people: tuple[UUID, ...] = (ANA, BO, CY, DEE, EVE, FAY, STRANGER)
    odds: tuple[int, ...] = (20, 20, 20, 16, 1, 1, 1)

    def who(self) -> UUID:
        """Return somebody, mostly with a mandate."""
        return self.choices(self.people, self.odds[: len(self.people)])[0]

    def happens(self, one_in: int) -> bool:
        """Say yes once in so many times."""
        return self.randrange(one_in) == 0


Turn = Callable[[Play, Drawer, UUID], None]
"""Lets one person do something."""


def run(
    plans: list[int],
    turns: dict[Turn, int],
    *,
    people: tuple[UUID, ...] = Drawer.people,
    after: Callable[[Play], None] | None = None,
    play: Play | None = None,
) -> Play:
    """Play all *plans*, drawing among *turns* by their odds and among *people*."""
    play = play or Play()
    for number in plans:
        draw = Drawer(number)
        draw.people = people
        turn = draw.choices(list(turns), list(turns.values()))[0]
        turn(play, draw, draw.who())
        if after is not None:
            after(play)
    return play


__all__ = ["CLOCK", "Drawer", "Entry", "Play", "Turn", "run"]
