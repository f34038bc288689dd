"""The guardian: a small process that keeps one embedded PostgreSQL up while somebody uses it.

It starts the server, or adopts a living one whose guardian was killed; starts it again when it
was killed; and stops it when the last user's share of users.lock is gone, which the kernel sees
to even after kill -9. It ends with the server. Signals do not end it: its life is its users'.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType

from ledger.store.embedded import cluster, locks, logfile
from ledger.store.embedded.account import clean_environment
from ledger.store.embedded.errors import PostgresUnavailable, ServerNotReady
from ledger.store.embedded.state import Launch, Server, State

_LOOK_SECONDS = 0.2
_GLANCE_SECONDS = 0.005
_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 5.0
_ATTEMPTS = 3
"""Launches that may fail before the first success; after one success there is no such limit."""

_STOPS = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))
"""Fast, immediate, by force; each with the seconds that it is given."""


def spawn(state: State, lock: int) -> None:
    """Start a guardian that takes over `lock`, the descriptor that holds guardian.lock.

    It inherits nothing else: no socket, pipe or terminal that somebody may be waiting on. It
    leaves its parent at once, so that no child of the service is left to be collected.
    """
    log = logfile.open_log(state.log)
    try:
        subprocess.run(
            [sys.executable, "-P", "-m", "ledger.store.embedded", str(state.root), str(lock)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            pass_fds=(lock,),
            start_new_session=True,
            cwd="/",
            env={**clean_environment(), "PYTHONPATH": _importable()},
            check=True,
            timeout=60,
        )
    except subprocess.SubprocessError as error:
        text = f"The database's guardian could not be started. Its last words are in {state.log}."
        raise ServerNotReady(text) from error
    finally:
        os.close(log)


def main(root: str, lock: str) -> None:
    """Be the guardian of the directory `root`; `lock` is the number of the lock's descriptor."""
    guardian = os.fork()
    if guardian != 0:
        # Before whoever starts it goes on: the number of one that was killed may still stand there.
        locks.write_pid(int(lock), guardian)
        os._exit(0)
    os.umask(0o077)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _stay)
    os.set_inheritable(int(lock), False)  # noqa: FBT003 (the operating system's own signature)
    state = State(Path(root))
    launch = Launch.load(state)
    if launch is not None:
        Guardian(state, launch).run()


def _stay(_number: int, _frame: FrameType | None) -> None:
    """Do nothing. Signals that are ignored outright would be ignored in the server as well."""


