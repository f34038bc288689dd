"""Fetching what proves a gift: the clock is turned, the log kept, and buttons pressed."""

import re
from datetime import timedelta
from typing import Final

import httpx

from ledger.case import CaseLine
from ledger.donations import RecordDonation
from ledger.verifier import Policy, read_keys
from tests.api.public.stage import Square

A_DAY: Final = timedelta(days=1)
PROMISE: Final = "gift.promise"
RECEIPT: Final = "receipt.tlog-proof"


async def keep(square: Square, *, later: timedelta = timedelta()) -> None:
    """Let time pass and the log be kept."""
    square.clock.at += later
    await square.site.log.keep(square.fund_id, wait_seconds=30)


async def policy(square: Square) -> Policy:
    keys = await square.site.log.verifier_keys(square.fund_id, 1)
    assert keys is not None, "the log has begun"
    return read_keys("\n".join(keys) + "\n")


async def fetch(square: Square, code: str, language: str = "en", **more: str) -> httpx.Response:
    """Press a button of the page of a code."""
    return await square.browser.post(
        square.address("/give/receipt", language), data={"code": code, "wants": "file", **more}
    )


async def line_of(square: Square, gift: RecordDonation) -> CaseLine:
    assert gift.case_id
    case = await square.site.books.get_case(square.fund_id, gift.case_id)
    return case.standing[-1]


def name_of(answer: httpx.Response) -> str:
    """Return what a file is called; empty for a page."""
    found = re.search(r'filename="([^"]*)"', answer.headers.get("content-disposition", ""))
    return found[1] if found else ""
