"""Restoring a backup: beside what is in use, compared and checked, and only then in its place."""

import asyncio
import os
import secrets
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar

import click

from api.cli.counting import counted
from api.cli.failures import Unavailable, Unusable
from api.cli.opened import embedded_server
from api.settings import Settings
from ledger.store.backup import (
    Backup,
    BackupDamaged,
    BackupRefused,
    DatabaseNotEmpty,
    Manifest,
    ToolFailed,
    ToolsMissing,
    empty_database,
    fill_database,
    find_reader,
)
from ledger.store.backup.beside import create_beside, drop_beside, drop_replaced, put_in_place
from ledger.store.backup.filling import count_books
from ledger.store.backup.manifest import steps_of_backup
from ledger.store.backup.tools import major_of
from ledger.store.database import Database
from ledger.store.embedded import Addresses, EmbeddedServer, available_majors
from ledger.store.embedded.locks import make_data_dir
from ledger.store.errors import PersistenceError
from ledger.store.migrate import Migration, ledger_migrations
from ledger.store.upkeep import Upkeep, note
from ledger.vault.keys import KeyMissing, KeysForeign, KeysUnusable, compare_keys
from projections.check import check_fund
from projections.follower import Stuck
from projections.migrations import projection_migrations
from projections.runner import Runner

DRILL_PREFIX: Final = "drill-"
"""What the names of throw-away directories in the data directory begin with."""

_T = TypeVar("_T")


def say(sentence: str) -> None:
    """Tell the operator how far things are."""
    click.echo(sentence, err=True)


def all_migrations() -> list[Migration]:
    """List every migration of this program, in the order in which they run."""
    return [*ledger_migrations(), *projection_migrations()]


def plainly_refused(work: Callable[[], _T]) -> _T:
    """Do *work*; what the backup package refuses becomes a sentence and an exit code."""
    try:
        return work()
    except (BackupRefused, DatabaseNotEmpty) as refused:
        raise Unusable(f"{refused} Nothing was changed.") from None
    except (ToolsMissing, ToolFailed) as failed:
        raise Unavailable(f"{failed} Nothing was changed.") from None
    except Stuck as stuck:
        raise Unusable(
            f"The lines of the backup cannot be read by this program: {stuck} Nothing was changed."
        ) from None


def introduce(manifest: Manifest) -> None:
    """Say what a backup is, and refuse one that this program cannot restore."""
    steps_of_backup(manifest, all_migrations())
    say(
        f"The backup is whole. It was made at {manifest.made_at:%Y-%m-%d %H:%M} UTC and holds "
        f"{counted(len(manifest.funds), 'fund')} with {counted(manifest.lines, 'line')}."
    )


def compare_with_keys(settings: Settings, manifest: Manifest, *, may_differ: bool) -> None:
    """Say whether the keys are those of the backup. Refuses others unless they *may_differ*."""
    known = {name: bytes.fromhex(text) for name, text in manifest.keys.items()}
    later = f"The service does not start before those of the backup are in {settings.keys_dir}."
    if not known:
        say("The backup was made before there were keys.")
        return
    try:
        compare_keys(settings.keys_dir, known)
    except KeyMissing:
        say(f"The keys are missing. The books can be restored without them. {later}")
    except KeysForeign:
        if not may_differ:
            raise Unusable(
                f"The keys in {settings.keys_dir} are not those of the backup. Put those of the "
                "backup there first, or restore all the same with --other-keys. " + later
            ) from None
        say(f"The keys are other ones. {later}")
    except KeysUnusable as unusable:
        say(f"{unusable} {later}")
    else:
        say("The keys match.")


async def fill_and_check(service: str, owner: str, backup: Backup, beside: Path | None) -> None:
    """Fill a database, build its read models, and check every book in it."""
    reader = find_reader(backup.manifest.pg_dump, beside=beside)
    say("Loading…")
    later = await fill_database(
        owner, backup, all_migrations(), reader=reader, restored_at=datetime.now(UTC)
    )
    for title in later:
        say(f"Migrated: {title}")
    say("Every row is what the backup says. Building the read models and checking every book…")
    await _check(service, backup.manifest)


async def _check(service: str, manifest: Manifest) -> None:
    async with Database.open(
        service, min_size=1, max_size=2, migrations=projection_migrations()
    ) as database:
        for fund in manifest.funds:
            await Runner(database).catch_up(fund.fund_id)
            async with database.acquire() as connection:
                report = await check_fund(connection, fund.fund_id)
            if report.verdict != "OK":
                said = [*map(str, report.findings), *report.skipped]
                raise BackupDamaged(
                    f"The check of {fund.fund_id} ends with {report.verdict}: {said[0]}."
                )


