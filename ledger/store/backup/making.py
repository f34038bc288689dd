"""Making a backup, of one moment, while everybody goes on working."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from msgspec import Struct

from ledger.store.backup.addresses import environment_of
from ledger.store.backup.container import DumpWriter
from ledger.store.backup.contents import connect, list_tables, read_contents
from ledger.store.backup.manifest import FORMAT, VERSION, Contents, Manifest, RanMigration
from ledger.store.backup.tools import Tools, find_dumper, running
from ledger.store.connection import Connection
from ledger.store.errors import connecting, database_errors
from ledger.vault.keys import list_fingerprints

LEFT_OUT: Final = (
    "sessions",
    "sign_in_codes",
    "api_tokens",
    "devices",
    "attempts",
    "nudges",
    "snapshots",
)
"""What has ended or was used must not come back to life; snapshots are made again."""

_MIGRATIONS: Final = """
select part, number, name, encode(sha256, 'hex') from schema_migrations order by part, number
"""
_ENCRYPTED: Final = "select ssl from pg_stat_ssl where pid = pg_backend_pid()"
_VERSION: Final = "select split_part(current_setting('server_version'), ' ', 1)"


class _Found(Struct, frozen=True):
    """What was read, as the manifest says it."""

    postgresql: str
    pg_dump: str
    migrations: tuple[RanMigration, ...]
    contents: Contents
    keys: dict[str, str]


async def write_backup(
    address: str,
    file: BinaryIO,
    *,
    made_at: datetime,
    program: str,
    left_out: Collection[str] = (),
    beside: Path | None = None,
) -> Manifest:
    """Write a backup of the database at *address* into *file*, which can be wound back.

    *address* is that of any role that may read every table, past a pooler. *left_out* are the
    tables of read models, *program* is this program's version, *beside* are the programs of the
    running server when it is ours.

    Raises `ToolsMissing`, `ToolFailed`, OSError, and errors of the store.
    """
    without = sorted({*LEFT_OUT, *left_out})
    writer = DumpWriter(file)
    with database_errors():
        with connecting():
            connection = await connect(address)
        try:
            async with connection.transaction(isolation="repeatable_read", readonly=True):
                found = await _read(connection, writer, address, without, beside)
        finally:
            await connection.close()
    manifest = Manifest(
        format=FORMAT,
        version=VERSION,
        program=program,
        postgresql=found.postgresql,
        pg_dump=found.pg_dump,
        made_at=made_at,
        migrations=found.migrations,
        funds=found.contents.funds,
        tables=found.contents.tables,
        keys=found.keys,
        left_out=(*without, "the keys"),
        dump_bytes=writer.size,
        dump_sha256=writer.sha256,
    )
    writer.finish(manifest)
    return manifest


async def _read(
    connection: Connection,
    writer: DumpWriter,
    address: str,
    without: Collection[str],
    beside: Path | None,
) -> _Found:
    """Read everything in the one moment of *connection*, pg_dump included."""
    version = await connection.fetchval(_VERSION)
    encrypted = bool(await connection.fetchval(_ENCRYPTED))
    tools = find_dumper(version, beside=beside, encrypted=encrypted)
    tables = await list_tables(connection, without)
    prints = await list_fingerprints(connection)
    found = _Found(
        postgresql=version,
        pg_dump=tools.version,
        migrations=tuple(RanMigration(*row) for row in await connection.fetch(_MIGRATIONS)),
        contents=await read_contents(connection, tables),
        keys={name: fingerprint.hex() for name, fingerprint in prints.items()},
    )
    moment = await connection.fetchval("select pg_export_snapshot()")
    environment = environment_of(address, encrypted=encrypted)
    await _dump(writer, tools, environment, [f"--snapshot={moment}", *_only(tables)])
    return found


def _only(tables: Collection[str]) -> list[str]:
    return [f"--table=public.{table}" for table in tables]


async def _dump(
    writer: DumpWriter, tools: Tools, environment: dict[str, str], chosen: list[str]
) -> None:
    arguments = ["--format=custom", "--data-only", "--no-password", "--encoding=UTF8"]
    # The least packing: a line is small, and the next level costs twice the time for a tenth less.
    arguments += ["--compress=1", *chosen]
    async with running(tools, arguments, environment) as dump:
        async for piece in dump.pieces():
            writer.write(piece)
