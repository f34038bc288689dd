"""What a promise and a receipt tell, to whom, and what is kept of them: as an attacker looks."""

import base64
import io
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Final
from uuid import uuid4

import pytest
import structlog

from api.pages.giving.printed import picture_of
from api.request_log import configure_logging
from api.transparency.receipts import FILE_NAMES
from ledger.events import DonationReceived
from ledger.verifier import check_receipt
from tests.api.pages.giving.proving import (
    A_DAY,
    PROMISE,
    RECEIPT,
    fetch,
    keep,
    policy,
)
from tests.api.pages.giving.test_public import make, told, write
from tests.api.pages.recording.stage import text_of
from tests.api.public.stage import Square
from tests.funds import lines_of, open_fund


async def test_what_is_handed_over_is_kept_by_nobody_and_opened_as_no_page(square: Square) -> None:
    await keep(square)
    reference, code = await make(square)
    await write(square, reference)
    for wants in ("file", "page"):
        answer = await fetch(square, code, wants=wants)
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert not {"set-cookie", "etag", "last-modified", "location"} & set(answer.headers)
    file = await fetch(square, code)
    assert file.headers["content-type"] == "application/octet-stream"
    assert file.headers["content-security-policy"].startswith("sandbox")
    assert set(FILE_NAMES.values()) == {PROMISE, RECEIPT}


async def test_wrong_codes_get_the_bytes_of_the_page_of_the_code(square: Square) -> None:
    await keep(square)
    reference, code = await make(square)
    await write(square, reference)
    other = await open_fund(square.site.books, money=1_00)
    foreign = (await square.site.giving.make(other.fund_id)).code
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    usual = await told(square, wrong)
    assert "There is nothing under this code." in usual.text
    for typed in (wrong, foreign, reference, "x", "X" * 80):
        for more in ({}, {"gift": "1"}, {"gift": "7", "wants": "page"}, {"wants": "?"}):
            answer = await fetch(square, typed, **more)
            assert (answer.status_code, answer.content) == (200, usual.content)
            assert dict(answer.headers) == dict(usual.headers)
    assert (await fetch(square, "")).status_code == 422


async def test_the_page_of_the_code_still_tells_no_amount_and_no_day(square: Square) -> None:
    await keep(square)
    reference, code = await make(square)
    await write(square, reference)
    await keep(square, later=A_DAY)
    page = (await told(square, code)).text.replace(str(square.fund_id), "").replace(code, "")
    page = re.sub(r"/static/[^\"]+", "", page)  # digests, of any digits
    for each in ("25", "2026", reference, "receipt.tlog"):
        assert each not in page, each


PARTS: Final = re.compile(rb"[A-Za-z0-9+/=]{16,}")


def everything_in(file: bytes) -> bytes:
    """Return a file and, behind it, every piece of it that can be read as base64."""
    found = [file]
    for piece in PARTS.findall(file):
        with suppress(ValueError):
            found.append(base64.b64decode(piece, validate=True))
    return b"\n".join(found)


async def test_two_receipts_of_one_giver_hold_no_position_no_case_and_no_time(
    square: Square,
) -> None:
    await keep(square)
    reference, code = await make(square)
    gifts = [await write(square, reference)]
    for _ in range(3):
        await write(square, (await make(square))[0])
    gifts.append(await write(square, reference))
    promises = [(await fetch(square, code, gift=str(number))).content for number in (1, 2)]
    await keep(square, later=A_DAY)
    receipts = [(await fetch(square, code, gift=str(number))).content for number in (1, 2)]
    stored = await lines_of(square.site.database, square.fund_id)
    for number, gift in enumerate(gifts):
        (line,) = [each for each in stored if each.case_id == gift.case_id]
        opening = check_receipt(receipts[number], await policy(square), code).opening
        assert set(opening.fields) <= set(DonationReceived.__struct_fields__)
        for file in (promises[number], receipts[number]):
            inside = everything_in(file)
            assert b"donation.received.v1" in inside
            for id_ in (line.case_id, line.event_id):
                for form in (str(id_).encode(), id_.hex.encode(), id_.bytes):
                    assert form not in inside
            for moment in (f"{line.recorded_at:%H:%M}", str(int(line.recorded_at.timestamp()))):
                assert moment.encode() not in inside
            assert line.position.to_bytes(8) not in inside
            assert line.actor.encode() not in inside
            numbers = {int(each) for each in re.findall(rb"\d+", json_of(inside))}
            assert line.position not in numbers - {2, 25_00}
    # The two differ in nothing that tells which came first, or how many stand between them.
    first, second = [check_receipt(each, await policy(square)).opening for each in receipts]
    differing = {name for name in first.fields if first.fields[name] != second.fields[name]}
    assert differing == {"donor_commitment"}