def restore_embedded(settings: Settings, backup: Backup, *, replace: bool) -> None:
    """Restore into the embedded server; what is in use stays until all is checked."""
    with embedded_server(settings) as server:
        addresses = server.start()
        asyncio.run(_restore_beside(addresses, backup, server.bin_dir, replace=replace))


async def _restore_beside(
    addresses: Addresses, backup: Backup, bin_dir: Path, *, replace: bool
) -> None:
    in_use = await count_books(addresses.owner)
    if in_use and not replace:
        raise Unusable(
            f"This instance holds books already: {in_use}. With --replace the backup takes their "
            "place, and the database that is in use now is kept under another name."
        )
    beside = await create_beside(addresses)
    try:
        await fill_and_check(beside.service, beside.owner, backup, bin_dir)
        kept = await put_in_place(addresses, datetime.now(UTC))
    except BaseException:
        with suppress(PersistenceError):
            await drop_beside(addresses)
        raise
    if in_use:
        say(f"The database that was in use is kept as {kept}. To remove it:")
        say(f"  parasol restore --remove-replaced {kept}")
    else:
        await drop_replaced(addresses, kept)


def restore_external(settings: Settings, backup: Backup, *, replace: bool) -> None:
    """Restore into the database that ``DATABASE_URL`` names, which must hold no books."""
    service, owner = settings.database_url, settings.database_direct_url
    assert service is not None
    if owner is None:
        raise Unusable(
            "PARASOL_DATABASE_DIRECT_URL must name the same database as its owner parasol_owner: "
            "the service's own role cannot restore."
        )
    asyncio.run(_restore_into(service, owner, backup, replace=replace))


async def _restore_into(service: str, owner: str, backup: Backup, *, replace: bool) -> None:
    there = await count_books(owner)
    if there:
        why = "On a server of your own, --replace is not possible. " if replace else ""
        raise Unusable(
            f"The database that DATABASE_URL names holds books already: {there}. {why}Make an "
            "empty database with the same two roles, name it in DATABASE_URL and "
            "PARASOL_DATABASE_DIRECT_URL, and restore there."
        )
    filled = False
    try:
        filled = await _filled(service, owner, backup)
    finally:
        if not filled and await count_books(owner):
            await empty_database(owner, all_migrations())


async def _filled(service: str, owner: str, backup: Backup) -> bool:
    await fill_and_check(service, owner, backup, None)
    return True


def drill(settings: Settings, backup: Backup) -> None:
    """Restore into a server that is thrown away afterwards; note that it went well."""
    make_data_dir(settings.data_dir)
    for old in settings.data_dir.glob(f"{DRILL_PREFIX}*"):
        with suppress(OSError):  # of a drill that was killed, or one that is going on
            old.rmdir()
    place = settings.data_dir / f"{DRILL_PREFIX}{secrets.token_hex(4)}"
    make_data_dir(place)
    try:
        _drill_in(place, settings, backup)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _drill_in(place: Path, settings: Settings, backup: Backup) -> None:
    major = major_of(backup.manifest.postgresql)
    server = EmbeddedServer(
        place,
        pg_bin=settings.pg_bin,
        os_user=settings.pg_osuser,
        major=major if major in available_majors() and settings.pg_bin is None else None,
        durable=False,
        ephemeral=True,
    )
    with server:
        addresses = server.start()
        asyncio.run(fill_and_check(addresses.service, addresses.owner, backup, server.bin_dir))


def note_drill(settings: Settings) -> None:
    """Note in the database in use that a drill went well; say so when that cannot be done."""
    from api.cli.opened import Place, place_of

    if not settings.database_url and not os.path.lexists(settings.data_dir / "postgres" / "data"):
        say("There is no instance here in which the drill could be noted.")
        return

    async def work(place: Place) -> None:
        async with (
            Database.open(place.service_url, min_size=1, max_size=1) as database,
            database.acquire() as connection,
        ):
            await note(connection, Upkeep.DRILL, datetime.now(UTC))

    with place_of(settings) as place:
        try:
            asyncio.run(work(place))
        except PersistenceError as trouble:
            say(f"The drill went well, but could not be noted: {trouble}")
