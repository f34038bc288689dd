"""What a program that watches over an instance is told."""

import asyncio

import httpx

from tests.api.client import site_of_client
from tests.api.v1.program import Program


async def test_the_lines_the_answer_and_the_facts_agree(program: Program) -> None:
    answer = await program.send("GET", "/well")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    needing = [line for line in told["lines"] if line["verdict"] in {"look", "not_well"}]
    assert [line["number"] for line in told["lines"]] == list(range(1, 11))
    assert told["is_well"] is False
    assert told["answer"].endswith("things need somebody.")
    assert all(line["to_do"] for line in needing)
    first = told["lines"][0]
    assert first == {
        "number": 1,
        "subject": "backup",
        "verdict": "not_well",
        "says": "No backup was ever made.",
        "to_do": "Make one now:",
        "command": "parasol backup",
    }
    assert told["facts"]["backup_at"] is None
    assert told["facts"]["lines"] > 0
    # Instances with keys of their own used this database before: theirs are not here.
    assert told["facts"]["key_trouble"] in {"missing", "foreign"}


async def test_places_are_not_told(program: Program, client: httpx.AsyncClient) -> None:
    settings = site_of_client(client).settings
    text = (await program.send("GET", "/well")).text
    assert str(settings.data_dir) not in text
    assert str(settings.keys_dir) not in text


async def test_a_stranger_is_told_nothing(client: httpx.AsyncClient) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        answer = await client.get("/api/v1/well", headers=headers)
        assert answer.status_code == 401
        assert answer.json()["code"] == "sign-in-needed"


async def test_a_parameter_that_means_nothing_is_refused(program: Program) -> None:
    answer = await program.send("GET", "/well", params={"verbose": "1"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "verbose"


async def test_many_who_ask_at_once_are_all_answered(program: Program) -> None:
    answers = await asyncio.gather(*(program.send("GET", "/well") for _ in range(20)))
    assert {answer.status_code for answer in answers} == {200}
