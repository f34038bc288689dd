"""The stage for tests of the embedded server: accounts, directories, users that can be killed.

When the tests run as root, every scenario is played twice: by root (whose server steps down to
another account) and by an ordinary account. That one may not reach this checkout or its Python,
so it plays from a kit copied to a directory that everybody can read.
"""

from __future__ import annotations

import json
import os
import pwd
import select
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg
import msgspec

import ledger
from ledger.store.embedded.account import Account
from ledger.store.embedded.binaries import available_majors

if TYPE_CHECKING:
    from collections.abc import Callable

IS_ROOT = os.geteuid() == 0
LEGS = ["root", "ordinary"] if IS_ROOT else ["ordinary"]
_ENTRY = pwd.getpwnam("nobody") if IS_ROOT else pwd.getpwuid(os.geteuid())
ORDINARY = Account(_ENTRY.pw_name, _ENTRY.pw_uid, _ENTRY.pw_gid)
_SCRIPT = Path(__file__).with_name("embedded_user.py")


def open_directory() -> Path:
    """Make a directory outside the checkout through which every account can pass."""
    base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 (private below)
    place = Path(tempfile.mkdtemp(prefix="parasol-test-", dir=base))
    place.chmod(0o755)
    return place


class Kit:
    """What an ordinary account needs to play a user: Python, our package, the binaries."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self.python = Path(sys.executable)
        self.path = place / "site"
        self._libraries: dict[str, str] = {}
        self._copy_packages()
        if not _runs([sys.executable, "-c", "import ssl"]):
            self._copy_python()
        found = available_majors()
        self.majors = {major: self._within_reach(found[major]) for major in found}

    def environment(self, home: Path) -> dict[str, str]:
        return {
            "PATH": "/usr/bin:/bin",
            "HOME": str(home),
            "PYTHONPATH": str(self.path),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PARASOL_PG_BIN": str(next(iter(self.majors.values()))),
            **self._libraries,
        }

    def _copy_packages(self) -> None:
        root = Path(ledger.__file__).parent
        skipped = shutil.ignore_patterns("__pycache__")
        shutil.copytree(
            root / "store/embedded", self.path / "ledger/store/embedded", ignore=skipped
        )
        for empty in ("ledger", "ledger/store"):
            (self.path / empty / "__init__.py").touch()
        for package in (msgspec, asyncpg):
            source = Path(str(package.__file__)).parent
            shutil.copytree(source, self.path / source.name, ignore=skipped)
        shutil.copy(_SCRIPT, self.path)
        _open_to_all(self.path)

    def _copy_python(self) -> None:
        version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
        skipped = shutil.ignore_patterns("__pycache__", "site-packages", "test", "config-*", "*.a")
        standard = Path(sysconfig.get_path("stdlib"))
        home = self._place / "python"
        shutil.copytree(standard, home / "lib" / version, ignore=skipped)
        (home / "bin").mkdir()
        self.python = home / "bin" / version
        shutil.copy(Path(sys.executable).resolve(), self.python)
        for library in standard.parent.glob("libpython*.so*"):
            shutil.copy(library, home / "lib")
        self._libraries = {"LD_LIBRARY_PATH": str(home / "lib")}
        _open_to_all(home)

    def _within_reach(self, bin_dir: Path) -> Path:
        if _runs([str(bin_dir / "initdb"), "--version"]):
            return bin_dir
        package = bin_dir.parent.parent
        target = self._place / "programs"
        if not (target / package.name).exists():
            libraries = f"{package.name}.libs"
            shutil.copytree(package, target / package.name)
            shutil.copytree(package.parent / libraries, target / libraries)
            _open_to_all(target)
        return target / package.name / bin_dir.parent.name / "bin"


class User:
    """A process with a share in the server; see `embedded_user`."""

    def __init__(
        self,
        data_dir: Path,
        kit: Kit | None,
        settings: dict[str, Any],
        environment: dict[str, str],
        rights: str | None = None,
    ) -> None:
        python = str(kit.python) if kit is not None else sys.executable
        ours = os.pathsep.join([str(Path(ledger.__file__).parents[1]), *filter(None, sys.path)])
        known = kit.environment(data_dir) if kit is not None else {"PYTHONPATH": ours}
        script = kit.path / _SCRIPT.name if kit is not None else _SCRIPT
        step_down = ORDINARY.step_down if kit is not None else {}
        only = f"-all,+{rights.replace(',', ',+')}" if rights is not None else ""
        limited = ["setpriv", f"--bounding-set={only}", f"--inh-caps={only}"] if only else []
        strict = ["-X", "dev", "-W", "error", "-P"]
        self.process = subprocess.Popen(
            [*limited, python, *strict, str(script), str(data_dir), json.dumps(settings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"PATH": os.environ["PATH"], **known, **environment},
            cwd="/",
            **step_down,
        )

    def say(self, *words: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(words).encode() + b"\n")
        self.process.stdin.flush()

    def hear(self, seconds: float = 60) -> dict[str, Any]:
        assert self.process.stdout is not None
        heard, _, _ = select.select([self.process.stdout], [], [], seconds)
        assert heard, f"no answer within {seconds} s"
        line = self.process.stdout.readline()
        assert line, "the user ended without an answer"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def do(self, *words: object) -> dict[str, Any]:
        self.say(*words)
        return self.hear()

    def ask(self, sql: str, role: str = "parasol") -> object:
        answer = self.do("ask", role, sql)
        assert "answer" in answer, answer
        return answer["answer"]

    def kill(self) -> None:
        """Kill it, and hear its pipe close: nothing it started may hold the pipe open."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.kill()
        self.process.wait(10)
        readable, _, _ = select.select([self.process.stdout], [], [], 5)
        assert readable, "somebody else holds the pipe of the killed process"
        self.process.stdin.close()
        self.process.stdout.read()
        self.process.stdout.close()


