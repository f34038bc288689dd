"""Everything that somebody has who takes the machine after a ballot: and what it tells them.

`gather` takes what there is: every table through its superuser, the pages of the data directory, a
real backup, a real export, the key directory, and the log. `faults` says what any of it links.
"""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
from msgspec import Struct

from api.cli.backups import read_model_tables
from api.giving.codes import plain
from ledger.store.backup import find_reader, open_backup, whole_file, write_backup
from ledger.store.backup.script import read_tables
from ledger.store.database import Database
from ledger.transport.exporting import export_book
from projections.migrations import projection_migrations
from tests.database import Urls
from tests.ledger.store.backup_stage import MADE_AT

HELD: tuple[str, ...] = ("ballots", "ballot_marks", "proposal_seen")
"""The tables in which nothing of a proposal that was counted may stay."""
_FIRST_OF_USERS = 16_384
"""Tables of PostgreSQL itself have smaller numbers."""


class Truth(Struct, frozen=True):
    """What the attacker wants to know: who cast what, in the order of casting."""

    fund_id: UUID
    cast: tuple[tuple[UUID, str, str], ...]
    """Who, with which slip, which choice."""
    private_keys: tuple[bytes, ...]

    @property
    def choices(self) -> list[str]:
        return [choice for _, _, choice in self.cast]


class Evidence(Struct, frozen=True):
    """What was found, by where it was found."""

    rows: Mapping[str, Sequence[str]]
    columns: Mapping[str, Mapping[str, str]]
    defaults: Sequence[str]
    backup: Mapping[str, bytes]
    export: bytes
    files: Mapping[str, bytes]
    """The pages of the data directory, and what was written ahead."""
    keys: Mapping[str, bytes]
    log: bytes
    closing: bytes
    """The very bytes of the line that closed it, which everybody may read."""

    def said(self) -> dict[str, bytes]:
        """Return everything that is text or could be."""
        rows = {f"table {name}": "\n".join(each).encode() for name, each in self.rows.items()}
        backup = {f"backup of {name}": each for name, each in self.backup.items()}
        return rows | backup | {"export": self.export, "log": self.log} | dict(self.files)


async def gather(urls: Urls, fund_id: UUID, keys_dir: Path, tmp_path: Path, log: str) -> Evidence:
    """Take everything that is there."""
    connection = await asyncpg.connect(urls.superuser)
    try:
        await connection.execute("checkpoint")
        tables = [
            row[0]
            for row in await connection.fetch(
                "select tablename from pg_tables where schemaname = 'public' order by 1"
            )
        ]
        rows = {
            table: [str(row[0]) for row in await connection.fetch(f"select t::text from {table} t")]
            for table in tables
        }
        columns, defaults = await _columns_of(connection)
        closing: bytes = await connection.fetchval(
            "select payload from events where fund_id = $1 and topic = 'proposal.closed.v1'",
            fund_id,
        )
        where = Path(await connection.fetchval("show data_directory"))
        oid = await connection.fetchval(
            "select oid from pg_database where datname = current_database()"
        )
    finally:
        await connection.close()
    return Evidence(
        rows=rows,
        columns=columns,
        defaults=defaults,
        backup=await _backup(urls, tmp_path),
        export=await _export(urls, fund_id),
        files=_files(where, int(oid)),
        keys=_keys(keys_dir),
        log=log.encode(),
        closing=closing or b"",
    )


async def _columns_of(
    connection: "asyncpg.Connection[asyncpg.Record]",
) -> tuple[dict[str, dict[str, str]], list[str]]:
    """Return the kinds of all columns, by table, and those that fill themselves in."""
    columns: dict[str, dict[str, str]] = {}
    defaults = []
    for table, name, kind, default in await connection.fetch(
        "select table_name, column_name, data_type, column_default"
        " from information_schema.columns where table_schema = 'public'"
    ):
        columns.setdefault(table, {})[name] = kind
        if default is not None:
            defaults.append(f"{table}.{name}")
    return columns, defaults


async def _backup(urls: Urls, tmp_path: Path) -> dict[str, bytes]:
    path = tmp_path / "taken.backup"
    path.unlink(missing_ok=True)
    with whole_file(path) as file:
        await write_backup(
            urls.service, file, made_at=MADE_AT, program="0", left_out=read_model_tables()
        )
    found: dict[str, bytes] = {}
    with open_backup(path) as backup:
        names = {table.name for table in backup.manifest.tables} | {"events"}
        reader = find_reader(backup.manifest.pg_dump)
        async for rows in read_tables(backup, reader, names):
            found[rows.table] = b"".join([piece async for piece in rows.pieces()])
    return found


async def _export(urls: Urls, fund_id: UUID) -> bytes:
    file = io.BytesIO()
    migrations = projection_migrations()
    async with Database.open(urls.service, max_size=2, min_size=1, migrations=migrations) as opened:
        async for piece in export_book(opened, fund_id):
            file.write(piece)
    return file.getvalue()


