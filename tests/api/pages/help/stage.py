"""A fund with a door, and a stranger at it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import httpx
from msgspec.structs import replace

from api.people.codes import code_hash
from api.requests import table
from api.requests.door import Door, set_door
from api.requests.table import RequestRow
from api.site import Site
from ledger.chart import Category
from ledger.store.reading import get_head
from ledger.vault.openings import OpeningPurpose
from ledger.vault.records import OpenedRecord
from tests.api.client import site_of_client

OPEN: Final = Door(
    is_open=True, kinds=(Category.BAIL, Category.RENT), call_line="The house at the market"
)
TYPED: Final[dict[str, Any]] = {
    "for_whom": "other_not_asked",
    "kind": "bail",
    "when": "tonight",
    "own_words": "They took my sister on Tuesday.\r\nShe has nobody.",
    "amount": "about 500",
    "name_used": "Zwaluw",
    "contact": "+1 555 010-4477",
    "safe": ["call", "others_answer"],
    "safe_words": "after ten",
    "vouched_by": "Heron",
    "consents": ["lawyer"],
}
_CODE: Final = re.compile(r"<strong>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})</strong>")
_KEY: Final = re.compile(r'name="key" value="([^"]+)"')


@dataclass
class Street:
    """The fund, and a browser without a session in front of its door."""

    browser: httpx.AsyncClient
    fund_id: UUID

    @property
    def site(self) -> Site:
        return site_of_client(self.browser)

    async def hang(self, door: Door = OPEN, **changes: Any) -> None:
        """Put a sign on the door."""
        async with self.site.database.acquire() as connection:
            hung = replace(door, **changes)
            now = self.site.now()
            await set_door(connection, self.fund_id, hung, now=now, shown_from=now)

    async def look(self, path: str = "help", language: str = "en") -> httpx.Response:
        return await self.browser.get(f"/{language}/{self.fund_id}/{path}")

    async def key(self) -> str:
        """Return the key of a form that was just opened."""
        found = _KEY.search((await self.look()).text)
        assert found, "an open door has a form"
        return found[1]

    async def ask(
        self,
        typed: dict[str, Any] | None = None,
        photos: Iterable[tuple[str, bytes]] = (),
        *,
        key: str = "",
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        """Send the form as a browser does: in parts, also without a photo."""
        fields = {**(TYPED if typed is None else typed), "key": key or await self.key()}
        files = [("photos", (name, content, "image/jpeg")) for name, content in photos]
        return await self.browser.post(
            f"/en/{self.fund_id}/help",
            data=fields,
            files=files or [("photos", ("", b"", "application/octet-stream"))],
            headers=headers,
        )

    async def status(self, code: str, **more: str) -> httpx.Response:
        return await self.browser.post(
            f"/en/{self.fund_id}/help/status", data={"code": code, **more}
        )

    async def rows(self) -> list[RequestRow]:
        return await self.site.requests.list_all(self.fund_id)

    async def row(self, code: str) -> RequestRow:
        async with self.site.database.acquire() as connection:
            found = await table.request_by_code(connection, self.fund_id, code_hash(code))
        assert found is not None
        return found

    async def said(self, row: RequestRow) -> dict[str, str]:
        """Return all fields that were sealed."""
        records: list[OpenedRecord] = await self.site.vault.open_person(
            self.fund_id, row.person_id, actor="test", purpose=OpeningPurpose.SCREENING
        )
        return {name: text for record in records for name, text in record.fields.items()}

    async def head(self) -> int:
        async with self.site.database.acquire() as connection:
            head = await get_head(connection, self.fund_id)
        assert head is not None
        return head.position


def code_in(page: httpx.Response) -> str:
    """Return the code that a page shows."""
    assert page.status_code == 200, page.text
    found = _CODE.search(page.text)
    assert found, page.text
    return found[1]


def told(page: httpx.Response) -> str:
    """Return the sentence that answers a code."""
    found = re.search(r'role="status"><p>(.*?)</p>', page.text)
    return found[1] if found else ""
