"""What the API says no to: status, code, the field or the figures; the book stays as it was."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.api.v1.program import DAY, USD, Program

UNKNOWN = "6f1c1ad8-6d0f-4c57-9f3a-0d5f7f0b8a11"
NEXT_YEAR = (datetime.now(UTC) + timedelta(days=365)).date().isoformat()


async def refused(program: Program, path: str, body: Any, **options: Any) -> dict[str, Any]:
    """Send something that is refused, and see that the book is as it was."""
    before = await program.head()
    answer = await program.post(path, body, **options)
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["type"].endswith(f"#{problem['code']}")
    assert await program.head() == before
    return problem


async def test_an_overdraft_says_what_is_needed_and_what_is_there(program: Program) -> None:
    await program.done("/donations", program.donation(100_00))
    problem = await refused(program, "/costs", program.cost(100_01))
    assert (problem["status"], problem["code"]) == (409, "insufficient-funds")
    assert problem["facts"] == {
        "account_id": program.bank,
        "needed": {"amount": 100_01, **USD},
        "available": {"amount": 100_00, **USD},
    }


@pytest.mark.parametrize(
    ("changes", "code", "facts"),
    [
        (
            {"currency": "EUR"},
            "wrong-currency",
            {"field": "the account", "given": "EUR", "expected": "USD"},
        ),
        ({"exponent": 3}, "wrong-exponent", {"currency": "USD", "given": 3, "expected": 2}),
        ({"amount": -1}, "amount-not-positive", {"field": "amount", "amount": -1}),
        ({"amount": 0}, "amount-not-positive", {"field": "amount", "amount": 0}),
        ({"fee": -5}, "amount-negative", {"field": "fee", "amount": -5}),
        ({"account_id": UNKNOWN}, "account-unknown", {"account_id": UNKNOWN}),
        ({"purpose_id": UNKNOWN}, "purpose-unknown", {"purpose_id": UNKNOWN}),
        ({"occurred_on": NEXT_YEAR}, "date-in-future", {"given": NEXT_YEAR}),
        ({"content_hash": "abc"}, "reference-unusable", {"field": "content_hash"}),
    ],
)
async def test_what_does_not_fit_is_named(
    program: Program, changes: dict[str, Any], code: str, facts: dict[str, Any]
) -> None:
    await program.done("/donations", program.donation())
    problem = await refused(program, "/costs", program.cost(**changes))
    assert (problem["status"], problem["code"]) == (422, code)
    assert facts.items() <= problem["facts"].items()


async def test_a_second_reversal_names_the_first(program: Program) -> None:
    gift = await program.done("/donations", program.donation())
    path = f"/lines/{gift['first']}/reversal"
    first = await program.done(path, {"reason": "did_not_happen"})
    problem = await refused(program, path, {"reason": "did_not_happen"})
    assert (problem["status"], problem["code"]) == (409, "already-reversed")
    assert problem["facts"] == {"position": gift["first"], "reversed_by": first["first"]}


async def test_a_key_used_for_something_else_names_the_line(program: Program) -> None:
    key = uuid4().hex
    gift = await program.post("/donations", program.donation(1_00), key=key)
    problem = await refused(program, "/donations", program.donation(2_00), key=key)
    assert (problem["status"], problem["code"]) == (422, "idempotency-key-reused")
    assert problem["facts"] == {"position": gift.json()["last"]}


async def test_a_refused_request_may_be_sent_again(program: Program) -> None:
    key = uuid4().hex
    assert (await program.post("/costs", program.cost(5_00), key=key)).status_code == 409
    await program.done("/donations", program.donation(5_00))
    assert (await program.post("/costs", program.cost(5_00), key=key)).status_code == 201


async def test_a_key_is_needed_and_must_be_plain(program: Program) -> None:
    path = f"/funds/{program.fund_id}/donations"
    before = await program.head()
    missing = await program.send("POST", path, json=program.donation())
    assert (missing.status_code, missing.json()["code"]) == (400, "idempotency-key-missing")
    empty = await program.send("POST", path, json=program.donation(), key="")
    assert (empty.status_code, empty.json()["code"]) == (422, "idempotency-key-unusable")
    long = await program.send("POST", path, json=program.donation(), key="k" * 201)
    assert (long.status_code, long.json()["facts"]) == (422, {"maximum": 200})
    assert await program.head() == before


async def test_a_chargeback_on_an_empty_account_is_booked_and_blocks_orders(
    program: Program,
) -> None:
    gift = await program.done("/donations", program.donation(100_00))
    await program.done("/costs", program.cost(100_00))
    path = f"/donations/{gift['case_id']}/chargebacks"
    taken = await program.done(path, program.at_bank(100_00, dispute_fee=15_00))
    balances = (await program.get("/balances", min_position=taken["last"])).json()
    bank = balances["accounts"][0]
    assert (bank["balance"], bank["short"]) == (-115_00, 115_00)
    assert balances["purposes"][0]["money"][0]["short"] == 115_00
    problem = await refused(program, "/costs", program.cost(1))
    assert (problem["status"], problem["code"]) == (409, "account-short")
    assert problem["facts"]["available"] == {"amount": -115_00, **USD}
    await program.done("/donations", program.donation(116_00))
    await program.done("/costs", program.cost(1_00))


async def test_cases_and_lines_that_are_not_there_are_missing(program: Program) -> None:
    forfeiture = {"occurred_on": DAY, "amount": 1, **USD}
    for path, body, code in (
        (f"/bails/{UNKNOWN}/forfeitures", forfeiture, "case-unknown"),
        ("/lines/999/reversal", {"reason": "wrong_date"}, "line-unknown"),
        (f"/lines/{2**70}/reversal", {"reason": "wrong_date"}, "line-unknown"),
        ("/lines/0/reversal", {"reason": "wrong_date"}, "line-unknown"),
    ):
        problem = await refused(program, path, body)
        assert (problem["status"], problem["code"]) == (404, code), path


async def test_a_case_of_another_kind_and_an_opening_are_refused(program: Program) -> None:
    gift = await program.done("/donations", program.donation())
    path = f"/grants/{gift['case_id']}/release"
    problem = await refused(program, path, {"occurred_on": DAY})
    assert (problem["status"], problem["code"]) == (409, "case-of-another-kind")
    problem = await refused(program, "/lines/1/reversal", {"reason": "wrong_date"})
    assert (problem["status"], problem["code"]) == (409, "not-reversible")
    wrong = {"command": "pay_cost", **program.cost()}
    problem = await refused(
        program,
        f"/lines/{gift['first']}/correction",
        {"reason": "wrong_kind", "replacement": wrong},
    )
    assert (problem["status"], problem["code"]) == (422, "correction-of-another-kind")


async def test_any_unknown_fund_is_missing_in_the_same_bytes(program: Program) -> None:
    gift = program.donation()
    answers = [
        await program.send(method, f"/funds/{fund_id}{path}", key="k", **options)
        for fund_id in (str(uuid4()), str(uuid4()))
        for method, path, options in (
            ("POST", "/donations", {"json": gift}),
            ("POST", "/lines/1/reversal", {"json": {"reason": "wrong_date"}}),
            ("GET", "", {}),
            ("GET", "/balances", {}),
            ("GET", "/lines", {}),
            ("GET", "/lines/1", {}),
            ("GET", "/lines.csv", {}),
            ("GET", "/cases", {}),
            ("GET", f"/cases/{UNKNOWN}", {}),
            ("GET", "/budget?from_month=2026-01&to_month=2026-02", {}),
            ("GET", "/labels", {}),
            ("PUT", f"/labels/fund/{UNKNOWN}", {"json": {"text": "New"}}),
        )
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json()["code"] == "fund-unknown"
