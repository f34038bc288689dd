"""Requests, consents and payees on their pages: from a request to a landlord who is paid."""

from ledger.chart import Category
from ledger.events import Urgency
from ledger.grants import plan_of
from ledger.requests import ScreenRequest
from tests.api.pages.recording.full_lines import NEXT, grant
from tests.api.pages.recording.stage import Desk, day, text_of
from tests.funds import DAY


async def screened(desk: Desk) -> str:
    command = ScreenRequest(occurred_on=DAY, category=Category.RENT, urgency=Urgency.TONIGHT)
    return f"cases/{(await desk.ask(command)).case_id}"


async def test_a_request_is_met_by_a_grant_in_its_own_case(desk: Desk) -> None:
    case = await screened(desk)
    await desk.catch_up()
    page = text_of((await desk.get(case)).text)
    assert "Promise a grant" in page
    assert "screened, nothing promised yet" in page
    typed = {"purpose_id": str(desk.opened.anything), "each": "100.00", "count": "2"}
    typed |= day("first_due", NEXT) | day("occurred_on", NEXT)
    landlord = typed | {"payee_kind": "landlord"}
    refused = await desk.check(f"{case}/grant", **landlord)
    assert refused.status_code == 409
    assert "the landlord is paid" in text_of(refused.text)
    done = await desk.record(f"{case}/grant", **landlord, consent="y")
    assert "A grant was promised." in await desk.written(done)
    await desk.catch_up()
    page = text_of((await desk.get(case)).text)
    assert "promised, nothing paid yet" in page
    assert "Agreed to the landlord is paid" in page
    done = await desk.record(f"{case}/payee", payee_kind="person", **day("occurred_on", NEXT))
    assert "Somebody else is paid from now on." in await desk.written(done)
    done = await desk.record(
        f"{case}/consent-withdrawal", scope="pay_landlord", **day("occurred_on", NEXT)
    )
    assert "A consent was withdrawn." in await desk.written(done)


async def test_a_request_waits_and_is_closed(desk: Desk) -> None:
    case = await screened(desk)
    done = await desk.record(f"{case}/waitlist", **day("occurred_on", NEXT))
    assert "The request is on the waiting list." in await desk.written(done)
    again = await desk.check(f"{case}/waitlist", **day("occurred_on", NEXT))
    assert again.status_code == 409
    ends = {"outcome": "referred", "reason": "better_elsewhere"}
    done = await desk.record(f"{case}/close", **ends, **day("occurred_on", NEXT))
    assert "The request is closed." in await desk.written(done)
    await desk.catch_up()
    page = text_of((await desk.get(case)).text)
    assert "closed without money" in page
    assert "Promise a grant" not in page


async def test_a_plan_is_extended_then_a_payment_returns_and_the_rest_is_stopped(
    desk: Desk,
) -> None:
    answer = await desk.ask(grant(desk.opened))
    case, on = f"cases/{answer.case_id}", day("occurred_on", NEXT)
    more = {"amount_4": "50.00"} | day("due_4", NEXT)
    checked = await desk.check(f"{case}/plan", **more, **on)
    assert "Promised in all $350.00" in text_of(checked.text)
    await desk.written(await desk.record(f"{case}/plan", **more, **on))
    bank = str(desk.opened.bank)
    paid = {"instalment": "4", "amount": "50.00", "account_id": bank}
    await desk.written(await desk.record(f"{case}/pay", **paid, **on))
    await desk.written(await desk.record(f"{case}/returned", **paid, **on))
    await desk.catch_up()
    assert "did not arrive" in text_of((await desk.get(case)).text)
    await desk.written(await desk.record(f"{case}/release", **on))
    plan = plan_of(await desk.case(answer.case_id))
    assert [each.left for each in plan] == [0, 0, 0, 0]
    await desk.catch_up()
    page = text_of((await desk.get(case)).text)
    assert "stopped; the rest was released" in page
    assert "Pay an instalment" not in page
