"""A fund of `stage` whose log has begun, and reports that are held to it."""

from typing import Any, Final
from uuid import uuid4

import httpx
import msgspec

from ledger.publishing.commands import PublishReport
from ledger.transport.sealed_book import sealed_book
from tests.api.pages.people.stage import Town

WAIT: Final = 5.0
"""Seconds: the service keeps logs by itself as well."""


async def keep(town: Town, *, days: int = 0) -> None:
    """Keep the log of a fund, *days* later than now."""
    town.clock.pass_by(days=days)
    kept = await town.site.log.keep(town.fund.fund_id, wait_seconds=WAIT)
    assert kept.stopped is None


async def right(town: Town) -> PublishReport:
    """Return the report that comes next, signed."""
    publishing, today = town.site.publishing, town.clock().date()
    draft = await publishing.draft(town.fund.fund_id, today)
    return await publishing.command(town.fund.fund_id, draft, today)


async def send(town: Town, handle: str, path: str, body: Any) -> httpx.Response:
    """Send a request as the program of somebody, stepped up."""
    token = await town.site.sessions.start(town.people[handle].sign_in, "api", stepped_up=True)
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid4().hex}
    address = f"/api/v1/funds/{town.fund.fund_id}{path}"
    fields = {name: said for name, said in msgspec.to_builtins(body).items() if name != "command"}
    return await town.client.post(address, headers=headers, json=fields)


async def published(town: Town) -> PublishReport:
    """Have heron, who keeps the fund alone, publish the report that comes next."""
    report = await right(town)
    answer = await send(town, "heron", "/reports", report)
    assert answer.status_code == 201, answer.text
    return report


async def sealed_rows(town: Town) -> list[bytes]:
    """Return the rows of the sealed book of the fund."""
    site = town.site
    book = sealed_book(site.database, site.log, town.fund.fund_id)
    return b"".join([each async for each in book]).splitlines(keepends=True)
