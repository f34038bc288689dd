"""The journal's rows as bytes, in the order of the columns named here. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from struct import Struct
from typing import Final
from uuid import UUID

from ledger.events import LineReversed, Posting
from ledger.line import Line
from projections import copying
from projections.journal.kinds import kind_of
from projections.projection import Batch, Place

POSTING_ORDER: Final = (
    "fund_id",
    "position",
    "occurred_on",
    "fact",
    "amount",
    "place",
    "ref",
    "purpose_id",
    "exponent",
    "code",
    "currency",
)
TOUCHED_ORDER: Final = ("fund_id", "thing_id", "position", "occurred_on")
LINE_ORDER: Final = (
    "fund_id",
    "case_id",
    "event_id",
    "position",
    "recorded_at",
    "version",
    "occurred_on",
    "topic",
    "actor",
    "cause_position",
    "reversed_by",
    "reverses",
    "replaced_by",
    "replaces",
)
_NAMES_OF_THINGS: Final = (
    "account_id",
    "from_account_id",
    "to_account_id",
    "purpose_id",
    "from_purpose_id",
    "to_purpose_id",
    "authority_id",
)
# A bigint and a date; a bigint and a smallint; two uuids, two bigints, an integer and a date.
_WHEN: Final = Struct(">iqii").pack
_HOW_MUCH: Final = Struct(">iqih").pack
_ENVELOPE: Final = Struct(">i16si16siqiqiiii").pack
_NO_LINKS: Final = 5 * copying.NULL


@lru_cache(maxsize=256)
def _fact(topic: str) -> bytes:
    return copying.text(kind_of(topic))


@lru_cache(maxsize=256)
def names_of_things(event: type) -> tuple[str, ...]:
    """Return the fields of an event that name an account, a purpose or an authority."""
    fields: tuple[str, ...] = event.__struct_fields__  # type: ignore[attr-defined]
    return tuple(name for name in _NAMES_OF_THINGS if name in fields)


def things_of(line: Line, entries: Sequence[Posting]) -> Iterable[UUID]:
    """Return every account, purpose and authority that a line is about, each once."""
    event = line.event
    things: dict[int, UUID] = {}
    for entry in entries:
        if (ref := entry.ref) is not None:
            things[ref.int] = ref
    for entry in entries:
        if (purpose := entry.purpose_id) is not None:
            things[purpose.int] = purpose
    for name in names_of_things(type(event)):
        if (thing := getattr(event, name)) is not None:
            things[thing.int] = thing
    return things.values()


def _place_bytes(place: Place) -> bytes:
    return b"".join(
        (
            copying.uuid(place.ref),
            copying.uuid(place.purpose_id),
            copying.smallint(place.exponent),
            copying.text(place.code),
            copying.text(place.currency),
        )
    )


class Rows:
    """Makes the rows of a batch's postings and of what its lines touch."""

    def __init__(self, batch: Batch) -> None:
        fund = copying.uuid(batch.lines[0].fund_id)
        self._posting_head = copying.row_head(len(POSTING_ORDER)) + fund
        self._touched_head = copying.row_head(len(TOUCHED_ORDER)) + fund
        self._places = [_place_bytes(place) for place in batch.places]
        self._things: dict[int, bytes] = {}
        self.postings: list[bytes] = []
        self.touched: list[bytes] = []
        for line, entries, numbers in zip(batch.lines, batch.entries, batch.numbers, strict=True):
            event = line.event
            when = _WHEN(8, line.position, 4, copying.day_number(event.occurred_on))
            self._touch(when, things_of(line, entries))
            if entries:
                topic = event.reversed_topic if isinstance(event, LineReversed) else event.topic
                self._post(self._posting_head + when + _fact(topic), entries, numbers)

    def _post(self, head: bytes, entries: Sequence[Posting], numbers: Sequence[int]) -> None:
        places, rows = self._places, self.postings
        for at, (entry, number) in enumerate(zip(entries, numbers, strict=True)):
            rows.append(head + _HOW_MUCH(8, entry.amount, 2, at) + places[number])

    def _touch(self, when: bytes, things: Iterable[UUID]) -> None:
        known, rows = self._things, self.touched
        for thing in things:
            head = known.get(thing.int)
            if head is None:
                head = known[thing.int] = self._touched_head + copying.uuid(thing)
            rows.append(head + when)


class LineRows:
    """Makes the rows of lines; what lines of one batch mostly have in common is made once."""

    def __init__(self, fund_id: UUID) -> None:
        self._head = copying.row_head(len(LINE_ORDER)) + copying.uuid(fund_id)
        self._words: dict[tuple[str, str], bytes] = {}
        self._moments: dict[datetime, int] = {}
        self._days: dict[date, int] = {}

    def row(self, line: Line, links: Sequence[int | None]) -> bytes:
        """Return the row of a line; *links* are the last five columns."""
        event = line.event
        words = self._words.get((event.topic, line.actor))
        if words is None:
            words = copying.text(event.topic) + copying.text(line.actor)
            self._words[event.topic, line.actor] = words
        moment = self._moments.get(line.recorded_at)
        if moment is None:
            moment = self._moments[line.recorded_at] = copying.moment_number(line.recorded_at)
        day = copying.day_number(event.occurred_on)
        envelope = _ENVELOPE(
            *(16, line.case_id.bytes, 16, line.event_id.bytes),
            *(8, line.position, 8, moment, 4, line.version, 4, day),
        )
        if links == NO_LINKS:
            return self._head + envelope + words + _NO_LINKS
        return self._head + envelope + words + b"".join(map(copying.bigint, links))


NO_LINKS: Final = (None, None, None, None, None)
"""A line that neither follows from another one nor takes one back."""
