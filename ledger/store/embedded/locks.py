"""File locks that the kernel drops when their holder dies, however it dies.

`flock` belongs to the open file: a lock handed on by `pass_fds` lives as long as any process
keeps that descriptor. So a lock is only ever given up by closing, never by LOCK_UN.
"""

from __future__ import annotations

import fcntl
import os
import time
from typing import TYPE_CHECKING

from ledger.store.embedded.errors import DirectoryUnusable, ServiceRunning, explained

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import Self

SHARED = fcntl.LOCK_SH
EXCLUSIVE = fcntl.LOCK_EX
_PAUSE_SECONDS = 0.005


def open_own(path: Path, flags: int) -> int:
    """Open a file of ours for the owner only, following no symbolic link at its end."""
    return os.open(path, flags | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


def try_take(path: Path, kind: int) -> int | None:
    """Take the lock now and return its descriptor, or None when somebody holds it."""
    while True:
        fd = open_own(path, os.O_RDWR)
        try:
            fcntl.flock(fd, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            return None
        except BaseException:
            os.close(fd)
            raise
        if _is_still(path, fd):
            return fd
        os.close(fd)


def take(path: Path, kind: int, *, timeout_seconds: float) -> int:
    """Wait for the lock and return its descriptor; `DirectoryUnusable` after the time is up."""
    end = time.monotonic() + timeout_seconds
    while (fd := try_take(path, kind)) is None:
        if time.monotonic() > end:
            text = f"The lock {path} has been held for {timeout_seconds:.0f} s by another process."
            raise DirectoryUnusable(text)
        time.sleep(_PAUSE_SECONDS)
    return fd


def block_until_taken(path: Path, kind: int) -> int:
    """Wait for the lock without limit (for a thread that does nothing else)."""
    while True:
        fd = open_own(path, os.O_RDWR)
        fcntl.flock(fd, kind)
        if _is_still(path, fd):
            return fd
        os.close(fd)


def write_pid(fd: int, pid: int) -> None:
    """Leave the number of the process that holds a lock in its file, for others to read."""
    os.ftruncate(fd, 0)
    os.pwrite(fd, f"{pid}\n".encode(), 0)


def read_pid(path: Path) -> int | None:
    """Return the number left in a lock file; None while there is none."""
    try:
        return int(path.read_text())
    except (FileNotFoundError, ValueError):
        return None


def _is_still(path: Path, fd: int) -> bool:
    """Whether the path still leads to the file we locked: it may have been deleted meanwhile."""
    try:
        return os.path.samestat(path.lstat(), os.fstat(fd))
    except FileNotFoundError:
        return False


class ServiceLock:
    """One `parasol serve` to a data directory; the kernel frees it when the process ends.

    A second one gets `ServiceRunning` with the number of the first.
    """

    def __init__(self, data_dir: Path) -> None:
        """Lock nothing yet."""
        self._data_dir = data_dir.absolute()
        self._path = self._data_dir / "service.lock"
        self._fd: int | None = None

    def acquire(self) -> None:
        """Take the directory for this process, creating it when missing."""
        if self._fd is not None:
            return
        with explained(self._data_dir):
            make_data_dir(self._data_dir)
            fd = try_take(self._path, EXCLUSIVE)
            if fd is None:
                raise ServiceRunning(self._data_dir, self._first())
            self._fd = fd
            write_pid(fd, os.getpid())

    def release(self) -> None:
        """Give the directory back."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def _first(self) -> int | None:
        """Return the holder's number; it writes it just after it took the lock, so look twice."""
        for _ in range(20):
            if (pid := read_pid(self._path)) is not None:
                return pid
            time.sleep(_PAUSE_SECONDS)
        return None

    def __enter__(self) -> Self:
        """Acquire."""
        self.acquire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Release."""
        self.release()


def make_data_dir(data_dir: Path) -> None:
    """Create the data directory; one that exists keeps the mode that its owner gave it.

    Root's is 0711, so that the server's account can pass through to its own directory in it.
    """
    data_dir.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
