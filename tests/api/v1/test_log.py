"""The log through the API: what members read, what the desk reads besides, and the rule."""

from typing import Any, Final
from uuid import UUID

from ledger.events import Witness
from ledger.transparency.cosignature import Cosigner
from ledger.transparency.note import read_note
from tests.api.client import site_of_client
from tests.api.v1.program import DAY, Program
from tests.api.v1.test_people import come

WITNESS: Final = Cosigner("witness.example.org/w1", b"w" * 32)
WATCHED: Final = {"vkey": WITNESS.key.text, "url": "https://witness.example.org/w1"}


def on_day(**fields: Any) -> dict[str, Any]:
    return {"occurred_on": DAY, **fields}


async def set_up(program: Program) -> UUID:
    """Have stewards set the rule, which begins a log, and let it have its first head."""
    await program.done("/log/rule", on_day(every_hours=12, witnesses=[WATCHED], quorum=1))
    fund_id = UUID(program.fund_id)
    await site_of_client(program.client).log.keep(fund_id, wait_seconds=20)
    return fund_id


async def test_a_fund_without_a_log_has_the_rule_that_would_hold(program: Program) -> None:
    found = (await program.get("/log")).json()
    assert (found["number"], found["origin"], found["vkey"], found["head"]) == (None,) * 4
    assert (found["batch_size"], found["every_hours"], found["quorum"]) == (64, 24, 0)
    assert found["next_at"] is None
    assert found["waiting"] == {"lines": 0, "since": None, "stopped": None}


async def test_keys_head_and_witnesses_are_there_for_members_and_what_waits_for_the_desk(
    program: Program,
) -> None:
    fund_id = await set_up(program)
    site = site_of_client(program.client)
    head = await site.log.head(fund_id)
    assert head is not None
    found = (await program.get("/log")).json()
    assert found["origin"] == head.origin
    assert found["vkey"].startswith(f"{head.origin}+")
    assert found["promise_vkey"].startswith(f"{head.origin}/promise+")
    assert (found["batch_size"], found["every_hours"], found["quorum"]) == (64, 12, 1)
    assert found["head"]["size"] == head.size
    assert (found["head"]["root"], found["head"]["note"]) == (head.root.hex(), head.note)
    assert found["waiting"]["lines"] == 0
    assert found["next_at"] > found["head"]["at"]
    [witness] = found["witnesses"]
    assert Witness(vkey=witness["vkey"], url=witness["url"]) == Witness(**WATCHED)
    assert (witness["is_newest"], witness["cosigned_at"]) == (False, None)
    line = WITNESS.cosign(read_note(head.note).text, 1_795_000_000)
    await site.log.add_cosignatures(fund_id, head.number, head.size, [line])
    [witness] = (await program.get("/log")).json()["witnesses"]
    assert (witness["is_newest"], witness["cosigned_at"]) == (True, "2026-11-18T11:06:40Z")
    who = await come(program, f"heron{program.fund_id[:8]}")
    assert (await program.get("/log")).json()["waiting"]["lines"] == 1
    program.token = await site.sessions.start(UUID(who), "api")
    assert (await program.get("/log")).json()["waiting"] is None


async def test_a_rule_that_cannot_hold_names_its_field(program: Program) -> None:
    for field, value in (("batch_size", 65), ("every_hours", 7), ("quorum", 1)):
        answer = await program.post("/log/rule", on_day(**{field: value}))
        assert answer.status_code == 422
        assert answer.json()["code"] == "log-unusable"
        assert answer.json()["facts"]["field"] == field
    twice = await program.post("/log/rule", on_day(witnesses=[WATCHED, WATCHED]))
    assert twice.json()["facts"]["field"] == "witnesses"
    odd = await program.post("/log/rule", on_day(witnesses=[WATCHED | {"key": ""}]))
    assert (odd.status_code, odd.json()["code"]) == (400, "malformed-input")


async def test_no_program_begins_a_log(program: Program) -> None:
    body = {"command": "begin_log", "number": 1, "origin": "", "vkey": "", "promise_vkey": ""}
    answer = await program.post("/orders", on_day(order=on_day(**body)))
    assert answer.status_code == 400


async def test_whoever_sets_the_rule_is_told_which_witnesses_never_cosigned(
    program: Program,
) -> None:
    body = on_day(witnesses=[WATCHED], quorum=1)
    answer = await program.post("/log/rule", body)
    assert answer.status_code == 201
    warned = {each["code"]: each["says"] for each in answer.json()["warnings"]}
    assert set(warned) == {"never_cosigned", "quorum_short", "quorum_of_all"}
    assert "witness.example.org/w1" in warned["never_cosigned"]
    assert answer.headers["location"].endswith(f"/lines/{answer.json()['first']}")
    assert (await program.post("/log/rule", on_day(every_hours=6))).json()["warnings"] == []
