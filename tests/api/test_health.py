"""Alive and ready: yes or no, and nothing else."""

from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
import httpx

from tests.api.client import serving


async def test_alive_and_ready(stranger: httpx.AsyncClient) -> None:
    alive, ready = await stranger.get("/health/live"), await stranger.get("/health/ready")
    assert (alive.status_code, alive.json()) == (200, {"status": "alive"})
    assert (ready.status_code, ready.json()) == (200, {"status": "ready"})


async def test_not_ready_while_a_read_model_is_degraded(
    stranger: httpx.AsyncClient, service_url: str
) -> None:
    connection = await asyncpg.connect(service_url)
    await connection.execute(
        "insert into projection_checkpoints"
        " (fund_id, projection, beside, version, failures, failing_since, reason)"
        " values ($1, 'journal', false, 1, 5, now(), 'UnknownTopic')",
        uuid4(),
    )
    await connection.close()
    answer = await stranger.get("/health/ready")
    assert (answer.status_code, answer.json()) == (503, {"status": "not ready"})
    assert answer.headers["retry-after"]


async def test_not_ready_when_the_clock_is_behind_the_book(service_url: str) -> None:
    connection = await asyncpg.connect(service_url)
    await connection.execute(
        "insert into heads (fund_id, position, recorded_at) values ($1, 1, $2)",
        uuid4(),
        datetime(2030, 1, 1, tzinfo=UTC),
    )
    await connection.close()
    async with serving(service_url, now=lambda: datetime(2029, 12, 31, tzinfo=UTC)) as client:
        assert (await client.get("/health/ready")).status_code == 503


async def test_not_ready_without_its_database(
    service_url: str, superuser_url: str, fresh_database: object
) -> None:
    url = str(fresh_database.service)  # type: ignore[attr-defined]
    name = url.split("?", maxsplit=1)[0].rsplit("/", 1)[-1]
    async with serving(url) as client:
        assert (await client.get("/health/ready")).status_code == 200
        admin = await asyncpg.connect(superuser_url)
        try:
            await admin.execute(f'alter database "{name}" allow_connections false')
            await admin.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", name
            )
            answer = await client.get("/health/ready")
            assert (answer.status_code, answer.json()) == (503, {"status": "not ready"})
            assert (await client.get("/health/live")).status_code == 200
            client.cookies.set("parasol", "x" * 43)
            page = await client.get("/en/")
            assert page.status_code == 503
        finally:
            await admin.execute(f'alter database "{name}" allow_connections true')
            await admin.close()
