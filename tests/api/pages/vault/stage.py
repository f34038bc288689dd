"""What tests of the vault's pages do again and again."""

import re
from dataclasses import dataclass
from uuid import UUID

import httpx

from api.site import Site
from ledger.vault.openings import Act
from tests.api.two_people import Person, Two, form_at

NAME = "Wilhelmina Zwaluw"
TYPED = {"name_used": NAME, "phone": "+1 555 010-4477", "own_words": "Two lines\r\nof my own."}


@dataclass
class Desk:
    """The fund, its bail, and the service."""

    two: Two
    case_id: UUID
    site: Site

    @property
    def fund_id(self) -> UUID:
        return self.two.opened.fund_id

    def __getitem__(self, handle: str) -> Person:
        return self.two[handle]

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

    async def come_back(self, handle: str) -> None:
        """Have somebody sign in anew, with a code."""
        self.two[handle].browser.cookies.clear()
        await self.two[handle].step_up()

    async def person(self, handle: str = "ida") -> UUID:
        """Have somebody sealed whom the bail is about."""
        before = set(await self.site.vault.people_of(self.fund_id, self.case_id))
        answer = await self.fill(handle, f"cases/{self.case_id}/person/bail", TYPED)
        assert answer.status_code == 303, answer.text
        (new,) = set(await self.site.vault.people_of(self.fund_id, self.case_id)) - before
        return new

    async def acts(self, person_id: UUID | None = None) -> list[Act]:
        return await self.site.vault.list_acts(self.fund_id, person_id)


def text_of(page: httpx.Response) -> str:
    """Return what an answer says, without its tags."""
    return words_of(page.text)


def words_of(page: str) -> str:
    """Return what a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())
