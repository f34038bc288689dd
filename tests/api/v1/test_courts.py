"""Bail on its way through the API: asked for, posted in its case, aged, expected, written off."""

from tests.api.v1.program import DAY, USD, Program


async def test_a_bail_goes_from_what_the_court_asks_to_the_depositor(program: Program) -> None:
    p = program
    await p.done("/donations", p.donation(1_000_00))
    asked = {"kind": "cash_deposit", "amount": 900_00, "share": 300_00, "occurred_on": DAY, **USD}
    court = p.bail(300_00)["authority_id"]
    verified = await p.done("/bails/verifications", {**asked, "authority_id": court})
    waiting = (await p.get("/courts", min_position=verified["last"])).json()
    assert waiting["bails"] == []
    [bail] = waiting["waiting"]
    assert (bail["state"], bail["case_label"]) == ("verified", verified["case_label"])
    of_bail = f"/bails/{verified['case_id']}"
    await p.done(f"{of_bail}/posting", p.bail(300_00))
    on = {"occurred_on": DAY}
    await p.done(f"{of_bail}/receipts", {**on, "place": "lawyer"})
    await p.done(f"{of_bail}/reports", {**on, "news": "disposed", "due_on": "2030-01-31"})
    paid = await p.done(f"{of_bail}/returns-to-depositor", {**on, "amount": 100_00, **USD})
    balances = (await p.get("/balances", min_position=paid["last"])).json()
    [total] = [each for each in balances["totals"] if each["currency"] == "USD"]
    assert (total["held"], total["with_depositors"]) == (300_00, 100_00)
    [holder] = [each for each in balances["authorities"] if each["authority_id"] == court]
    assert holder["held"] == [{"amount": 300_00, **USD}]
    assert holder["with_depositors"] == [{"amount": 100_00, **USD}]
    then = (await p.get("/balances", known_at=paid["first"] - 1)).json()
    assert [each["with_depositors"] for each in then["totals"]] == [0] * len(then["totals"])
    there = (await p.get("/courts", min_position=paid["last"])).json()
    [bail] = there["bails"]
    assert (bail["state"], bail["rest"], bail["now"]["receipt"]) == ("refund_due", 300_00, "lawyer")
    assert [each["holder"] for each in there["by_authority"]] == [court]
    assert sum(there["by_depositor"][0]["bands"]) == 100_00
    assert {(each["month"], each["amount"]) for each in there["expected"]} == {
        ("2030-01-01", 200_00),
        (None, 100_00),
    }
    [rounds] = there["rounds"]
    assert (rounds["out"], rounds["bails"], rounds["times_thousandths"]) == (300_00, 1, 1000)


async def test_what_does_not_go_with_the_state_is_refused_with_the_state(program: Program) -> None:
    p = program
    await p.done("/donations", p.donation(1_000_00))
    bail = await p.done("/bails", p.bail(300_00))
    path = f"/bails/{bail['case_id']}/reports"
    cured = {"occurred_on": DAY, "news": "appearance_cured"}
    refused = await p.post(path, cured)
    assert refused.status_code == 409
    said = refused.json()
    assert said["code"] == "not-in-this-state"
    assert said["facts"]["state"] == "posted"
