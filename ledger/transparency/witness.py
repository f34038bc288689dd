"""A witness (C2SP tlog-witness v1.0.0): cosigns heads of others' logs that were only added to.

For each log that the operator added it knows the head that it cosigned last, and cosigns nothing
but what follows from that one. A log that shows one history here and another elsewhere gets a
cosignature for one of them alone.
"""

import asyncio
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

from ledger.store.connection import Connection
from ledger.store.database import Database
from ledger.transparency.checkpoint import Checkpoint
from ledger.transparency.cosignature import Cosigner
from ledger.transparency.note import ED25519, VerifierKey, open_note, signature_line
from ledger.transparency.text import (
    Unusable,
    as_base64,
    decoded,
    from_base64,
    from_number,
    malformed,
)
from ledger.transparency.tree import EMPTY_ROOT, HASH_BYTES, check_consistency
from ledger.transparency.witness_memory import Seen, WitnessMemory
from ledger.vault.keys import open_key

KEY: Final = "witness"
"""The name of the key that cosigns; its file is ``witness.key``."""
SUFFIX: Final = "/witness"
"""Stands behind the host in the name of the witness, and in its address."""
MAX_PROOF: Final = 63
"""Hashes in a proof: no tree needs more."""
MAX_BODY: Final = 131_072
"""Bytes of a request: a proof, and a note with many signatures of any kind."""

PLAIN: Final = "text/plain; charset=utf-8"
SIZE: Final = "text/x.tlog.size"
_UNKNOWN: Final = "this log is not known here\n"

_LOGS: Final = """
select origin, vkey, url, is_on, size, root, note, fork from witnessed_logs order by origin
"""
_FIND: Final = "select vkey from witnessed_logs where origin = $1 and is_on"
_LOCK: Final = """
select size, root from witnessed_logs where origin = $1 and vkey = $2 and is_on for update
"""
_NOTE: Final = """
select note from witnessed_logs
where encode(sha256(convert_to(origin, 'UTF8')), 'hex') = $1 and is_on and note is not null
"""
_COSIGNED: Final = "update witnessed_logs set size = $2, root = $3, note = $4 where origin = $1"
_FORKED: Final = "update witnessed_logs set fork = $2 where origin = $1 and fork is null"
_ADD: Final = """
insert into witnessed_logs as log (origin, vkey, url) values ($1, $2, $3)
on conflict (origin) do update set is_on = true, url = excluded.url where log.vkey = excluded.vkey
returning 1
"""
_REMOVE: Final = "update witnessed_logs set is_on = false where origin = $1 and is_on returning 1"


def cosigning_keys(known: Collection[str]) -> tuple[str, ...]:
    """Return the key that cosigns, of keys by name; none before it was asked for."""
    return (KEY,) if KEY in known else ()


class OtherKey(Exception):
    """The log of that origin is known with another key."""


class Asked(Struct, frozen=True):
    """A request to cosign: from which size a proof leads to the head in *note*."""

    old: int
    proof: tuple[bytes, ...]
    note: str

    @property
    def origin(self) -> str:
        """The first line of the head, signed or not."""
        return self.note.partition("\n")[0]

    @property
    def text(self) -> str:
        """The body that asks for it."""
        lines = (f"old {self.old}", *(as_base64(each) for each in self.proof))
        return "".join(f"{line}\n" for line in lines) + "\n" + self.note

    @classmethod
    def read(cls, body: bytes) -> "Asked":
        """Read a body. Raises Unusable in order: too-large, malformed."""
        if len(body) > MAX_BODY:
            raise Unusable("too-large", f"it has more than {MAX_BODY} bytes")
        asking, empty_line, note = decoded(body).partition("\n\n")
        first, *lines = asking.split("\n")
        old = from_number(first.removeprefix("old ")) if first.startswith("old ") else None
        if not empty_line or old is None:
            raise malformed("it does not begin with the size that is known")
        if len(lines) > MAX_PROOF:
            raise malformed(f"a proof has at most {MAX_PROOF} lines")
        proof = tuple(from_base64(line) or b"" for line in lines)
        if any(len(each) != HASH_BYTES for each in proof):
            raise malformed("a line of the proof is no hash")
        return cls(old, proof, note)


class Answer(Struct, frozen=True):
    """What a witness answers over HTTP."""

    status: int
    body: str
    media_type: str = PLAIN


class WatchedLog(Struct, frozen=True, kw_only=True):
    """A log that was added. *note* is the newest head that was cosigned.

    *fork* is the first head, signed by the log, that has the same size as one that was cosigned
    and another root: with the two in hand everybody sees that the log has two histories.
    """

    origin: str
    vkey: str
    url: str
    is_on: bool
    size: int
    root: bytes | None
    note: str | None
    fork: str | None


