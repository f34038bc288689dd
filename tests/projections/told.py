"""A book in memory that writes itself through the real append, for tests of the read side."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final
from uuid import UUID

from msgspec import Struct, field

from ledger.case import Case, evolve_case
from ledger.command import Context
from ledger.decider import AnyCommand, also_read, decide, written_in
from ledger.events import (
    AccountKind,
    AuthorityKind,
    FundEvent,
    LineReversed,
    OrderCarriedOut,
    Restriction,
)
from ledger.fund import Fund, evolve
from ledger.opening import NewAccount, NewAuthority, NewPurpose, OpenFund
from ledger.rejections import Rejection
from ledger.store.append import NewLine, append
from ledger.store.database import Database
from ledger.store.mapper import encode

NOW: Final = datetime(2026, 11, 21, 12, tzinfo=UTC)
FIRST_DAY: Final = date(2025, 9, 3)
LAST_DAY: Final = date(2026, 11, 20)
_LATER: Final = timedelta(microseconds=1)


class Told(Struct, frozen=True):
    """One line as the history remembers it, without asking anything of the read side."""

    position: int
    case_id: UUID
    event: FundEvent
    event_id: UUID
    actor: str
    cause: UUID | None


class History(Struct):
    """A book in memory, and what can be asked of it. *times* is when each line was recorded."""

    fund: Fund
    lines: list[Told] = field(default_factory=list)
    new: list[NewLine] = field(default_factory=list)
    times: list[datetime] = field(default_factory=list)
    cases: dict[UUID, Case] = field(default_factory=dict)

    @property
    def fund_id(self) -> UUID:
        return self.fund.fund_id

    def upto(self, position: int, day: date | None = None) -> list[Told]:
        """Return the lines up to a position that happened by a day."""
        return [
            line
            for line in self.lines
            if line.position <= position and (day is None or line.event.occurred_on <= day)
        ]

    def tell(
        self,
        command: AnyCommand,
        new_id: Callable[[], UUID],
        actor: str = "someone",
        now: datetime = NOW,
    ) -> bool:
        """Decide *command* and remember its lines; False when it is refused."""
        case_id = written_in(command, self.fund_id) or new_id()
        case = self.cases.get(case_id, Case(case_id))
        position = len(self.lines)
        read = also_read(command)
        other = None if read is None else self.cases.get(read, Case(read))
        context = Context(now, actor, position + 1, new_id, other)
        events = decide(command, context, self.fund, case)
        if isinstance(events, Rejection):
            return False
        cause: UUID | None = None
        for event in events:
            position += 1
            topic, payload = encode(event)
            event_id = new_id()
            self.new.append(NewLine(case_id, case.version, topic, payload, event_id, actor, cause))
            self.times.append(max([now, *(last + _LATER for last in self.times[-1:])]))
            self.lines.append(Told(position, case_id, event, event_id, actor, cause))
            if cause is None or isinstance(event, OrderCarriedOut | LineReversed):
                cause = event_id
            self.fund = evolve(self.fund, event)
            case = evolve_case(case, position, event)
        self.cases[case_id] = case
        return True

    async def write(self, database: Database, first: int = 0, last: int | None = None) -> None:
        """Append the lines after position *first* up to *last* to the real book."""
        lines = self.new[first:last]
        async with database.acquire() as connection:
            for start in range(0, len(lines), 500):
                part, after = lines[start : start + 500], first + start
                times = self.times[after : after + len(part)]
                await append(
                    connection, self.fund_id, part, after=after, now=NOW, recorded_at=times
                )


def opening() -> OpenFund:
    return OpenFund(
        occurred_on=FIRST_DAY,
        label="Tidewater",
        currency="USD",
        time_zone="America/New_York",
        accounts=(
            NewAccount(kind=AccountKind.BANK, label="Bank", currency="USD"),
            NewAccount(kind=AccountKind.CASH_BOX, label="Box", currency="USD"),
        ),
        purposes=(
            NewPurpose(restriction=Restriction.UNRESTRICTED, label="Anything"),
            NewPurpose(restriction=Restriction.DESIGNATED, label="Kept"),
        ),
        authorities=(
            NewAuthority(kind=AuthorityKind.COURT, label="County"),
            NewAuthority(kind=AuthorityKind.POLICE, label="Station"),
        ),
    )


def parts(length: int, cuts: Sequence[int]) -> list[tuple[int, int]]:
    """Split a length at *cuts* into (first, last) stretches."""
    places = sorted({0, length, *(cut % (length + 1) for cut in cuts)})
    return list(pairwise(places))
