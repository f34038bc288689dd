"""What the ledger refuses, said on the filled form; what it books although money is missing."""

from datetime import date, timedelta

import pytest

from ledger.chart import Category
from ledger.grants import PayGrant
from tests.api.client import hidden_fields
from tests.api.pages.recording.full_lines import NEXT, grant
from tests.api.pages.recording.scenes import SCENES, set_up
from tests.api.pages.recording.stage import Desk, day, text_of
from tests.funds import DAY


async def refused(desk: Desk, path: str, **answers: str) -> tuple[int, str, str]:
    """Send what is refused; return status, words and HTML. The book has not changed."""
    before = await desk.position()
    answer = await desk.check(path, **answers)
    fields = await desk.open(path) | answers
    written = await desk.send(path, fields, "write")
    assert (written.status_code, text_of(written.text)) == (
        answer.status_code,
        text_of(answer.text),
    ), "checking and writing refuse alike"
    assert await desk.position() == before
    return answer.status_code, text_of(answer.text), answer.text


async def test_an_overdraft_is_refused_with_its_figures(desk: Desk) -> None:
    ids = await set_up(desk, SCENES["bail"])
    typed = SCENES["bail"].answers(ids) | {"amount": "1,000.01"}
    status, said, html = await refused(desk, "record/bail", **typed)
    assert status == 409
    assert "$1,000.01 is needed; account Bank has $1,000.00." in said
    assert '<a href="#amount">' in html
    assert 'value="1,000.01"' in html
    spanish = await desk.client.post(
        f"/es/{desk.opened.fund_id}/record/bail", data=await desk.open("record/bail") | typed
    )
    assert "Hacen falta" in spanish.text


async def test_a_purpose_without_enough_is_refused_with_its_figures(desk: Desk) -> None:
    bail_only = str(desk.opened.bail_only)
    ids = await set_up(desk, SCENES["bail"])
    typed = SCENES["bail"].answers(ids) | {"purpose_id": bail_only}
    status, said, html = await refused(desk, "record/bail", **typed)
    assert (status, '<a href="#purpose_id">' in html) == (409, True)
    assert "purpose Bail has $0.00 free" in said


async def test_a_day_after_today_is_refused(desk: Desk) -> None:
    ids = await set_up(desk, SCENES["donation"])
    later = day("occurred_on", date.today() + timedelta(days=3))  # noqa: DTZ011
    typed = SCENES["donation"].answers(ids) | later
    status, said, html = await refused(desk, "record/donation", **typed)
    assert (status, '<a href="#occurred_on">' in html) == (422, True)
    assert "in the fund's time zone today is" in said


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("1.234", "Is it 1234.00 or 1.23"),
        ("-5", "without a minus sign"),
        ("5.005", "Is it 5005.00 or 5.00"),
        ("0", "must be more than zero"),
        ("five", "Write the amount as a number"),
        ("9" * 20, "too large"),
    ],
)
async def test_an_amount_that_is_none_or_two_is_asked_about(
    desk: Desk, amount: str, expected: str
) -> None:
    ids = await set_up(desk, SCENES["cost"])
    typed = SCENES["cost"].answers(ids) | {"amount": amount}
    status, said, _ = await refused(desk, "record/cost", **typed)
    assert status == 422
    assert expected in said


@pytest.mark.parametrize("field", ["account_id", "purpose_id", "authority_id", "kind"])
async def test_something_that_the_fund_does_not_have_is_refused(desk: Desk, field: str) -> None:
    ids = await set_up(desk, SCENES["bail"])
    strange = "00000000-0000-4000-8000-000000000000"
    typed = SCENES["bail"].answers(ids) | {field: strange}
    status, _, html = await refused(desk, "record/bail", **typed)
    assert (status, f'<a href="#{field}">' in html) == (422, True)


async def test_a_purpose_that_may_not_pay_is_not_offered(desk: Desk) -> None:
    bail_only = str(desk.opened.bail_only)
    assert bail_only in (await desk.get("record/bail")).text
    assert bail_only in (await desk.get("record/donation")).text
    for path in ("record/cost", "record/grant", "record/passed-on"):
        assert bail_only not in (await desk.get(path)).text


