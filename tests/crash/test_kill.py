"""kill -9 of the service and of PostgreSQL, again and again under load.

The clients are in this process, which nobody kills: they log what was acknowledged and ask again
with the same key until they get an answer. Afterwards every acknowledged command is in the book
exactly once, positions have no gap, and `parasol check` agrees.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID, uuid4

import httpx
import pytest

from ledger.events import DonationReceived
from ledger.store.database import Database
from ledger.store.embedded import EmbeddedServer
from ledger.store.mapper import decode
from ledger.store.reading import list_lines_after
from tests.crash.killing import Victim

KILLS: Final = 50
CLIENTS: Final = 6
DAY: Final = "2026-03-02"


@pytest.fixture
def service() -> Iterator[Victim]:
    running = Victim()
    try:
        running.bring_up()
        yield running
    finally:
        running.close()


class Client:
    """Records gifts one after another; its log outlives every kill."""

    def __init__(self, service: Victim, token: str, fund: dict[str, Any]) -> None:
        self.service = service
        self.headers = {"Authorization": f"Bearer {token}"}
        self.fund = fund
        self.acknowledged: dict[str, int] = {}
        self.asked_again = 0

    async def run(self, stop: asyncio.Event) -> None:
        timeout = httpx.Timeout(5.0)
        async with httpx.AsyncClient(
            base_url=self.service.origin, headers=self.headers, timeout=timeout, trust_env=False
        ) as http:
            while not stop.is_set():
                await self.record(http, str(uuid4()))

    async def record(self, http: httpx.AsyncClient, key: str) -> None:
        """Record one gift under *key*, however often it takes."""
        account_id, purpose_id = self.fund["opened"][:2]
        body = {
            "occurred_on": DAY,
            "account_id": account_id,
            "purpose_id": purpose_id,
            "gross": 1_00,
            "currency": "USD",
            "exponent": 2,
        }
        while True:
            try:
                answer = await http.post(
                    f"/api/v1/funds/{self.fund['fund_id']}/donations",
                    json=body,
                    headers={"Idempotency-Key": key},
                )
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code in {200, 201}:
                self.acknowledged[key] = answer.json()["first"]
                return
            assert answer is None or answer.status_code >= 500, answer.text
            self.asked_again += 1
            await asyncio.sleep(0.05)


async def sign_in(service: Victim) -> str:
    async with httpx.AsyncClient(base_url=service.origin, trust_env=False) as http:
        answer = await http.post("/api/v1/session", json={"code": service.sign_in_code()})
    assert answer.status_code == 201, answer.text
    token: str = answer.json()["token"]
    return token


async def open_fund(service: Victim, token: str) -> dict[str, Any]:
    body = {
        "occurred_on": DAY,
        "label": "Killed often",
        "currency": "USD",
        "time_zone": "UTC",
        "accounts": [{"kind": "bank", "label": "Bank", "currency": "USD"}],
        "purposes": [{"restriction": "unrestricted", "label": "Anything"}],
    }
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
    async with httpx.AsyncClient(base_url=service.origin, trust_env=False) as http:
        answer = await http.post("/api/v1/funds", json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    fund: dict[str, Any] = answer.json()
    return fund


async def kill_again_and_again(service: Victim, chance: random.Random) -> Counter[str]:
    """Kill `KILLS` times at random moments, in turn what serves and what stores."""
    kills: Counter[str] = Counter()
    while kills.total() < KILLS:
        await asyncio.sleep(chance.uniform(0.05, 0.5))
        if kills.total() % 2:
            if chance.random() < 0.2:
                service.kill_guardian()  # then the workers have to bring both back
            if service.kill_postgres():
                kills["postgres"] += 1
            continue
        only_supervisor = chance.random() < 0.3
        service.kill(only_supervisor=only_supervisor)
        kills["supervisor" if only_supervisor else "service"] += 1
        await asyncio.to_thread(service.bring_up)
    return kills


@pytest.mark.crash
async def test_what_was_acknowledged_is_there_exactly_once(service: Victim) -> None:
    token = await sign_in(service)
    fund = await open_fund(service, token)
    stop = asyncio.Event()
    clients = [Client(service, token, fund) for _ in range(CLIENTS)]
    running = [asyncio.create_task(client.run(stop)) for client in clients]

    kills = await kill_again_and_again(service, random.Random(20261121))
    stop.set()
    await asyncio.gather(*running)

    assert kills.total() == KILLS
    assert kills["postgres"] == KILLS // 2
    acknowledged = {
        key: position for client in clients for key, position in client.acknowledged.items()
    }
    assert len(acknowledged) > KILLS, "too little was written between the kills to show anything"
    assert sum(client.asked_again for client in clients) > 0
    await assert_exactly_once(service, UUID(fund["fund_id"]), acknowledged)
    checked = service.run("check", fund["fund_id"])
    assert checked.returncode == 0, checked.stdout + checked.stderr


async def assert_exactly_once(service: Victim, fund_id: UUID, acknowledged: dict[str, int]) -> None:
    with EmbeddedServer(service.data) as server:
        async with (
            Database.open(server.start().service) as database,
            database.acquire() as connection,
        ):
            lines = await list_lines_after(connection, fund_id, 0, limit=1_000_000)
            kept = await connection.fetch("select key from idempotency where fund_id = $1", fund_id)
    assert [line.position for line in lines] == list(range(1, len(lines) + 1))
    gifts = {
        line.position
        for line in lines
        if isinstance(decode(line.topic, line.payload), DonationReceived)
    }
    # Clients stop only after an answer, so what is in the book is what was acknowledged.
    assert gifts == set(acknowledged.values())
    assert len(gifts) == len(acknowledged)
    assert set(acknowledged) <= {row["key"] for row in kept}
