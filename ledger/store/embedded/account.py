"""The operating system account that runs the server, and how to act as it.

PostgreSQL refuses to run as root. As root we step down to another account for every process of
the server and for every write into its directory; we never create accounts or change modes of
directories that are not ours.
"""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from ledger.store.embedded.errors import NoServerAccount

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_TIMED_OUT = 124
"""The exit code that shells use for it."""

_ORDER = ("postgres", "nobody")


class _StepDown(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the operating system, by name and numbers."""

    name: str
    uid: int
    gid: int

    @property
    def step_down(self) -> _StepDown:
        """Arguments for `subprocess` that make a child run as this account."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def run(
        self, argv: Sequence[str], *, said: str = "", fds: Sequence[int] = (), seconds: float = 60
    ) -> subprocess.CompletedProcess[str]:
        """Run a short program as this account with `said` on its input; output is captured."""
        try:
            return subprocess.run(
                argv,
                input=said,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                check=False,
                timeout=seconds,
                pass_fds=tuple(fds),
                cwd="/",
                env=clean_environment(),
                **self.step_down,
            )
        except subprocess.TimeoutExpired:
            late = f"{argv[0]}: error: not finished after {seconds:.0f} s"
            return subprocess.CompletedProcess(argv, _TIMED_OUT, late)

    def reaches(self, place: Path) -> bool:
        """Whether this account can pass through every directory on the way to `place`."""
        if not self.step_down:
            return True
        return self.run(["/bin/sh", "-c", 'cd "$1"', "sh", str(place)]).returncode == 0


def clean_environment() -> dict[str, str]:
    """Return an environment without PG… variables, which would steer the server's programs."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", **kept}


def own_account() -> Account:
    """Return the account of this process; it must have a name, which peer sign-in compares."""
    return _by_number(os.geteuid())


def server_account(wanted: str | None, data: Path) -> Account:
    """Choose the account that runs the server.

    An existing data directory keeps its owner. A new one, made by root, belongs to `wanted`,
    else to PARASOL_PG_OSUSER, else to postgres, else to nobody; made by anybody else, to them.
    """
    wanted = wanted or os.environ.get("PARASOL_PG_OSUSER") or None
    named = _named(wanted) if wanted else None
    if os.geteuid() != 0:
        return _unprivileged(named)
    if data.exists():
        return _owner(data, named)
    for account in (named, *map(_find, _ORDER)):
        if account is not None and account.uid != 0:
            return account
    text = (
        "PostgreSQL refuses to run as root, and there is no account named postgres or nobody. "
        "Name another in PARASOL_PG_OSUSER, run as an ordinary user, or set DATABASE_URL."
    )
    raise NoServerAccount(text)


def _unprivileged(named: Account | None) -> Account:
    own = own_account()
    if named is not None and named != own:
        text = f"Only root can run the server as {named.name}. Unset PARASOL_PG_OSUSER."
        raise NoServerAccount(text)
    return own


def _owner(data: Path, named: Account | None) -> Account:
    owner = _by_number(data.lstat().st_uid)
    if owner.uid == 0:
        text = f"{data} belongs to root, and PostgreSQL refuses to run as root. Give it to another."
        raise NoServerAccount(text)
    if named is not None and named != owner:
        text = f"{data} belongs to {owner.name}, but PARASOL_PG_OSUSER names {named.name}."
        raise NoServerAccount(text)
    return owner


def _named(name: str) -> Account:
    account = _find(name)
    if account is None or account.uid == 0:
        text = f"PARASOL_PG_OSUSER names {name}, which is no account that can run PostgreSQL."
        raise NoServerAccount(text)
    return account


def _find(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _by_number(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        text = (
            f"The account number {uid} has no name on this machine, and PostgreSQL needs one. "
            "Use an account that has one, or set DATABASE_URL to a server of your own."
        )
        raise NoServerAccount(text) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
