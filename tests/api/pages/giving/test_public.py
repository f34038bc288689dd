"""Giving without a sign-in: ways to pay, a reference and a code, and where the gift is."""

import re
from datetime import UTC, datetime
from uuid import uuid4

import httpx
import pytest

from api.giving.service import Typed
from api.requests.rate import Rates
from ledger.donations import RecordDonation
from ledger.events import WordingKind
from ledger.refunds import RefundDonation
from tests.api.pages.recording.stage import text_of
from tests.api.public.manifests import full
from tests.api.public.stage import Square
from tests.funds import open_fund

REFERENCE = re.compile(r"<strong>([0-9A-Z]{4}-[0-9A-Z]{4})</strong>")
CODE = re.compile(r"<strong>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){4})</strong>")


async def make(square: Square) -> tuple[str, str]:
    """Ask for a reference as the button does; return it and its code."""
    answer = await square.browser.post(square.address("/give"))
    assert answer.status_code == 200, text_of(answer.text)
    reference, code = REFERENCE.search(answer.text), CODE.search(answer.text)
    assert reference, "the reference is shown"
    assert code, "so is the code"
    return reference[1], code[1]


async def told(square: Square, code: str, language: str = "en") -> httpx.Response:
    return await square.browser.post(square.address("/give/code", language), data={"code": code})


async def sentence(square: Square, code: str) -> str:
    """Return what the page says of a code."""
    found = re.search(
        r'<div class="box" role="status">(.*?)</div>', (await told(square, code)).text
    )
    assert found
    return text_of(found[1])


async def write(square: Square, reference: str) -> RecordDonation:
    """Write a gift down under a reference, as the desk does."""
    key = uuid4().hex
    giver = await square.site.giving.meet(square.fund_id, Typed(reference), key=key)
    command = RecordDonation(
        occurred_on=square.day(),
        account_id=square.opened.bank,
        purpose_id=square.opened.anything,
        gross=25_00,
        currency="USD",
        exponent=2,
        giver=giver.giver,
        donor_commitment=giver.donor_commitment,
        case_id=giver.case_id,
    )
    await square.write(command)
    return command


async def test_ways_to_pay_are_shown_in_words_that_two_approved(square: Square) -> None:
    await square.say(WordingKind.WAYS_TO_GIVE, "By transfer to the <b>house</b>.\n\nOr the tin.")
    square.site.public_pages.forget(square.fund_id)
    square.clock.at = square.clock.at.replace(month=4)  # from the next tick on
    page = (await square.look("/give")).text
    assert "<p>By transfer to the &lt;b&gt;house&lt;/b&gt;.</p>" in page
    assert "<p>Or the tin.</p>" in page


async def test_without_such_words_the_page_says_whom_to_ask(square: Square) -> None:
    page = await square.look("/give")
    assert "have not written down yet how to give" in page.text
    assert "set-cookie" not in page.headers


async def test_a_code_answers_expected_then_in_the_books_then_given_back(square: Square) -> None:
    reference, code = await make(square)
    assert await sentence(square, code) == "Nothing under its reference is in the books yet."
    gift = await write(square, reference)
    assert await sentence(square, code) == "It is in the books."
    assert gift.case_id
    await square.write(
        RefundDonation(
            occurred_on=square.day(),
            case_id=gift.case_id,
            account_id=gift.account_id,
            amount=25_00,
            currency="USD",
            exponent=2,
        )
    )
    assert await sentence(square, code) == "It was in the books and went back."
    await write(square, reference)
    said = await sentence(square, code)
    assert said == "Gift 1: It was in the books and went back. Gift 2: It is in the books."


async def test_a_gift_that_counts_in_a_report_is_told_to(square: Square) -> None:
    reference, code = await make(square)
    given = await write(square, reference)
    square.clock.at = datetime(2026, 5, 16, 15, 0, tzinfo=UTC)
    await square.publish(full(square.fund_id))
    late = await make(square)
    gift = await write(square, late[0])
    assert await sentence(square, code) == "It is in the books. It counts in report 1."
    assert await sentence(square, late[1]) == "It is in the books."
    await square.write(
        RefundDonation(
            occurred_on=square.day(),
            case_id=given.case_id or uuid4(),
            account_id=gift.account_id,
            amount=25_00,
            currency="USD",
            exponent=2,
        )
    )
    assert await sentence(square, code) == (
        "It was in the books and went back. It counts in report 1."
    )


