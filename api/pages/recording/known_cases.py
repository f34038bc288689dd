"""Open cases that a new one may be linked to: the same household, the same incident.

People see the two words of a case; the book gets the random reference that stands in it.
"""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from markupsafe import escape
from msgspec import Struct

from api.i18n import N_, Words
from api.pages.fields import Option, PageForm
from api.pages.recording.base import AnyRequest
from api.pages.recording.desk import Desk
from api.pages.recording.parts import typed
from api.site import site_of
from ledger.case import Case
from ledger.case_label import case_label
from ledger.events import BailPosted, GrantCommitted
from projections.cases import list_open_cases
from projections.figures import OpenCase
from projections.known import ProjectionBehind

MOST: Final = 100
"""How many cases a list offers: the latest; older ones are rarely meant."""


class KnownCases(Struct, frozen=True):
    """The open cases, and those that were chosen, by the field that they were chosen in."""

    cases: tuple[OpenCase, ...] = ()
    chosen: Mapping[str, Case] = {}
    desk: Desk | None = None

    def options(self, nothing: str, *, kind: str = "") -> Sequence[Option]:
        """Return the cases to choose from (of one kind); *nothing* says that there is none."""
        return [
            Option("", N_("Leave it as it is") if self.desk and self.desk.filled else nothing),
            *(self._option(each) for each in self.cases if kind in {"", each.kind}),
        ]

    def _option(self, case: OpenCase) -> Option:
        assert self.desk is not None, "cases were loaded for a desk"
        facts = {
            "case": case_label(case.case_id),
            "money": self.desk.said(case.amount, case.currency),
        }
        sentence = N_("{case}: bail of {money}")
        if case.kind != "bail":
            sentence = N_("{case}: grant of {money}")
        return Option(str(case.case_id), escape(self.desk.language.say(Words(sentence, facts))))

    def references(self) -> dict[str, UUID]:
        """Return the reference that each field stands for."""
        return {
            name: reference
            for name, case in self.chosen.items()
            if (reference := _reference(name, case)) is not None
        }


def _reference(name: str, case: Case) -> UUID | None:
    match case.opening:
        case BailPosted() | GrantCommitted() as opening if name == "household":
            return opening.household
        case BailPosted() | GrantCommitted() as opening:
            # The first case of an incident has no other name for it than its own.
            return opening.incident or case.case_id
        case _:
            return None


async def list_known_cases(
    request: AnyRequest, desk: Desk, form: PageForm, names: Sequence[str]
) -> KnownCases:
    """Load the open cases, and whichever were chosen in the fields called *names*."""
    site = site_of(request)
    try:
        await site.runner.wait_for(desk.fund_id, desk.position)
        async with site.database.acquire() as connection:
            open_cases = await list_open_cases(connection, desk.fund_id)
    except ProjectionBehind:
        return KnownCases(desk=desk)  # a link is a help; without one the page still works
    own = desk.book_case.case_id if desk.book_case else None
    others = [each for each in open_cases.cases if each.case_id != own]
    cases = tuple(reversed(others[-MOST:]))
    ids = {str(each.case_id): each.case_id for each in cases}
    chosen = {
        name: await site.books.get_case(desk.fund_id, ids[typed(form, name)])
        for name in names
        if typed(form, name) in ids
    }
    return KnownCases(cases, chosen, desk)