class Stage:
    """One test's directory and everybody who plays on it."""

    def __init__(self, leg: str, kit: Kit | None) -> None:
        self.leg = leg
        self.kit = kit
        self.place = open_directory()
        if kit is not None:
            os.chown(self.place, ORDINARY.uid, ORDINARY.gid)
        self.data_dir = self.place / "parasol"
        self.users: list[User] = []

    @property
    def state(self) -> Path:
        return self.data_dir / "postgres"

    def user(
        self,
        *,
        environment: dict[str, str] | None = None,
        rights: str | None = None,
        **settings: Any,
    ) -> User:
        chosen = {"durable": False, **settings}
        new = User(self.data_dir, self.kit, chosen, environment or {}, rights)
        self.users.append(new)
        return new

    def majors(self) -> dict[int, Path]:
        return self.kit.majors if self.kit is not None else available_majors()

    def close(self) -> None:
        """Kill the users; what they leave must go by itself. Anything else is a leak."""
        for user in self.users:
            if user.process.poll() is None:
                user.kill()
            for pipe in (user.process.stdin, user.process.stdout):
                if pipe is not None:
                    pipe.close()
        wait_until(lambda: not processes_of(self.place))
        left = processes_of(self.place)
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        shutil.rmtree(self.place, ignore_errors=True)
        assert not left, f"left running: {left}"
        assert not self.place.exists()


def processes_of(place: Path) -> list[int]:
    """Return living processes that name the place or work in it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            named = os.fsencode(place) in (process / "cmdline").read_bytes()
            works_there = str((process / "cwd").readlink()).startswith(str(place))
            ended = (process / "stat").read_text().rpartition(")")[2].split()[0] in {"Z", "X"}
        except OSError:
            continue
        if (named or works_there) and not ended:
            found.append(int(process.name))
    return found


def wait_until(condition: Callable[[], bool], seconds: float = 15) -> bool:
    """Look until it holds, or the time is up; generous, because other tests keep machines busy."""
    end = time.monotonic() + seconds
    while not (holds := condition()) and time.monotonic() < end:
        time.sleep(0.01)
    return holds


def goes_down(pid: int) -> bool:
    """Whether a process ends by itself."""
    return wait_until(lambda: not lives(pid))


def lives(pid: int) -> bool:
    """Whether a process lives; a zombie does not."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):  # it may end between the two
        return False
    return text.rpartition(")")[2].split()[0] not in {"Z", "X"}


def _runs(argv: list[str]) -> bool:
    try:
        return ORDINARY.run(argv).returncode == 0
    except OSError:
        return False


def _open_to_all(root: Path) -> None:
    for place, _, names in os.walk(root):
        Path(place).chmod(0o755)
        for path in (Path(place) / name for name in names):
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
