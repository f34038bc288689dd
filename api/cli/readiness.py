"""Whether this program can take over the books that are there. Looks, and changes nothing."""

import asyncio
from collections.abc import Iterator

from msgspec import Struct

from api.cli.backups import backups_directory, free_bytes, size_text, tables_left_out
from api.cli.opened import place_of
from api.cli.program import program_version
from api.settings import Settings
from ledger.events import EVENTS
from ledger.store.backup import ToolsMissing, find_dumper
from ledger.store.backup.upgrading import Standing, look_at
from ledger.store.embedded import NoPostgresFound
from ledger.store.embedded.binaries import choose
from ledger.store.embedded.state import State
from ledger.store.mapper import UPCASTS
from ledger.store.migrate import SchemaRefused
from ledger.vault.keys import KeysUnusable, compare_keys
from projections.migrations import projection_migrations
from projections.models import READ_MODELS


class Finding(Struct, frozen=True):
    """One thing that was looked at, what it is, and whether it is in the way of an upgrade."""

    what: str
    said: str
    is_ready: bool = True


def findings(settings: Settings) -> Iterator[Finding]:
    """Yield what was found, as far as it can be looked at."""
    yield Finding("program", program_version())
    server = _server(settings)
    yield server
    if not server.is_ready:
        return
    if not settings.database_url and _major(settings) is None:
        yield Finding("books", "none yet: the first start makes everything")
        return
    with place_of(settings) as place:
        address = place.owner_url or place.service_url
        try:
            standing = asyncio.run(look_at(address, projection_migrations(), tables_left_out()))
        except SchemaRefused as refused:
            yield Finding("schema", str(refused), is_ready=False)
            return
        yield from _of_books(standing)
        yield _migrations(standing, may_migrate=place.owner_url is not None)
        yield _tools(standing, settings)
    yield _disk(standing, settings)
    yield _keys(standing, settings)


def _major(settings: Settings) -> int | None:
    return State(settings.data_dir / "postgres").major()


def _server(settings: Settings) -> Finding:
    """Look whether the programs for the data directory are there, before anything starts."""
    if settings.database_url:
        return Finding("PostgreSQL", "the one that DATABASE_URL names")
    major = _major(settings)
    try:
        found = choose(major, settings.pg_bin)
    except NoPostgresFound as missing:
        return Finding("PostgreSQL", str(missing), is_ready=False)
    made_by = "there is no data directory yet" if major is None else f"the data is of {major}"
    return Finding("PostgreSQL", f"{found.version}; {made_by}")


def _of_books(standing: Standing) -> Iterator[Finding]:
    lines = sum(standing.books.values())
    yield Finding("books", f"{len(standing.books)} with {lines} lines")
    known = {*EVENTS, *UPCASTS}
    unknown = [f"{topic} ({n} lines)" for topic, n in standing.topics.items() if topic not in known]
    said = f"unknown to this program: {', '.join(unknown)}" if unknown else "all known"
    yield Finding("topics", said, is_ready=not unknown)
    stale = {
        model.name: sum(
            lines
            for fund_id, lines in standing.books.items()
            if standing.built.get((fund_id, model.name), 0) < model.version
        )
        for model in READ_MODELS
    }
    anew = [f"{name} from {lines} lines" for name, lines in stale.items() if lines]
    yield Finding("read models", f"to be built anew: {', '.join(anew) or 'none'}")


def _migrations(standing: Standing, *, may_migrate: bool) -> Finding:
    if not standing.pending:
        return Finding("schema", "up to date")
    said = f"to be run: {', '.join(standing.pending)}"
    if may_migrate:
        return Finding("schema", said)
    return Finding(
        "schema", f"{said}, for which PARASOL_DATABASE_DIRECT_URL is needed", is_ready=False
    )


def _tools(standing: Standing, settings: Settings) -> Finding:
    """Look whether a backup can be made of a server that is not ours."""
    beside = None if settings.database_url else choose(_major(settings), settings.pg_bin).bin_dir
    try:
        found = find_dumper(standing.postgresql, beside=beside)
    except ToolsMissing as missing:
        return Finding("backup", str(missing), is_ready=False)
    return Finding("backup", f"by pg_dump {found.version} of PostgreSQL {standing.postgresql}")


def _disk(standing: Standing, settings: Settings) -> Finding:
    free = free_bytes(backups_directory(settings))
    said = f"{size_text(free)} free; a backup takes {size_text(standing.size_bytes)} at most"
    return Finding("disk", said, is_ready=free > standing.size_bytes)


def _keys(standing: Standing, settings: Settings) -> Finding:
    if not standing.fingerprints:
        return Finding("keys", "none yet: the first start makes them")
    try:
        compare_keys(settings.keys_dir, standing.fingerprints)
    except KeysUnusable as unusable:
        return Finding("keys", str(unusable), is_ready=False)
    return Finding("keys", "match")
