"""A round of an audit: drawn by nobody, answered on a phone, closed, and stated."""

import re
from datetime import date
from typing import Any

import httpx
import pytest
import pytest_asyncio
from msgspec.structs import replace

from api.auditing.answers import Question, Whole
from api.auditing.draw import draw_lines, seed_of_round
from api.auditing.rounds import list_rounds, list_steps
from api.auditing.stating import require_open_findings
from ledger.corrections import ReverseLine
from ledger.events import AssuranceSentence, Reason, Role, Way
from ledger.orders.commands import Act, RequestOrder, SignOrder
from ledger.orders.state import orders_of
from ledger.publishing.commands import SignAssurance
from ledger.rejections import PublishingUnusable
from tests.api.pages.people.stage import Town
from tests.api.pages.recording.stage import filled_in, text_of
from tests.api.publishing.stage import two_with_auditor
from tests.api.two_people import form_at

FIRST, LAST = date(2026, 3, 1), date(2026, 8, 20)
DAYS = {
    "from_day-day": "1",
    "from_day-month": "3",
    "from_day-year": "2026",
    "until_day-day": "20",
    "until_day-month": "8",
    "until_day-year": "2026",
}


@pytest_asyncio.fixture(loop_scope="session")
async def audited(town: Town) -> Town:
    """The town with an auditor, auk, while one person signs."""
    await town.join("auk", Role.AUDITOR, by="heron")
    return town


async def write(town: Town, path: str, handle: str = "auk", **answers: str) -> httpx.Response:
    person = town.people[handle]
    fields = filled_in(await person.page(path)) | answers
    return await person.send(path, fields, "write")


async def begin(town: Town, **answers: str) -> None:
    answer = await write(town, "audit/begin", **(DAYS | answers))
    assert answer.status_code == 303, text_of(answer.text)


async def names(town: Town, number: int = 1) -> list[str]:
    async with town.site.database.acquire() as connection:
        return [each.name for each in await list_steps(connection, town.fund.fund_id, number)]


async def answer_all(town: Town, said: str = "yes") -> None:
    for name in await names(town):
        asked = ("decision", "two_people", "paper") if name.isdigit() else ("agrees",)
        path = f"audit/1/steps/{name}"
        answer = await write(town, path, **dict.fromkeys(asked, said))
        assert answer.status_code == 303, text_of(answer.text)


async def test_twelve_lines_are_drawn_from_a_seed_that_anybody_can_follow(audited: Town) -> None:
    await begin(audited)
    async with audited.site.database.acquire() as connection:
        [found] = await list_rounds(connection, audited.fund.fund_id)
    assert (found.from_day, found.until_day, found.report) == (FIRST, LAST, None)
    assert found.said == "2026-08-20"
    assert found.seed == seed_of_round(audited.fund.fund_id, 1, "2026-08-20")
    money = [line["position"] for line in await lines(audited) if line["topic"] in MOVES]
    drawn = [int(each) for each in await names(audited) if each.isdigit()]
    assert drawn == list(draw_lines(found.seed, money))
    page = text_of(await audited.people["auk"].page("audit/1?draw=again"))
    assert f"Drawn again of {len(money)} lines: the same lines." in page


MOVES = {"donation.received.v1", "grant.paid.v1", "cost.paid.v1"}


async def lines(town: Town) -> list[dict[str, Any]]:
    async with town.site.database.acquire() as connection:
        rows = await connection.fetch(
            "select position, topic from events where fund_id = $1"
            " and (convert_from(payload, 'UTF8')::jsonb->>'occurred_on')::date between $2 and $3"
            " order by position",
            *(town.fund.fund_id, FIRST, LAST),
        )
    return [dict(row) for row in rows]


async def test_large_lines_and_lines_taken_back_are_all_there(audited: Town) -> None:
    given = await audited.ask(
        audited.fund.donation(9_000_00, occurred_on=date(2026, 8, 2)), "heron"
    )
    small = await audited.ask(audited.fund.donation(7_00, occurred_on=date(2026, 8, 3)), "heron")
    back = await audited.ask(
        ReverseLine(
            case_id=small.case_id,
            position=small.first,
            reason=Reason.WRONG_AMOUNT,
        ),
        "heron",
    )
    await begin(audited, above="8000.00")
    assert {str(given.first), str(back.first)} <= set(await names(audited))
    page = text_of(await audited.people["auk"].page("audit/1"))
    assert re.search(rf"Line {given.first} (drawn by lot, )?large", page)
    assert re.search(rf"Line {back.first} (drawn by lot, )?a line taken back", page)


