"""Statements, the journal and cases: the figures, the position they were read at, the file."""

import csv
import io
from typing import Any
from urllib.parse import parse_qs, urlsplit

import asyncpg
import httpx
import pytest

from api.v1 import lines_csv
from tests.api.v1.program import DAY, USD, Program


def rows_of(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.text)))


async def test_bail_leaves_the_account_and_is_held_until_it_comes_back(program: Program) -> None:
    p = program
    await p.done("/donations", p.donation(5_688_29))
    bail = await p.done("/bails", p.bail(500_00))
    there = (await p.get("/balances", min_position=bail["last"])).json()
    assert there["accounts"][0]["balance"] == 5_188_29
    assert there["authorities"][0]["held"] == [{"amount": 500_00, **USD}]
    [case] = (await p.get("/cases", kind="bail")).json()["cases"]
    assert (case["case_label"], case["rest"]) == (bail["case_label"], 500_00)
    kept = [{"kind": "fee", "amount": 30_00}]
    back = await p.done(f"/bails/{bail['case_id']}/returns", p.at_bank(470_00, deductions=kept))
    there = (await p.get("/balances", min_position=back["last"])).json()
    assert there["known_at"] == back["last"]
    assert there["accounts"][0]["balance"] == 5_658_29
    assert (await p.get("/cases")).json()["cases"] == []
    budget = (await p.get("/budget", from_month="2026-03", to_month="2026-03")).json()
    [usd] = [each for each in budget["currencies"] if each["currency"] == "USD"]
    total = usd["total"]
    assert total["spent"] == 30_00
    assert total["figures"]["bail_lost"] == {"fee": 30_00}
    assert (total["figures"]["opening"], total["figures"]["closing"]) == (0, 5_658_29)
    assert total["money_in"] - total["money_out"] == 5_658_29
    assert [month["month"] for month in usd["months"]] == ["2026-03-01"]


async def test_a_statement_is_the_same_for_ever_as_known_at_a_position(program: Program) -> None:
    gift = await program.done("/donations", program.donation(100_00))
    then = (await program.get("/balances", min_position=gift["last"])).json()
    later = await program.done("/costs", program.cost(40_00))
    now = (await program.get("/balances", min_position=later["last"])).json()
    again = (await program.get("/balances", known_at=gift["last"])).json()
    assert again == then
    assert [each["accounts"][0]["balance"] for each in (then, now)] == [100_00, 60_00]
    before = (await program.get("/balances", as_of="2026-03-01")).json()
    assert before["accounts"][0]["balance"] == 0


async def test_pages_of_the_journal_do_not_shift(program: Program) -> None:
    gifts = [await program.done("/donations", program.donation(gross)) for gross in range(1, 6)]
    last = gifts[-1]
    first = await program.get("/lines", kind="donation", limit=2, min_position=last["last"])
    await program.done("/donations", program.donation(6))
    seen: list[int] = []
    answer = first
    while True:
        page = answer.json()
        assert page["known_at"] == last["last"]
        seen += [line["position"] for line in page["lines"]]
        if page["next"] is None:
            break
        assert f'<{page["next"]}>; rel="next"' in answer.headers["link"]
        query = parse_qs(urlsplit(page["next"]).query)
        assert query["known_at"] == [str(last["last"])]
        assert query["kind"] == ["donation"]
        answer = await program.send("GET", page["next"].removeprefix("/api/v1"))
    assert seen == sorted(seen, reverse=True) == [13, 12, 11, 10, 9]
    back = await program.send("GET", page["previous"].removeprefix("/api/v1"))
    assert [line["position"] for line in back.json()["lines"]] == [11, 10]


async def test_the_journal_is_narrowed_by_what_is_asked_for(program: Program) -> None:
    p = program
    gift = await p.done("/donations", p.donation(100_00))
    box = await p.done("/donations", p.donation(5_00, account_id=p.cash_box))
    early = await p.done("/donations", p.donation(7_00, occurred_on="2026-02-01"))
    cost = await p.done("/costs", p.cost(1_00, purpose_id=p.anything))

    async def positions(**query: Any) -> list[int]:
        page = (await p.get("/lines", min_position=cost["last"], **query)).json()
        return [line["position"] for line in page["lines"]]

    assert await positions(account_id=p.cash_box, kind="donation") == [box["first"]]
    assert await positions(to_day="2026-02-28", from_day="2026-02-01") == [early["first"]]
    assert await positions(case_id=gift["case_id"]) == [gift["first"]]
    assert await positions(kind="cost.paid", purpose_id=p.anything) == [cost["first"]]
    assert await positions(kind="cost", account_id=p.cash_box) == []


