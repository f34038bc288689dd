"""Going over the books after the soak, with sums of our own."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

import msgspec

from ledger.asking import Answer
from ledger.store.database import Database
from ledger.store.embedded import EmbeddedServer
from ledger.store.idempotency import list_kept
from ledger.store.reading import StoredLine, list_lines_after
from projections.balances import get_balances
from projections.migrations import projection_migrations
from projections.runner import Runner
from tests.soak.client import COST, GIFT, TRANSFER
from tests.soak.journal import Account
from tests.soak.service import Service

TOPICS: Final = {
    GIFT: "donation.received.v1",
    COST: "cost.paid.v1",
    TRANSFER: "account_transfer.made.v1",
}

Row = tuple[str, int]
"""Topic and amount of a line."""


def go_over(service: Service, funds: Iterable[dict[str, str]], account: Account) -> int:
    """Compare every book with what clients were answered; return how many lines there are.

    Raises AssertionError with what is lost, doubled or differs.
    """
    assert account.unfinished == []
    assert not account.odd.get("500"), "a client met a bug"
    with EmbeddedServer(service.data) as server:
        url = server.start().service
        count = 0
        for fund in funds:
            count += asyncio.run(_go_over_fund(url, fund, account))
            checked = service.run("check", fund["fund_id"])
            assert checked.returncode == 0, checked.stdout + checked.stderr
    return count


async def _go_over_fund(url: str, fund: dict[str, str], account: Account) -> int:
    fund_id = UUID(fund["fund_id"])
    async with Database.open(
        url, min_size=1, max_size=2, migrations=projection_migrations()
    ) as database:
        async with database.acquire() as connection:
            lines = await list_lines_after(connection, fund_id, 0, limit=10_000_000)
            kept = {one.key: one.answer for one in await list_kept(connection, fund_id)}
        await Runner(database).catch_up(fund_id)
        async with database.acquire() as connection:
            found = await get_balances(connection, fund_id)
    assert [line.position for line in lines] == list(range(1, len(lines) + 1))
    _exactly_once(fund, lines, kept, account)
    balances = {str(each.account_id): each.balance for each in found.accounts}
    assert balances == _summed(fund, account), "the balances are not those of an independent sum"
    return len(lines)


def _exactly_once(
    fund: dict[str, str], lines: list[StoredLine], kept: dict[str, bytes], account: Account
) -> None:
    mine = {key: asked for key, asked in account.asked.items() if asked[0] == fund["fund_id"]}
    done = {key: account.done[key] for key in mine if key in account.done}
    frozen = {key: msgspec.json.decode(kept[key], type=Answer).first for key in kept if key in mine}
    assert frozen == done, "what is kept is not what clients were answered"
    in_book = {line.position: (line.topic, _amount(line)) for line in lines}
    expected: dict[int, Row] = {
        position: (TOPICS[mine[key][1]], mine[key][2]) for key, position in done.items()
    }
    assert len(expected) == len(done), "two commands were answered with one line"
    recorded = {at: row for at, row in in_book.items() if row[0] in TOPICS.values()}
    assert recorded == expected, "a line is lost, doubled or another one"


def _amount(line: StoredLine) -> int:
    payload: dict[str, Any] = msgspec.json.decode(line.payload)
    return int(payload.get("gross", payload.get("amount", 0)))


def _summed(fund: dict[str, str], account: Account) -> dict[str, int]:
    sums: defaultdict[str, int] = defaultdict(int)
    sums[fund["bank"]] = sums[fund["box"]] = 0
    for key in account.done:
        fund_id, kind, amount = account.asked[key]
        if fund_id != fund["fund_id"]:
            continue
        sums[fund["bank"]] += amount if kind == GIFT else -amount
        if kind == TRANSFER:
            sums[fund["box"]] += amount
    return dict(sums)


def told(kills: Counter[str]) -> str:
    """Say how many of each kind were killed."""
    return ", ".join(f"{count} {kind}" for kind, count in kills.most_common())
