"""The public page for people who check: it moves on the clock of the log, and with nothing else."""

from datetime import timedelta
from typing import Final

import pytest

from api.pages.proofs.key_words import key_in_words
from api.verifier import verifier_digest
from ledger.events import Witness
from ledger.publishing.commands import SetLog
from ledger.transparency.cosignature import Cosigner
from tests.api.pages.recording.stage import text_of
from tests.api.public.stage import Square
from tests.funds import open_fund

WITNESS: Final = Cosigner("witness.example.org/w1", b"w" * 32)
NOT_WITNESSED: Final = "Not witnessed: this server could show different books to different people."
WORDS_OF_PROGRAMS: Final = ("leaf", "leaves", "root", "atom", "Merkle", "commitment")


async def grown(square: Square) -> None:
    """Let the log do what is due, and a minute pass."""
    await square.site.log.keep(square.fund_id, wait_seconds=10)
    square.clock.at += timedelta(seconds=61)


async def page(square: Square, language: str = "en") -> str:
    answer = await square.look("/check", language)
    assert answer.status_code == 200
    return answer.text


async def test_strangers_read_what_is_proven_by_which_key_and_how_to_check(square: Square) -> None:
    await grown(square)
    fund = (await square.site.books.get_fund(square.fund_id))[0]
    log, head = fund.publishing.log, await square.site.log.head(square.fund_id)
    assert log is not None
    assert head is not None
    found = await page(square)
    text = text_of(found)
    for said in (log.origin, log.vkey, log.promise_vkey, *key_in_words(log.vkey)):
        assert said in text
    address = f"{square.site.settings.origin}/log/{square.fund_id}/1"
    for path in ("policy", "keys", "checkpoint"):
        assert f'href="{address}/{path}"' in found
        assert (await square.browser.get(f"/log/{square.fund_id}/1/{path}")).status_code == 200
    assert text_of(head.note) in text
    assert verifier_digest() in text
    assert "/verify.html#en" in found
    assert f"parasol verify log {address} --policy policy" in text
    assert text.count(NOT_WITNESSED) == 2, "among what is not proven, and by itself"
    assert "That the books are true" in text
    words = text.replace(head.note, "").split()
    assert not set(WORDS_OF_PROGRAMS) & set(words)


async def test_its_policy_is_the_one_at_the_address_of_the_log(square: Square) -> None:
    await grown(square)
    witness = Witness(vkey=WITNESS.key.text, url="https://witness.example.org/w1")
    await square.write(SetLog(occurred_on=square.day(), witnesses=(witness,), quorum=1))
    await grown(square)
    policy = (await square.browser.get(f"/log/{square.fund_id}/1/policy")).text
    found = text_of(await page(square))
    assert text_of(policy) in found
    assert NOT_WITNESSED not in found
    assert "A step counts once 1 of 1 witnesses have signed it too." in found


async def test_it_says_the_same_before_the_first_step_whatever_happens(square: Square) -> None:
    before = await page(square)
    assert "The log has not begun yet." in text_of(before)
    await square.write(square.opened.donation(7_00))
    square.clock.at += timedelta(seconds=61)
    assert await page(square) == before


async def test_no_line_about_money_changes_a_byte_of_it(square: Square) -> None:
    await grown(square)
    before = await square.look("/check")
    for _ in range(3):
        await square.write(square.opened.donation(7_00))
    square.clock.at += timedelta(seconds=61)
    after = await square.look("/check")
    assert after.content == before.content
    assert dict(after.headers) == dict(before.headers)
    assert "set-cookie" not in after.headers
    assert not {"etag", "last-modified"} & set(after.headers)


async def test_it_changes_with_the_clock_of_the_log(square: Square) -> None:
    await grown(square)
    before = await page(square)
    square.clock.at += timedelta(days=1)
    assert await page(square) == before, "while the service was away"
    await grown(square)
    assert await page(square) != before


async def test_every_public_page_leads_there_and_none_of_a_fund_that_hides(square: Square) -> None:
    for path in ("", "/how", "/assurance", "/compare", "/give"):
        assert f'href="{square.address("/check")}"' in (await square.look(path)).text
    hidden = await open_fund(square.site.books)
    nowhere = await square.browser.get(f"/en/{hidden.fund_id}/public/check")
    unknown = await square.browser.get(f"/en/{square.address().split('/')[2][::-1]}/public/check")
    assert nowhere.status_code == unknown.status_code == 404


@pytest.mark.parametrize("language", ["en", "es"])
async def test_it_stands_in_every_language(square: Square, language: str) -> None:
    await grown(square)
    found = await page(square, language)
    assert f'lang="{language}"' in found
    assert f"/verify.html#{language}" in found
