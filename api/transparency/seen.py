"""Who witnessed the heads of a log, and when each of them last did."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from msgspec import Struct

from ledger.events import Witness
from ledger.store.connection import Connection
from ledger.store.errors import database_errors
from ledger.transparency.note import Signature, VerifierKey, read_note
from ledger.transparency.text import Unusable

if TYPE_CHECKING:
    from ledger.transparency.log import Head

LOOKED_AT: Final = 32
"""Heads back from the newest one: a month where one comes a day."""
_NOTES: Final = """
select note from log_heads where fund_id = $1 and number = $2 and size <= $3
order by size desc limit $4
"""


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


def _seen(witness: Witness, newest: str, notes: Iterable[str]) -> Seen:
    try:
        key = VerifierKey.read(witness.vkey)
    except Unusable:  # the rules took it: only a book that another program wrote has it
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
