"""Programs write down gifts of givers who are recognised."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from tests.api.client import site_of_client
from tests.api.v1.program import DAY, USD, Program

NAME = "Rosalind Marker"


def gift(program: Program, **changes: Any) -> dict[str, Any]:
    account = {"account_id": program.bank, "purpose_id": program.anything}
    return {"occurred_on": DAY, "gross": 25_00, **USD, **account, **changes}


async def giver_of(program: Program, recorded: dict[str, Any]) -> tuple[str, str | None]:
    position = recorded["first"]
    event = (await program.get(f"/lines/{position}", min_position=position)).json()["event"]
    return event["giver"], event.get("donor_commitment")


async def test_a_giver_told_apart_is_one(program: Program) -> None:
    first, second = [
        await giver_of(program, await program.done("/gifts", gift(program, told_apart_by=name)))
        for name in (NAME, NAME.upper())
    ]
    assert first == second
    other = await program.done("/gifts", gift(program, told_apart_by="Ana"))
    assert await giver_of(program, other) != first


async def test_a_reference_brings_its_commitment_once_for_every_key(
    program: Program, client: httpx.AsyncClient
) -> None:
    giving = site_of_client(client).giving
    made = await giving.make(UUID(program.fund_id))
    body, key = gift(program, reference=made.reference), uuid4().hex
    answers = [await program.post("/gifts", body, key=key) for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 200]
    _, commitment = await giver_of(program, answers[0].json())
    assert commitment
    told = await giving.told(UUID(program.fund_id), made.code)
    assert told is not None
    assert len(told) == 1


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"reference": "00000001", "told_apart_by": "…"}, ["/reference", "/told_apart_by"]),
        ({"reference": "00000000"}, ["/reference"]),
        ({"told_apart_by": "x" * 81}, ["/told_apart_by"]),
        ({"told_apart_by": NAME, "kind": "collection"}, ["/told_apart_by"]),
        ({"giver": str(uuid4())}, ["/giver"]),
    ],
)
async def test_what_does_not_fit_is_named_and_never_repeated(
    program: Program, changes: dict[str, Any], pointers: list[str]
) -> None:
    answer = await program.post("/gifts", gift(program, **changes))
    assert answer.status_code == 400
    assert [each["pointer"] for each in answer.json()["errors"]] == pointers
    assert "Rosalind" not in answer.text
