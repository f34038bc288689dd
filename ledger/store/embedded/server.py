"""One process's share in the embedded PostgreSQL of a data directory."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.store.embedded import binaries, cluster, guardian, locks
from ledger.store.embedded.account import own_account, server_account
from ledger.store.embedded.addresses import Addresses, addresses_of
from ledger.store.embedded.errors import (
    DirectoryUnusable,
    NoPostgresFound,
    ServerNotReady,
    explain_output,
    explained,
    known_cause,
)
from ledger.store.embedded.state import Launch, Server, State, lives

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

_LONGEST_START_SECONDS = 600.0
"""Recovery after a crash may take minutes on a slow disk."""

_NOBODY_THERE_SECONDS = 20.0
"""How long no server process at all may be seen before a start has failed."""

_PATIENCE_SECONDS = 5.0
"""After this time a cause in the server's log that we know is believed."""

_GUARDIANS = 3
_GLANCES = 20
_STOP_SECONDS = 45.0


class EmbeddedServer:
    """A share in the PostgreSQL that lives in `data_dir`/postgres.

    The server runs as long as anybody on the machine holds a share, and outlives the process
    that started it while others do. An existing directory keeps its major version and its owner;
    `pg_bin`, `os_user` (root only) and `major` choose them for a new one. `durable=False` gives
    up safety after a crash for speed; `ephemeral=True` deletes everything at the end: for tests.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        pg_bin: Path | None = None,
        os_user: str | None = None,
        major: int | None = None,
        durable: bool = True,
        ephemeral: bool = False,
    ) -> None:
        """Start nothing yet."""
        self._state = State(Path(os.path.realpath(data_dir)) / "postgres")
        self._pg_bin = pg_bin
        self._os_user = os_user
        self._major = major
        self._durable = durable
        self._ephemeral = ephemeral
        self._share: int | None = None
        self._sharer = 0

    @property
    def bin_dir(self) -> Path:
        """The programs of the running server, for backup tools."""
        launch = Launch.load(self._state)
        if launch is None:
            raise NoPostgresFound("The database was never started, so it has no programs yet.")
        if (Path(launch.bin_dir) / "postgres").exists():
            return Path(launch.bin_dir)
        return binaries.choose(self._state.major(), self._pg_bin).bin_dir

    def start(self) -> Addresses:
        """Start the server, adopt it, or wait for whoever is starting it; return its addresses.

        May be called again at any time, and then sees to it that the server still runs.
        Raises a `PostgresUnavailable` with a sentence that says what to do.
        """
        with explained(self._state.root):
            joined = self._share is None
            if joined:
                self._join()
            try:
                launch = self._bring_up()
            except BaseException:
                if joined:
                    self._leave()
                raise
        return addresses_of(launch)

    def stop(self) -> None:
        """Give up this process's share; the last one waits until the server is down."""
        if self._share is None:
            return
        if os.getpid() != self._sharer:  # a fork only closes what it inherited
            self._leave()
            return
        launch = Launch.load(self._state)
        with explained(self._state.root):
            try:
                self._see_to_guardian()
            finally:
                self._leave()
            if launch is not None and not self._has_users():
                self._wait_for_end(Server(self._state, launch), launch)

    def server_pid(self) -> int | None:
        """Return the postmaster's process number while it lives."""
        launch = Launch.load(self._state)
        return Server(self._state, launch).pid() if launch is not None else None

    def guardian_pid(self) -> int | None:
        """Return the process number of the latest guardian."""
        return locks.read_pid(self._state.guardian)

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        self.stop()

    def _join(self) -> None:
        """Take a share; wait while a guardian stops the server of the last users."""
        end = time.monotonic() + _STOP_SECONDS
        while self._share is None:
            self._state.prepare()
            try:
                self._share = locks.try_take(self._state.users, locks.SHARED)
            except FileNotFoundError:  # an ephemeral directory was deleted between the two lines
                continue
            if self._share is None and time.monotonic() > end:
                text = f"The database in {self._state.root} has not finished stopping."
                raise DirectoryUnusable(text)
            if self._share is None:
                time.sleep(0.01)
        self._sharer = os.getpid()

    def _leave(self) -> None:
        if self._share is not None:
            os.close(self._share)
            self._share = None

    def _bring_up(self) -> Launch:
        gate = locks.take(
            self._state.gate, locks.EXCLUSIVE, timeout_seconds=_LONGEST_START_SECONDS + 20
        )
        try:
            self._check_major()
            lock = self._guardians_lock()
            launch = Launch.load(self._state)
            if lock is not None:
                try:
                    if launch is None or Server(self._state, launch).pid() is None:
                        launch = self._plan(gate)
                    guardian.spawn(self._state, lock)
                finally:
                    os.close(lock)
            if launch is None:
                raise ServerNotReady(f"{self._state.record} is missing while the database runs.")
            self._wait_until_ready(launch)
            return launch
        finally:
            os.close(gate)

    def _check_major(self) -> None:
        made_by = self._state.major()
        if self._major is not None and made_by is not None and made_by != self._major:
            text = (
                f"{self._state.data} was made by PostgreSQL {made_by}; it cannot be served by "
                f"{self._major}."
            )
            raise NoPostgresFound(text)

    def _plan(self, gate: int) -> Launch:
        """Decide how to launch the server, making the cluster when there is none; record it."""
        state = self._state
        account = server_account(self._os_user, state.data)
        found = binaries.choose(state.major() or self._major, self._pg_bin)
        found = binaries.within_reach(found, account, state.root)
        launch = Launch(
            bin_dir=str(found.bin_dir),
            version=found.version,
            sockets=str(cluster.choose_sockets(state, account)),
            os_name=account.name,
            os_uid=account.uid,
            os_gid=account.gid,
            service_user=own_account().name,
            durable=self._durable,
            ephemeral=self._ephemeral,
        )
        launch.save(state)
        if state.major() is None:
            cluster.create(state, launch, gate)
        return launch

    def _wait_until_ready(self, launch: Launch) -> None:
        server = Server(self._state, launch)
        logged = self._state.log_size()
        began = seen = time.monotonic()
        guardians = 1
        while not server.is_ready():
            now = time.monotonic()
            if server.pid() is not None:
                seen = now
            lock = locks.try_take(self._state.guardian, locks.EXCLUSIVE)
            if lock is not None:  # the guardian was killed, or has given up
                if guardians < _GUARDIANS:
                    guardian.spawn(self._state, lock)
                os.close(lock)
                guardians += 1
            late = now - seen > _NOBODY_THERE_SECONDS or now - began > _LONGEST_START_SECONDS
            said = self._state.log_since(logged) if now - began > _PATIENCE_SECONDS else ""
            if late or guardians > _GUARDIANS or known_cause(said):
                words = explain_output(said or self._state.log_since(logged))
                text = f"PostgreSQL in {self._state.root} does not answer. {words}"
                raise ServerNotReady(text)
            time.sleep(0.01)

    def _see_to_guardian(self) -> None:
        """Leave a guardian behind: it stops the server when nobody is left."""
        gate = locks.try_take(self._state.gate, locks.EXCLUSIVE)
        if gate is None:  # whoever is starting sees to it
            return
        try:
            lock = self._guardians_lock()
            if lock is not None:
                guardian.spawn(self._state, lock)
                os.close(lock)
        finally:
            os.close(gate)

    def _guardians_lock(self) -> int | None:
        """Take the guardian's lock, or return None while there is a guardian.

        A guardian that was killed keeps its lock for the moment that its threads take to end.
        Only for whoever holds the gate: a guardian that starts has the lock handed to it.
        """
        for _ in range(_GLANCES):
            lock = locks.try_take(self._state.guardian, locks.EXCLUSIVE)
            pid = self.guardian_pid()
            if lock is not None or (pid is not None and lives(pid)):
                return lock
            time.sleep(0.01)
        return None

    def _wait_for_end(self, server: Server, launch: Launch) -> None:
        """Wait until the server is down, unless somebody new uses it meanwhile."""
        began = time.monotonic()
        while (waited := time.monotonic() - began) < _STOP_SECONDS:
            there = self._state.root.exists() or self._state.gone.exists()
            ended = not there if launch.ephemeral else server.pid() is None
            if ended or (waited > 1 and self._has_users()):
                return
            time.sleep(0.01)

    def _has_users(self) -> bool:
        """Whether anybody shares the server: shares keep out an exclusive lock, not each other."""
        for kind, held_means in ((locks.EXCLUSIVE, False), (locks.SHARED, True)):
            try:
                fd = locks.try_take(self._state.users, kind)
            except FileNotFoundError:
                return False
            if fd is not None:
                os.close(fd)
                return held_means
        return False  # the guardian has it to itself: it is stopping the server