async def test_more_than_is_held_given_or_promised_is_refused(desk: Desk) -> None:
    for name, typed, words in (
        ("bail return", {"amount": "49.00", "fee": "1.01"}, "the authority holds $50.00"),
        ("bail forfeited", {"amount": "50.01"}, "the authority holds $50.00"),
        ("refund", {"amount": "20.01"}, "$20.00 of this donation is left"),
        ("grant payment", {"amount": "100.01"}, "$100.00 of this promise is left"),
        ("cost refund", {"amount": "40.01"}, "$40.00 of what was paid is left"),
    ):
        scene = SCENES[name]
        ids = await set_up(desk, scene)
        path = scene.path.format(case_id=ids.case_id)
        status, said, html = await refused(desk, path, **(scene.answers(ids) | typed))
        assert (status, '<a href="#amount">' in html) == (409, True)
        assert words in said


async def test_a_day_before_its_case_is_refused(desk: Desk) -> None:
    scene = SCENES["bail return"]
    ids = await set_up(desk, scene)
    early = day("occurred_on", DAY - timedelta(days=1))
    path = scene.path.format(case_id=ids.case_id)
    status, said, _ = await refused(desk, path, **(scene.answers(ids) | early))
    assert status == 422
    assert "the day this case began" in said


async def test_the_same_key_with_another_content_asks_whether_it_is_a_new_line(
    desk: Desk,
) -> None:
    scene = SCENES["cost"]
    ids = await set_up(desk, scene)
    checked = hidden_fields((await desk.check(scene.path, **scene.answers(ids))).text)
    first = await desk.send(scene.path, checked, "write")
    position = await desk.position()
    assert first.status_code == 303
    other = await desk.send(scene.path, checked | {"amount": "11.00"}, "write")
    assert other.status_code == 422
    said = text_of(other.text)
    assert f"This was already recorded as line {position}. Send it again to record" in said
    assert 'value="11.00"' in other.text
    assert await desk.position() == position
    again = hidden_fields(other.text)
    assert again["_key"] != checked["_key"]
    typed = checked | {"amount": "11.00", "_key": again["_key"]}
    assert (await desk.send(scene.path, typed, "write")).status_code == 303
    assert await desk.position() == position + 1


async def test_a_chargeback_on_an_empty_account_is_booked_and_the_account_is_short(
    desk: Desk,
) -> None:
    box = str(desk.opened.cash_box)
    scene = SCENES["chargeback"]
    ids = await set_up(desk, scene)
    path = scene.path.format(case_id=ids.case_id)
    typed = scene.answers(ids) | {"account_id": box, "amount": "20.00", "dispute_fee": "15.00"}
    done = await desk.record(path, **typed)
    assert "Box is short by $35.00." in await desk.written(done)
    assert "Short by $35.00; it pays nothing until it is covered" in (
        text_of((await desk.get("record/bail")).text)
    )
    bail = SCENES["bail"].answers(ids) | {"account_id": box, "amount": "1.00"}
    status, said, html = await refused(desk, "record/bail", **bail)
    assert (status, '<a href="#account_id">' in html) == (409, True)
    assert "Account Box stands at -$35.00; cover it before paying from it." in said


async def test_a_line_is_taken_back_once(desk: Desk) -> None:
    answer = await desk.ask(desk.opened.donation(5_00))
    path = f"lines/{answer.last}/reverse"
    bare = await desk.check(path)
    assert bare.status_code == 422
    assert "Choose a reason" in bare.text
    done = await desk.record(path, reason="entered_twice")
    assert f"It takes line {answer.last} back." in await desk.written(done)
    for again in (path, f"lines/{answer.last}/correct"):
        page = await desk.get(again)
        assert page.status_code == 409
        assert f"Line {answer.last} was reversed by line {answer.last + 1}." in text_of(page.text)


