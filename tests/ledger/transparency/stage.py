"""A fund with a log on a clock that tests turn."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg

from ledger.asking import Answer
from ledger.books import Books
from ledger.decider import AnyCommand
from ledger.publishing.commands import SetLog
from ledger.store.database import Database
from ledger.store.reading import StoredLine
from ledger.transparency.log import Head, Kept, Log
from ledger.transparency.memory import Memory, Remembered
from ledger.transparency.table import Tree, get_tree
from ledger.transparency.tiles import Tile, grow
from ledger.transparency.tree import Frontier, leaf_hash
from tests.funds import DAY, OpenedFund, ask, lines_of, open_fund
from tests.ledger.people import ANA

HOST: Final = "parasol.example"
START: Final = datetime(2026, 3, 2, 17, 30, tzinfo=UTC)
"""Half past twelve in New York, where the fund is: the first head after it comes at midnight."""
A_DAY: Final = timedelta(days=1)
COMMITMENT: Final = "5e" * 32


class Turned:
    """A clock that stands still until it is turned."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def turn(self, by: timedelta = A_DAY) -> None:
        self.at += by


class Stage:
    """A fund with its log, and what tests look at."""

    def __init__(self, database: Database, keys_dir: Path) -> None:
        self.database, self.keys_dir = database, keys_dir
        self.clock = Turned()
        self.books = Books(database, clock=self.clock)
        self.log = self.another()
        self.fund: OpenedFund

    def another(self) -> Log:
        """Return the log as another process has it."""
        books = Books(self.database, clock=self.clock)
        return Log(self.database, books, self.keys_dir, HOST, self.clock)

    async def open(self, *, rule: SetLog | None = None) -> None:
        """Open the fund, with a rule for its log."""
        self.fund = await open_fund(self.books, money=1000_00, founder=ANA)
        await self.do(rule or SetLog(occurred_on=DAY))

    @property
    def fund_id(self) -> UUID:
        return self.fund.fund_id

    @property
    def memory(self) -> Memory:
        return Memory(self.keys_dir, self.fund_id, 1)

    @property
    def remembered(self) -> Remembered:
        found = self.memory.read()
        assert found is not None
        return found

    async def do(self, command: AnyCommand) -> Answer:
        """Have something written by the one person who keeps the fund."""
        return await ask(self.books, self.fund_id, command, actor=ANA)

    async def give(self, count: int = 1, **changes: Any) -> None:
        """Have gifts recorded."""
        for _ in range(count):
            await self.do(self.fund.donation(1_00, **changes))

    async def keep(self) -> Kept:
        return await self.log.keep(self.fund_id)

    async def head(self, number: int | None = None) -> Head:
        head = await self.log.head(self.fund_id, number)
        assert head is not None
        return head

    async def tree(self, number: int | None = None) -> Tree:
        async with self.database.acquire() as connection:
            tree = await get_tree(connection, self.fund_id, number)
        assert tree is not None
        return tree

    async def lines(self) -> list[StoredLine]:
        return await lines_of(self.database, self.fund_id)

    async def leaves(self, number: int = 1) -> list[bytes]:
        """Return what every leaf holds, as it is in the database."""
        tree = await self.tree(number)
        return await self.log.leaves(self.fund_id, number, 0, tree.size)

    async def indices(self, number: int = 1) -> dict[int, int]:
        """Return where every line of the book is that is in the log."""
        positions = [line.position for line in await self.lines()]
        return await self.log.places(self.fund_id, number, positions)

    async def assert_sound(self, number: int = 1) -> None:
        """The tree from its leaves alone is the one that is stored, and lines are in it once."""
        tree, leaves = await self.tree(number), await self.leaves(number)
        assert len(leaves) == tree.size == len(set(leaves))
        assert Frontier().add(map(leaf_hash, leaves)) == tree.frontier
        assert await self.tiles(number) == grow({}, 0, leaves)
        indices = await self.indices(number)
        lines = {line.position: line for line in await self.lines()}
        assert len(indices) == tree.lines
        assert set(range(1, tree.sealed_upto + 1)) <= indices.keys()
        assert len(set(indices.values())) == len(indices)
        blinding = await self.log.blinding(self.fund_id, number)
        for position, index in indices.items():
            assert leaves[index] == blinding.commitment_of(lines[position])
        head = await self.log.head(self.fund_id, number)
        assert (head.size, head.root) == (tree.size, tree.frontier.root) if head else not tree.size

    async def tiles(self, number: int = 1) -> dict[Tile, bytes]:
        async with self.database.acquire() as connection:
            rows = await connection.fetch(
                "select level, index, data from log_tiles where fund_id = $1 and number = $2",
                *(self.fund_id, number),
            )
        return {Tile(row[0], row[1]): row[2] for row in rows}


async def as_superuser(url: str, *statements: str) -> None:
    """Do what no role of the program may: what a restore, or somebody with the disk, does."""
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute("set local session_replication_role = replica")
            for statement in statements:
                await connection.execute(statement)
    finally:
        await connection.close()


LOG_TABLES: Final = ("log_promises", "log_heads", "log_places", "log_tiles", "log_trees")


class Copy:
    """The log and the book of a fund as they were at a moment, to be put back later."""

    def __init__(self, url: str, fund_id: UUID, *, book: bool) -> None:
        self._url, self._fund_id = url, fund_id
        self._tables = (*LOG_TABLES, *(("events", "heads", "idempotency") if book else ()))

    async def take(self) -> None:
        """Copy the rows aside."""
        where = f"where fund_id = '{self._fund_id}'"
        await as_superuser(
            self._url,
            *(
                f"drop table if exists copy_of_{name}; "
                f"create table copy_of_{name} as select * from {name} {where}"
                for name in self._tables
            ),
        )

    async def put_back(self) -> None:
        """Have the rows as they were."""
        where = f"where fund_id = '{self._fund_id}'"
        tables: Sequence[str] = self._tables
        await as_superuser(
            self._url,
            f"delete from snapshots {where}",
            *(f"delete from {name} {where}" for name in tables),
            *(f"insert into {name} select * from copy_of_{name}" for name in reversed(tables)),
            *(f"drop table copy_of_{name}" for name in tables),
        )


async def begun(stage: Stage, heads: int = 2) -> None:
    """Have some heads signed, each with a gift in it."""
    await stage.keep()
    for _ in range(heads - 1):
        await stage.give()
        stage.clock.turn()
        await stage.keep()


async def restored_older(stage: Stage, superuser_url: str) -> Tree:
    """Put an older copy of the whole book in its place, as a backup does."""
    await begun(stage)
    copy = Copy(superuser_url, stage.fund_id, book=True)
    await copy.take()
    await stage.give()
    stage.clock.turn()
    await stage.keep()
    signed = await stage.tree()
    await copy.put_back()
    stage.log = stage.another()
    return signed