class Witness:
    """The witness of this instance. *name* is its host with ``/witness`` behind it."""

    def __init__(
        self, database: Database, keys_dir: Path, name: str, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._keys_dir = keys_dir
        self._name = name
        self._now = now
        self._memory = WitnessMemory(keys_dir)

    async def key(self) -> VerifierKey:
        """Return the key that checks its cosignatures. Raises KeysUnusable."""
        async with self._database.acquire() as connection:
            return Cosigner(self._name, await open_key(connection, self._keys_dir, KEY)).key

    async def add_checkpoint(self, body: bytes) -> Answer:
        """Cosign the head in *body* if it follows from the one before; else say why not.

        Refusals in order: 400 (the form), 404 (no such log), 403 (not signed by it), 400 (the head;
        it is smaller than the old size), 409 (the old size is not the one that is known; or it is
        the head's, with another root), 422 (the proof). Raises KeysUnusable.
        """
        try:
            asked = Asked.read(body)
        except Unusable as unusable:
            return Answer(400, f"{unusable.detail}\n")
        async with self._database.acquire() as connection:
            vkey = await connection.fetchval(_FIND, asked.origin)
        if vkey is None:
            return Answer(404, _UNKNOWN)
        key = VerifierKey.read(vkey)
        try:
            opened = open_note(asked.note, [key])
        except Unusable:
            return Answer(403, "the log's key did not sign this\n")
        try:
            head = Checkpoint.read(opened.text, extended=True)
        except Unusable as unusable:
            return Answer(400, f"{unusable.detail}\n")
        if asked.old > head.size:
            return Answer(400, "the old size is larger than the head's\n")
        signed = signature_line(key, opened.signed[key].body)
        async with self._database.transaction() as connection:
            # The row is held until what is cosigned is written: two requests go one after another.
            row = await connection.fetchrow(_LOCK, head.origin, vkey)
            if row is None:
                return Answer(404, _UNKNOWN)
            known = Seen(row["size"], row["root"] or EMPTY_ROOT)
            last = await asyncio.to_thread(self._memory.later, head.origin, known)
            note = f"{head.text}\n{signed}"
            return await self._follow(connection, asked, head, note, last)

    async def _follow(
        self, connection: Connection, asked: Asked, head: Checkpoint, note: str, last: Seen
    ) -> Answer:
        """Cosign *head*, which its log signed in *note*, if it follows from the *last* one."""
        if asked.old != last.size:
            return Answer(409, f"{last.size}\n", SIZE)
        if head.size == last.size > 0 and head.root != last.root:
            await connection.execute(_FORKED, head.origin, note)
            return Answer(409, f"{last.size}\n", SIZE)
        if not check_consistency(last.size, last.root, head.size, head.root, asked.proof):
            return Answer(422, "the proof does not lead from the old head to this one\n")
        seed = await open_key(connection, self._keys_dir, KEY)
        line = Cosigner(self._name, seed).cosign(head.text, int(self._now().timestamp()))
        # Nothing goes out that could be forgotten, be it by a crash or by an older backup.
        await asyncio.to_thread(self._memory.keep, head.origin, Seen(head.size, head.root))
        await connection.execute(_COSIGNED, head.origin, head.size, head.root, note + line)
        return Answer(200, line)

    async def checkpoint(self, origin_hash: str) -> str | None:
        """Return the head that was cosigned last, by the hexadecimal SHA-256 of its origin."""
        async with self._database.acquire() as connection:
            note: str | None = await connection.fetchval(_NOTE, origin_hash)
        return note

    async def add(self, vkey: str, *, origin: str | None = None, url: str = "") -> WatchedLog:
        """Cosign a log from now on; one that was removed goes on from where it was.

        Its *origin* is the name of its key unless told otherwise. Raises Unusable for what is no
        key of a log, OtherKey.
        """
        key = VerifierKey.read(vkey)
        if key.kind != ED25519:
            raise malformed("a log signs with a key of type 1")
        origin = origin or key.name
        async with self._database.transaction() as connection:
            if await connection.fetchval(_ADD, origin, key.text, url) is None:
                raise OtherKey
        return next(each for each in await self.logs() if each.origin == origin)

    async def remove(self, origin: str) -> bool:
        """Cosign a log no longer; say whether it was cosigned until now.

        What was cosigned is not forgotten: added again, it gets nothing that contradicts it.
        """
        async with self._database.transaction() as connection:
            return await connection.fetchval(_REMOVE, origin) is not None

    async def logs(self) -> list[WatchedLog]:
        """List every log that was ever added, by origin."""
        async with self._database.acquire() as connection:
            rows = await connection.fetch(_LOGS)
        return [WatchedLog(**dict(row)) for row in rows]
