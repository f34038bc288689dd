"""Every setting of the service, read once from the environment and checked before anything starts.

A wrong setting is named together with what it should be; all wrong ones are named at once.
Settings that hold a password may come from a file instead: ``DATABASE_URL_FILE``.
"""

import difflib
import os
from collections.abc import Callable, Mapping
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct, convert

LOG_LEVELS: Final = ("debug", "info", "warning", "error")
LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_MAX_PORT: Final = 65_535
_MAX_WORKERS: Final = 64


class Settings(Struct, frozen=True, kw_only=True):
    """What the operator chose. The table of them all stands in the README."""

    host: str = "127.0.0.1"
    """Address to listen on (``PARASOL_HOST``)."""
    port: int = 8000
    """Port to listen on (``PARASOL_PORT``)."""
    data_dir: Path
    """Where the embedded PostgreSQL and the books live (``PARASOL_DATA_DIR``)."""
    keys_dir: Path
    """Where keys live: beside the data directory, never inside it (``PARASOL_KEYS_DIR``)."""
    public_url: str = ""
    """Origin under which people reach the service, no path; empty: the loopback address."""
    trusted_proxy: tuple[str, ...] = ()
    """Addresses or networks whose ``X-Forwarded-Host`` is believed (``PARASOL_TRUSTED_PROXY``)."""
    workers: int = 1
    """Number of processes (``PARASOL_WORKERS``)."""
    log: str = "info"
    """Least level that is logged (``PARASOL_LOG``)."""
    pg_bin: Path | None = None
    """Directory of the PostgreSQL programs to use for the embedded server (``PARASOL_PG_BIN``)."""
    pg_osuser: str | None = None
    """Account that runs the embedded server when started by root (``PARASOL_PG_OSUSER``)."""
    database_url: str | None = None
    """Another PostgreSQL instead of the embedded one (``DATABASE_URL``)."""
    database_direct_url: str | None = None
    """The same database past any pooler: migrations, LISTEN (``PARASOL_DATABASE_DIRECT_URL``)."""
    nudge_command: Path | None = None
    """Program that tells people on call that something waits (``PARASOL_NUDGE_COMMAND``)."""
    nudge_url: str | None = None
    """Address that is posted to instead of running a program (``PARASOL_NUDGE_URL``)."""

    @property
    def origin(self) -> str:
        """The origin that browsers see, without a trailing slash."""
        if self.public_url:
            return self.public_url
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{'127.0.0.1' if self.host in {'0.0.0.0', '::'} else host}:{self.port}"  # noqa: S104  compared, not bound

    @property
    def secure_cookies(self) -> bool:
        """Whether browsers treat the origin as safe enough for ``Secure`` cookies."""
        parts = urlsplit(self.origin)
        return parts.scheme == "https" or (parts.hostname or "").endswith(".onion")