async def test_a_line_on_which_others_rest_waits_for_them(desk: Desk) -> None:
    promise = await desk.ask(grant(desk.opened))
    paid = PayGrant(
        case_id=promise.case_id,
        occurred_on=NEXT,
        account_id=desk.opened.bank,
        instalment=1,
        amount=100_00,
        currency="USD",
        exponent=2,
    )
    payment = await desk.ask(paid)
    page = await desk.get(f"lines/{promise.last}/correct")
    assert page.status_code == 409
    assert f"Reverse line {payment.last} first" in page.text


async def test_opening_lines_and_reversals_are_not_corrected(desk: Desk) -> None:
    page = await desk.get("lines/1/correct")
    assert page.status_code == 409
    assert "never reversed" in page.text


async def test_a_correction_that_is_refused_writes_neither_line(desk: Desk) -> None:
    bail = await desk.ask(desk.opened.bail(50_00))
    path = f"lines/{bail.last}/correct"
    status, said, _ = await refused(desk, path, amount="1,000.01", reason="wrong_amount")
    assert status == 409
    # As if the wrong line had never been: the whole balance is there for the right one.
    assert "$1,000.01 is needed; account Bank has $1,000.00." in said
    checked = await desk.check(path, amount="1,000.00", reason="wrong_amount")
    assert "Bank $950.00 → becomes $0.00" in text_of(checked.text)


async def test_the_figures_of_the_check_page_are_those_that_come_true(desk: Desk) -> None:
    ids = await set_up(desk, SCENES["bail"])
    typed = SCENES["bail"].answers(ids) | {"amount": "500.00", "fee": "2.00"}
    said = text_of((await desk.check("record/bail", **typed)).text)
    assert "Bank $1,000.00 → becomes $498.00" in said
    assert "Still out at County court $0.00 → becomes $500.00" in said
    assert "Anything: free $1,000.00 → becomes $498.00" in said
    written = await desk.written(await desk.record("record/bail", **typed))
    assert "Bank $498.00" in written
    assert "Still out at County court $500.00" in written
    assert "Record the return" in written


async def test_a_grant_goes_from_promise_to_paid(desk: Desk) -> None:
    typed = {"category": Category.RENT.value, "purpose_id": str(desk.opened.anything)}
    first = day("first_due", date(2026, 1, 31))
    plan = {"each": "100.00", "count": "3", "every": "month", **first}
    checked = await desk.check("record/grant", **typed, **plan)
    said = text_of(checked.text)
    assert "Promised in all $300.00" in said
    for due in ("January 31, 2026", "February 28, 2026", "March 31, 2026"):
        assert f"due on {due}" in said
    assert "Anything: promised $0.00 → becomes $300.00" in said
    done = await desk.send("record/grant", hidden_fields(checked.text), "write")
    assert "Pay the first instalment" in await desk.written(done)


async def test_a_plan_is_written_out_and_changed_row_by_row(desk: Desk) -> None:
    typed = {"category": Category.HOTEL.value, "purpose_id": str(desk.opened.anything)}
    first = day("first_due", date(2026, 3, 1))
    fields = await desk.open("record/grant")
    sent = fields | typed | first | {"each": "80", "count": "2", "every": "week"}
    out = await desk.send("record/grant?rows", sent, "change")
    assert out.status_code == 200
    assert 'name="amount_2"' in out.text
    assert 'name="amount_4"' in out.text
    assert 'name="amount_5"' not in out.text
    assert 'name="each"' not in out.text
    rows = {f"amount_{n}": "80.00" for n in (1,)} | day("due_1", date(2026, 3, 1))
    rows |= {"amount_2": "", **dict.fromkeys(day("due_2"), "")}
    rows |= {"amount_3": "55.50"} | day("due_3", date(2026, 4, 2))
    checked = await desk.send("record/grant", fields | typed | rows, "check")
    said = text_of(checked.text)
    assert "Promised in all $135.50" in said
    assert "Instalment 2 $55.50 due on April 2, 2026" in said
    half = await desk.send("record/grant", fields | typed | rows | {"amount_3": ""}, "check")
    assert half.status_code == 422
    assert '<a href="#amount_3">' in half.text
