"""Requests that cannot be read: every wrong field is named at once, nothing sent is repeated."""

import json
from typing import Any

import httpx
import pytest

from api.problems import MALFORMED
from tests.api.v1.program import Program, opening

WHOLE = "a whole number, without a point and without quotes"
MARK = "do-not-repeat-me"


async def sent(program: Program, path: str, content: bytes) -> httpx.Response:
    return await program.send("POST", f"/funds/{program.fund_id}{path}", key="k", content=content)


def errors_of(answer: httpx.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == MALFORMED.code
    assert MARK not in answer.text
    return [(each["pointer"], each["expected"]) for each in answer.json()["errors"]]


async def test_all_wrong_fields_are_named_at_once(program: Program) -> None:
    body = program.donation(
        gross=25.5, currency=7, exponent="2", occurred_on="yesterday", kind=MARK, account_id=MARK
    )
    del body["purpose_id"]
    body[MARK[:2]] = 1
    before = await program.head()
    answer = await program.post("/donations", body)
    assert errors_of(answer) == [
        ("/occurred_on", "a day as text, like 2026-11-21"),
        ("/kind", "one of: gift, grant, collection"),
        ("/account_id", "a UUID as text, like 6f1c1ad8-6d0f-4c57-9f3a-0d5f7f0b8a11"),
        (
            "/purpose_id",
            "a UUID as text, like 6f1c1ad8-6d0f-4c57-9f3a-0d5f7f0b8a11; it is missing",
        ),
        ("/gross", WHOLE),
        ("/currency", "a text"),
        ("/exponent", WHOLE),
        ("/do", "no field of this name"),
    ]
    assert [each["field"] for each in answer.json()["errors"]][:3] == [
        "occurred_on", "kind", "account_id",
    ]  # fmt: skip
    assert await program.head() == before


@pytest.mark.parametrize(
    "amount", ["1.0", "1e3", '"100"', "true", "null", "[]", "{}", "1" * 30, "-" + "9" * 400]
)
async def test_an_amount_is_a_whole_number_and_nothing_else(program: Program, amount: str) -> None:
    body = json.dumps(program.donation(gross=0)).replace('"gross": 0', f'"gross": {amount}')
    assert errors_of(await sent(program, "/donations", body.encode())) == [("/gross", WHOLE)]


async def test_fields_of_items_are_named_with_their_place(program: Program) -> None:
    items: list[Any] = [
        {"due_on": "2026-04-01", "amount": 30_00},
        {"due_on": "soon", "amount": 1.5, "note": MARK},
        MARK,
    ]
    answer = await program.post("/grants", program.grant(instalments=items))
    assert errors_of(answer) == [
        ("/instalments/1/due_on", "a day as text, like 2026-11-21"),
        ("/instalments/1/amount", WHOLE),
        ("/instalments/1/note", "no field of this name"),
        ("/instalments/2", "an object"),
    ]
    answer = await program.post("/grants", program.grant(instalments=MARK))
    assert errors_of(answer) == [("/instalments", "a list")]


async def test_a_replacement_must_name_its_command(program: Program) -> None:
    path = "/lines/9/correction"
    for replacement in ({}, {"command": MARK}, {"command": 1}, {"command": "reverse_line"}):
        answer = await program.post(path, {"reason": "wrong_date", "replacement": replacement})
        [(pointer, expected)] = errors_of(answer)
        assert pointer == "/replacement/command"
        assert expected.startswith("one of: record_donation, pass_donation_on")
    wrong = {"command": "release_grant_rest", "occurred_on": 1, "case_id": MARK}
    answer = await program.post(path, {"reason": "wrong_date", "replacement": wrong})
    assert [pointer for pointer, _ in errors_of(answer)] == [
        "/replacement/occurred_on", "/replacement/case_id",
    ]  # fmt: skip


async def test_the_address_says_the_case_and_the_command(program: Program) -> None:
    body = {**program.donation(), "command": "record_donation", "case_id": MARK}
    assert errors_of(await program.post("/donations", body)) == [
        ("/command", "no field of this name"),
        ("/case_id", "no field of this name"),
    ]


async def test_a_field_given_twice_is_not_guessed_at(program: Program) -> None:
    body = json.dumps(program.donation()).replace('"gross"', '"gross": 1, "gross"')
    [(pointer, expected)] = errors_of(await sent(program, "/donations", body.encode()))
    assert (pointer, expected) == ("/gross", "this field once; it is given twice")


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"null", b"1", b'"text"', b"NaN", b"\xff\xfe{}", b'{"a": "\xff"}',
        b'{"currency": "\\ud800"}', b"[" * 60_000, b'{"a":' * 10_000, b"\x00",
    ],
)  # fmt: skip
async def test_what_is_no_json_object_is_said_so(program: Program, content: bytes) -> None:
    errors = errors_of(await sent(program, "/donations", content))
    assert errors[0][0] == ""


async def test_a_body_beyond_64_kib_is_too_large(program: Program) -> None:
    content = json.dumps(program.donation()).encode() + b" " * 64 * 1024
    answer = await sent(program, "/donations", content)
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


async def test_text_that_cannot_be_a_currency_is_a_refusal(program: Program) -> None:
    answer = await program.send("POST", "/funds", key="k", json=opening(currency="\x00\u0301"))
    assert (answer.status_code, answer.json()["code"]) == (422, "currency-unknown")
    zone = opening(time_zone="../../etc/localtime")
    answer = await program.send("POST", "/funds", key="k", json=zone)
    assert (answer.status_code, answer.json()["code"]) == (422, "time-zone-unknown")
    answer = await program.send("POST", "/funds", key="k", json=opening(label="\x00"))
    assert (answer.status_code, answer.json()["code"]) == (422, "label-unusable")


async def test_a_query_is_read_as_strictly_as_a_body(program: Program) -> None:
    answer = await program.get("/balances", asof="2026-01-01", as_of=MARK, known_at="1.0")
    assert answer.status_code == 400
    assert MARK not in answer.text
    assert {each["field"]: each["expected"] for each in answer.json()["errors"]} == {
        "as_of": "a day as text, like 2026-11-21",
        "known_at": "a whole number",
        "asof": "no parameter of this name",
    }
    answer = await program.get("/lines", kind=MARK, account_id="1", limit="0", before="-1")
    wrong = {each["field"] for each in answer.json()["errors"]}
    assert wrong == {"kind", "account_id", "limit", "before"}
    answer = await program.get("/budget", from_month="2026-13")
    assert {each["field"]: each["expected"] for each in answer.json()["errors"]} == {
        "from_month": "a month, like 2026-11",
        "to_month": "a month, like 2026-11; it is missing",
    }
    answer = await program.get("/budget", from_month="2026-02", to_month="2026-01")
    assert answer.json()["errors"][0]["field"] == "to_month"
    answer = await program.get("/balances", known_at=[1, 2])
    assert answer.json()["errors"][0]["expected"].startswith("this parameter once")
    answer = await program.get("/balances", known_at=999)
    assert answer.json()["errors"] == [
        {"field": "known_at", "expected": "a position of the book, which ends at 8", "pointer": ""}
    ]