async def test_payments_outside_the_usual_rules_are_all_there(town: Town) -> None:
    await two_with_auditor(town)
    asked = RequestOrder(
        occurred_on=date(2026, 8, 20),
        order=town.fund.bail(40_00, occurred_on=date(2026, 8, 19)),
        way=Way.ALREADY_PAID,
    )
    receipt = await town.ask(asked, "heron")
    books = town.site.books
    case = await books.get_case(town.fund.fund_id, receipt.case_id)
    [order] = orders_of(case).values()
    if order.is_open:
        signed = SignOrder(
            occurred_on=date(2026, 8, 20),
            case_id=receipt.case_id,
            order_id=order.order,
            content_hash=order.content_hash,
            acts=(Act.APPROVE,),
        )
        await town.ask(signed, "plover")
    await begin(town)
    auk = town.people["auk"]
    page = text_of(await auk.page("audit/1"))
    found = re.search(r"Line (\d+) (drawn by lot, )?outside the usual rules", page)
    assert found, page
    said = text_of(await auk.page(f"audit/1/steps/{found.group(1)}"))
    assert "Asked for by heron" in said
    assert "Approved by plover" in said


async def test_each_step_says_what_a_fraud_would_look_like_and_leads_to_the_next(
    audited: Town,
) -> None:
    await begin(audited)
    auk = audited.people["auk"]
    for name in await names(audited):
        page = text_of(await auk.page(f"audit/1/steps/{name}"))
        assert ("nobody else: there was no order" in page) is name.isdigit()
        assert page.count("What a fraud would look like here") == (3 if name.isdigit() else 1)
    first, second, *_ = await names(audited)
    answers = dict.fromkeys(("decision", "two_people", "paper"), "yes")
    answer = await write(audited, f"audit/1/steps/{first}", **answers)
    assert answer.headers["location"].endswith(f"/audit/1/steps/{second}")
    assert "15 of 18" not in text_of(await auk.page("audit"))
    assert "1 of 18 steps are answered." in text_of(await auk.page("audit"))


async def test_a_no_says_what_was_found_and_nothing_that_was_answered_is_lost(
    audited: Town,
) -> None:
    await begin(audited)
    first = (await names(audited))[0]
    path = f"audit/1/steps/{first}"
    refused = await write(audited, path, decision="yes", two_people="no", paper="not_seen")
    assert refused.status_code == 422
    assert "Choose what you found, as you answered no" in text_of(refused.text)
    assert filled_in(refused.text)["two_people"] == "no"
    unanswered = await write(audited, f"audit/1/steps/{Whole.CASH}")
    assert "Choose an answer" in text_of(unanswered.text)


async def test_a_closed_round_proposes_what_its_answers_allow(audited: Town) -> None:
    await begin(audited)
    await answer_all(audited)
    auk = audited.people["auk"]
    closed = await auk.client.post(
        f"{auk.prefix}/audit/1", data=form_at(await auk.page("audit/1"), "/audit/1")
    )
    assert closed.status_code == 303
    assert "This round is closed" in text_of(await auk.page("audit/1"))
    path = f"audit/1/steps/{Whole.CASH}"
    assert "<button name=" not in await auk.page(path)
    fields = form_at(await auk.page("audit/begin"), "/audit/begin")
    late = await auk.send(path, fields | {"agrees": "no"}, "write")
    assert late.status_code == 303
    async with audited.site.database.acquire() as connection:
        steps = await list_steps(connection, audited.fund.fund_id, 1)
    assert {each.answers.get(Question.AGREES) for each in steps if each.position is None} == {"yes"}
    statement = await auk.page("reports/assurance")
    assert "What round 1 of the audit allows is ticked." in text_of(statement)
    assert statement.count(" checked") == 5