async def test_a_line_says_what_it_moved_and_what_it_is(program: Program) -> None:
    gift = await program.done("/donations", program.donation(100_00, host_fee=5_00))
    found = (await program.get(f"/lines/{gift['first']}", min_position=gift["last"])).json()
    assert found["known_at"] == gift["last"]
    assert sum(posting["amount"] for posting in found["line"]["postings"]) == 0
    assert found["line"]["moved"][0]["money_in"] == 95_00
    assert found["event"]["host_fee"] == 5_00
    for position in (gift["first"] + 1, 0, 2**70):
        missing = await program.get(f"/lines/{position}")
        assert (missing.status_code, missing.json()["code"]) == (404, "line-unknown")
    hidden = await program.get(f"/lines/{gift['first']}", known_at=gift["first"] - 1)
    assert hidden.json()["code"] == "line-unknown"


async def test_a_case_says_its_figures_and_lines(program: Program) -> None:
    await program.done("/donations", program.donation(100_00))
    grant = await program.done("/grants", program.grant(60_00))
    path = f"/grants/{grant['case_id']}/payments"
    paid = await program.done(path, program.at_bank(30_00, instalment=1))
    case = (await program.get(f"/cases/{grant['case_id']}", min_position=paid["last"])).json()
    assert (case["kind"], case["case_label"]) == ("grant", grant["case_label"])
    assert (case["figures"]["rest"], case["figures"]["paid"]) == (30_00, 30_00)
    assert case["figures"]["due"] == [{"instalment": 2, "due_on": "2026-05-01", "amount": 30_00}]
    assert [line["topic"] for line in case["lines"]] == ["grant.committed.v1", "grant.paid.v1"]
    [open_case] = (await program.get("/cases", kind="grant")).json()["cases"]
    assert open_case["category"] == "rent"
    missing = await program.get(f"/cases/{program.bank}")
    assert (missing.status_code, missing.json()["code"]) == (404, "case-unknown")


async def test_the_file_has_the_lines_and_no_formulas(program: Program) -> None:
    account = {"kind": "bank", "label": '=HYPERLINK("x";"y")', "currency": "USD"}
    opened = await program.done("/accounts", {"occurred_on": DAY, "account": account})
    [evil] = opened["opened"]
    await program.done("/donations", program.donation(5_05, account_id=evil))
    reversed_ = await program.done("/donations", program.donation(1_00))
    last = await program.done(f"/lines/{reversed_['first']}/reversal", {"reason": "entered_twice"})
    answer = await program.get("/lines.csv", min_position=last["last"])
    rows = rows_of(answer)
    assert answer.headers["known-at"] == str(last["last"])
    assert "attachment" in answer.headers["content-disposition"]
    assert [row["position"] for row in rows] == [str(n) for n in range(1, last["last"] + 1)]
    [row] = [row for row in rows if row["money_in"] == "5.05"]
    assert row["accounts"] == '\'=HYPERLINK("x";"y")'
    assert (row["currency"], row["purposes"]) == ("USD", "Where it is needed")
    assert rows[-1]["reverses"] == str(reversed_["first"])
    assert rows[-1]["money_out"] == "1.00"
    narrowed = rows_of(await program.get("/lines.csv", kind="donation", account_id=evil))
    assert len(narrowed) == 1


async def test_a_long_file_comes_in_pieces_without_gaps(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines_csv, "PIECE_LINES", 3)
    gifts = [await program.done("/donations", program.donation(gross)) for gross in range(1, 8)]
    last = gifts[-1]
    rows = rows_of(await program.get("/lines.csv", min_position=last["last"]))
    assert [int(row["position"]) for row in rows] == list(range(1, last["last"] + 1))


async def test_sums_that_lag_are_said_to_lag(program: Program, database_as_superuser: str) -> None:
    gift = await program.done("/donations", program.donation())
    await program.get("/balances", min_position=gift["last"])
    connection = await asyncpg.connect(database_as_superuser)
    try:
        # Another runner seems to be at work on this fund, and does not get on.
        await connection.execute(
            "update projection_checkpoints set position = 0, failures = 99,"
            " failing_since = now(), reason = 'planted' where fund_id = $1",
            program.fund_id,
        )
        await connection.execute(
            "insert into projection_leases (fund_id, holder, held_until)"
            " values ($1, gen_random_uuid(), now() + interval '1 minute')"
            " on conflict (fund_id) do update set holder = excluded.holder,"
            " held_until = excluded.held_until",
            program.fund_id,
        )
    finally:
        await connection.close()
    answer = await program.get("/balances", min_position=gift["last"])
    assert (answer.status_code, answer.json()["code"]) == (503, "read-model-behind")
    assert answer.headers["retry-after"]
    assert answer.json()["facts"]["wanted"] == gift["last"]
    assert answer.json()["facts"]["lag"] > 0
