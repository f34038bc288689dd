"""What tests of screening do again and again."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import httpx

from api.requests.table import RequestRow
from api.site import Site
from ledger.vault.openings import Act
from tests.api.pages.help.stage import TYPED, Street, code_in
from tests.api.two_people import Person, Two, form_at

FITS: Final = {"category": "rent", "urgency": "this_week", "then": "now", "apart": "y"}
"""What is typed of a request that fits, by somebody who has nothing to do with whoever asks."""


@dataclass
class Readers:
    """The people of the fund, and a stranger at its door."""

    two: Two
    street: Street

    @property
    def fund_id(self) -> UUID:
        return self.street.fund_id

    @property
    def site(self) -> Site:
        return self.street.site

    def __getitem__(self, handle: str) -> Person:
        return self.two[handle]

    async def asked(self, **changes: Any) -> RequestRow:
        """Have somebody ask, and return the request."""
        return (await self.asked_with_code(**changes))[0]

    async def asked_with_code(self, **changes: Any) -> tuple[RequestRow, str]:
        code = code_in(await self.street.ask({**TYPED, **changes}))
        return await self.street.row(code), code

    async def row(self, request_id: UUID) -> RequestRow:
        found = await self.site.requests.get(self.fund_id, request_id)
        assert found is not None
        return found

    async def fill(
        self, handle: str, path: str, typed: dict[str, str] | None = None, *, code: bool = True
    ) -> httpx.Response:
        """Send the form of a page, with a code of the app when it asks for one."""
        person = self.two[handle]
        page = (await person.get(path)).text
        fields = form_at(page, path) | (typed or {}) | {"step": "write"}
        if code and 'name="code"' in page:
            fields["code"] = person.code()
        return await person.post(path, fields)

    async def opened(self, row: RequestRow, handle: str = "ida") -> httpx.Response:
        """Have somebody open a request."""
        person, path = self.two[handle], f"requests/{row.request_id}"
        await person.step_up()
        return await person.post(path, form_at((await person.get(path)).text, path))

    async def screened(self, row: RequestRow, **typed: str) -> UUID:
        """Have a request opened and let it become a case; return that."""
        await self.opened(row)
        fields = {**FITS, **typed}
        answer = await self.fill("ida", f"requests/{row.request_id}/screen", fields)
        assert answer.status_code == 303, answer.text
        case_id = (await self.row(row.request_id)).case_id
        assert case_id is not None
        assert answer.headers["location"].endswith(f"/cases/{case_id}")
        return case_id

    async def acts(self, row: RequestRow) -> list[Act]:
        return await self.site.vault.list_acts(self.fund_id, row.person_id)
