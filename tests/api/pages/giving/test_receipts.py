"""A promise and a receipt for whoever has the code of a gift, and for nobody else."""

import re
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest

from api.giving.service import Corrected, Typed
from api.pages.giving.printed import picture_of
from ledger.corrections import ReverseLine
from ledger.donations import RecordDonation
from ledger.events import DonationReceived, Reason
from ledger.recordings import CorrectLine
from ledger.refunds import RefundDonation
from ledger.verifier import Failure, check_promise, check_receipt
from tests.api.pages.giving.proving import (
    A_DAY,
    PROMISE,
    RECEIPT,
    fetch,
    keep,
    line_of,
    name_of,
    policy,
)
from tests.api.pages.giving.test_public import make, sentence, told, write
from tests.api.pages.recording.stage import text_of
from tests.api.public.stage import Square


async def test_a_gift_that_waits_has_a_promise_and_then_a_receipt(square: Square) -> None:
    await keep(square)
    reference, code = await make(square)
    await write(square, reference)
    page = (await told(square, code)).text
    assert "<h2>Your promise</h2>" in page
    promise = await fetch(square, code, gift="1")
    assert (promise.status_code, name_of(promise)) == (200, PROMISE)
    found = check_promise(promise.content, await policy(square), code)
    assert found.gift == 1
    assert found.deadline > square.clock.at.timestamp()

    await keep(square, later=A_DAY)
    assert "<h2>Your receipt</h2>" in (await told(square, code)).text
    receipt = await fetch(square, code, gift="1")
    assert (receipt.status_code, name_of(receipt)) == (200, RECEIPT)
    proven = check_receipt(receipt.content, await policy(square), code)
    assert proven.gift == 1
    assert proven.opening.topic == "donation.received.v1"
    assert proven.opening.fields["gross"] == 25_00
    assert found.commitment == proven.commitment


async def test_the_same_gift_has_the_same_promise_for_ever(square: Square) -> None:
    await keep(square)
    reference, code = await make(square)
    await write(square, reference)
    first = await fetch(square, code)
    square.clock.at += timedelta(hours=3)
    await write(square, (await make(square))[0])
    assert (await fetch(square, code)).content == first.content


async def test_the_code_of_another_giver_does_not_open_it(square: Square) -> None:
    await keep(square)
    mine, other = await make(square), await make(square)
    for reference, _ in (mine, other):
        await write(square, reference)
    await keep(square, later=A_DAY)
    receipt, keys = (await fetch(square, mine[1])).content, await policy(square)
    with pytest.raises(Failure) as refused:
        check_receipt(receipt, keys, other[1])
    assert refused.value.name == "code-differs"
    assert (await fetch(square, other[1])).content != receipt


async def test_the_paper_says_what_the_file_holds_in_three_sentences(square: Square) -> None:
    await keep(square)
    reference, code = await make(square)
    await write(square, reference)
    day = square.day()
    for later, title in ((timedelta(), "Promise about a gift"), (A_DAY, "Receipt of a gift")):
        await keep(square, later=later)
        page = (await fetch(square, code, wants="page")).text
        text = (await fetch(square, code)).text
        said = text_of(page)
        assert f"<h1>{title}</h1>" in page
        assert "Amount $25.00" in said
        assert f"Day {day:%B} {day.day}, {day.year}" in said
        assert f"<code>{text}</code>" in unescape(page)
        assert f'src="{picture_of(code)}"' in page
        keys = await square.site.log.verifier_keys(square.fund_id, 1)
        assert keys is not None
        key = keys[title.startswith("Promise")]
        assert f'<bdi dir="ltr">{key}</bdi>' in page
        box = re.search(r'<div class="box">(.*?)</div>', page)
        assert box
        sentences = [text_of(each) for each in re.findall(r"<p>(.*?)</p>", box[1])]
        assert len(sentences) == 3
        assert all(each.endswith(".") and each.count(". ") == 0 for each in sentences)


async def test_a_number_that_is_no_gift_gets_the_page_of_the_code(square: Square) -> None:
    await keep(square)
    reference, code = await make(square)
    assert "Nothing under its reference" in (await fetch(square, code)).text
    await write(square, reference)
    for number in ("0", "2", "-1", "one", "1" * 30):
        answer = await fetch(square, code, gift=number)
        assert (answer.status_code, name_of(answer)) == (200, "")
        assert answer.content == (await told(square, code)).content


