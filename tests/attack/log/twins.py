"""Two funds of one service that differ only in how much happens in them, and a stranger at both."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import httpx

from api.giving.service import Typed
from api.site import Site
from ledger.decider import AnyCommand
from ledger.donations import RecordDonation
from ledger.publishing.commands import SetDisclosure, SetLog
from ledger.transparency.tiles import address, tiles_at
from tests.api.client import client_of, serving, site_of_client
from tests.api.public.stage import Hand
from tests.funds import DAY, OpenedFund, ask, open_fund, position_of

FOUNDER: Final = UUID("0d3f5b0e-1c5e-4f0a-9b57-3f5f0c1a7d21")
A_DAY: Final = timedelta(days=1)
NOBODY: Final = UUID("7e57ab1e-0000-4000-8000-000000000000")
Told = tuple[int, bytes, tuple[tuple[str, str], ...]]


@dataclass
class Donor:
    """Somebody with a code; *reference* is what they write into a transfer."""

    reference: str
    code: str


@dataclass
class Twin:
    """One of the two funds, and what a stranger and a donor can ask for."""

    browser: httpx.AsyncClient
    opened: OpenedFund
    clock: Hand
    donors: list[Donor] = field(default_factory=list)

    @property
    def site(self) -> Site:
        return site_of_client(self.browser)

    @property
    def fund_id(self) -> UUID:
        return self.opened.fund_id

    async def do(self, command: AnyCommand) -> None:
        """Have something written at this moment, by whoever keeps the fund."""
        await ask(self.site.books, self.fund_id, command, actor=FOUNDER)

    async def happens(self, count: int) -> None:
        """Have money move *count* times, between nobody who holds a code."""
        for number in range(count):
            await self.do(self.opened.donation(1_00 + number))

    async def donor(self) -> Donor:
        """Let somebody ask for a reference and a code."""
        made = await self.site.giving.make(self.fund_id)
        return Donor(made.reference, made.code)

    async def gift(self, donor: Donor, gross: int = 25_00) -> int:
        """Write a gift of a donor down, as the desk does; return its position."""
        giver = await self.site.giving.meet(self.fund_id, Typed(donor.reference), key=uuid4().hex)
        today = self.clock.at.astimezone(ZoneInfo("America/New_York")).date()
        await self.do(
            RecordDonation(
                occurred_on=today,
                account_id=self.opened.bank,
                purpose_id=self.opened.anything,
                gross=gross,
                currency="USD",
                exponent=2,
                giver=giver.giver,
                donor_commitment=giver.donor_commitment,
                case_id=giver.case_id,
            )
        )
        return await position_of(self.site.database, self.fund_id)

    async def keep(self) -> None:
        """Have done what is due now for the log."""
        await self.site.log.keep(self.fund_id, wait_seconds=30)

    async def fetch(self, donor: Donor, gift: int = 1, **more: str) -> httpx.Response:
        """Ask for what proves a gift, as the button on the page of a code does."""
        data = {"code": donor.code, "gift": str(gift), "wants": "file", **more}
        return await self.browser.post(f"/en/{self.fund_id}/public/give/receipt", data=data)

    async def told(self, address: str) -> Told:
        """Return all that an address answers to a stranger: status, bytes, headers."""
        answer = await self.browser.get(address)
        return answer.status_code, answer.content, tuple(sorted(answer.headers.items()))

    async def size(self, number: int = 1) -> int:
        """Return how many leaves the head has that is out."""
        _, note, _ = await self.told(f"/log/{self.fund_id}/{number}/checkpoint")
        return int(note.split(b"\n")[1])

    def addresses(self, size: int, number: int = 1) -> list[str]:
        """List the addresses of a log, those of reports and of what is not there among them."""
        there = [address(tile, width) for tile, width in tiles_at(size)]
        wide = [address(tile, width) for tile, width in tiles_at(size + 1)]
        fixed = ("checkpoint", "keys", "policy", "opening.tlog-proof", "tile/0/999", "nothing")
        reports = ("reports/1.tlog-proof", "reports/2.tlog-proof")
        paths = dict.fromkeys((*fixed, *reports, *there, *wide))
        root = f"/log/{self.fund_id}"
        return [*(f"{root}/{number}/{path}" for path in paths), f"{root}/{number + 1}/checkpoint"]

    async def log_bytes(self) -> dict[str, Told]:
        """Return what every address of the log answers."""
        addresses = self.addresses(await self.size())
        return {each: await self.told(each) for each in addresses}


@dataclass
class Pair:
    """Two funds and their clock. Nothing happens in the *quiet* one but what happens in both."""

    quiet: Twin
    loud: Twin
    clock: Hand

    @property
    def both(self) -> tuple[Twin, Twin]:
        return self.quiet, self.loud

    async def begin(self, **changes: Any) -> None:
        """Have both publish, and their logs begin."""
        for twin in self.both:
            if changes:
                await twin.do(SetLog(occurred_on=DAY, **changes))
            await twin.do(SetDisclosure(occurred_on=DAY, is_public=True))
            await twin.keep()
        self.clock.at += timedelta(seconds=2)

    async def turn(self, by: timedelta = A_DAY) -> None:
        """Let time pass, and both logs be kept."""
        self.clock.at += by
        for twin in self.both:
            await twin.keep()


@asynccontextmanager
async def twins(service_url: str) -> AsyncIterator[Pair]:
    """Start a service with two funds that keep no log yet."""
    clock = Hand()
    async with serving(service_url, now=clock) as client:
        stranger = client_of(client.app)  # type: ignore[attr-defined]
        books = site_of_client(client).books
        opened = [await open_fund(books, money=100_00, founder=FOUNDER) for _ in range(2)]
        quiet, loud = [Twin(stranger, each, clock) for each in opened]
        yield Pair(quiet, loud, clock)