async def test_no_amount_no_day_and_no_name_is_told(square: Square) -> None:
    reference, code = await make(square)
    await write(square, reference)
    page = (await told(square, code)).text.replace(str(square.fund_id), "")
    page = re.sub(r"/static/[^\"]+", "", page)  # digests, of any digits
    # The code goes back in the buttons that fetch what it opens, and nowhere else.
    assert page.count(code) == page.count(f'<input type="hidden" name="code" value="{code}">') <= 1
    for each in ("25", "2026", reference, str(square.day())):
        assert each not in page.replace(code, ""), each


async def test_wrong_unknown_and_foreign_codes_get_the_same_bytes(square: Square) -> None:
    reference, code = await make(square)
    other = await open_fund(square.site.books, money=1_00)
    foreign = (await square.site.giving.make(other.fund_id)).code
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    answers = [await told(square, each) for each in (wrong, foreign, reference, "x", "X" * 80)]
    assert {each.status_code for each in answers} == {200}
    assert len({each.content for each in answers}) == 1
    assert "There is nothing under this code." in answers[0].text


async def test_an_empty_code_is_asked_for(square: Square) -> None:
    answer = await told(square, "")
    assert answer.status_code == 422
    assert "Type the code" in answer.text


async def test_what_is_shown_once_is_kept_by_nobody_and_stands_in_no_address(
    square: Square,
) -> None:
    answer = await square.browser.post(square.address("/give"))
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    code = CODE.search(answer.text)
    assert code
    for address in re.findall(r'(?:href|action|src)="([^"]*)"', answer.text):
        assert code[1] not in address
        assert code[1].replace("-", "") not in address
    again = await square.browser.get(square.address("/give"))
    assert CODE.search(again.text) is None


async def test_the_page_is_the_same_whatever_was_given_and_whoever_looks(square: Square) -> None:
    before = [(await square.look(path)).content for path in ("/give", "/give/code")]
    reference, _ = await make(square)
    await write(square, reference)
    square.site.public_pages.forget(square.fund_id)
    after = [
        (await square.look(path, cookie="parasol=1", **{"user-agent": "x"})).content
        for path in ("/give", "/give/code")
    ]
    assert before == after


async def test_a_fund_that_does_not_publish_answers_like_one_that_does_not_exist(
    square: Square,
) -> None:
    closed = await open_fund(square.site.books, money=1_00)
    for path in ("give", "give/code"):
        for method in ("GET", "POST"):
            answers = [
                await square.browser.request(
                    method, f"/en/{fund_id}/public/{path}", data={"code": "x"}
                )
                for fund_id in (closed.fund_id, uuid4())
            ]
            assert [each.status_code for each in answers] == [404, 404]
            assert answers[0].content == answers[1].content


async def test_a_flood_is_told_to_come_later_and_codes_still_answer(square: Square) -> None:
    _, code = await make(square)
    square.site.giving.rates = Rates(of_fund=0)
    answer = await square.browser.post(square.address("/give"))
    assert answer.status_code == 429
    assert "Nothing was made. Try again in an hour." in text_of(answer.text)
    assert CODE.search(answer.text) is None
    assert (await told(square, code)).status_code == 200


async def test_another_site_makes_no_reference(square: Square) -> None:
    answer = await square.browser.post(
        square.address("/give"), headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403
    assert CODE.search(answer.text) is None


@pytest.mark.parametrize("path", ["/give", "/give/code"])
async def test_pages_are_small_have_no_script_and_speak_spanish(square: Square, path: str) -> None:
    page = await square.look(path, "es")
    assert "<script" not in page.text
    assert len(page.content) < 15_000
    assert 'lang="es"' in page.text
    assert "¿Dónde está" in page.text
