"""The journal's rows as bytes, in the order of the columns named here. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from struct import Struct
from typing import Final
from uuid import UUID

from ledger.events import Posting
from ledger.line import Line
from projections import copying
from projections.projection import Batch, Place

TOUCHED_ORDER: Final = ("fund_id", "thing_id", "position", "occurred_on")
LINE_ORDER: Final = (
    "fund_id",
    "position",
    "occurred_on",
    "topic",
    "cause_position",
    "reversed_by",
    "reverses",
    "replaced_by",
    "replaces",
)
NO_LINKS: Final = (None, None, None, None, None)
"""A line that neither follows from another one nor takes one back, nor is taken back."""

_NAMES_OF_THINGS: Final = (
    "account_id",
    "from_account_id",
    "to_account_id",
    "purpose_id",
    "from_purpose_id",
    "to_purpose_id",
    "authority_id",
)
_WHEN: Final = Struct(">iqii").pack  # a bigint and a date
_NO_LINKS: Final = len(NO_LINKS) * copying.NULL


@lru_cache(maxsize=256)
def names_of_things(event: type) -> tuple[str, ...]:
    """Return the fields of an event that name an account, a purpose or an authority."""
    fields: tuple[str, ...] = event.__struct_fields__  # type: ignore[attr-defined]
    return tuple(name for name in _NAMES_OF_THINGS if name in fields)


def things_of(line: Line, entries: Iterable[Posting | Place]) -> Mapping[int, UUID]:
    """Return every account, purpose and authority that a line is about, by its number."""
    event = line.event
    things = _things_of_places(entries)
    for name in names_of_things(type(event)):
        if (thing := getattr(event, name)) is not None:
            things[thing.int] = thing
    return things


def _things_of_places(entries: Iterable[Posting | Place]) -> dict[int, UUID]:
    found = [*(entry.ref for entry in entries), *(entry.purpose_id for entry in entries)]
    return {thing.int: thing for thing in found if thing is not None}


class Rows:
    """Makes the rows of a batch's lines; what rows have in common is made once."""

    def __init__(self, batch: Batch) -> None:
        self.lines = batch.lines
        self._batch = batch
        self._fund = copying.uuid(batch.lines[0].fund_id)
        self._whens = [
            _WHEN(8, line.position, 4, copying.day_number(line.event.occurred_on))
            for line in batch.lines
        ]

    def of_lines(self, links: Mapping[int, Sequence[int | None]]) -> bytes:
        """Return the rows of the lines; *links* are the last five columns, by position."""
        head = copying.row_head(len(LINE_ORDER)) + self._fund
        topics: dict[str, bytes] = {}
        found: list[bytes] = []
        for line, when in zip(self.lines, self._whens, strict=True):
            name = line.event.topic
            topic = topics.get(name)
            if topic is None:
                topic = topics[name] = copying.text(name)
            row_links = links.get(line.position)
            found += (head, when, topic)
            found.append(b"".join(map(copying.bigint, row_links)) if row_links else _NO_LINKS)
        return b"".join(found)

    def touched(self) -> bytes:
        """Return a row for everything that each line is about."""
        batch, known = self._batch, _Heads(copying.row_head(len(TOUCHED_ORDER)) + self._fund)
        by_places: dict[tuple[int, ...], dict[int, bytes]] = {}
        found: list[bytes] = []
        for line, numbers, when in zip(self.lines, batch.numbers, self._whens, strict=True):
            event = line.event
            places = tuple(numbers)
            heads = by_places.get(places)
            if heads is None:
                things = _things_of_places([batch.places[number] for number in places])
                heads = by_places[places] = {key: known.of(things[key]) for key in things}
            for name in names_of_things(type(event)):
                thing = getattr(event, name)
                if thing is not None and thing.int not in heads:
                    heads = {**heads, thing.int: known.of(thing)}
            for head in heads.values():
                found += (head, when)
        return b"".join(found)


class _Heads:
    """How the rows of a thing begin, each made once."""

    def __init__(self, begin: bytes) -> None:
        self._begin = begin
        self._known: dict[int, bytes] = {}

    def of(self, thing: UUID) -> bytes:
        head = self._known.get(thing.int)
        if head is None:
            head = self._known[thing.int] = self._begin + copying.uuid(thing)
        return head
