"""Making a cluster, and the command line that serves it.

What keeps the server private stands on its command line, where ALTER SYSTEM cannot undo it.
What only tunes it stands in postgresql.conf, where an operator may change it.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.store.embedded.errors import ClusterNotCreated, explain_output, explained
from ledger.store.embedded.state import Launch, State, socket_fits

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

    from ledger.store.embedded.account import Account

OWNER = "parasol_owner"
SERVICE = "parasol"
SUPERUSER = "postgres"
DATABASE = "parasol"

_FIRST_SQL = f"""\
create role {OWNER} login;
create role {SERVICE} login;
create database {DATABASE} owner {OWNER};
revoke all on database {DATABASE} from public;
grant connect on database {DATABASE} to {SERVICE};
"""

_TUNING = """
# Parasol: modest by intention. Parallel workers would need more of /dev/shm than containers give.
# Ids are random, so the first line after a checkpoint copies whole pages of each index into the
# log: the room for it makes checkpoints rare while much is written.
shared_buffers = 128MB
max_connections = 100
max_wal_size = 1GB
min_wal_size = 48MB
jit = off
max_parallel_workers_per_gather = 0
max_parallel_maintenance_workers = 0
timezone = 'UTC'
"""

_PRIVATE = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "unix_socket_group": "",
    "cluster_name": "parasol",
    # The guardian starts it again: it knows how often that failed, and when nobody needs it.
    "restart_after_crash": "off",
    "logging_collector": "off",
    "log_destination": "stderr",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    # No statement, no value: errors of statements go to the service only, and what is logged
    # (log, fatal, panic) goes without detail, which would quote keys and failed statements.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_statement": "none",
    "log_duration": "off",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_autovacuum_min_duration": "-1",
    "log_connections": "off",
    "log_disconnections": "off",
    "log_checkpoints": "off",
    "debug_print_parse": "off",
    "debug_print_rewritten": "off",
    "debug_print_plan": "off",
}

_HASTY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # Within the directory, so that deleting it leaves nothing of a server that was killed.
    "dynamic_shared_memory_type": "mmap",
}

_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 (the operating system's own)

_WRITE = """\
cd "$1" && shift || exit
while [ "$#" -gt 1 ]; do
  [ "$(cat "$1" 2>/dev/null)" = "$2" ] || { printf '%s\\n' "$2" >"$1.new" && mv -f "$1.new" "$1"; }
  [ "$?" = 0 ] || exit
  shift 2
done
"""


@contextmanager
def addressed(directory: Path, account: Account) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Give a path by which the account reaches `directory`, and descriptors to hand on with it.

    Root may keep its data below a directory that is closed to the server's account (a home, a
    private temporary directory). The account then comes in by a descriptor that root opened.
    """
    if account.reaches(directory.parent):
        yield str(directory), ()
        return
    fd = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{fd}", (fd,)
    finally:
        os.close(fd)


def create(state: State, launch: Launch, gate: int) -> None:
    """Make the cluster with its three roles and its database, then put it in place at once.

    The lock `gate` goes on to initdb: if we are killed it still keeps the next starter out.
    """
    shutil.rmtree(state.fresh, ignore_errors=True)
    _own_directory(state.fresh, launch.account)
    try:
        _fill(state.fresh, launch, gate)
    except BaseException:
        shutil.rmtree(state.fresh, ignore_errors=True)
        raise
    state.fresh.rename(state.data)
    if launch.durable:
        _keep(state.root)


def _fill(fresh: Path, launch: Launch, gate: int) -> None:
    account, bin_dir = launch.account, Path(launch.bin_dir)
    with addressed(fresh, account) as (place, fds):
        argv = [str(bin_dir / "initdb"), "-D", place, "-U", SUPERUSER, "-E", "UTF8", "--locale=C"]
        argv += ["-k", "--auth-local=peer", "--auth-host=reject"]
        argv += [] if launch.durable else ["--no-sync"]
        held = (*fds, gate)
        _checked(account.run(argv, fds=held, seconds=300), "Setting up the database failed.")
        argv = [str(bin_dir / "postgres"), "--single", "-D", place, "-c", "exit_on_error=on"]
        quick = {} if launch.durable else _HASTY
        argv += [*_settings({"log_checkpoints": "off", **shared_memory(), **quick}), SUPERUSER]
        made = account.run(argv, said=_FIRST_SQL, fds=held, seconds=120)
        _checked(made, "Creating the database's roles failed.")
        script = 'cd "$1" && cat >>postgresql.conf'
        told = account.run(["/bin/sh", "-c", script, "sh", place], said=_TUNING, fds=held)
        _checked(told, "Writing the database's settings failed.")


