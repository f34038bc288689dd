"""Migrations: forward only, each in one transaction, one process at a time.

They run as the owner of the tables, never as the service. What ran is recorded with the hash of
its text: a migration that changed afterwards, or one that this program does not know, stops it.
"""

import hashlib
import re
from collections.abc import Sequence
from importlib import resources
from typing import Final

import asyncpg
from msgspec import Struct

from ledger.store.connection import Connection
from ledger.store.errors import DatabaseError, connecting, database_errors

SERVICE_ROLE: Final = "parasol"
"""The role that the service connects as."""

_LOCK: Final = 0x70617261736F6C  # the letters of the project's name, as a number
_RECORDED: Final = "select part, number, name, sha256 from schema_migrations order by part, number"
_MAKES: Final = re.compile(
    r"\bcreate\s+(table|function)\s+(?:if\s+not\s+exists\s+)?(\w+)", re.IGNORECASE
)
_RECORDS: Final = """
create table if not exists schema_migrations (
    part text not null,
    number integer not null,
    name text not null,
    sha256 bytea not null,
    applied_at timestamptz not null default now(),
    primary key (part, number)
);
grant select on schema_migrations to {service};
"""


class Migration(Struct, frozen=True):
    """One step of a schema. *part* is who brings it (``ledger``, ``projections``, …).

    In *sql*, ``{service}`` stands for the service's role and no other brace means anything.
    """

    part: str
    number: int
    name: str
    sql: str

    @property
    def sha256(self) -> bytes:
        """The hash of the text as written, whatever the role is called."""
        return hashlib.sha256(self.sql.encode()).digest()

    @property
    def title(self) -> str:
        """Its name in messages, such as ``ledger/0001_books``."""
        return f"{self.part}/{self.number:04}_{self.name}"


class SchemaRefused(DatabaseError):
    """The schema in the database does not fit this program; the sentence says how."""


class SchemaNewer(SchemaRefused):
    """The database holds a migration that this program does not know: use a newer program."""


class SchemaOlder(SchemaRefused):
    """Migrations of this program have not run yet."""


class MigrationChanged(SchemaRefused):
    """A migration that ran before has another text now."""


def ledger_migrations() -> list[Migration]:
    """List the steps of the ledger's own tables, in order."""
    found = []
    for file in resources.files("ledger.store").joinpath("migrations").iterdir():
        if file.name.endswith(".sql"):
            number, _, name = file.name.removesuffix(".sql").partition("_")
            found.append(Migration("ledger", int(number), name, file.read_text("utf-8")))
    return sorted(found, key=lambda migration: migration.number)


def made_by(steps: Sequence[Migration]) -> set[tuple[str, str]]:
    """List what *steps* create, as pairs of its kind (``table``, ``function``) and its name."""
    return {(kind.lower(), name) for step in steps for kind, name in _MAKES.findall(step.sql)}


def service_rights(*tables: str) -> str:
    """Compose the statement that gives the service every row right on tables of a read model.

    It goes into the text of a `Migration`, behind its ``create table``.
    """
    return f"grant select, insert, update, delete, truncate on {', '.join(tables)} to {{service}};"


async def migrate(
    owner_url: str, extra: Sequence[Migration] = (), *, service_role: str = SERVICE_ROLE
) -> list[str]:
    """Run every step that has not run, the ledger's first, and return their titles.

    Raises `SchemaNewer`, `MigrationChanged` or another error of the store; the steps before the
    failing one stay, the failing one leaves nothing.
    """
    steps = [*ledger_migrations(), *extra]
    with database_errors():
        with connecting():
            connection = await asyncpg.connect(
                owner_url,
                server_settings={"application_name": "parasol migrate", "timezone": "UTC"},
                statement_cache_size=0,
            )
        try:
            return await run_steps(connection, steps, service_role=service_role)
        finally:
            await connection.close()


async def run_steps(
    connection: Connection, steps: Sequence[Migration], *, service_role: str = SERVICE_ROLE
) -> list[str]:
    """Run those of *steps* that have not run, in their order, and return their titles.

    Each in a transaction of its own, unless the connection is in one. Raises like `migrate`.
    """
    done: list[str] = []
    while title := await _run_next(connection, steps, service_role):
        done.append(title)
    return done


async def _run_next(
    connection: Connection, steps: Sequence[Migration], service_role: str
) -> str | None:
    """Run the first step that has not run, in one transaction under the lock."""
    service = await connection.fetchval("select quote_ident($1::text)", service_role)
    async with connection.transaction():
        await connection.execute("select pg_advisory_xact_lock($1)", _LOCK)
        await connection.execute(_RECORDS.replace("{service}", service))
        step = next(iter(compare(await connection.fetch(_RECORDED), steps)), None)
        if step is None:
            return None
        await connection.execute(step.sql.replace("{service}", service))
        await connection.execute(
            "insert into schema_migrations (part, number, name, sha256) values ($1, $2, $3, $4)",
            step.part,
            step.number,
            step.name,
            step.sha256,
        )
        return step.title


def compare(recorded: Sequence[asyncpg.Record], steps: Sequence[Migration]) -> list[Migration]:
    """List the steps that have not run; refuse records that do not fit.

    Parts that none of *steps* belongs to are left alone: they are another package's business.
    """
    known = {(step.part, step.number): step for step in steps}
    parts = {step.part for step in steps}
    ran = set()
    for record in recorded:
        place = (record["part"], record["number"])
        if place[0] not in parts:
            continue
        step = known.get(place)
        title = f"{place[0]}/{place[1]:04}_{record['name']}"
        if step is None:
            raise SchemaNewer(f"The database has {title}, which this program does not know.")
        if step.sha256 != record["sha256"]:
            raise MigrationChanged(f"{title} ran with another text than this program has.")
        ran.add(place)
    return [step for step in steps if (step.part, step.number) not in ran]


async def list_pending(connection: Connection, extra: Sequence[Migration] = ()) -> list[Migration]:
    """List the steps that have not run yet, as any role; raises like `migrate`."""
    steps = [*ledger_migrations(), *extra]
    there = await connection.fetchval("select to_regclass('public.schema_migrations') is not null")
    return compare(await connection.fetch(_RECORDED), steps) if there else steps
