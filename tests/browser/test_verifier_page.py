"""The page that checks receipts as people use it: from disk, offline, in two languages."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Final

import pytest
import pytest_asyncio
from msgspec.structs import replace
from playwright.async_api import Browser, Page, expect

from api.verifier import VERIFIER_FILE
from tests.browser.bent_keys import ALONE, TAKEN, UNREADABLE
from tests.browser.bent_receipts import PROMISE, TEXT, WHOLE
from tests.browser.conftest import running
from tests.browser.looks import AXE, SCHEMES, WIDTHS
from tests.browser.of_receipts import (
    CODE,
    GIFT,
    KEYS,
    LOG,
    MANIFEST,
    POLICY,
    REPORT,
    Receipt,
    b64,
    top,
)
from tests.browser.verifier_stage import ADDRESS, Asked, asked, opened
from tests.instance import Instance

__all__ = ["asked"]

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

_AXE: Final = """() => axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
    'best-practice']}).then(found => found.violations.map(each => each.id))"""
_TOO_WIDE: Final = "() => document.scrollingElement.scrollWidth - window.innerWidth"


async def test_keys_and_policies_are_read(asked: Asked) -> None:
    found = await asked.names(*((r.text(), pinned, "", None) for r, pinned in TAKEN.values()))
    assert dict(zip(TAKEN, found, strict=True)) == dict.fromkeys(TAKEN, "")


async def test_what_is_no_key_and_no_policy_is_refused_before_all(asked: Asked) -> None:
    found = await asked.names(*(("", pinned, "", None) for pinned in UNREADABLE.values()))
    assert dict(zip(UNREADABLE, found, strict=True)) == dict.fromkeys(UNREADABLE, "key-unreadable")


async def test_a_giver_reads_what_is_shown_and_what_is_not(chromium: Browser) -> None:
    async with opened(chromium) as asked:
        await asked.fill(TEXT, code=CODE.lower())
        said = await asked.text()
        assert said.startswith(
            "This gift is written down in the books of the fund, and its line is yours alone."
        )
        assert said.index("What this does not show") < said.index("A gift of one giver")
        assert "1,234.50 EUR" in said
        assert "November 21, 2026" in said
        assert "anna.example/witness" in said
        root = top(WHOLE.leaves)
        assert f"Fingerprint {root.hex()} Compare" in said
        assert f"In the signed text it stands as {b64(root)}." in said
        assert "Not witnessed" not in said
        assert "Type the code" not in said
        await expect(asked.page.locator("#outcome")).to_be_focused()
        await asked.fill(ALONE.text(), LOG.vkey)
        said = await asked.text()
        assert "Not witnessed: this server could show different books to different people." in said
        assert "Type the code of the gift to see that." in said


async def test_a_promise_says_when_it_ends(chromium: Browser) -> None:
    async with opened(chromium) as asked:
        await asked.fill(PROMISE, KEYS, CODE)
        said = await asked.text()
        assert "The promise ends January 15, 2027 at 8:00 AM UTC." in said
        await asked.fill(WHOLE.promise(deadline="86400"), KEYS)
        said = await asked.text()
        assert "the promise ended January 2, 1970" in said
        assert "this file is evidence" in said


async def test_a_report_and_its_proof_belong_together(chromium: Browser) -> None:
    async with opened(chromium) as asked:
        await asked.fill(REPORT.text())
        assert "It was not compared with its file." in await asked.text()
        await asked.fill(REPORT.text(), manifest=MANIFEST)
        assert "This report is the one that the books of the fund name." in await asked.text()
        await asked.fill(REPORT.text(), manifest=MANIFEST + b"\n")
        assert "report-differs" in await asked.text()


async def test_a_failure_has_its_name_and_says_what_to_do(chromium: Browser) -> None:
    async with opened(chromium) as asked:
        await asked.fill(TEXT.replace("index 4", "index 04"))
        said = await asked.text()
        assert said.startswith("Not shown: no file was given, or it is no receipt, promise or")
        assert "What to do Fetch the file again" in said
        assert said.endswith("malformed Where line 3")
        await asked.page.locator("a[lang=es]").click()
        await asked.page.locator("html[lang=es]").wait_for()
        said = await asked.text()
        assert said.startswith("No queda demostrado: no diste ningún archivo, o no es un recibo")
        assert said.endswith("malformed Dónde línea 3")


async def test_odd_lines_are_shown_as_they_stand_and_never_as_html(chromium: Browser) -> None:
    odd = {
        **GIFT,
        "gross": "much",
        "currency": "<img src=x onerror=alert(1)>",
        "occurred_on": "<b>today</b>",
        "__proto__": {"kind": [1, None, True]},
    }
    async with opened(chromium) as asked:
        await asked.fill(Receipt(fields=odd).text())
        assert "much 2 <img src=x onerror=alert(1)>" in await asked.text()
        await asked.page.locator("summary").click()
        assert '{"kind":[1,null,true]}' in await asked.text()
        assert await asked.page.locator("#result :is(img, b, script)").count() == 0


@pytest.mark.parametrize("day", ["Gift 7", "2026-02-31", "2026-11-21T23:00-09:00", "1", ""])
async def test_what_is_no_day_is_not_made_one(chromium: Browser, day: str) -> None:
    async with opened(chromium) as asked:
        await asked.fill(Receipt(fields={**GIFT, "occurred_on": day, "gross": 100.0}).text())
        said = await asked.text()
        assert f"Amount 100 2 EUR Day {day}".strip() in said
        await asked.fill(WHOLE.promise(deadline=str(2**63 - 1)), KEYS)
        assert "The promise ends 9223372036854775807 s." in await asked.text()


async def test_a_hostile_file_holds_nobody_up(asked: Asked) -> None:
    line = LOG.sign(WHOLE.head)
    again = TEXT + line * ((262_144 - len(TEXT.encode())) // len(line.encode()))
    checks = """([text, pinned]) => { const whole = isSignature; let times = 0;
        isSignature = (...all) => { times++; return whole(...all); };
        try { check(utf8(text), utf8(pinned)); return times; } finally { isSignature = whole; } }"""
    assert await asked.evaluate(checks, [again, POLICY]) == len(WHOLE.signers)
    names = ",".join(f'"{number:x}":0' for number in range(20_000))
    assert await asked.name(Receipt(fields=f"{{{names}}}").text()) == ""
    assert await asked.name(b"\n" * 262_143 + b"\xff") == "malformed"


async def test_many_names_are_shown_and_long_ones_are_cut(chromium: Browser) -> None:
    async with opened(chromium) as asked:
        names = ",".join(f'"{number:x}":0' for number in range(20_000))
        await asked.fill(Receipt(fields=f"{{{names}}}").text())
        assert await asked.page.locator("#result dt").count() > 20_000
        await asked.fill(replace(WHOLE, origin="x" * 100_000).text())
        said = await asked.text()
        assert "origin-differs" in said
        assert said.count("x") == 300


async def test_a_change_while_files_are_read_takes_the_result_away(chromium: Browser) -> None:
    async with opened(chromium) as asked:
        await asked.fill(TEXT, code=CODE)
        shown = await asked.evaluate(
            """async () => { const done = run(new Event('submit'));
                $('code').dispatchEvent(new Event('input', {bubbles: true}));
                await done; return !$('result').hidden; }"""
        )
        assert not shown


async def test_a_key_that_is_too_large_is_named_as_a_key(chromium: Browser) -> None:
    async with opened(chromium) as asked:
        await asked.fill("x" * 262_145, POLICY + "#" * 262_144)
        assert "key-unreadable" in await asked.text()


async def test_pasted_text_does_as_well_and_a_result_goes_with_what_it_is_of(
    chromium: Browser,
) -> None:
    async with opened(chromium) as asked:
        page = asked.page
        await page.fill("#proof", f"\n {TEXT} \n")
        await page.set_input_files("#key-file", VERIFIER_FILE)
        await page.fill("#key", LOG.vkey)
        assert await page.input_value("#key-file") == ""
        await page.fill("#code", CODE)
        await page.keyboard.press("Enter")
        await expect(page.locator("#outcome")).to_contain_text("yours alone")
        await page.fill("#code", "")
        await expect(page.locator("#result")).to_be_hidden()
        await page.locator("button[type=submit]").click()
        await expect(page.locator("#result")).to_be_visible()
        await page.set_input_files("#proof-file", VERIFIER_FILE)
        assert await page.input_value("#proof") == ""
        await page.locator("button[type=reset]").click()
        await expect(page.locator("#result")).to_be_hidden()
        assert await page.input_value("#proof") + await page.input_value("#key") == ""
        await page.locator("button[type=submit]").click()
        await expect(page.locator("#result")).to_contain_text("key-unreadable")


async def test_files_that_are_too_large_are_not_read(chromium: Browser) -> None:
    async with opened(chromium) as asked:
        await asked.fill("x" * 262_145)
        assert "too-large" in await asked.text()


@pytest.mark.parametrize(
    ("locale", "behind", "language"),
    [
        ("en-GB", "", "en"),
        ("es-AR", "", "es"),
        ("pt-BR", "", "en"),
        ("es-AR", "#en", "en"),
        ("en-GB", "#es", "es"),
        ("es-MX", "#fr", "es"),
    ],
)
async def test_the_language_is_the_addresss_or_else_the_browsers(
    chromium: Browser, locale: str, behind: str, language: str
) -> None:
    async with opened(chromium, locale=locale, address=ADDRESS + behind) as asked:
        page = asked.page
        assert await page.get_attribute("html", "lang") == language
        title = {"en": "Check a receipt", "es": "Comprobar un recibo"}[language]
        assert await page.title() == title
        assert (await page.locator("h1").inner_text()).strip() == title
        assert await page.locator("nav [aria-current]").get_attribute("lang") == language


async def test_without_a_script_it_says_so_in_both_languages(chromium: Browser) -> None:
    async with opened(chromium, script=False) as asked:
        said = await asked.page.locator("body").inner_text()
        assert "This page needs JavaScript" in said
        assert "Esta página necesita JavaScript" in said
        assert "parasol verify receipt FILE" in said
        await expect(asked.page.locator("form")).to_be_hidden()
    async with opened(chromium) as asked:
        assert "needs JavaScript" not in await asked.page.locator("body").inner_text()


async def fits(page: Page) -> None:
    """Check that a page fits at every width, light and dark, and that axe finds nothing."""
    await page.evaluate(AXE)
    for scheme in SCHEMES:
        await page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 844})
            assert await page.evaluate(_TOO_WIDE) <= 0, width
            assert await page.evaluate(_AXE) == [], (scheme, width)


@pytest.mark.parametrize("language", ["en", "es"])
async def test_it_fits_and_axe_finds_nothing(chromium: Browser, language: str) -> None:
    async with opened(chromium, address=f"{ADDRESS}#{language}") as asked:
        await fits(asked.page)
        await asked.fill(TEXT, code=CODE)
        await asked.page.locator("summary").click()
        await fits(asked.page)
        await asked.fill(TEXT, KEYS, code="wrong")
        await fits(asked.page)


@pytest.fixture(scope="module")
def service() -> Iterator[Instance]:
    """A service that gives the page out."""
    with running() as instance:
        yield instance


@pytest_asyncio.fixture(loop_scope="session")
async def served(service: Instance, chromium: Browser) -> AsyncIterator[Asked]:
    """The copy of a service."""
    address = f"{service.origin}/verify.html"
    async with opened(chromium, address=address, allowed=[f"{address}?save"]) as page:
        yield page


async def test_a_copy_of_the_service_says_so_and_is_shut_away(
    served: Asked, tmp_path: Path
) -> None:
    said = await served.page.locator("#served").inner_text()
    assert said.startswith("Convenience only: this copy comes from the service that is being")
    assert await served.evaluate("() => self.origin") == "null"
    async with served.page.expect_download() as saving:
        await served.page.locator("a[download]:visible").click()
    await (await saving.value).save_as(tmp_path / "verify.html")
    assert (tmp_path / "verify.html").read_bytes() == VERIFIER_FILE.read_bytes()
    await served.fill(TEXT, code=CODE)
    assert "yours alone" in await served.text()


async def test_a_copy_on_disk_does_not_say_that(asked: Asked) -> None:
    await expect(asked.page.locator("#served")).to_be_hidden()
