"""What the journal answers with."""

from collections import Counter
from datetime import date, datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger import chart
from ledger.chart import Side
from ledger.events import LineReversed, Posting
from ledger.line import Line
from projections.journal.kinds import kind_of

_FIGURES: Final = ("money_in", "money_out", "held", "promised")


class JournalFilter(Struct, frozen=True, kw_only=True):
    """Which lines are wanted; what is left out does not narrow. Days are inclusive.

    *kind* is one of `KINDS`.
    """

    from_day: date | None = None
    to_day: date | None = None
    account_id: UUID | None = None
    purpose_id: UUID | None = None
    authority_id: UUID | None = None
    kind: str | None = None
    case_id: UUID | None = None

    @property
    def things(self) -> list[UUID]:
        """Return the accounts, purposes and authorities that a line must touch."""
        named = (self.account_id, self.purpose_id, self.authority_id)
        return [thing for thing in named if thing is not None]


class Moved(Struct, frozen=True):
    """What a line moves in one currency, in minor units.

    *money_in* and *money_out* are what accounts gain and lose (a transfer does both); *held* and
    *promised* are how much more (or less, below zero) authorities hold and is promised.
    """

    currency: str
    exponent: int
    money_in: int = 0
    money_out: int = 0
    held: int = 0
    promised: int = 0


class JournalLine(Struct, frozen=True, kw_only=True):
    """A line as the journal shows it. The references to other lines are positions."""

    position: int
    case_id: UUID
    version: int
    topic: str
    occurred_on: date
    recorded_at: datetime
    actor: str
    event_id: UUID
    cause_position: int | None
    reversed_by: int | None
    reverses: int | None
    replaced_by: int | None
    replaces: int | None
    postings: tuple[Posting, ...] = ()

    @property
    def kind(self) -> str:
        """Return what sort of fact it is, such as ``bail.posted``."""
        return kind_of(self.topic)

    @property
    def is_standing(self) -> bool:
        """Say whether the line counts: it was not taken back and takes nothing back."""
        return self.reversed_by is None and self.reverses is None

    @property
    def moved(self) -> tuple[Moved, ...]:
        """Return what the line moves, one entry a currency, in the order of the postings."""
        return moved(self.postings)


class JournalPage(Struct, frozen=True):
    """Some lines, newest first.

    *older* leads on when it is given as ``before``, *newer* as ``after``; None where it ends.
    """

    known_at: int
    lines: tuple[JournalLine, ...]
    older: int | None
    newer: int | None


class LineView(Struct, frozen=True):
    """One line in full, with its event."""

    known_at: int
    entry: JournalLine
    line: Line

    @property
    def is_reversal(self) -> bool:
        """Say whether the line takes another one back."""
        return isinstance(self.line.event, LineReversed)


def moved(postings: tuple[Posting, ...]) -> tuple[Moved, ...]:
    """Sum up what *postings* do to accounts, authorities and promises, per currency."""
    sums: dict[tuple[str, int], Counter[str]] = {}
    for posting in postings:
        sums_of = sums.setdefault((posting.currency, posting.exponent), Counter())
        match chart.CHART[posting.code].side:
            case Side.THERE:
                name = "money_in" if posting.amount > 0 else "money_out"
                sums_of[name] += abs(posting.amount)
            case Side.HELD:
                sums_of["held"] += posting.amount
            case Side.PROMISED if posting.code != chart.PROMISED_AGAINST:
                sums_of["promised"] += posting.amount
            case _:
                pass
    return tuple(
        Moved(currency, exponent, *(figures[name] for name in _FIGURES))
        for (currency, exponent), figures in sums.items()
    )
