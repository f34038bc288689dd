"""Looking at an instance: the database once over, the disk, the clock and the keys."""

import asyncio
import ctypes
import shutil
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from api.deciding.ballot_rows import State, list_open_boxes
from api.deciding.key_files import count_lost
from api.publishing.signing import signing_keys
from api.settings import Settings
from api.transparency.rules import LogRules, list_watched
from api.transparency.trouble import Failed, Trouble, Troubles
from api.well.facts import Disk, Facts, KeyTrouble
from api.well.verdicts import LOG_IS_LATE, PACE_DAYS
from ledger.events import FundOpened
from ledger.store.connection import Connection
from ledger.store.database import Database
from ledger.store.mapper import UnknownTopic, UnreadablePayload
from ledger.store.migrate import SchemaRefused, list_pending
from ledger.store.reading import get_head, list_funds, list_lines_after
from ledger.store.upkeep import Upkeep, list_upkeep
from ledger.store.vitals import count_recorded_since, get_vitals, list_schema_versions
from ledger.transparency.keyring import master_keys
from ledger.transparency.looking import Troubled, count_troubled
from ledger.transparency.witness import cosigning_keys
from ledger.vault.keys import (
    KeyMissing,
    KeysExposed,
    KeysForeign,
    KeysUnusable,
    compare_keys,
    list_fingerprints,
)
from projections.checkpoints import list_degraded
from projections.gaps import list_gaps, open_gaps
from projections.known import ProjectionBehind, get_known
from projections.migrations import projection_migrations
from projections.projection import line_of

_PATIENCE_SECONDS: Final = 2.0
"""How long a disk may take to say how full it is."""
_ROOM_OF_ANSWER_BYTES: Final = 1024
"""More than what any system writes about its clock."""
_UNSYNCHRONISED: Final = 5


class _Book(Struct, frozen=True):
    """What is asked of one book."""

    time_zone: str | None
    behind: int
    behind_since: datetime | None
    lines_lately: int
    gaps: int


def installed_version() -> str | None:
    """Return the version of the program as it is installed now, None for a source tree."""
    try:
        return version("parasol")
    except PackageNotFoundError:
        return None


_RUNNING_VERSION: Final = installed_version()


async def gather(database: Database, settings: Settings, now: datetime) -> Facts:
    """Look at all that can be seen, and write nothing. Raises the store's errors."""
    async with database.transaction(snapshot=True, readonly=True) as connection:
        vitals, upkeep = await get_vitals(connection), await list_upkeep(connection)
        schema, is_newer = await _schema(connection)
        boxes = await list_open_boxes(connection)
        logs = await count_troubled(connection, now - LOG_IS_LATE)
        failed = _failed(settings, await list_watched(connection))
        degraded = await list_degraded(connection)
        fingerprints = await list_fingerprints(connection)
        books = [await _look_at(connection, one, now) for one in await list_funds(connection)]
    facts = Facts(
        now=now,
        time_zones=_time_zones(books),
        books=len(books),
        lines=vitals.lines_count,
        newest_line_at=vitals.newest_line_at,
        backup_at=upkeep.get(Upkeep.BACKUP),
        drill_at=upkeep.get(Upkeep.DRILL),
        restored_at=upkeep.get(Upkeep.RESTORE),
        clock_is_kept=_clock_is_kept(),
        has_own_database=settings.database_url is None,
        disk=await _disk(settings),
        stored_bytes=vitals.stored_bytes,
        lines_lately=sum(each.lines_lately for each in books),
        behind=sum(each.behind for each in books),
        behind_since=min((at for each in books if (at := each.behind_since)), default=None),
        degraded=len(degraded),
        program=_RUNNING_VERSION,
        installed=installed_version(),
        postgresql=vitals.version.partition(" ")[0],
        postgresql_waits=vitals.waits_for_restart,
        schema=schema,
        schema_is_newer=is_newer,
        gaps=sum(each.gaps for each in books),
        key_trouble=await asyncio.to_thread(_key_trouble, settings.keys_dir, fingerprints),
        ballot_keys_missing=count_lost(settings.keys_dir, boxes),
        boxes_in_doubt=sum(box.state is State.CLOSING for box in boxes),
    )
    return _with_logs(facts, logs, failed)