async def test_an_open_finding_is_answered_by_the_fund_and_told_in_the_statement(
    audited: Town,
) -> None:
    await begin(audited)
    first = (await names(audited))[0]
    path = f"audit/1/steps/{first}"
    said = {"decision": "yes", "two_people": "yes", "paper": "no", "finding": "no_paper"}
    assert (await write(audited, path, **said)).status_code == 303
    heron, auk = audited.people["heron"], audited.people["auk"]
    page = await heron.page("audit/1")
    assert "There is no paper" in text_of(page)
    fields = form_at(page, f"/steps/{first}/reply") | {"reply": "paper_found"}
    replied = await heron.client.post(f"{heron.prefix}/{path}/reply", data=fields)
    assert replied.status_code == 303
    assert "The paper was found and shown" in text_of(await auk.page("audit/1"))
    # Only what the list offers is kept.
    await heron.client.post(f"{heron.prefix}/{path}/reply", data=fields | {"reply": "anything"})
    form = filled_in(await auk.page("reports/assurance")) | {"sentences": "cash_counted"}
    form.pop("open_findings", None)
    silent = await auk.send("reports/assurance", form, "check")
    assert silent.status_code == 422
    assert "A finding of an audit is open: tick this" in text_of(silent.text)
    said |= {"is_settled": "y"}
    assert (await write(audited, path, **said)).status_code == 303
    assert (await auk.send("reports/assurance", form, "check")).status_code == 200


async def test_beginning_twice_leads_to_the_round_that_is_open(audited: Town) -> None:
    await begin(audited)
    answer = await write(audited, "audit/begin", **DAYS)
    assert answer.headers["location"].endswith("/audit/1")
    wrong = await write(audited, "audit/begin", **(DAYS | {"until_day-year": "2025"}))
    assert "Write a day that is not before the first one" in text_of(wrong.text)


async def test_nobody_but_auditors_answers_and_unknown_rounds_lead_nowhere(audited: Town) -> None:
    await begin(audited)
    heron, auk = audited.people["heron"], audited.people["auk"]
    assert (await heron.get("audit/1/steps/cash")).status_code == 403
    assert (await heron.get("audit/begin")).status_code == 403
    assert (await heron.get("audit/1")).status_code == 200
    for path in ("audit/2", "audit/1/steps/unknown", "audit/1/steps/99999", f"audit/{2**40}"):
        assert (await auk.get(path)).status_code == 404, path


async def test_no_way_of_signing_keeps_quiet_about_an_open_finding(audited: Town) -> None:
    await begin(audited)
    said = {"agrees": "no", "finding": "cash_differs"}
    assert (await write(audited, f"audit/1/steps/{Whole.CASH}", **said)).status_code == 303
    silent = SignAssurance(
        occurred_on=date(2026, 8, 20),
        for_day=date(2026, 11, 15),
        sentences=(AssuranceSentence.BANK_AGREES,),
    )
    fund_id = audited.fund.fund_id
    async with audited.site.database.acquire() as connection:
        with pytest.raises(PublishingUnusable) as no:
            await require_open_findings(connection, fund_id, silent)
        assert no.value.field == "open_findings"
        await require_open_findings(connection, fund_id, replace(silent, open_findings=True))


async def test_a_program_reads_what_the_pages_show_of_a_round(audited: Town) -> None:
    token = await audited.site.sessions.start(audited.people["heron"].sign_in, "api")
    address = f"/api/v1/funds/{audited.fund.fund_id}/audits"

    async def read(path: str = "") -> httpx.Response:
        return await audited.client.get(
            address + path, headers={"Authorization": f"Bearer {token}"}
        )

    assert (await read()).json() == {"rounds": []}
    assert (await read("/1")).json()["code"] == "not-found"
    assert (await read("/99999999999")).status_code == 404
    await begin(audited)
    said = {"agrees": "no", "finding": "cash_differs"}
    assert (await write(audited, f"audit/1/steps/{Whole.CASH}", **said)).status_code == 303
    said = {"agrees": "yes"}
    assert (await write(audited, f"audit/1/steps/{Whole.BANK}", **said)).status_code == 303
    [listed] = (await read()).json()["rounds"]
    found = (await read("/1")).json()
    assert listed == {name: found[name] for name in listed}
    assert (found["from_day"], found["done"], found["open_findings"]) == ("2026-03-01", 2, True)
    assert [each["step"] for each in found["looked_at"]] == await names(audited)
    steps = {each["step"]: each for each in found["looked_at"]}
    assert steps["cash"]["answers"] == {"agrees": "no"}
    assert (steps["cash"]["finding"], steps["cash"]["is_settled"]) == ("cash_differs", False)
    assert found["allowed"] == ["bank_agrees"]
    seed = seed_of_round(audited.fund.fund_id, 1, found["said"])
    assert (found["seed"], found["closed_at"]) == (seed, None)