async def test_each_gift_under_one_code_has_its_own(square: Square) -> None:
    await keep(square)
    reference, code = await make(square)
    await write(square, reference)
    await keep(square, later=A_DAY)
    await write(square, reference)
    page = (await told(square, code)).text
    assert "<h2>Gift 1: Your receipt</h2>" in page
    assert "<h2>Gift 2: Your promise</h2>" in page
    keys = await policy(square)
    assert check_receipt((await fetch(square, code, gift="1")).content, keys, code).gift == 1
    assert check_promise((await fetch(square, code, gift="2")).content, keys, code).gift == 2
    assert name_of(await fetch(square, code)) == PROMISE  # the last one where none is named


async def test_a_line_that_was_put_right_has_a_receipt_of_its_own(square: Square) -> None:
    await keep(square)
    reference, code = await make(square)
    gift = await write(square, reference)
    await keep(square, later=A_DAY)
    before = (await fetch(square, code)).content
    line = await line_of(square, gift)
    assert isinstance(line.event, DonationReceived)
    assert gift.case_id
    giver = await square.site.giving.meet(
        square.fund_id,
        Typed(reference),
        key=uuid4().hex,
        corrects=Corrected(gift.case_id, line.event.giver),
    )
    await square.write(CorrectLine(
        case_id=gift.case_id,
        position=line.position,
        reason=Reason.WRONG_AMOUNT,
        replacement=RecordDonation(
            occurred_on=gift.occurred_on,
            account_id=gift.account_id,
            purpose_id=gift.purpose_id,
            gross=35_00,
            currency="USD",
            exponent=2,
            giver=giver.giver,
            donor_commitment=giver.donor_commitment,
        ),
    ))  # fmt: skip
    page = text_of((await told(square, code)).text)
    assert "The line was put right; this is about the one that stands now." in page
    keys = await policy(square)
    promise = check_promise((await fetch(square, code)).content, keys, code)
    assert promise.opening.fields["gross"] == 35_00
    await keep(square, later=A_DAY)
    after = check_receipt((await fetch(square, code)).content, keys, code)
    old = check_receipt(before, keys, code)
    assert (old.opening.fields["gross"], after.opening.fields["gross"]) == (25_00, 35_00)
    assert old.commitment != after.commitment


async def test_a_line_that_was_taken_back_has_none_and_the_old_one_stays_true(
    square: Square,
) -> None:
    await keep(square)
    reference, code = await make(square)
    gift = await write(square, reference)
    await keep(square, later=A_DAY)
    before = (await fetch(square, code)).content
    line = await line_of(square, gift)
    assert gift.case_id
    await square.write(
        ReverseLine(case_id=gift.case_id, position=line.position, reason=Reason.WRONG_KIND)
    )
    await keep(square, later=A_DAY)
    page = (await told(square, code)).text
    assert "<h2>No receipt</h2>" in page
    assert "Its line was taken back, so there is no receipt for it." in text_of(page)
    assert 'name="wants"' not in page
    answer = await fetch(square, code, gift="1")
    assert name_of(answer) == ""
    assert answer.text == page
    assert check_receipt(before, await policy(square), code).gift == 1


async def test_a_gift_that_went_back_has_the_receipt_of_the_line_that_came(square: Square) -> None:
    await keep(square)
    reference, code = await make(square)
    gift = await write(square, reference)
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
    await keep(square, later=A_DAY)
    assert await sentence(square, code) == "It was in the books and went back."
    receipt = (await fetch(square, code)).content
    assert check_receipt(receipt, await policy(square), code).opening.fields["gross"] == 25_00


async def test_a_fund_whose_books_are_not_signed_says_so(
    square: Square, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference, code = await make(square)
    await write(square, reference)

    async def nothing(*_: Any) -> None:  # the service may have begun it a moment ago
        return None

    for name in ("head", "place", "receipt", "promise"):
        monkeypatch.setattr(square.site.log, name, nothing)
    page = text_of((await told(square, code)).text)
    assert "The books of this fund are not signed yet, so there is no receipt." in page
    answer = await fetch(square, code)
    assert name_of(answer) == ""
    assert "There is no receipt at this moment." in text_of(answer.text)
