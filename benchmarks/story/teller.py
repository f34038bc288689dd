"""What a made-up fund has, what it may spend, and which of its cases can go on.

Sums are kept as postings go by, so nothing is folded and a long story costs no more a line than a
short one.
"""

from collections import Counter, deque
from datetime import date, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from ledger import chart
from ledger.events import FundEvent
from ledger.postings import postings

USD: Final[dict[str, Any]] = {"currency": "USD", "exponent": 2}
DAYS: Final = 730
"""How long every story lasts, whatever the number of its lines."""
OPEN_AT_MOST: Final = 12
"""How many bails, and how many grants, are open at the same time at most: soon as many are."""
_GIVERS: Final = 2_000
_RECENT: Final = 200


class Things(Struct, frozen=True):
    """What the fund has. Of the accounts the last one is in euros, all others in dollars."""

    accounts: tuple[UUID, ...]
    purposes: tuple[UUID, ...]
    authorities: tuple[UUID, ...]


class Written(Struct, frozen=True):
    """The facts of one command, for one case; the first gets *version*."""

    case_id: UUID
    version: int
    events: tuple[FundEvent, ...]


class Open(Struct):
    """A case that can go on: its first line, its next version, and what is left to happen."""

    position: int
    case_id: UUID
    event: Any
    version: int = 1
    rest: int = 0
    steps: int = 0


class Teller:
    """Keeps the sums of a story, and makes up what every part of it needs."""

    def __init__(self, things: Things, *, first: date, after: int, lines: int, seed: int) -> None:
        self.random = Random(seed)
        self.things = things
        self.position = after
        self.first = first
        self.lines = lines
        self.gifts: deque[Open] = deque(maxlen=_RECENT)
        self.bails: deque[Open] = deque()
        self.grants: deque[Open] = deque()
        self.cash: Counter[UUID] = Counter()
        self.free: Counter[tuple[UUID, str]] = Counter()
        self._givers = [self.new_id() for _ in range(_GIVERS)]

    def new_id(self) -> UUID:
        """Return a random id that tells no time, the same in every telling."""
        return UUID(int=self.random.getrandbits(128), version=4)

    @property
    def next_position(self) -> int:
        """Where the next line stands."""
        return self.position + 1

    @property
    def day(self) -> date:
        """The day that the story has got to."""
        return self.first + timedelta(days=min(self.position, self.lines) * DAYS // self.lines)

    def take_in(self, events: tuple[FundEvent, ...]) -> None:
        """Move on by the lines of one command."""
        self.position += len(events)
        for event in events:
            for entry in postings(event):
                if entry.code == chart.CASH and entry.ref is not None:
                    self.cash[entry.ref] += entry.amount
                elif entry.purpose_id is not None and entry.code != chart.PROMISED_AGAINST:
                    # A promise is a debit as well, so one sum holds cash less what is promised.
                    self.free[entry.purpose_id, entry.currency] -= entry.amount

    def account(self) -> UUID:
        """Choose an account in dollars."""
        return self.random.choice(self.things.accounts[:-1])

    def purpose(self) -> UUID:
        """Choose a purpose."""
        return self.random.choice(self.things.purposes)

    def giver(self) -> UUID:
        """Choose one of the people who give."""
        return self.random.choice(self._givers)

    def amount(self, least: int, most: int) -> int:
        """Choose a round sum, in whole dollars, as cents."""
        return self.random.randint(least, most) * 100

    def covers(self, account: UUID, purpose: UUID, amount: int) -> bool:
        """Say whether account and purpose both have *amount* to spend."""
        return self.cash[account] >= amount and self.free[purpose, "USD"] >= amount
