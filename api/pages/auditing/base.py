"""What every page of an audit has in common."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from litestar.exceptions import NotFoundException

from api.auditing.answers import Step, Whole
from api.auditing.rounds import Round, find_round, list_steps
from api.i18n import N_, Words
from api.pages.auditing.words import TITLES
from api.pages.fields import PageForm
from api.pages.flow import FormPage, Row
from api.pages.people.room import Room
from api.pages.reading.reader import AnyRequest
from api.site import site_of


class AuditPage(FormPage):
    """A form of an audit, written in one step: it becomes rows beside the book, and no line."""

    template = "auditing/form.html"
    write_verb = N_("Keep it")
    remarks: ClassVar[Sequence[str]] = ()

    def __init__(self, room: Room) -> None:
        self.room = room

    @property
    def address(self) -> str:
        """The address of the list of rounds."""
        return f"{self.room.prefix}/audit"

    def back(self) -> str:
        """Return the address that leads away without doing anything."""
        return self.address

    async def rows(self, request: AnyRequest, form: PageForm) -> Sequence[Row]:  # noqa: ARG002
        """Check nothing beforehand: what is answered can be changed until the round is closed."""
        return ()

    async def frame(self, request: AnyRequest) -> dict[str, Any]:  # noqa: ARG002  for pages
        """Return the masthead, and what stands around the form."""
        return {**self.room.frame("-"), "back": self.back(), "remarks": self.remarks}


async def round_or_nowhere(
    request: AnyRequest, fund_id: UUID, number: int
) -> tuple[Round, tuple[Step, ...]]:
    """Return a round with its steps; an unknown one is an address that leads nowhere."""
    async with site_of(request).database.acquire() as connection:
        found = await find_round(connection, fund_id, number) if number < 2**31 else None
        if found is None:
            raise NotFoundException
        return found, await list_steps(connection, fund_id, number)


def title_of(step: Step) -> Words:
    """Say what a step looks at."""
    if step.position is not None:
        return Words(N_("Line {position}"), {"position": step.position})
    return Words(TITLES[Whole(step.name)])


def grouped(signs: str) -> str:
    """Write a digest or a seed in groups of four, as it is read aloud."""
    return " ".join(signs[at : at + 4] for at in range(0, len(signs), 4))
