"""A service that stops, and a database that is away: come again, nothing is lost."""

import asyncpg
import pytest

from tests.api.client import serving, site_of_client, token_for
from tests.api.v1.program import Program
from tests.database import Urls


async def test_a_service_that_stops_says_when_to_come_again(service_url: str) -> None:
    async with serving(service_url) as client:
        program = Program(client, await token_for(client))
        await program.open()
        await site_of_client(client).books.close()
        answer = await program.post("/donations", program.donation())
        assert (answer.status_code, answer.json()["code"]) == (503, "book-busy")
        assert int(answer.headers["retry-after"]) > 0


async def test_a_database_that_is_away_is_said_so(
    fresh_database: Urls, superuser_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.batcher.PATIENCE_SECONDS", 0.2)
    name = fresh_database.service.partition("?")[0].rpartition("/")[2]
    async with serving(fresh_database.service) as client:
        program = Program(client, await token_for(client))
        await program.open()
        connection = await asyncpg.connect(superuser_url)
        try:
            await connection.execute(f'alter database "{name}" allow_connections false')
            await connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", name
            )
            for answer in (
                await program.get("/balances"),
                await program.post("/donations", program.donation()),
            ):
                assert answer.status_code == 503
                assert answer.headers["content-type"] == "application/problem+json"
                assert answer.json()["code"] == "unavailable"
                assert int(answer.headers["retry-after"]) > 0
            await connection.execute(f'alter database "{name}" allow_connections true')
            again = await program.post("/donations", program.donation())
            assert again.status_code == 201
        finally:
            await connection.execute(f'alter database "{name}" allow_connections true')
            await connection.close()
