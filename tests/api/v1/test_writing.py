"""Every command of the book through the API."""

from uuid import UUID, uuid4

from ledger.case_label import case_label
from tests.api.v1.program import DAY, USD, Program, opening


async def test_a_recorded_donation_says_where_it_stands(program: Program) -> None:
    answer = await program.post("/donations", program.donation(processor_fee=3_00))
    assert answer.status_code == 201
    recorded = answer.json()
    assert recorded["fund_id"] == program.fund_id
    assert recorded["first"] == recorded["last"] == 9
    assert recorded["opened"] == []
    assert recorded["replayed"] is False
    assert answer.headers["location"] == f"/api/v1/funds/{program.fund_id}/lines/9"
    assert answer.headers["cache-control"] == "no-store"
    line = (await program.get("/lines/9", min_position=9)).json()
    assert line["line"]["case_label"] == recorded["case_label"]
    assert line["event"]["topic"] == "donation.received.v1"
    assert line["event"]["gross"] == 100_00


async def test_the_label_of_a_case_is_derived_from_its_id(program: Program) -> None:
    recorded = await program.done("/donations", program.donation())
    assert recorded["case_label"] == case_label(UUID(recorded["case_id"]))


async def test_a_request_sent_again_is_recorded_once(program: Program) -> None:
    body, key = program.donation(), uuid4().hex
    first = await program.post("/donations", body, key=key)
    again = await program.post("/donations", dict(reversed(body.items())), key=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {**first.json(), "replayed": True}
    assert again.headers["location"] == first.headers["location"]
    assert await program.head() == first.json()["last"]


async def test_a_retry_of_an_opening_finds_the_same_fund(signed_in: Program) -> None:
    key = uuid4().hex
    first = await signed_in.send("POST", "/funds", key=key, json=opening())
    again = await signed_in.send("POST", "/funds", key=key, json=opening())
    other = await signed_in.send("POST", "/funds", key=uuid4().hex, json=opening())
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 201)
    assert first.json()["fund_id"] == again.json()["fund_id"] != other.json()["fund_id"]
    assert len(first.json()["opened"]) == 7
    listed = (await signed_in.send("GET", "/funds")).json()["funds"]
    names = {each["fund_id"]: each["label"] for each in listed}
    assert len(names) == len(listed)
    assert names[first.json()["fund_id"]] == names[other.json()["fund_id"]] == "Harbour Fund"


async def test_every_kind_of_line_can_be_recorded(program: Program) -> None:
    p = program
    gift = await p.done("/donations", p.donation(1_000_00))
    await p.done("/balances-brought-forward", {**p.at_bank(50_00), "purpose_id": p.anything})
    case = f"/donations/{gift['case_id']}"
    await p.done(f"{case}/refunds", p.at_bank(5_00))
    await p.done(f"{case}/chargebacks", p.at_bank(5_00, dispute_fee=15_00))
    await p.done("/donations-passed-on", {**p.at_bank(7_00), "purpose_id": p.anything})
    moved = {"occurred_on": DAY, "amount": 9_00, **USD}
    accounts = {"from_account_id": p.bank, "to_account_id": p.cash_box}
    await p.done("/account-transfers", {**moved, **accounts})
    purposes = {"from_purpose_id": p.anything, "to_purpose_id": p.bail_only}
    await p.done("/purpose-transfers", {**moved, **purposes})
    exchanged = {
        "occurred_on": DAY, "from_account_id": p.bank, "to_account_id": p.euros,
        "purpose_id": p.anything, "sold_amount": 10_00, "sold_currency": "USD",
        "sold_exponent": 2, "bought_amount": 9_00, "bought_currency": "EUR", "bought_exponent": 2,
    }  # fmt: skip
    await p.done("/exchanges", exchanged)
    bail = await p.done("/bails", p.bail(100_00))
    kept = [{"kind": "fee", "amount": 5_00}]
    await p.done(f"/bails/{bail['case_id']}/returns", p.at_bank(45_00, deductions=kept))
    forfeited = {"occurred_on": DAY, "amount": 50_00, **USD}
    await p.done(f"/bails/{bail['case_id']}/forfeitures", forfeited)
    grant = await p.done("/grants", p.grant())
    await p.done(f"/grants/{grant['case_id']}/payments", p.at_bank(30_00, instalment=1))
    await p.done(f"/grants/{grant['case_id']}/release", {"occurred_on": DAY})
    cost = await p.done("/costs", p.cost())
    await p.done(f"/costs/{cost['case_id']}/refunds", p.at_bank(1_00))
    fee = {**p.at_bank(2_00), "kind": "bank", "purpose_id": p.anything}
    await p.done("/fees", fee)
    await p.done("/fee-returns", fee)
    last = await add_one_of_each(p)
    page = (await p.get("/lines", limit=500, min_position=last)).json()
    assert len(page["lines"]) == last
    assert len({line["kind"] for line in page["lines"]}) == 22  # all but the reversal


