"""Giving a mandate, and ending one before its term."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar.exceptions import NotFoundException
from markupsafe import escape

from api.i18n import N_
from api.pages.fields import ChoiceField, DayField, Option, PageForm
from api.pages.people.members import AboutMember
from api.pages.people.room import Room
from api.pages.people.words import WHAT_ROLES_DO, capital
from api.pages.step_up import StepUp
from ledger.events import Role
from ledger.members import EndMandate, GrantMandate

_A_TERM = 365
"""Days of the term that the form suggests: mandates that nobody renews end by themselves."""


class MandateForm(PageForm):
    """A mandate to give."""

    role = ChoiceField(N_("Which mandate?"), needed=N_("Choose a mandate"))
    ends_on = DayField(
        N_("Through which day?"),
        hint=N_("Leave it empty for a mandate without a last day."),
    )


class Granting(AboutMember):
    """Gives a member a mandate, or another term."""

    asks_for = GrantMandate
    title = N_("Give a mandate")
    lede = N_("A mandate says what somebody may do in this fund, and until when.")
    form = MandateForm

    def options(self) -> dict[str, Sequence[Option]]:
        """Return the mandates, with what each lets do."""
        language = self.room.language
        return {
            "role": [
                Option(role.value, escape(capital(role, language)), WHAT_ROLES_DO[role])
                for role in Role
            ]
        }

    def command(self, form: PageForm) -> GrantMandate:
        """Return the command."""
        return GrantMandate(
            occurred_on=self.room.today,
            holder=self.member,
            role=Role(form["role"].data),
            ends_on=form["ends_on"].data,
        )


class EndingMandate(AboutMember):
    """Ends a mandate before its term."""

    asks_for = EndMandate
    title = N_("End a mandate")
    is_one_page = True
    write_verb = N_("End the mandate")
    lede = N_("It ends at once; what was signed under it and not carried out counts no more.")

    def __init__(self, room: Room, step_up: StepUp, member: UUID, role: str) -> None:
        super().__init__(room, step_up, member)
        if role not in set(Role):
            raise NotFoundException
        self.role = Role(role)

    async def frame(self, request: Any) -> dict[str, Any]:  # noqa: ANN401  any request
        """Return the masthead, whom it is about, and which mandate."""
        role = escape(capital(self.role, self.room.language))
        return {**await super().frame(request), "about_role": role}

    def command(self, form: PageForm) -> EndMandate:  # noqa: ARG002  it asks nothing
        """Return the command."""
        return EndMandate(occurred_on=self.room.today, holder=self.member, role=self.role)
