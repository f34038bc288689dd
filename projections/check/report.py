"""What a check found. Nothing in it quotes a free text of the database."""

from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.chart import CHART
from ledger.currencies import EXPONENTS
from ledger.events import EVENTS
from projections.journal.kinds import KINDS

FINDINGS_MAX: Final = 200
"""How many findings are kept in full; the others are counted."""

_WORDS: Final = frozenset({*CHART, *EVENTS, *KINDS, *EXPONENTS})


class Finding(Struct, frozen=True):
    """Something that does not agree: *what*, at which line, as stored and as derived."""

    what: str
    position: int | None = None
    stored: str = ""
    derived: str = ""

    def __str__(self) -> str:
        """Say it in one sentence."""
        place = "" if self.position is None else f" at position {self.position}"
        values = f": stored {self.stored or 'nothing'}, derived {self.derived or 'nothing'}"
        return f"{self.what}{place}{values if self.stored or self.derived else ''}"


class Report(Struct, frozen=True, kw_only=True):
    """The outcome of a check: *findings* disagree, *skipped* could not be looked at.

    *found* counts all findings, also those beyond the ones kept.
    """

    fund_id: UUID
    head: int
    findings: tuple[Finding, ...]
    found: int
    skipped: tuple[str, ...]

    @property
    def verdict(self) -> str:
        """Return OK, DISAGREES, or INCOMPLETE when all that was looked at agrees."""
        if self.found:
            return "DISAGREES"
        return "INCOMPLETE" if self.skipped else "OK"


class Findings:
    """Collects what a check finds."""

    def __init__(self) -> None:
        self.kept: list[Finding] = []
        self.skipped: list[str] = []
        self.count = 0

    def add(
        self, what: str, position: int | None = None, *, stored: object = "", derived: object = ""
    ) -> None:
        """Note something that does not agree."""
        self.count += 1
        if len(self.kept) < FINDINGS_MAX:
            self.kept.append(Finding(what, position, say(stored), say(derived)))

    def skip(self, what: str) -> None:
        """Note something that could not be looked at."""
        if what not in self.skipped:
            self.skipped.append(what)


def say(value: object) -> str:
    """Write a value for a reader; a text that is not a word of ours may be anything: its length."""
    match value:
        case None:
            return "none"
        case bytes():
            return f"{len(value)} bytes"
        case str():
            return value if value in _WORDS or not value else f"a text of {len(value)} characters"
        case bool() | int() | Decimal() | UUID() | date() | datetime():
            return str(value)
        case list() | tuple():
            return " ".join(say(each) for each in value)
        case _:
            return type(value).__name__
