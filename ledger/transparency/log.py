"""The log of a fund: its heads, what proves a line, what is promised of one, and how it is doing.

Nobody's right is looked at here: who may see what is for the caller to say.
"""

import asyncio
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from msgspec import Struct

from ledger.books import Books
from ledger.store.connection import Connection
from ledger.store.database import Database
from ledger.store.reading import get_head as get_end
from ledger.transparency import table
from ledger.transparency.keeper import Keeper, Kept
from ledger.transparency.keys import LogKeys
from ledger.transparency.leaf import Blinding, envelope_of
from ledger.transparency.looking import list_beginnings
from ledger.transparency.memory import Memory, Reports
from ledger.transparency.promising import Promising
from ledger.transparency.receipt import compose_receipt
from ledger.transparency.stopped import SENTENCES, Busy, ReportDiffers, Stopped
from ledger.transparency.table import Tree
from ledger.transparency.tiles import Tile, split
from ledger.transparency.tree import (
    Node,
    NodeHash,
    consistency_proof,
    inclusion_proof,
    nodes_of_consistency,
    nodes_of_inclusion,
)
from ledger.transparency.waiting import get_first_waiting, list_lines
from ledger.transparency.walking import read_leaves, read_nodes

__all__ = ["Busy", "Head", "Kept", "Log", "Place", "ReportDiffers", "Status", "Stopped"]


class Head(Struct, frozen=True):
    """A signed head. *at* is the moment of the clock that it was made for, in UTC."""

    number: int
    origin: str
    size: int
    root: bytes
    note: str
    at: datetime


class Place(Struct, frozen=True):
    """Where a line is in the newest log; *is_out* when a signed head covers it."""

    number: int
    index: int
    is_out: bool


class Status(Struct, frozen=True, kw_only=True):
    """How the log of a fund is doing.

    *waiting* lines are covered by no head, the oldest of them recorded at *waiting_since*.
    *stopped* is the code of why nothing is signed, *stopped_because* the same for operators.
    """

    head: Head | None = None
    next_at: datetime | None = None
    waiting: int = 0
    waiting_since: datetime | None = None
    stopped: str | None = None
    stopped_because: str | None = None


