"""A running service to measure, and a client process beside it."""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final
from urllib.error import URLError
from urllib.request import Request, urlopen
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct

from api.clock import utc_now
from api.sessions import Sessions
from api.sign_in import SignIn
from api.v1.opened_session import OpenedSession
from benchmarks.book import KEEPER
from benchmarks.caller import Heard, Order
from benchmarks.place import Place
from ledger.store.database import Database
from ledger.store.embedded import Addresses
from projections.migrations import projection_migrations

HOST: Final = "127.0.0.1"
_ROOT: Final = Path(__file__).parents[1]
_READY_SECONDS: Final = 60.0
_STOP_SECONDS: Final = 40.0
_OUR_SETTINGS: Final = ("PARASOL_", "DATABASE_URL")


class Client:
    """The client process; one order at a time."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def ask(self, order: Order) -> Heard:
        """Carry out an order; every answer must be a good one."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(msgspec.json.encode(order) + b"\n")
        heard = msgspec.json.decode(await self._process.stdout.readline(), type=Heard)
        if heard.accepted != sum(heard.statuses.values()):
            raise RuntimeError(f"The service refused: {heard.statuses}")
        return heard


class Service(Struct, frozen=True):
    """A service that answers at *port*: its process, the ways to sign in to it, and a client."""

    port: int
    pid: int
    client: Client
    token: str
    cookie: str

    @property
    def as_program(self) -> tuple[str, ...]:
        """The headers of a program that is signed in."""
        return (f"Authorization: Bearer {self.token}", "Content-Type: application/json")

    @property
    def as_person(self) -> tuple[str, ...]:
        """The headers of a person who is signed in."""
        return (f"Cookie: parasol={self.cookie}",)


@asynccontextmanager
async def running(
    place: Place, addresses: Addresses, *, file: Path | None = None
) -> AsyncIterator[Service]:
    """Run the service with one worker on a database, with a client; stop both at the end.

    Its log goes to a file, as it does where the service is installed. *file* is served as well,
    as one of the look.
    """
    port, name = _free_port(), uuid4().hex
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(_OUR_SETTINGS)
    } | {
        "DATABASE_URL": addresses.service,
        "PARASOL_DATABASE_DIRECT_URL": addresses.owner,
        "PARASOL_DATA_DIR": str(place.directory / name),
        "PARASOL_PORT": str(port),
        **({"BENCHMARK_FILE": str(file)} if file else {}),
    }
    with (place.directory / f"{name}.log").open("wb") as log:
        server = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "benchmarks.serving"),
            env=environment,
            cwd=_ROOT,
            stdin=DEVNULL,
            stdout=log,
            stderr=log,
        )
    client = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.caller", HOST, str(port)),
        cwd=_ROOT,
        stdin=PIPE,
        stdout=PIPE,
    )
    try:
        await _wait_until_ready(server, port)
        yield Service(port, server.pid, Client(client), *await _sign_in(addresses, port))
    finally:
        for process, number in ((client, signal.SIGKILL), (server, signal.SIGTERM)):
            if process.returncode is None:
                process.send_signal(number)
            await asyncio.wait_for(process.wait(), _STOP_SECONDS)


async def _wait_until_ready(server: Process, port: int) -> None:
    """Wait until the service answers; whether its read models follow does not matter here."""
    async with asyncio.timeout(_READY_SECONDS):
        while not await asyncio.to_thread(_answers, port):
            if server.returncode is not None:
                raise RuntimeError("The service ended before it answered.")
            await asyncio.sleep(0.02)


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://{HOST}:{port}/health/live", timeout=2):
            return True
    except (URLError, OSError):
        return False


async def _sign_in(addresses: Addresses, port: int) -> tuple[str, str]:
    """Sign in as a program, through the door, and as a person."""
    migrations = projection_migrations()
    async with Database.open(
        addresses.service, min_size=1, max_size=1, migrations=migrations
    ) as database:
        async with database.acquire() as connection:  # whoever keeps the measured funds
            await connection.execute(
                "insert into sign_ins (sign_in_id, made_at) values ($1, $2) on conflict do nothing",
                UUID(KEEPER),
                utc_now(),
            )
        sign_in = SignIn(database, utc_now)
        code = await sign_in.issue_code()
        token = await asyncio.to_thread(_open_session, port, code)
        person = await sign_in.redeem(await sign_in.issue_code())
        assert person is not None
        return token, await Sessions(database, utc_now).start(person, "page")


def _open_session(port: int, code: str) -> str:
    request = Request(
        f"http://{HOST}:{port}/api/v1/session",
        data=msgspec.json.encode({"code": code}),
        headers={"Content-Type": "application/json"},
    )
    with urlopen(request, timeout=10) as answer:  # noqa: S310
        return msgspec.json.decode(answer.read(), type=OpenedSession).token


def get(port: int, path: str, headers: tuple[str, ...]) -> None:
    """Read an address of the service; it must be answered with 200."""
    named = dict(header.split(": ", 1) for header in headers)
    with urlopen(Request(f"http://{HOST}:{port}{path}", headers=named), timeout=60) as answer:
        answer.read()


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind((HOST, 0))
        port: int = trial.getsockname()[1]
        return port