class Guardian:
    """Keeps the server of one directory."""

    def __init__(self, state: State, launch: Launch) -> None:
        """Nothing runs yet."""
        self._state = state
        self._launch = launch
        self._server = Server(state, launch)
        self._child: subprocess.Popen[bytes] | None = None
        self._unused = threading.Event()
        self._failures = 0
        self._was_ready = False

    def run(self) -> None:
        """Keep the server until nobody uses it, then stop it."""
        threading.Thread(target=self._wait_for_last_user, daemon=True).start()
        while True:
            # Look before asking whether to stop: one that we only adopted must be stopped too.
            running = self._server.pid() is not None
            if not running and not self._is_over():
                running = self._start()
            ready = running and self._watch()
            if self._is_over():
                break
            self._was_ready = self._was_ready or ready
            self._failures = 0 if ready or self._was_killed() else self._failures + 1
            if not self._was_ready and self._failures >= _ATTEMPTS:
                break
            self._pause()
        self._stop()
        self._clean_up()

    def _wait_for_last_user(self) -> None:
        with suppress(OSError):
            locks.block_until_taken(self._state.users, locks.EXCLUSIVE)
        self._unused.set()

    def _is_over(self) -> bool:
        """Whether nobody uses the server, or its directory was deleted.

        A disk that does not answer is no reason to stop: only a path that is surely gone is.
        """
        try:
            (self._state.data / "PG_VERSION").stat()
        except FileNotFoundError:
            return True
        except OSError:
            pass
        return self._unused.is_set()

    def _was_killed(self) -> bool:
        """Whether the server that we launched was ended by a signal: that is no failed launch."""
        return self._child is not None and (self._child.poll() or 0) < 0

    def _pause(self) -> None:
        seconds = min(_FIRST_PAUSE_SECONDS * 2**self._failures, _LONGEST_PAUSE_SECONDS)
        self._unused.wait(seconds)

    def _start(self) -> bool:
        """Launch the server; whether it has shown itself."""
        while (held := locks.try_take(self._state.server, locks.EXCLUSIVE)) is None:
            if self._is_over() or self._server.pid() is not None:
                return True
            time.sleep(_GLANCE_SECONDS)  # some process of the last server is still ending
        try:
            self._launch = Launch.load(self._state) or self._launch
            self._server = Server(self._state, self._launch)
            self._server.remove_false_locks()
            self._serve(held)
        except (OSError, PostgresUnavailable, subprocess.SubprocessError) as error:
            self._say(f"the server could not be launched: {error}")
            return False
        finally:
            os.close(held)
        while self._child is not None and self._child.poll() is None:
            if self._server.pid() is not None or self._is_over():
                return True
            time.sleep(_GLANCE_SECONDS)
        return False

    def _serve(self, held: int) -> None:
        launch = self._launch
        cluster.ensure_sockets(Path(launch.sockets), launch.account)
        written = cluster.write_access(self._state, launch)
        if written.returncode != 0:
            raise OSError(written.stdout.strip())
        log = logfile.open_log(self._state.log)
        try:
            with cluster.addressed(self._state.data, launch.account) as (place, fds):
                self._child = subprocess.Popen(
                    cluster.serve_argv(launch, place),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    pass_fds=(*fds, held),
                    start_new_session=True,
                    cwd="/",
                    env=clean_environment(),
                    **launch.account.step_down,
                )
        finally:
            os.close(log)

    def _watch(self) -> bool:
        """Return when the server is gone or to be stopped; whether it was ready meanwhile."""
        ready = False
        while self._server.pid() is not None and not self._is_over():
            ready = ready or self._server.is_ready()
            logfile.rotate(self._state.log)
            self._unused.wait(_LOOK_SECONDS if ready else _GLANCE_SECONDS)
            if self._child is not None:
                self._child.poll()  # collect it at once when it is dead
        return ready

    def _stop(self) -> None:
        """Stop what runs: gently, then quickly, then by force."""
        child = self._child if self._child is not None and self._child.poll() is None else None
        pid = child.pid if child is not None else self._server.pid()
        if pid is None:
            return
        for number, seconds in _STOPS:
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                # Said again and again: a process that has just been started may not yet listen.
                with suppress(ProcessLookupError):
                    os.kill(pid, number)
                if self._has_ended(child, pid):
                    return

    def _has_ended(self, child: subprocess.Popen[bytes] | None, pid: int) -> bool:
        """Wait a little for the end of the server."""
        end = time.monotonic() + _LOOK_SECONDS
        while time.monotonic() < end:
            if child.poll() is not None if child is not None else self._server.pid() != pid:
                return True
            time.sleep(_GLANCE_SECONDS)
        return False

    def _clean_up(self) -> None:
        """Remove what only a running server needs, and everything of an ephemeral directory."""
        try:
            locks.take(self._state.server, locks.EXCLUSIVE, timeout_seconds=_STOPS[-1][1])
        except (OSError, PostgresUnavailable):
            return  # the directory is gone, or something of the server still runs in it
        if Path(self._launch.sockets) != self._state.sockets:
            shutil.rmtree(self._launch.sockets, ignore_errors=True)
        if self._launch.ephemeral and self._unused.is_set():
            with suppress(OSError):
                shutil.rmtree(self._state.gone, ignore_errors=True)
                self._state.root.rename(self._state.gone)
                shutil.rmtree(self._state.gone, ignore_errors=True)
                self._state.root.parent.rmdir()

    def _say(self, sentence: str) -> None:
        now = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())
        with suppress(OSError):
            os.write(2, f"{now} UTC [guardian] FATAL: {sentence}\n".encode())


def _importable() -> str:
    """Return the places from which this program was imported, so that the guardian finds it."""
    own = str(Path(__file__).resolve().parents[3])
    return os.pathsep.join(dict.fromkeys([own, *(p for p in sys.path if p)]))