def _failed(settings: Settings, watched: Mapping[UUID, LogRules]) -> list[Failed]:
    """Return what stands in the way of each witness that did not cosign when last asked."""
    troubles = Troubles(settings.data_dir)
    found = (troubles.read(fund_id, rules.witnesses) for fund_id, rules in watched.items())
    return [failed for each in found for failed in each.values()]


def _with_logs(facts: Facts, logs: Troubled, failed: Sequence[Failed]) -> Facts:
    return replace(
        facts,
        logs_stopped=logs.stopped,
        logs_late=logs.late,
        logs_unwitnessed=logs.unwitnessed,
        witnesses_failing=len(failed),
        witnesses_contradicting=sum(each.trouble is Trouble.OTHER_HISTORY for each in failed),
    )


def _time_zones(books: Sequence[_Book]) -> tuple[str, ...]:
    zones = Counter(each.time_zone for each in books if each.time_zone)
    return tuple(zone for zone, _ in zones.most_common())


async def _look_at(connection: Connection, fund_id: UUID, now: datetime) -> _Book:
    head = await get_head(connection, fund_id)
    assert head is not None, "the funds and their heads are of one moment"
    try:
        known = await get_known(connection, fund_id)
    except ProjectionBehind as behind:
        known = behind.position
    lacking = await list_lines_after(connection, fund_id, known, limit=1)
    since = now - timedelta(days=PACE_DAYS)
    return _Book(
        time_zone=await _time_zone(connection, fund_id),
        behind=max(0, head.position - known),
        behind_since=lacking[0].recorded_at if lacking else None,
        lines_lately=await count_recorded_since(connection, fund_id, since),
        gaps=await _gaps(connection, fund_id),
    )


async def _gaps(connection: Connection, fund_id: UUID) -> int:
    """Count the gaps that nobody explained; none in a book that this program cannot read."""
    try:
        return len(open_gaps(await list_gaps(connection, fund_id)))
    except (ProjectionBehind, UnknownTopic, UnreadablePayload):
        return 0


async def _time_zone(connection: Connection, fund_id: UUID) -> str | None:
    """Read it from the first line, which opens the fund; None when this program cannot."""
    for stored in await list_lines_after(connection, fund_id, 0, limit=1):
        try:
            event = line_of(stored).event
        except (UnknownTopic, UnreadablePayload):
            return None
        return event.time_zone if isinstance(event, FundOpened) else None
    return None


async def _schema(connection: Connection) -> tuple[str, bool]:
    """Return the version of the schema, and whether a newer program made it."""
    known = await list_schema_versions(connection)
    version = ".".join(str(known.get(part, 0)) for part in ("ledger", "projections"))
    try:
        await list_pending(connection, projection_migrations())
    except SchemaRefused:
        return version, True
    return version, False


async def _disk(settings: Settings) -> Disk | None:
    """Ask in a thread: a disk that is away may take for ever. None where it cannot be seen."""
    if settings.database_url is not None:
        return None
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return await asyncio.to_thread(_disk_of, settings.data_dir)
    except TimeoutError:
        return None


def _disk_of(directory: Path) -> Disk | None:
    for place in (directory / "postgres" / "data", directory):
        try:
            seen = shutil.disk_usage(place)
        except OSError:
            continue
        return Disk(free=seen.free, total=seen.total)
    return None


def _clock_is_kept() -> bool | None:
    """Whether the kernel counts its clock as synchronised; None where it does not say."""
    if sys.platform != "linux":
        return None
    try:
        ask = ctypes.CDLL(None).adjtimex
    except (OSError, AttributeError):
        return None
    # All zeroes ask and change nothing.
    state: int = ask(ctypes.create_string_buffer(_ROOM_OF_ANSWER_BYTES))
    return None if state < 0 else state != _UNSYNCHRONISED


def _key_trouble(directory: Path, known: Mapping[str, bytes]) -> KeyTrouble | None:
    try:
        others = (*signing_keys(known), *master_keys(known), *cosigning_keys(known))
        compare_keys(directory, known, others)
    except KeyMissing:
        return KeyTrouble.MISSING
    except KeysForeign:
        return KeyTrouble.FOREIGN
    except KeysExposed:
        return KeyTrouble.EXPOSED
    except KeysUnusable:
        return KeyTrouble.UNREADABLE
    return None
