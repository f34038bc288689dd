"""What lies in the embedded database's directory, and how its processes are found.

postgres/
  users.lock      shared by everybody who uses the server; the guardian waits for it
  start.lock      one starter at a time
  guardian.lock   held by the guardian for its life
  server.lock     inherited by every process of the server; free when all of them are gone
  server.json     how the server is to be launched
  postgres.log    what it says; no values of statements
  data/  s/       the cluster and its socket: the only parts that the server's account owns
"""

from __future__ import annotations

import os
import socket
import stat
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ledger.store.embedded.account import Account
from ledger.store.embedded.errors import DirectoryUnusable
from ledger.store.embedded.locks import make_data_dir, open_own

SOCKET_NAME = ".s.PGSQL.5432"
_SOCKET_PATH_BYTES = 103
"""The shortest limit of the systems we know (macOS); Linux has 107."""


@dataclass(frozen=True, slots=True)
class State:
    """The places in one database directory."""

    root: Path

    @property
    def data(self) -> Path:
        """The cluster; it exists only when it is complete."""
        return self.root / "data"

    @property
    def fresh(self) -> Path:
        """A cluster in the making."""
        return self.root / "data.init"

    @property
    def gone(self) -> Path:
        """An ephemeral directory on its way out."""
        return self.root.with_name("postgres.gone")

    @property
    def sockets(self) -> Path:
        """The socket's own directory, when its path is short enough."""
        return self.root / "s"

    @property
    def users(self) -> Path:
        """The lock that every user shares."""
        return self.root / "users.lock"

    @property
    def gate(self) -> Path:
        """The lock of whoever is starting the server."""
        return self.root / "start.lock"

    @property
    def guardian(self) -> Path:
        """The guardian's lock; it holds the guardian's process number."""
        return self.root / "guardian.lock"

    @property
    def server(self) -> Path:
        """The lock that all processes of the server inherit."""
        return self.root / "server.lock"

    @property
    def record(self) -> Path:
        """How the server is to be launched."""
        return self.root / "server.json"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.root / "postgres.log"

    def prepare(self) -> None:
        """Create the directory; refuse one that belongs to another account."""
        make_data_dir(self.root.parent)
        mode = 0o711 if os.geteuid() == 0 else 0o700
        self.root.mkdir(mode=mode, exist_ok=True)
        found = self.root.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            text = (
                f"{self.root} belongs to another account (number {found.st_uid}). "
                "Run as that account, or choose another PARASOL_DATA_DIR."
            )
            raise DirectoryUnusable(text)
        if stat.S_IMODE(found.st_mode) != mode:
            self.root.chmod(mode)

    def major(self) -> int | None:
        """The version that made the cluster, or None while there is none."""
        try:
            return int((self.data / "PG_VERSION").read_text())
        except FileNotFoundError:
            return None

    def log_size(self) -> int:
        """The length of the log so far, in bytes."""
        try:
            return self.log.stat().st_size
        except FileNotFoundError:
            return 0

    def log_since(self, size: int) -> str:
        """What was logged after the log had that size: at most the last 8 kB."""
        try:
            with self.log.open("rb") as file:
                file.seek(max(size, self.log_size() - 8192))
                return file.read().decode(errors="replace")
        except FileNotFoundError:
            return ""


class Launch(msgspec.Struct, frozen=True):
    """How the server of one directory is launched; written by the starter, read by the guardian.

    `service_user` is whom the socket lets in. `ephemeral` directories are deleted at the end.
    """

    bin_dir: str
    version: str
    sockets: str
    os_name: str
    os_uid: int
    os_gid: int
    service_user: str
    durable: bool
    ephemeral: bool

    @property
    def account(self) -> Account:
        """The account that runs the server."""
        return Account(self.os_name, self.os_uid, self.os_gid)

    @classmethod
    def load(cls, state: State) -> Launch | None:
        """Return what was recorded, or None."""
        try:
            return msgspec.json.decode(state.record.read_bytes(), type=cls)
        except (FileNotFoundError, msgspec.DecodeError):
            return None

    def save(self, state: State) -> None:
        """Record it, whole or not at all."""
        fresh = state.record.with_suffix(".new")
        fd = open_own(fresh, os.O_WRONLY | os.O_TRUNC)
        with os.fdopen(fd, "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(self)))
        fresh.rename(state.record)


class Server:
    """The running server of one directory, found by its own files."""

    def __init__(self, state: State, launch: Launch) -> None:
        """Look at nothing yet."""
        self._data = state.data
        self._socket = Path(launch.sockets) / SOCKET_NAME
        self._uid = launch.os_uid

    def pid(self) -> int | None:
        """Return the postmaster's number while it lives."""
        pid = self._lines()[0]
        return pid if pid is not None and self._is_ours(pid) else None

    def is_ready(self) -> bool:
        """Whether it says so, lives, and answers: the word alone may be left from a crash."""
        pid, word = self._lines()
        return word == "ready" and pid is not None and self._is_ours(pid) and self._answers()

    def remove_false_locks(self) -> None:
        """Delete lock files whose process number now belongs to a zombie or a stranger.

        PostgreSQL would take those for a living server. Numbers of nobody it sorts out itself.
        Only for whoever holds server.lock: no process of the server is left then.
        """
        locks = [self._data / "postmaster.pid", self._socket.with_name(f"{SOCKET_NAME}.lock")]
        for lock in locks:
            pid = _number(_read(lock).splitlines())
            if pid is not None and _exists(pid) and not self._is_ours(pid):
                lock.unlink(missing_ok=True)

    def _lines(self) -> tuple[int | None, str]:
        lines = _read(self._data / "postmaster.pid").splitlines()
        return _number(lines), lines[7].strip() if len(lines) > 7 else ""  # noqa: PLR2004 (line 8 is the status)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as plug:
            plug.settimeout(1)
            try:
                plug.connect(str(self._socket))
            except OSError:
                return False
        return True

    def _is_ours(self, pid: int) -> bool:
        """Whether the process lives, belongs to the server's account and works in our cluster."""
        process = Path(f"/proc/{pid}")
        if not Path("/proc/self").exists():
            return _exists(pid)
        try:
            status = (process / "status").read_text()
            uids = _field(status, "Uid").split()
            return lives(pid) and uids[1] == str(self._uid) and self._works_here(process)
        except OSError:
            return False

    def _works_here(self, process: Path) -> bool:
        try:
            return os.path.samestat((process / "cwd").stat(), self._data.stat())
        except PermissionError:
            # Root in a container may not look there. Its arguments are open to all.
            return os.fsencode(self._socket.parent) in (process / "cmdline").read_bytes()


def socket_fits(directory: Path) -> bool:
    """Whether a socket in this directory can be addressed, also in an address list."""
    path = os.fsencode(directory / SOCKET_NAME)
    return len(path) <= _SOCKET_PATH_BYTES and b"," not in path


def _read(path: Path) -> str:
    """Read a small file that another account owns: no link is followed, no pipe waited for."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return ""
    try:
        return os.read(fd, 4096).decode(errors="replace")
    except OSError:
        return ""
    finally:
        os.close(fd)


def _number(lines: list[str]) -> int | None:
    try:
        number = int(lines[0])
    except (IndexError, ValueError):
        return None
    return number if number > 1 else None


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def lives(pid: int) -> bool:
    """Whether a process lives; a zombie does not."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return _exists(pid) and not Path("/proc/self").exists()
    return _field(status, "State")[:1] not in {"Z", "X"}


def _field(status: str, name: str) -> str:
    for line in status.splitlines():
        if line.startswith(f"{name}:"):
            return line.partition(":")[2].strip()
    return ""