async def add_one_of_each(p: Program) -> int:
    """Add an account, a purpose and an authority; return the position of the last line."""
    account = {"kind": "mobile_money", "label": "Phone", "currency": "USD"}
    opened = await p.done("/accounts", {"occurred_on": DAY, "account": account})
    assert len(opened["opened"]) == 1
    purpose = {"restriction": "unrestricted", "label": "Winter"}
    await p.done("/purposes", {"occurred_on": DAY, "purpose": purpose})
    authority = {"kind": "immigration", "label": "Field office"}
    last = await p.done("/authorities", {"occurred_on": DAY, "authority": authority})
    position: int = last["last"]
    return position


async def test_a_line_is_taken_back_once(program: Program) -> None:
    gift = await program.done("/donations", program.donation())
    reversal = await program.done(f"/lines/{gift['first']}/reversal", {"reason": "entered_twice"})
    assert reversal["case_id"] == gift["case_id"]
    line = (await program.get(f"/lines/{gift['first']}", min_position=reversal["last"])).json()
    assert line["line"]["reversed_by"] == reversal["first"]
    assert line["line"]["standing"] is False


async def test_a_correction_writes_both_lines_or_neither(program: Program) -> None:
    gift = await program.done("/donations", program.donation(100_00))
    right = {"command": "record_donation", **program.donation(10_00)}
    body = {"reason": "wrong_amount", "replacement": right}
    corrected = await program.done(f"/lines/{gift['first']}/correction", body)
    assert corrected["last"] == corrected["first"] + 1
    assert corrected["case_id"] == gift["case_id"]
    balances = (await program.get("/balances", min_position=corrected["last"])).json()
    assert balances["accounts"][0]["balance"] == 10_00
    wrong = {"command": "record_donation", **program.donation(10_00, currency="EUR")}
    refused = await program.post(
        f"/lines/{corrected['last']}/correction", {"reason": "wrong_amount", "replacement": wrong}
    )
    assert (refused.status_code, refused.json()["code"]) == (422, "wrong-currency")
    assert await program.head() == corrected["last"]


async def test_a_line_of_a_case_is_corrected_without_naming_the_case(program: Program) -> None:
    await program.done("/donations", program.donation(100_00))
    bail = await program.done("/bails", program.bail(80_00))
    back = await program.done(f"/bails/{bail['case_id']}/returns", program.at_bank(80_00))
    right = {"command": "record_bail_return", **program.at_bank(70_00)}
    body = {"reason": "wrong_amount", "replacement": right}
    corrected = await program.done(f"/lines/{back['first']}/correction", body)
    assert corrected["case_id"] == bail["case_id"]
    case = (await program.get(f"/cases/{bail['case_id']}", min_position=corrected["last"])).json()
    assert case["figures"]["rest"] == 10_00
    assert [line["topic"] for line in case["lines"]] == [
        "bail.posted.v1", "bail.returned.v1", "line.reversed.v1", "bail.returned.v1",
    ]  # fmt: skip
