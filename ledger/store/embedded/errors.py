"""What can keep the embedded PostgreSQL from running, each with a sentence that says what to do.

PostgresUnavailable
├── NoPostgresFound      no binaries, or none of the version that the data needs
├── NoServerAccount      no operating system account that may run the server
├── DirectoryUnusable    full, read-only, someone else's, or not a local disk
├── ClusterNotCreated    initdb or the first roles failed
└── ServerNotReady       the server was started and does not answer
ServiceRunning           another `parasol serve` holds this data directory
"""

from __future__ import annotations

import errno
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class PostgresUnavailable(Exception):
    """The embedded database cannot be used; the text tells a person what to do about it."""


class NoPostgresFound(PostgresUnavailable):
    """There are no PostgreSQL binaries that fit."""


class NoServerAccount(PostgresUnavailable):
    """PostgreSQL refuses to run as root and needs an account with a name."""


class DirectoryUnusable(PostgresUnavailable):
    """The data directory cannot be written, reached or locked."""


class ClusterNotCreated(PostgresUnavailable):
    """The first set-up of the database failed; nothing half made is left in use."""


class ServerNotReady(PostgresUnavailable):
    """PostgreSQL did not come up in time."""


class ServiceRunning(Exception):
    """Another service process holds the data directory.

    `pid` is the process that holds it, or None where it has not yet written its number.
    """

    def __init__(self, data_dir: Path, pid: int | None) -> None:
        """Name the directory and the process that is already there."""
        self.data_dir = data_dir
        self.pid = pid
        who = f"process {pid}" if pid is not None else "another process"
        super().__init__(
            f"parasol is already being served from {data_dir} by {who}. "
            "Stop that one first, or choose another PARASOL_DATA_DIR."
        )


_ADVICE = {
    errno.ENOSPC: "the disk is full. Free some space (a new database needs about 100 MB)",
    errno.EDQUOT: "your disk quota is used up. Free some space",
    errno.EROFS: "the disk is read-only. Check it, or choose another PARASOL_DATA_DIR",
    errno.EIO: "the disk reports read or write errors. Copy the directory to a sound disk first",
    errno.EACCES: "permission denied. Run as the account that owns it",
    errno.EPERM: "the operating system does not permit it. Run as the account that owns it",
    errno.ENOLCK: "it cannot be locked. The data directory must be on a local disk",
    errno.ENOTSUP: "it cannot be locked. The data directory must be on a local disk",
    errno.ELOOP: "a symbolic link stands where a file of ours should be. Remove it",
    errno.ENOTDIR: "something that is no directory is in the way. Choose another PARASOL_DATA_DIR",
    errno.ENAMETOOLONG: "the path is too long. Choose a shorter PARASOL_DATA_DIR",
}


@contextmanager
def explained(place: Path) -> Iterator[None]:
    """Turn an `OSError` about `place` into `DirectoryUnusable` with advice."""
    try:
        yield
    except OSError as error:
        advice = _ADVICE.get(error.errno or 0, error.strerror or "the operating system refused it")
        where = error.filename or place
        text = f"The database directory cannot be used: {where}: {advice}."
        raise DirectoryUnusable(text) from error


_SIGNS = {
    "no space left on device": "The disk is full: free some space.",
    "disk quota exceeded": "Your disk quota is used up: free some space.",
    "read-only file system": "The disk is read-only.",
    "input/output error": "The disk reports read or write errors: copy the directory first.",
    "could not open shared memory": "The machine gives the server no shared memory.",
    "could not look up effective user id": "The account that runs it has no name.",
    "are incompatible with server": "The data belong to another version of PostgreSQL.",
    "cannot be run as root": "PostgreSQL refuses to run as root.",
}


def known_cause(output: str) -> str | None:
    """Say in one sentence what PostgreSQL's own words mean, where we know it."""
    lowered = output.lower()
    return next((meaning for sign, meaning in _SIGNS.items() if sign in lowered), None)


def explain_output(output: str) -> str:
    """Say what PostgreSQL's own words mean, followed by those words."""
    meaning = known_cause(output)
    return f"{meaning + ' ' if meaning else ''}PostgreSQL says: {_last_words(output)}"


def _last_words(output: str) -> str:
    """Return the last line that tells of a failure, with the one before it: that has the cause."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [n for n, line in enumerate(lines) if re.search(r"FATAL|PANIC|\berror:", line)]
    last = telling[-1] if telling else len(lines) - 1
    words = [
        re.sub(r"^[-\d]+ [:.\d]+ UTC ", "", line) for line in lines[max(0, last - 1) : last + 1]
    ]
    return " / ".join(words) or "nothing"