def _files(where: Path, oid: int) -> dict[str, bytes]:
    """Read the pages of our own tables, and what was written ahead; the system's hold nothing."""
    of_tables = [
        path
        for path in (where / "base" / str(oid)).iterdir()
        if (number := path.name.partition(".")[0].partition("_")[0]).isdecimal()
        and int(number) >= _FIRST_OF_USERS
    ]
    ahead = [path for path in (where / "pg_wal").iterdir() if path.is_file()]
    return {str(path.relative_to(where)): path.read_bytes() for path in (*of_tables, *ahead)}


def _keys(keys_dir: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in keys_dir.rglob("*") if path.is_file()}


def before_the_end(evidence: Evidence, truth: Truth) -> list[str]:
    """Say what shows, while a box is open, what is in it."""
    found = [
        f"{where} holds a choice"
        for where, said in evidence.said().items()
        for choice in truth.choices
        if _as_it_would_stand(where, choice) in said
    ]
    return found + _codes(evidence, truth)


def _as_it_would_stand(where: str, choice: str) -> bytes:
    """Return what to look for: what is written ahead holds lists of numbers of the system, too."""
    return choice.encode() + (b"\0\0" if where.startswith("pg_wal") else b"")


def after_the_end(evidence: Evidence, truth: Truth) -> list[str]:
    """Say what links a ballot to a person, or to when it was cast."""
    found = [f"rows are left in {table}" for table in HELD if evidence.rows[table]]
    found += [
        f"{where} holds the key of the box"
        for where, said in (dict(evidence.keys) | evidence.said()).items()
        for key in truth.private_keys
        if key in said or key.hex().encode() in said
    ]
    return found + _codes(evidence, truth) + _columns(evidence) + _order(evidence, truth)


def _codes(evidence: Evidence, truth: Truth) -> list[str]:
    return [
        f"{where} holds the code of a slip"
        for where, said in (dict(evidence.keys) | evidence.said()).items()
        for _, slip, _ in truth.cast
        if slip.encode() in said or plain(slip).encode() in said
    ]


def _columns(evidence: Evidence) -> list[str]:
    """Say which columns of a ballot could tell when or as how-manieth it came."""
    allowed = {"uuid", "bytea"}
    found = [
        f"{table}.{name} is a {kind}"
        for table in HELD
        for name, kind in evidence.columns[table].items()
        if kind not in allowed and name != "stage"
    ]
    return found + [f"{each} has a default" for each in evidence.defaults if each.startswith(HELD)]


def _order(evidence: Evidence, truth: Truth) -> list[str]:
    """Say where choices stand in the order of casting, or beside who cast them.

    Where several stand together, they stand in the order of their values. The line says who voted
    in the order of ids and what in that of values; apart from it no choice stands anywhere.
    """
    found = []
    for where, said in evidence.said().items():
        rest = said.replace(evidence.closing, b"").replace(_escaped(evidence.closing), b"")
        rest = rest.replace(evidence.closing.hex().encode(), b"")
        if where.startswith("pg_wal"):
            continue  # pieces of the same line; its key and codes were looked for
        found += [
            f"{where} holds a choice outside of the line"
            for choice in truth.choices
            if f'"{choice}"'.encode() in rest
        ]
    places = [evidence.closing.find(f'"{each}"'.encode()) for each in sorted(truth.choices)]
    if places != sorted(places) or -1 in places:
        found.append("the line holds choices in another order than that of their values")
    voters = [evidence.closing.find(str(who).encode()) for who, _, _ in sorted(truth.cast)]
    if voters != sorted(voters) or -1 in voters:
        found.append("the line holds voters in another order than that of their ids")
    return found


def _escaped(line: bytes) -> bytes:
    """Return a line as it stands inside another one, as text of JSON."""
    return line.replace(b'"', b'\\"')


async def placed(urls: Urls) -> dict[str, Any]:
    """Return how the rows of ballots lie: which transactions wrote them, and in which order."""
    connection = await asyncpg.connect(urls.superuser)
    try:
        ballots = await connection.fetch("select xmin, code_hash from ballots order by ctid")
        marks = await connection.fetch("select xmin, sign_in from ballot_marks order by ctid")
    finally:
        await connection.close()
    return {
        "transactions": {row[0] for row in ballots} | {row[0] for row in marks},
        "ballots": [row[1] for row in ballots],
        "marks": [row[1] for row in marks],
    }


def lies_in_order(placing: Mapping[str, Any]) -> list[str]:
    """Say what the places of rows tell about when they came."""
    told = len(placing["transactions"]) > 1
    return ["rows say which transaction wrote them"] * told + [
        f"{each} lie in the order in which they came"
        for each in ("ballots", "marks")
        if placing[each] != sorted(placing[each])
    ]