class WrongSettings(Exception):
    """Settings that cannot be used: pairs of a setting's name and a sentence on what it must be."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        self.problems = problems
        super().__init__("\n".join(f"{name}: {sentence}" for name, sentence in problems))


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= _MAX_PORT:
        raise ValueError(f"must be a whole number from 1 to {_MAX_PORT}")
    return int(text)


def _workers(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= _MAX_WORKERS:
        raise ValueError(f"must be a whole number from 1 to {_MAX_WORKERS}")
    return int(text)


def _level(text: str) -> str:
    if text.lower() not in LOG_LEVELS:
        raise ValueError(f"must be one of {', '.join(LOG_LEVELS)}")
    return text.lower()


def _host(text: str) -> str:
    if text == "localhost":
        return text
    try:
        ip_address(text)
    except ValueError:
        raise ValueError("must be an IP address of this machine, or localhost") from None
    return text


def _path(text: str) -> Path:
    path = Path(text).expanduser()
    if not path.is_absolute():
        path = Path.cwd() / path
    return path


def _origin(text: str) -> str:
    parts = urlsplit(text)
    is_origin = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    if not is_origin or parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise ValueError("must be an origin such as https://books.example.org, without a path")
    hostname = parts.hostname or ""
    if (
        parts.scheme == "http"
        and hostname not in LOOPBACK_NAMES
        and not hostname.endswith(".onion")
    ):
        raise ValueError("must use https, unless it is a loopback or an onion address")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _networks(text: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in text.split(",") if part.strip())
    try:
        return tuple(str(ip_network(part)) for part in parts)
    except ValueError:
        raise ValueError("must be IP addresses or networks, separated by commas") from None


def _database(text: str) -> str:
    if urlsplit(text).scheme not in {"postgresql", "postgres"}:
        raise ValueError("must be an address that begins with postgresql:" + "//")
    return text


def _program(text: str) -> Path:
    path = Path(text)
    if not path.is_absolute() or not path.is_file() or not os.access(path, os.X_OK):
        raise ValueError("must be the whole path of a program that this account may run")
    return path


def _webhook(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise ValueError("must be an address such as https://push.example.org/topic")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK_NAMES:
        raise ValueError("must use https, unless it is on this machine")
    try:
        _ = parts.port
    except ValueError:
        raise ValueError("must have a port from 1 to 65535, or none") from None
    if any(sign.isspace() or not sign.isprintable() or not sign.isascii() for sign in text):
        raise ValueError("must have no spaces and no letters beyond ASCII")
    return text


_READERS: Final[dict[str, tuple[str, Callable[[str], object]]]] = {
    "PARASOL_HOST": ("host", _host),
    "PARASOL_PORT": ("port", _port),
    "PARASOL_DATA_DIR": ("data_dir", _path),
    "PARASOL_KEYS_DIR": ("keys_dir", _path),
    "PARASOL_PUBLIC_URL": ("public_url", _origin),
    "PARASOL_TRUSTED_PROXY": ("trusted_proxy", _networks),
    "PARASOL_WORKERS": ("workers", _workers),
    "PARASOL_LOG": ("log", _level),
    "PARASOL_PG_BIN": ("pg_bin", _path),
    "PARASOL_PG_OSUSER": ("pg_osuser", str),
    "DATABASE_URL": ("database_url", _database),
    "PARASOL_DATABASE_DIRECT_URL": ("database_direct_url", _database),
    "PARASOL_NUDGE_COMMAND": ("nudge_command", _program),
    "PARASOL_NUDGE_URL": ("nudge_url", _webhook),
}
"""Name in the environment -> (field, reader); a reader raises ValueError with what is expected."""

_SECRETS: Final = ("DATABASE_URL", "PARASOL_DATABASE_DIRECT_URL", "PARASOL_NUDGE_URL")
"""Settings that may hold a secret: each may come as ``NAME_FILE`` instead."""

SETTING_NAMES: Final = (*_READERS, *(f"{name}_FILE" for name in _SECRETS))
"""Every name that the service reads."""


def _from_file(name: str, environ: Mapping[str, str]) -> str | None:
    """Return the value of a secret, from its variable or its file."""
    plain, file_name = environ.get(name), environ.get(f"{name}_FILE")
    if plain and file_name:
        raise ValueError(f"is set twice: also as {name}_FILE; keep one of them")
    if not file_name:
        return plain
    try:
        return Path(file_name).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise ValueError(f"the file named by {name}_FILE cannot be read") from None


def _misspelt(environ: Mapping[str, str]) -> list[tuple[str, str]]:
    """Name variables that look like a misspelt setting; others are somebody else's."""
    found = []
    for name in environ:
        if not name.startswith("PARASOL_") or name in SETTING_NAMES:
            continue
        if near := difflib.get_close_matches(name, SETTING_NAMES, n=1, cutoff=0.85):
            found.append((name, f"is no setting; {near[0]} is meant, perhaps"))
    return found


def read_settings(environ: Mapping[str, str], home: Path | None = None) -> Settings:
    """Read and check all settings; raise WrongSettings naming every wrong one.

    *home* is where the data directory goes when none is chosen; default: the user's home.
    """
    values: dict[str, object] = {}
    problems = _misspelt(environ)
    for name, (field, read) in _READERS.items():
        try:
            text = _from_file(name, environ) if name in _SECRETS else environ.get(name)
            if text is not None and text.strip():
                values[field] = read(text.strip())
        except ValueError as wrong:
            problems.append((name, str(wrong)))
    data_dir = values.setdefault("data_dir", (home or Path.home()) / ".local/share/parasol")
    assert isinstance(data_dir, Path)
    keys_dir = values.setdefault("keys_dir", data_dir.with_name(data_dir.name + "-keys"))
    assert isinstance(keys_dir, Path)
    if keys_dir == data_dir or data_dir in keys_dir.parents:
        problems.append(("PARASOL_KEYS_DIR", "must lie beside the data directory, not inside it"))
    if {"nudge_command", "nudge_url"} <= values.keys():
        problems.append(("PARASOL_NUDGE_URL", "is set besides PARASOL_NUDGE_COMMAND; keep one"))
    if problems:
        raise WrongSettings(problems)
    return convert(values, Settings)
