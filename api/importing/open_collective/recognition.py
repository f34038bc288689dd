"""Which rows are in the book already: found by their keys, compared by what they say of money.

An older export may have ended between the rows of one gift. What is missing of it is then booked
by itself, so that a newer export adds exactly what is new.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, combinations, islice
from typing import Final, TypeVar
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from api.importing.open_collective.bookings import Booking, Choices, command_of, row_key
from api.importing.open_collective.people import Person, person_of
from api.importing.open_collective.rows import FileUnusable, Row
from ledger.asking import Answer, request_hash
from ledger.events import FundEvent
from ledger.powers import OPERATOR
from ledger.store.connection import Connection
from ledger.store.idempotency import find_kept
from ledger.store.mapper import decode
from ledger.store.reading import list_lines_of_cases

_BATCH: Final = 1000
_T = TypeVar("_T")


class Booked(Struct, frozen=True):
    """A row that is in the book: the digest of its command, its answer and its fact."""

    request_hash: bytes
    answer: Answer
    event: FundEvent

    @property
    def person(self) -> UUID | None:
        """The reference of the giver or payee in the fact."""
        return getattr(self.event, "giver", None) or getattr(self.event, "payee", None)


class Recognised(Struct, frozen=True):
    """What of a file is new, what is there (by short id), and whom the lines there refer to."""

    new: list[Booking]
    booked: dict[str, Booked]
    people: dict[Person, UUID]


async def find_booked(
    connection: Connection, fund_id: UUID, actor: str, rows: Iterable[Row]
) -> dict[str, Booked]:
    """Find which of *rows*, and of the rows they give back, are in the book; by short id.

    *actor* imports; what an older program imported stands there as written by the operator.
    """
    named = {short_id for row in rows for short_id in (row.short_id, row.refund_of) if short_id}
    kept = {}
    for some in _batches(sorted(named)):
        by_key = {
            (one, row_key(short_id)): short_id for short_id in some for one in {actor, OPERATOR}
        }
        found = await find_kept(connection, fund_id, by_key.keys())
        kept.update({by_key[key]: one for key, one in found.items()})
    answers = {
        short_id: msgspec.json.decode(one.answer, type=Answer) for short_id, one in kept.items()
    }
    lines = {}
    for cases in _batches(sorted({answer.case_id for answer in answers.values()})):
        for line in await list_lines_of_cases(connection, fund_id, cases):
            lines[line.position] = line
    return {
        short_id: Booked(
            kept[short_id].request_hash,
            answer,
            decode(lines[answer.first].topic, lines[answer.first].payload),
        )
        for short_id, answer in answers.items()
    }


def recognise(
    bookings: Iterable[Booking], choices: Choices, booked: Mapping[str, Booked]
) -> Recognised:
    """Tell new bookings from those in the book. Raises FileUnusable for one that changed."""
    new: list[Booking] = []
    people: dict[Person, UUID] = {}
    problems = []
    for booking in bookings:
        together, apart = booking.split(row for row in booking.extras if row.short_id in booked)
        for known in [*apart, together]:
            there = booked.get(known.main.short_id)
            if there is None:
                new.append(known)
                continue
            rest = _rest(known, choices, there)
            if rest is None:
                problems.append(
                    f"Row {known.main.number}: it is line {there.answer.first} of the book, "
                    "with another content."
                )
                continue
            new += rest
            person = person_of(known)
            if person and there.person:
                people[person] = there.person
    if problems:
        raise FileUnusable(problems)
    return Recognised(new, dict(booked), people)


def _rest(booking: Booking, choices: Choices, there: Booked) -> list[Booking] | None:
    """Return what the book lacks of *booking*; None when what it has is something else."""
    where = replace(
        choices,
        account_id=getattr(there.event, "account_id", choices.account_id),
        purpose_id=getattr(there.event, "purpose_id", choices.purpose_id),
        category=getattr(there.event, "category", choices.category),
    )
    for apart in _subsets(booking.extras):
        part, rest = booking.split(apart)
        command = command_of(part, where, person=there.person, case_id=there.answer.case_id)
        if request_hash(command) == there.request_hash:
            return rest
    return None


def _subsets(rows: tuple[Row, ...]) -> Iterator[tuple[Row, ...]]:
    """Yield no rows, then each by itself, then each two, and so on."""
    return chain.from_iterable(combinations(rows, size) for size in range(len(rows) + 1))


def _batches(things: Iterable[_T]) -> Iterator[list[_T]]:
    iterator = iter(things)
    while some := list(islice(iterator, _BATCH)):
        yield some
