"""The running service: one supervisor that holds the data directory, and its worker processes."""

import asyncio
import multiprocessing
import os
import socket
import sys
import threading
import time
from contextlib import suppress
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final

import click
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from api.cli.failures import Unavailable
from api.cli.opened import Place, opened, place_of
from api.clock import utc_now
from api.people.refused import AlreadyClaimed
from api.settings import Settings
from api.sign_in import CODE_LIFE, SignIn
from ledger.store.embedded import ServiceLock

CODE_FILE: Final = "first-sign-in.txt"
"""Where the first code is written when there is no terminal to print it on."""

DRAIN_SECONDS: Final = 30
"""How long a worker may finish what it took on, once it is told to stop."""

_PORT_SECONDS: Final = 10.0
_READY_SECONDS: Final = 120.0


def run_service(settings: Settings, workers: int) -> None:
    """Serve until SIGTERM or SIGINT; then let the workers finish, and stop the database.

    Raises ServiceRunning when another service holds the data directory.
    """
    with ServiceLock(settings.data_dir):
        _wait_for_port(settings)
        with place_of(settings) as place:
            code = asyncio.run(_first_code(settings, place))
            if code and not sys.stdout.isatty():
                _write_code(settings, code)
            threading.Thread(target=_announce, args=(settings, code), daemon=True).start()
            _serve(settings, workers)


async def _first_code(settings: Settings, place: Place) -> str | None:
    """Bring everything up to date; return a code to sign in with when one is wanted.

    On a terminal there is one until somebody has claimed the first sign-in, elsewhere only until
    somebody was given one.
    """
    async with opened(settings, place) as everything:
        sign_in = SignIn(everything.database, utc_now)
        if sys.stdout.isatty() or not await sign_in.has_sign_in():
            with suppress(AlreadyClaimed):
                return await sign_in.issue_code()
    _forget_code(settings)
    return None


def _write_code(settings: Settings, code: str) -> None:
    path = settings.data_dir / CODE_FILE
    path.unlink(missing_ok=True)
    opened_file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(opened_file, "w", encoding="utf-8") as file:
        file.write(f"{settings.origin}/\n{code}\n")


def _forget_code(settings: Settings) -> None:
    """Remove the file of a code that has ended."""
    path: Path = settings.data_dir / CODE_FILE
    try:
        age = timedelta(seconds=time.time() - path.lstat().st_mtime)
    except FileNotFoundError:
        return
    if age > CODE_LIFE:
        path.unlink(missing_ok=True)


def _wait_for_port(settings: Settings) -> None:
    """Refuse a port that something else listens on; a service that was killed frees it soon."""
    end = time.monotonic() + _PORT_SECONDS
    while True:
        try:
            _try_port(settings.host, settings.port)
        except OSError as error:
            if time.monotonic() < end and _is_taken(error):
                time.sleep(0.1)
                continue
            raise Unavailable(
                f"Nothing can listen on {settings.host}, port {settings.port}: "
                f"{error.strerror}. Choose another with PARASOL_HOST or PARASOL_PORT."
            ) from None
        return


def _is_taken(error: OSError) -> bool:
    import errno

    return error.errno == errno.EADDRINUSE


def _try_port(host: str, port: int) -> None:
    """Bind the port for a moment. Unlike the workers' sockets this one shares it with nobody."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind(address)


def _announce(settings: Settings, code: str | None) -> None:
    """Say where the service is once it answers, and the code to sign in with."""
    if not _answers(settings):
        return
    click.echo(f"Parasol is ready at {settings.origin}/")
    if code and sys.stdout.isatty():
        click.echo(f"To sign in, type this code there: {code}")
        click.echo("It works once, within 24 hours. Another one: parasol sign-in-code")
    elif code:
        click.echo(f"A code to sign in with is in {settings.data_dir / CODE_FILE}")
    click.echo("To stop: Ctrl+C" if sys.stdout.isatty() else "To stop: SIGTERM")
    sys.stdout.flush()


def _answers(settings: Settings) -> bool:
    """Wait until the service says that it is ready."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    end = time.monotonic() + _READY_SECONDS
    while time.monotonic() < end:
        connection = HTTPConnection(host, settings.port, timeout=5)
        try:
            connection.request("GET", "/health/ready")
            if connection.getresponse().status == 200:  # noqa: PLR2004  ready
                return True
        except (OSError, HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(0.05)
    return False


def _serve(settings: Settings, workers: int) -> None:
    # A forked worker would inherit locks, threads and connections.
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "api.cli.worker:application",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        workers=workers,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=DRAIN_SECONDS,
    )
    server.serve()