def write_access(state: State, launch: Launch) -> subprocess.CompletedProcess[str]:
    """Say who may come in: by the socket only, and only the accounts that we know.

    Written at every launch, as the server's account, so that data brought from another machine
    lets in the accounts of this one.
    """
    rules = "local all all peer map=parasol\nlocal replication all peer map=parasol"
    pairs = [(launch.service_user, role) for role in (SUPERUSER, OWNER, SERVICE)]
    pairs += [(launch.os_name, SUPERUSER)]
    names = "\n".join(f'parasol "{who}" {role}' for who, role in dict.fromkeys(pairs))
    with addressed(state.data, launch.account) as (place, fds):
        argv = ["/bin/sh", "-c", f"umask 077\n{_WRITE}", "sh", place]
        argv += ["pg_hba.conf", rules, "pg_ident.conf", names]
        return launch.account.run(argv, fds=fds)


def serve_argv(launch: Launch, place: str) -> list[str]:
    """Return the command that serves the cluster at `place`."""
    settings = {**_PRIVATE, **shared_memory(), **({} if launch.durable else _HASTY)}
    program = str(Path(launch.bin_dir) / "postgres")
    return [program, "-D", place, "-k", launch.sockets, *_settings(settings)]


def choose_sockets(state: State, account: Account) -> Path:
    """Return the directory for the socket: our own, or a private one where paths are short.

    The one used before is taken again when it is still there, still private and still in reach.
    """
    if socket_fits(state.sockets) and account.reaches(state.root):
        return state.sockets
    before = Launch.load(state)
    if before is not None and before.sockets != str(state.sockets):
        place = Path(before.sockets)
        if socket_fits(place) and _is_private(place, account) and account.reaches(place):
            return place
    for base in dict.fromkeys([tempfile.gettempdir(), "/tmp", "/var/tmp"]):  # noqa: S108 (mkdtemp: private and new)
        place = Path(base)
        if socket_fits(place / "parasol-12345678") and account.reaches(place):
            with explained(place):
                made = Path(tempfile.mkdtemp(prefix="parasol-", dir=place))
                os.chown(made, account.uid, account.gid)
                return made
    text = f"There is no place with a short enough path for a socket. Move {state.root.parent}."
    raise ClusterNotCreated(text)


def ensure_sockets(sockets: Path, account: Account) -> None:
    """Create the socket's directory when it is gone; refuse one that is not private."""
    if not os.path.lexists(sockets):
        _own_directory(sockets, account)
    if not _is_private(sockets, account):
        text = f"{sockets} is not a private directory of {account.name}. Remove it."
        raise ClusterNotCreated(text)


def _own_directory(place: Path, account: Account) -> None:
    place.mkdir(mode=0o700)
    os.chown(place, account.uid, account.gid)


def _is_private(place: Path, account: Account) -> bool:
    try:
        found = place.lstat()
    except OSError:
        return False
    closed = stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == 0o700  # noqa: PLR2004
    return closed and found.st_uid == account.uid


def _checked(done: subprocess.CompletedProcess[str], what: str) -> None:
    if done.returncode != 0:
        text = f"{what} {explain_output(done.stdout)}"
        raise ClusterNotCreated(text)


def _settings(settings: dict[str, str]) -> list[str]:
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def shared_memory(place: Path = _SHARED_MEMORY) -> dict[str, str]:
    """Return the setting that uses files for shared memory where `place` is missing or closed."""
    try:
        usable = stat.S_IMODE(place.stat().st_mode) & 0o003 == 0o003  # noqa: PLR2004
    except OSError:
        usable = not Path("/proc/self").exists()
    return {} if usable else {"dynamic_shared_memory_type": "mmap"}


def _keep(directory: Path) -> None:
    fd = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