class Log:
    """The logs of the funds of one instance. *host* names it in the origins of new ones."""

    def __init__(
        self,
        database: Database,
        books: Books,
        keys_dir: Path,
        host: str,
        now: Callable[[], datetime],
    ) -> None:
        self._database, self._books, self._keys_dir, self._now = database, books, keys_dir, now
        self._keeper = Keeper(database, books, keys_dir, host, now)
        self.keep = self._keeper.keep
        self.new_origin = self._keeper.new_origin

    async def head(self, fund_id: UUID, number: int | None = None) -> Head | None:
        """Return the newest head of the newest log of a fund, or of that *number*."""
        return await self._head(fund_id, number, None)

    async def head_at(self, fund_id: UUID, number: int, size: int) -> Head | None:
        """Return the head that was signed at a size."""
        return await self._head(fund_id, number, size)

    async def _head(self, fund_id: UUID, number: int | None, size: int | None) -> Head | None:
        async with self._database.acquire() as connection:
            tree = await table.get_tree(connection, fund_id, number)
            if tree is None:
                return None
            return await _head_of(connection, tree, size)

    async def numbers(self, fund_id: UUID) -> list[int]:
        """List the logs that a fund has had, oldest first."""
        async with self._database.acquire() as connection:
            newest = await table.get_tree(connection, fund_id)
        return [] if newest is None else list(range(1, newest.number + 1))

    async def place(self, fund_id: UUID, position: int) -> Place | None:
        """Return where a line is in the newest log, None while it waits."""
        async with self._database.acquire() as connection:
            tree = await table.get_tree(connection, fund_id)
            if tree is None:
                return None
            found = await table.get_places(connection, fund_id, tree.number, [position])
        if position not in found:
            return None
        return Place(tree.number, found[position], found[position] < tree.signed_size)

    async def places(
        self, fund_id: UUID, number: int, positions: Collection[int]
    ) -> dict[int, int]:
        """Return the index of each of these lines that is in a log."""
        async with self._database.acquire() as connection:
            return await table.get_places(connection, fund_id, number, positions)

    async def receipt(self, fund_id: UUID, position: int) -> str | None:
        """Return the receipt of a line by the newest head, None while no head covers it."""
        return await self.receipt_of_number(fund_id, None, position)

    async def receipt_of_number(
        self, fund_id: UUID, number: int | None, position: int
    ) -> str | None:
        """Return the receipt of a line by the newest head of a log. Raises `KeyUnknown`."""
        async with self._database.acquire() as connection:
            tree = await table.get_tree(connection, fund_id, number)
            if tree is None:
                return None
            found = await table.get_places(connection, fund_id, tree.number, [position])
            index = found.get(position)
            head = await _head_of(connection, tree, None)
            if index is None or head is None or index >= head.size:
                return None
            nodes = nodes_of_inclusion(index, head.size)
            node = await read_nodes(connection, fund_id, tree.number, nodes)
            [line] = await list_lines(connection, fund_id, [position])
        keys = await self._keeper.keyring.of(tree.origin, tree.vkey)
        blinding = Blinding(keys.secret, tree.origin)
        opening = blinding.open(position, envelope_of(line), line.topic, line.payload)
        return compose_receipt(index, inclusion_proof(index, head.size, node), head.note, opening)

    async def opening_proof(self, fund_id: UUID, number: int) -> str | None:
        """Return the receipt of the line that began a log, in that log."""
        async with self._database.acquire() as connection:
            position = (await list_beginnings(connection, fund_id)).get(number)
        if position is None:
            return None
        return await self.receipt_of_number(fund_id, number, position)

    async def promise(self, fund_id: UUID, position: int) -> str | None:
        """Return the promise of a line, the same for ever.

        None where there is no such line or no log, and where nothing was promised before the line
        was in the log or the log stopped. Raises `KeyUnknown`.
        """
        fund, upto = await self._books.get_fund(fund_id)
        async with self._database.acquire() as connection:
            tree = await table.get_tree(connection, fund_id)
        if tree is None:
            return None
        keys = await self._keeper.keyring.of(tree.origin, tree.vkey)
        async with self._database.acquire() as connection:
            lines = await list_lines(connection, fund_id, [position])
            if not lines:
                return None
            promising = Promising(connection, tree, keys, lines[0])
            return await promising.promise(fund, upto, self._now())

    async def tile(self, fund_id: UUID, number: int, tile: Tile, width: int) -> bytes | None:
        """Return the first *width* hashes of a tile, or leaves; None unless a head covers all."""
        async with self._database.acquire() as connection:
            return await table.get_public_tile(connection, fund_id, number, tile, width)

    async def nodes(self, fund_id: UUID, number: int, nodes: Collection[Node]) -> NodeHash:
        """Return what gives the hashes of *nodes*; one that is not there is a LookupError."""
        async with self._database.acquire() as connection:
            return await read_nodes(connection, fund_id, number, nodes)

    async def consistency(self, fund_id: UUID, number: int, old: int, new: int) -> list[bytes]:
        """Prove that the log of *new* leaves begins with that of *old* ones."""
        node = await self.nodes(fund_id, number, nodes_of_consistency(old, new))
        return consistency_proof(old, new, node)

    async def leaves(self, fund_id: UUID, number: int, first: int, count: int) -> list[bytes]:
        """Return what *count* leaves hold, from index *first* on; fewer at the end."""
        async with self._database.acquire() as connection:
            return split(await read_leaves(connection, fund_id, number, first, count))

    async def verifier_keys(self, fund_id: UUID, number: int) -> tuple[str, str] | None:
        """Return the verifier keys of a log: of heads, and of promises."""
        async with self._database.acquire() as connection:
            tree = await table.get_tree(connection, fund_id, number)
        return None if tree is None else (tree.vkey, tree.promise_vkey)

    async def keys_of(self, fund_id: UUID, number: int) -> LogKeys:
        """Return the keys of a log that there is. Raises `KeyUnknown`."""
        tree = await self._tree(fund_id, number)
        return await self._keeper.keyring.of(tree.origin, tree.vkey)

    async def blinding(self, fund_id: UUID, number: int) -> Blinding:
        """Return what hides and opens the leaves of a log that there is. Raises `KeyUnknown`."""
        tree = await self._tree(fund_id, number)
        keys = await self._keeper.keyring.of(tree.origin, tree.vkey)
        return Blinding(keys.secret, tree.origin)

    async def _tree(self, fund_id: UUID, number: int) -> Tree:
        async with self._database.acquire() as connection:
            tree = await table.get_tree(connection, fund_id, number)
        if tree is None:
            raise LookupError(f"There is no log {number} of this fund.")
        return tree

    def memory(self, fund_id: UUID, number: int) -> Memory:
        """Return what the signer of a log remembers outside the database."""
        return Memory(self._keys_dir, fund_id, number)

    async def next_at(self, fund_id: UUID) -> datetime | None:
        """Return when the next head comes (UTC); None where none comes. It reads no line."""
        async with self._database.acquire() as connection:
            tree = await table.get_tree(connection, fund_id)
        return None if tree is None or tree.stopped is not None else tree.next_at

    async def status(self, fund_id: UUID) -> Status:
        """Say how the log of a fund is doing; nothing but zeroes before it begins."""
        async with self._database.transaction(snapshot=True, readonly=True) as connection:
            tree = await table.get_tree(connection, fund_id)
            end = await get_end(connection, fund_id)
            if tree is None or end is None:
                return Status()
            out = await table.count_places(connection, tree, tree.signed_size)
            since = await get_first_waiting(connection, tree, end.position)
            head = await _head_of(connection, tree, None)
        return Status(
            head=head,
            next_at=tree.next_at,
            waiting=end.position - out,
            waiting_since=None if since is None else since[1],
            stopped=tree.stopped,
            stopped_because=SENTENCES.get(tree.stopped or ""),
        )

    async def add_cosignatures(
        self, fund_id: UUID, number: int, size: int, lines: Sequence[str]
    ) -> None:
        """Add signature lines of witnesses, which were checked, to the note of a head.

        A name that signed it before is left as it is; nothing happens where there is no such head.
        """
        async with self._database.transaction() as connection:
            head = await table.get_head(connection, fund_id, number, size, lock=True)
            if head is None:
                return
            signed = {_signer_of(line) for line in head.note.partition("\n\n")[2].splitlines()}
            new = {_signer_of(line): line.rstrip("\n") for line in lines}
            added = "".join(f"{line}\n" for name, line in new.items() if name not in signed)
            if added:
                await table.set_note(connection, fund_id, number, size, head.note + added)

    async def remember_report(self, fund_id: UUID, number: int, digest: str) -> None:
        """Remember outside the database which report is out under a number.

        Raises `ReportDiffers` when another one is, `MemoryUnreadable` when nobody can say.
        """
        await asyncio.to_thread(Reports(self._keys_dir, fund_id).remember, number, digest)

    async def report_before(self, fund_id: UUID, number: int) -> str | None:
        """Return the digest of the report that is out under a number.

        Raises `MemoryUnreadable` when nobody can say.
        """
        return await asyncio.to_thread(Reports(self._keys_dir, fund_id).get, number)


async def _head_of(connection: Connection, tree: Tree, size: int | None) -> Head | None:
    head = await table.get_head(connection, tree.fund_id, tree.number, size)
    if head is None:
        return None
    return Head(head.number, tree.origin, head.size, head.root, head.note, head.at)


def _signer_of(line: str) -> str:
    """Return the name in a signature line: ``— NAME BASE64``."""
    return line.split(" ")[1]
