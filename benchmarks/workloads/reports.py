"""(j) A page that anybody may read, beside a file of the same bytes from the same service."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Final
from urllib.request import urlopen
from uuid import UUID, uuid4

from benchmarks.book import KEEPER, make_book
from benchmarks.caller import Heard, Order
from benchmarks.harness import Result, interleave, ratio, show_rounds, speeds
from benchmarks.place import Place
from benchmarks.scale import Scale
from benchmarks.service import HOST, Service, running
from benchmarks.serving import FILE
from ledger.books import Books
from ledger.decider import AnyCommand
from ledger.publishing.commands import PublishReport, SetDisclosure
from ledger.store.database import Database
from projections.migrations import projection_migrations
from projections.reports.manifest import (
    Bridge,
    Costs,
    CurrencyOfReport,
    Manifest,
    MoneyIn,
    PaidOut,
    PartIn,
    PartOut,
    RoundedTo,
    RulesOfReport,
    canonical,
)

CALLERS: Final = 64
_WARM_SECONDS: Final = 0.5
_STRETCH: Final = {"currency": "USD", "from_month": "2026-01", "until_month": "2026-03"}


async def run(place: Place, scale: Scale) -> Result:
    """Measure both in turn, by 64 connections to one worker that read no answer from a cache."""
    async with place.fresh_database() as addresses:
        book = await make_book(addresses.service, lines=scale.lines_few)
        async with Database.open(addresses.service, migrations=projection_migrations()) as database:
            await _publish(Books(database), book.fund_id)
        path = f"/en/{book.fund_id}/public/reports/1"
        file = place.directory / FILE
        async with running(place, addresses) as service:
            await asyncio.to_thread(lambda: file.write_bytes(_read(service, path)))
        async with running(place, addresses, file=file) as service:
            return await _measure(service, path, scale)


def _read(service: Service, path: str) -> bytes:
    with urlopen(f"http://{HOST}:{service.port}{path}", timeout=60) as answer:
        content: bytes = answer.read()
    return content


async def _measure(service: Service, page: str, scale: Scale) -> Result:
    same = [await asyncio.to_thread(_read, service, path) for path in (page, f"/static/{FILE}")]
    assert same[0] == same[1], "both have the same bytes"

    def side(path: str) -> Callable[[], Awaitable[Heard]]:
        async def ask() -> Heard:
            order = Order(path=path, callers=CALLERS, seconds=scale.seconds)
            return await service.client.ask(order)

        return ask

    sides = {"report": side(page), "file": side(f"/static/{FILE}")}
    for path in (page, f"/static/{FILE}"):
        await service.client.ask(Order(path=path, callers=CALLERS, seconds=_WARM_SECONDS))
    found = await interleave(sides, scale.rounds)
    rounds = {name: [each.round for each in heard] for name, heard in found.items()}
    show_rounds(f"reports, {CALLERS} connections", rounds)
    return {
        "reports.vs_static": ratio(speeds(rounds["report"]), speeds(rounds["file"])),
        "reports.rounds": rounds,
        "reports.answer_bytes": {name: heard[0].answer_bytes for name, heard in found.items()},
    }


async def _publish(books: Books, fund_id: UUID) -> None:
    """Let the fund publish a report of usual length; its figures are made up."""
    today = datetime.now(UTC).date()
    manifest = canonical(_manifest(fund_id, today))
    commands: tuple[AnyCommand, ...] = (
        SetDisclosure(occurred_on=today, is_public=True),
        PublishReport(
            occurred_on=today,
            number=1,
            cut=1,
            manifest=manifest.decode(),
            signature="0" * 128,
            key_id="0" * 64,
        ),
    )
    for command in commands:
        await books.execute(fund_id, command, actor=KEEPER, key=str(uuid4()))
    await books.close()


_RULES: Final = RulesOfReport(
    version=1,
    k=10,
    p_percent=10,
    first_percent=50,
    first_two_percent=67,
    period_months=3,
    delay_days=45,
    count_step=5,
    rounding=(RoundedTo(currency="USD", base=500_00),),
)
_MONEY_IN: Final = MoneyIn(
    **_STRETCH,
    amount=21_318_50,
    givers=45,
    parts=tuple(
        PartIn(leaf=leaf, about=5_000_00, givers=15)
        for leaf in ("gifts", "restricted_gifts", "grants", "collections")
    ),
    named=(),
)
_PAID_OUT: Final = PaidOut(
    **_STRETCH,
    amount=17_902_25,
    households=45,
    parts=tuple(
        PartOut(group=group, leaf=None, about=6_000_00, households=15)
        for group in ("legal_and_bail", "housing", "living_and_care")
    ),
)
_BRIDGE: Final = Bridge(
    **_STRETCH,
    opening=9_640_00,
    brought_forward=0,
    money_in=21_318_50,
    paid_out=17_902_25,
    costs=611_40,
    passed_on=0,
    lost_or_found=0,
    exchanged_in=0,
    exchanged_out=0,
    closing=12_444_85,
)


def _manifest(fund_id: UUID, today: date) -> Manifest:
    return Manifest(
        builder="1",
        fund=fund_id,
        number=1,
        today=today.isoformat(),
        policy=_RULES,
        currencies=(CurrencyOfReport(currency="USD", exponent=2),),
        money_in=(_MONEY_IN,),
        paid_out=(_PAID_OUT,),
        costs=(Costs(**_STRETCH, amount=611_40),),
        bridge=(_BRIDGE,),
        at_courts=(),
        previous=None,
    )
