"""Commands without the time that a program takes to start: most of what a short one takes.

A process beside the tests has read all of the program and waits. For each command it forks: the
command is a process of its own, with its own environment, directory, input and output, as ever.
What starts further processes by what it is itself, `serve`, is started anew each time.
"""

import atexit
import gc
import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from runpy import run_module
from typing import IO, Any, Final

ROOT: Final = Path(__file__).parents[1]
_MOST_BYTES: Final = 1 << 16
_START_SECONDS: Final = 60.0


class Spare:
    """The process that waits, as whoever wants a command sees it."""

    def __init__(self) -> None:
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.spare", str(theirs.fileno())],
                env=os.environ | {"PYTHONPATH": str(ROOT)},
                cwd=ROOT,
                pass_fds=[theirs.fileno()],
            )
        atexit.register(self.close)

    def close(self) -> None:
        """Let the process end: nobody will ask any more."""
        self._channel.close()
        self._process.wait(_START_SECONDS)

    def run(
        self,
        arguments: Sequence[str],
        given: bytes,
        environment: Mapping[str, str],
        place: Path,
        seconds: float,
    ) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end. Raises subprocess.TimeoutExpired, like subprocess.run."""
        asked = {"arguments": arguments, "environment": dict(environment), "place": str(place)}
        with tempfile.TemporaryFile() as put, _file() as out, _file() as err:
            put.write(given)
            put.seek(0)
            files = [each.fileno() for each in (put, out, err)]
            socket.send_fds(self._channel, [json.dumps(asked).encode()], files)
            self._channel.settimeout(_START_SECONDS)
            child = json.loads(self._channel.recv(_MOST_BYTES))
            code = self._code(child, arguments, seconds)
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(list(arguments), code, out.read(), err.read())

    def _code(self, child: int, arguments: Sequence[str], seconds: float) -> int:
        self._channel.settimeout(seconds)
        try:
            code: int = json.loads(self._channel.recv(_MOST_BYTES))
        except TimeoutError:
            os.kill(child, signal.SIGKILL)
            self._channel.settimeout(_START_SECONDS)
            self._channel.recv(_MOST_BYTES)
            raise subprocess.TimeoutExpired(list(arguments), seconds) from None
        return code


@cache
def spare() -> Spare:
    """Return the one process of these tests."""
    return Spare()


def _file() -> IO[str]:
    return tempfile.TemporaryFile("w+", encoding="utf-8")


def _wait(channel: socket.socket) -> None:
    """Fork for every command asked for. Returns in the child, and at the end."""
    while True:
        message, files, _, _ = socket.recv_fds(channel, _MOST_BYTES, 3)
        if not message:
            sys.exit()
        child = os.fork()
        if not child:
            channel.close()
            _become(json.loads(message), files)
            return
        for each in files:
            os.close(each)
        channel.send(json.dumps(child).encode())
        _, status = os.waitpid(child, 0)
        channel.send(json.dumps(os.waitstatus_to_exitcode(status)).encode())


def _become(asked: dict[str, Any], files: Sequence[int]) -> None:
    """Make of this process what a shell would have started."""
    for number, each in enumerate(files):
        os.dup2(each, number)
        os.close(each)
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.chdir(asked["place"])
    sys.argv[:] = ["parasol", *asked["arguments"]]


def _read_program() -> None:
    """Import what commands import. What cannot be is told by the command that wants it."""
    for name in ("ledger", "projections", "api"):
        package = import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not module.name.endswith("__main__"):
                with suppress(Exception):
                    import_module(module.name)
    # The garbage collector would touch, and so copy, what the children share with this process.
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    _read_program()
    _wait(socket.socket(fileno=int(sys.argv[1])))
    run_module("api.cli", run_name="__main__", alter_sys=True)
