"""A fund that publishes, whoever writes for it, and a stranger who looks."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.public.fund import public_fund
from api.site import Site
from ledger.decider import AnyCommand
from ledger.events import Role, Rung, WordingKind
from ledger.members import AdmitMember, GrantMandate
from ledger.policy import SetPolicy
from ledger.publishing.commands import (
    ApproveWording,
    PublishReport,
    SetDisclosure,
)
from projections.reports.manifest import Manifest, canonical
from tests.api.client import site_of_client
from tests.api.public.manifests import full
from tests.budgets import adopting
from tests.funds import OpenedFund, ask, position_of, today_at

START: Final = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)
_KEY: Final = Ed25519PrivateKey.from_private_bytes(b"k" * 32)


@dataclass
class Hand:
    """A clock that is moved by hand."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Square:
    """The fund in public: its pages, and the clock of the service."""

    browser: httpx.AsyncClient
    opened: OpenedFund
    clock: Hand
    manifests: list[Manifest] = field(default_factory=list)

    @property
    def site(self) -> Site:
        return site_of_client(self.browser)

    @property
    def fund_id(self) -> UUID:
        return self.opened.fund_id

    async def write(self, command: AnyCommand, by: UUID | None = None) -> None:
        self.clock.at += timedelta(seconds=1)
        await ask(self.site.books, self.fund_id, command, actor=by or FOUNDER)
        self.clock.at += timedelta(seconds=1)

    def day(self) -> date:
        return today_at(self.clock.at)

    async def go_public(self, **changes: Any) -> None:
        await self.write(SetDisclosure(occurred_on=self.day(), is_public=True, **changes))

    async def auditor(self) -> UUID:
        """Let an auditor come who never kept the books."""
        day = self.day()
        await self.write(AdmitMember(occurred_on=day, sign_in=AUDITOR))
        await self.write(GrantMandate(occurred_on=day, holder=AUDITOR, role=Role.AUDITOR))
        return AUDITOR

    async def say(self, kind: WordingKind, text: str, language: str = "en") -> None:
        await self.write(
            ApproveWording(occurred_on=self.day(), kind=kind, language=language, text=text)
        )

    async def plan(self, *items: tuple[str, int]) -> None:
        await self.write(adopting(self.day(), ("2026-01", "2026-12"), *items))

    async def rules(self, *rungs: Rung, **changes: Any) -> None:
        ladder = rungs or (Rung(amount=0, approvals=1),)
        await self.write(SetPolicy(occurred_on=self.day(), ladder=ladder, **changes))

    async def publish(self, manifest: Manifest) -> None:
        """Publish a report as the service would, signed with a key of the tests."""
        text = canonical(manifest)
        await self.write(
            PublishReport(
                occurred_on=self.day(),
                number=manifest.number,
                cut=await position_of(self.site.database, self.fund_id),
                manifest=text.decode(),
                signature=_KEY.sign(text).hex(),
                key_id=_KEY.public_key().public_bytes_raw().hex(),
            )
        )
        self.manifests.append(manifest)
        self.site.public_pages.forget(self.fund_id)

    async def agreements(self) -> list[UUID]:
        """The ids of the agreements that strangers could ask for."""
        async with self.site.database.acquire() as connection:
            fund = await public_fund(connection, self.fund_id, self.clock.at)
        return list(fund.state.agreements)

    def address(self, path: str = "", language: str = "en") -> str:
        return f"/{language}/{self.fund_id}/public{path}"

    async def look(self, path: str = "", language: str = "en", **headers: str) -> httpx.Response:
        return await self.browser.get(self.address(path, language), headers=headers)


FOUNDER: Final = UUID("0d3f5b0e-1c5e-4f0a-9b57-3f5f0c1a7d21")
AUDITOR: Final = UUID("5b0c7a34-8f0e-4d0b-8a57-1c6c0a9d6e42")
CONSTANT = (
    "<strong>The next figures are not out yet.</strong> We look every February 15, May 16,"
    " August 15 and November 15. We publish a stretch of time once enough people are in it that"
    " nobody can be picked out; that can take one quarter or more than a year. We never say what we"
    " are waiting for, because that would tell."
)
"""What stands there while nothing is out, by the rule that most funds have."""


def words_of(page: str) -> str:
    """Return what a page says, without its marks."""
    return re.sub(r"\s+(?=[.,:])", "", re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


async def after_the_first_quarter(square: Square) -> None:
    """Let the first report date pass."""
    square.clock.at = datetime(2026, 5, 16, 12, tzinfo=UTC)
    await square.publish(full(square.fund_id))