def json_of(inside: bytes) -> bytes:
    """Return what an opening says, less its random references."""
    found = re.search(rb"donation\.received\.v1\n(\{.*\})", inside)
    assert found
    fields = json.loads(found[1])
    return json.dumps({
        name: value
        for name, value in fields.items()
        if not (name.endswith("_id") or name in {"giver", "donor_commitment", "occurred_on"})
    }).encode()  # fmt: skip


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    configure_logging("debug", stream)
    yield stream
    structlog.reset_defaults()


async def test_neither_code_nor_receipt_is_in_a_log_an_address_or_a_referrer(
    square: Square, log: io.StringIO
) -> None:
    await keep(square)
    reference, code = await make(square)
    await write(square, reference)
    files = [(await fetch(square, code)).text]
    pages = [await told(square, code), await fetch(square, code, wants="page")]
    await keep(square, later=A_DAY)
    files.append((await fetch(square, code)).text)
    pages += [await told(square, code), await fetch(square, code, wants="page")]
    signs = code.replace("-", "")
    for page in pages:
        assert page.headers["referrer-policy"] == "no-referrer"
        for address in re.findall(r'(?:href|action|src|formaction)="([^"]*)"', page.text):
            if not address.startswith("data:"):
                assert code not in address
                assert signs not in address
        assert "style=" not in page.text
        assert "<script" not in page.text
    written = log.getvalue()
    assert "/give/receipt" in written
    secrets = [code, signs, *[line for file in files for line in file.splitlines() if line[60:]]]
    for secret in secrets:
        assert secret not in written


async def test_of_a_receipt_nothing_is_kept(square: Square) -> None:
    await keep(square)
    reference, code = await make(square)
    await write(square, reference)
    await keep(square, later=A_DAY)

    async def rows() -> dict[str, int]:
        async with square.site.database.acquire() as connection:
            names = await connection.fetch(
                "select tablename from pg_tables where schemaname = current_schema()"
            )
            return {
                each[0]: await connection.fetchval(f'select count(*) from "{each[0]}"')
                for each in names
                if await connection.fetchval("select has_table_privilege($1, 'select')", each[0])
            }

    before = await rows()
    for wants in ("file", "page"):
        assert (await fetch(square, code, wants=wants)).status_code == 200
    assert await rows() == before


@pytest.mark.parametrize("wants", ["file", "page"])
async def test_a_fund_that_does_not_publish_answers_like_one_that_does_not_exist(
    square: Square, wants: str
) -> None:
    closed = await open_fund(square.site.books, money=1_00)
    answers = [
        await square.browser.post(
            f"/en/{fund_id}/public/give/receipt", data={"code": "x", "wants": wants}
        )
        for fund_id in (closed.fund_id, uuid4())
    ]
    assert [each.status_code for each in answers] == [404, 404]
    assert answers[0].content == answers[1].content


async def test_a_code_that_was_made_is_shown_for_a_camera_without_an_address(
    square: Square,
) -> None:
    answer = await square.browser.post(square.address("/give"))
    code = re.search(r"<strong>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){4})</strong>", answer.text)
    assert code
    assert f'src="{picture_of(code[1])}"' in answer.text
    assert "img-src 'self' data:" in answer.headers["content-security-policy"]
    assert "Keep this" in text_of(answer.text)
    other = await square.browser.get(square.address("/give"))
    assert "data:" not in other.headers["content-security-policy"]
