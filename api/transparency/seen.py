"""Who witnessed the heads of a log, when each of them last did, and what stood in the way."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from msgspec import Struct

from ledger.events import Witness
from ledger.store.connection import Connection
from ledger.store.errors import database_errors
from ledger.transparency.note import Signature, VerifierKey, read_note
from ledger.transparency.text import Unusable, as_base64

if TYPE_CHECKING:
    from ledger.transparency.log import Head

LOOKED_AT: Final = 32
"""Heads back from the newest one: a month where one comes a day."""
_NOTES: Final = """
select note from log_heads where fund_id = $1 and number = $2 and size <= $3
order by size desc limit $4
"""


# A signature line begins with the name and, in base64, the first bytes of the key: of four bytes
# the first five signs are fixed.
_EVER: Final = """
select note from log_heads where fund_id = $1 and number = $2 and strpos(note, $3) > 0
order by size desc limit 1
"""
_FIXED_SIGNS: Final = 5


class Seen(Struct, frozen=True):
    """A witness: whether it cosigned the newest head, and when it last cosigned any lately."""

    witness: Witness
    is_newest: bool = False
    at: datetime | None = None


async def witnesses_seen(
    connection: Connection, fund_id: UUID, head: "Head | None", witnesses: Sequence[Witness]
) -> tuple[Seen, ...]:
    """Return what each of the *witnesses* did about *head* and those before it."""
    if head is None or not witnesses:
        return tuple(Seen(each) for each in witnesses)
    with database_errors():
        rows = await connection.fetch(_NOTES, fund_id, head.number, head.size, LOOKED_AT)
    notes = [row["note"] for row in rows]
    return tuple(_seen(each, head.note, notes) for each in witnesses)


async def list_that_never_cosigned(
    connection: Connection, fund_id: UUID, head: "Head | None", witnesses: Sequence[Witness]
) -> tuple[Witness, ...]:
    """Return those of the *witnesses* who never cosigned a head of this log; all before its first.

    A key that cannot be read cosigns nothing.
    """
    found = []
    for each in witnesses:
        key = _key(each)
        if key is None or head is None:
            found.append(each)
            continue
        line = f"\n\u2014 {key.name} {as_base64(key.key_id)[:_FIXED_SIGNS]}"
        with database_errors():
            note = await connection.fetchval(_EVER, fund_id, head.number, line)
        if note is None or _cosigned(note, key) is None:
            found.append(each)
    return tuple(found)


def _key(witness: Witness) -> VerifierKey | None:
    try:
        return VerifierKey.read(witness.vkey)
    except Unusable:  # the rules took it: only a book that another program wrote has it
        return None


def _seen(witness: Witness, newest: str, notes: Iterable[str]) -> Seen:
    if (key := _key(witness)) is None:
        return Seen(witness)
    if (cosigned := _cosigned(newest, key)) is not None:
        return Seen(witness, is_newest=True, at=cosigned)
    found = (_cosigned(note, key) for note in notes)
    return Seen(witness, at=next((at for at in found if at is not None), None))


def _cosigned(note: str, key: VerifierKey) -> datetime | None:
    """Return when *key* cosigned a note; None when it did not."""
    read = read_note(note)
    for each in read.signatures:
        if each.is_by(key) and key.check(read.text, each.body):
            return _moment(each)
    return None


def _moment(signature: Signature) -> datetime | None:
    try:
        return datetime.fromtimestamp(signature.timestamp, UTC)
    except (OverflowError, ValueError, OSError):
        return None
