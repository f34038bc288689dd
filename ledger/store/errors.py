"""The one place that knows asyncpg's errors.

Callers of the store meet the errors of ``eventsourcing.persistence`` and the few below:

    PersistenceError
    ├── InterfaceError           the store was used in a wrong way (a closed pool, say)
    └── DatabaseError
        ├── DataError            a value that PostgreSQL cannot take
        ├── IntegrityError       a version, key or id that is there already
        ├── InternalError
        ├── NotSupportedError
        ├── OperationalError     not the program's fault; may be tried again
        │   ├── Disconnected     the connection went away: a running statement may have been
        │   │                    committed or not, only asking the tables tells
        │   ├── DiskFull         no room to write: waiting does not help, a person does
        │   └── Unreachable      no connection could be had, so nothing was asked
        └── ProgrammingError     a wrong statement, or one the role has no right to
    HeadMoved                    another process appended first: catch up and decide again

They are told apart by SQLSTATE, never by the name of a constraint: a distributed PostgreSQL
names none. A sentence carries the SQLSTATE and no value of any row.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import asyncpg
from eventsourcing.persistence import (
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    InternalError,
    NotSupportedError,
    OperationalError,
    PersistenceError,
    ProgrammingError,
)

__all__ = [
    "DataError",
    "DatabaseError",
    "Disconnected",
    "DiskFull",
    "HeadMoved",
    "IntegrityError",
    "InterfaceError",
    "InternalError",
    "NotSupportedError",
    "OperationalError",
    "PersistenceError",
    "ProgrammingError",
    "Unreachable",
    "connecting",
    "database_errors",
    "looking_at_disk",
]


class Disconnected(OperationalError):
    """The connection went away; whether a running statement was committed is not known."""


class Unreachable(OperationalError):
    """No connection to PostgreSQL could be had; nothing was asked of it."""


class DiskFull(OperationalError):
    """The disk of the database has no room, so a write failed or the server cannot run.

    When a single statement failed nothing of it is there. When the server went down with it the
    outcome may be unknown, as after `Disconnected`: the same key gives the one right answer.
    """

    def __init__(self) -> None:
        super().__init__(
            "The disk of the database is full. Free some space and try again: what was sent with "
            "a key is recorded once, however often it is sent."
        )


class HeadMoved(Exception):
    """The book's last position is not the expected one: another process appended first."""


_BY_CLASS: Final[dict[str, type[PersistenceError]]] = {
    "08": Disconnected,
    "0A": NotSupportedError,
    "22": DataError,
    "23": IntegrityError,
    "28": OperationalError,
    "3D": OperationalError,
    "40": OperationalError,
    "42": ProgrammingError,
    "53": OperationalError,
    "55": OperationalError,
    "57": OperationalError,
    "58": OperationalError,
    "XX": InternalError,
}

# Single conditions that say something else than their class.
_BY_STATE: Final[dict[str, type[PersistenceError]]] = {
    "25006": ProgrammingError,  # a write inside a read-only transaction
    "40003": Disconnected,  # statement completion unknown
    "57P01": Disconnected,  # the server shuts down
    "57P02": Disconnected,  # the server crashed
    "57P05": Disconnected,  # the session sat idle for too long
}


def _translated(error: asyncpg.PostgresError) -> PersistenceError:
    state = error.sqlstate or "XX000"
    if isinstance(error, asyncpg.DiskFullError):
        return DiskFull()
    if isinstance(error, asyncpg.InvalidCachedStatementError):
        kind: type[PersistenceError] = OperationalError  # a migration ran meanwhile: once more
    else:
        kind = _BY_STATE.get(state) or _BY_CLASS.get(state[:2], DatabaseError)
    # The server's own words may quote values; those of class 42 quote names of things only.
    words = error.args[0] if state.startswith("42") and error.args else type(error).__name__
    table = f" on {error.table_name}" if error.table_name else ""
    return kind(f"PostgreSQL says {state}{table}: {words}")


@contextmanager
def database_errors() -> Iterator[None]:
    """Turn asyncpg's errors, and those of a lost connection, into the ones named above."""
    try:
        yield
    except asyncpg.PostgresError as error:
        # The original may quote rows of the book, so it must not travel into a log.
        raise _translated(error) from None
    except (asyncpg.ConnectionDoesNotExistError, ConnectionError, TimeoutError) as error:
        raise _lost(error) from None
    except asyncpg.InterfaceError as error:
        # A lent connection that is cut goes back to its pool at once, and says only that.
        if "connection is closed" in str(error) or "has been released" in str(error):
            raise _lost(error) from None
        raise InterfaceError(f"PostgreSQL was not asked: {error}") from None
    except asyncpg.InternalClientError as error:
        # What asyncpg says when the server's farewell is read before the end of the stream.
        raise _lost(error) from None


def _lost(error: Exception) -> Disconnected:
    return Disconnected(f"The connection to PostgreSQL was lost: {type(error).__name__}")


@contextmanager
def connecting() -> Iterator[None]:
    """Turn whatever may go wrong before a connection stands into `Unreachable`."""
    try:
        yield
    except asyncpg.CannotConnectNowError:
        raise Unreachable("PostgreSQL is starting or stopping.") from None
    except asyncpg.TooManyConnectionsError:
        raise Unreachable("PostgreSQL has no connection left.") from None
    except (asyncpg.ConnectionDoesNotExistError, OSError, TimeoutError) as error:
        raise Unreachable(f"PostgreSQL cannot be reached: {type(error).__name__}") from None


@contextmanager
def looking_at_disk(disk: Path | None) -> Iterator[None]:
    """Raise `DiskFull` when PostgreSQL went or is away while its *disk* has no room.

    *disk* is the directory of a server on this machine, None when there is none. Without room
    the server stays away until a person makes some.
    """
    try:
        yield
    except (Disconnected, Unreachable):
        if disk is not None and _is_full(disk):
            raise DiskFull from None
        raise


# One segment of the write-ahead log: without room for that no server comes up.
_ROOM_BYTES: Final = 16 << 20


def _is_full(disk: Path) -> bool:
    try:
        return shutil.disk_usage(disk).free < _ROOM_BYTES
    except OSError:
        return False
