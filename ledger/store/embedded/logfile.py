"""The server's log: appended to by the server, capped in size and age by the guardian.

The log is copied aside and emptied, because the server keeps it open; a line written in that
moment may be lost. The date of the copy is the beginning of the current log, so nothing is older
than twice the age below.
"""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path

from ledger.store.embedded.locks import open_own

MOST_BYTES = 4 * 1024 * 1024
OLDEST_SECONDS = 7 * 24 * 3600


def open_log(log: Path) -> int:
    """Open the log for appending; return its descriptor."""
    return open_own(log, os.O_WRONLY | os.O_APPEND)


def rotate(log: Path) -> None:
    """Set the log aside when it is too large or too old, dropping the one set aside before."""
    aside = log.with_name(f"{log.name}.1")
    with suppress(OSError):
        if not aside.exists():
            os.close(open_own(aside, os.O_WRONLY))
        age_seconds = time.time() - aside.stat().st_mtime
        if log.stat().st_size < MOST_BYTES and age_seconds < OLDEST_SECONDS:
            return
        fresh = log.with_name(f"{log.name}.new")
        with (
            os.fdopen(open_own(log, os.O_RDWR), "r+b") as current,
            os.fdopen(open_own(fresh, os.O_WRONLY | os.O_TRUNC), "wb") as kept,
        ):
            shutil.copyfileobj(current, kept)
            fresh.rename(aside)
            current.truncate(0)
