"""What a full disk does to the service, played on a small disk of its own.

`tests/crash/test_full_disk.py` runs this in a mount namespace in which the directory of temporary
files is that disk. Data, log and whatever else the service writes lie on it.
"""

import asyncio
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import asyncpg
import httpx

from ledger.store.embedded import EmbeddedServer
from tests.instance import wait_until
from tests.soak.client import GIFT, body_of
from tests.soak.service import Service

PIECE: Final = bytes(1 << 16)
LONGEST_ANSWER_SECONDS: Final = 10.0
"""Less than the patience with a database that is merely away."""

TRIES: Final = 2_000
"""More gifts than fit into the pages that the tables have."""


class Disk:
    """The disk's ballast."""

    def __init__(self) -> None:
        self._ballast = Path(tempfile.gettempdir()) / "ballast"

    def fill(self) -> None:
        """Leave not a byte."""
        with self._ballast.open("ab", buffering=0) as file, suppress(OSError):
            while file.write(PIECE):
                pass
        with self._ballast.open("ab", buffering=0) as file, suppress(OSError):
            while file.write(PIECE[:512]):
                pass

    def free(self) -> None:
        """Make room again."""
        self._ballast.unlink(missing_ok=True)


class Treasurer:
    """Records gifts and remembers what was answered."""

    def __init__(self, service: Service) -> None:
        token = service.sign_in()
        self.fund = service.open_fund(token, "On a small disk")
        self._client = httpx.Client(
            base_url=f"{service.origin}/api/v1/funds/{self.fund['fund_id']}",
            headers={"Authorization": f"Bearer {token}"},
            timeout=LONGEST_ANSWER_SECONDS,
            trust_env=False,
        )
        self.recorded: dict[str, int] = {}
        self.failed: list[str] = []

    def give(self, key: str = "") -> httpx.Response:
        """Record a gift under a fresh key, or under *key* again."""
        key = key or str(uuid4())
        body = body_of(self.fund, GIFT, 1_00)
        answer = self._client.post("/donations", json=body, headers={"Idempotency-Key": key})
        if answer.is_success:
            assert self.recorded.setdefault(key, answer.json()["first"]) == answer.json()["first"]
        else:
            self.failed.append(key)
        return answer

    def give_until_it_fails(self) -> httpx.Response:
        """Record gifts until there is no room for one; return that answer."""
        for _ in range(TRIES):
            answer = self.give()
            if not answer.is_success:
                return answer
        raise AssertionError("the disk was never full")

    def read(self, what: str) -> httpx.Response:
        return self._client.get(f"/{what}")


def assert_said_so(answer: httpx.Response) -> None:
    """Expect the problem that says what is wrong, and when to come again."""
    assert answer.status_code == 507, (answer.status_code, answer.text)
    problem: dict[str, Any] = answer.json()
    assert problem["code"] == "disk-full"
    assert int(answer.headers["retry-after"]) > 0


async def use_up_the_log(superuser: str) -> None:
    """Ask PostgreSQL for new files of its write-ahead log until there is no room for one."""
    connection = await asyncpg.connect(superuser)
    with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        while True:
            await connection.execute("select pg_logical_emit_message(false, 'x', 'x')")
            await connection.execute("select pg_switch_wal()")
    connection.terminate()


async def lets_in(superuser: str) -> bool:
    """Whether PostgreSQL runs."""
    try:
        connection = await asyncpg.connect(superuser, timeout=5)
        try:
            await connection.fetchval("select 1")
        finally:
            await connection.close(timeout=5)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
        return False
    return True


def play(service: Service, disk: Disk) -> None:
    """Fill the disk, see what is answered, make room, and see that nothing is missing."""
    with EmbeddedServer(service.data) as server:
        superuser = server.start().superuser
    treasurer = Treasurer(service)
    for _ in range(5):
        assert treasurer.give().status_code == 201
    wait_until(lambda: treasurer.read("balances").status_code == 200)

    disk.fill()
    assert_said_so(treasurer.give_until_it_fails())
    assert_said_so(treasurer.give(treasurer.failed[0]))
    for what in ("balances", "lines"):
        answer = treasurer.read(what)
        assert answer.status_code == 200, answer.text

    asyncio.run(use_up_the_log(superuser))
    wait_until(lambda: not asyncio.run(lets_in(superuser)))
    assert_said_so(treasurer.give())
    assert_said_so(treasurer.give(treasurer.failed[0]))
    assert_said_so(treasurer.read("balances"))

    disk.free()
    assert service.wait_until_it_answers(60), "the service did not recover by itself"
    assert not service.ended, "the service ended"
    for key in {*treasurer.failed}:
        assert treasurer.give(key).is_success
    for key in {*treasurer.recorded}:
        assert treasurer.give(key).status_code == 200
    gifts = sorted(treasurer.recorded.values())
    assert gifts == list(range(gifts[0], gifts[0] + len(gifts)))
    checked = service.run("check", treasurer.fund["fund_id"])
    assert checked.returncode == 0, checked.stdout + checked.stderr
    print(f"{len(gifts)} gifts, {len({*treasurer.failed})} of them after trouble")  # noqa: T201


def main() -> None:
    """Play it; end with 1 and a trace when something is not as it should be."""
    service, disk = Service(), Disk()
    try:
        service.open()
        play(service, disk)
    finally:
        disk.free()
        service.close()


if __name__ == "__main__":
    main()
