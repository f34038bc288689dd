"""Where backups are written, what they are called, and what every one of them leaves out."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from api.cli.failures import Unavailable
from api.cli.opened import Place
from api.cli.program import program_version
from api.settings import Settings
from ledger.store.backup import (
    Backup,
    Manifest,
    ToolFailed,
    ToolsMissing,
    file_name,
    open_backup,
    whole_file,
    write_backup,
)
from ledger.store.backup.making import LEFT_OUT
from ledger.store.embedded.locks import make_data_dir
from ledger.store.migrate import made_by
from projections.migrations import projection_migrations

KEPT_BEFORE_UPGRADES: Final = 3
"""How many of the backups that were written by themselves stay."""

_PIECE_BYTES: Final = 1 << 20
_BEFORE_UPGRADE: Final = "before-upgrade-"


def read_model_tables() -> list[str]:
    """List the tables that are made again from the lines."""
    return sorted(name for kind, name in made_by(projection_migrations()) if kind == "table")


def tables_left_out() -> list[str]:
    """List every table that no backup holds the rows of."""
    return [*LEFT_OUT, *read_model_tables()]


def backups_directory(settings: Settings) -> Path:
    """Return where backups go when nothing else is said."""
    return settings.data_dir / "backups"


def target_path(settings: Settings, named: Path | None, made_at: datetime) -> Path:
    """Return the file to write: *named*, or one of the usual name in that or our directory."""
    if named is not None and not named.is_dir():
        return named
    if named is None:
        named = backups_directory(settings)
        make_data_dir(settings.data_dir)
        named.mkdir(mode=0o700, exist_ok=True)
    return named / file_name(made_at)


async def write(place: Place, file: BinaryIO, made_at: datetime) -> Manifest:
    """Write a backup of the database at *place*."""
    return await write_backup(
        place.owner_url or place.service_url,
        file,
        made_at=made_at,
        program=program_version(),
        left_out=read_model_tables(),
        beside=place.bin_dir,
    )


async def write_before_upgrade(settings: Settings, place: Place) -> datetime:
    """Write a backup beside the others, and remove the oldest of those written like this.

    Returns when it was made. Raises `Unavailable` with a sentence when it cannot be written.
    """
    made_at = datetime.now(UTC)
    try:
        directory = target_path(settings, None, made_at).parent
        path = directory / f"{_BEFORE_UPGRADE}{file_name(made_at)}"
        with whole_file(path) as file:
            await write(place, file, made_at)
    except (OSError, ToolsMissing, ToolFailed) as failed:
        why = f"{failed.filename}: {failed.strerror}" if isinstance(failed, OSError) else failed
        raise Unavailable(
            f"Before the schema changes, the books are backed up, and that failed: {why}. "
            "Nothing was changed. Make that possible, and start again."
        ) from None
    written = sorted(directory.glob(f"{_BEFORE_UPGRADE}parasol-*.backup"))
    for old in written[:-KEPT_BEFORE_UPGRADES]:
        old.unlink()
    return made_at


@contextmanager
def passing_file(settings: Settings) -> Iterator[BinaryIO]:
    """Have a file without a name, on the disk where the books are anyway."""
    make_data_dir(settings.data_dir)
    with tempfile.TemporaryFile(dir=settings.data_dir) as file:
        yield file


@contextmanager
def open_given(settings: Settings, path: Path) -> Iterator[Backup]:
    """Open the backup at *path*. One from standard input (-) is put aside: it is read twice."""
    if str(path) != "-":
        with open_backup(path) as backup:
            yield backup
        return
    with passing_file(settings) as file:
        shutil.copyfileobj(sys.stdin.buffer, file, _PIECE_BYTES)
        with open_backup(file) as backup:
            yield backup


def to_output(file: BinaryIO) -> None:
    """Write a backup to standard output."""
    file.seek(0)
    shutil.copyfileobj(file, sys.stdout.buffer, _PIECE_BYTES)
    sys.stdout.buffer.flush()


def size_text(size_bytes: int) -> str:
    """Say a size as people do, such as ``3.2 MB``."""
    size = float(size_bytes)
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000:  # noqa: PLR2004  from here on the next unit reads better
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"


def free_bytes(directory: Path) -> int:
    """Return the room on the disk of a directory that may not be there yet."""
    while not directory.exists() and directory != directory.parent:
        directory = directory.parent
    return shutil.disk_usage(directory).free if os.path.lexists(directory) else 0
