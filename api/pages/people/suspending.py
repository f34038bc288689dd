"""Stopping a colleague alone and at once, and making that last with a second person."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from markupsafe import escape

from api.formats import moment_text
from api.i18n import N_
from api.pages.fields import PageForm
from api.pages.flow import Row
from api.pages.people.governing import DirectPage
from api.pages.people.members import AboutMember, NothingForm
from api.pages.people.room import Room
from api.pages.step_up import StepUp
from ledger.governance import SUSPENSION
from ledger.members import EndMembership
from ledger.orders.by_decision import is_left_to_members
from ledger.suspension import ConfirmSuspension, SuspendColleague


class Suspending(DirectPage):
    """Suspends a colleague: any mandate holder, alone, for some hours."""

    title = N_("Suspend a colleague")
    lede = N_(
        "For when a phone is taken, somebody is arrested, or something is badly wrong. It stops "
        "what they may do and ends their sessions; it gives nobody anything."
    )
    check_lede = N_("It counts at once, and everybody here sees that it was you.")
    write_verb = N_("Suspend")
    is_one_page = True
    form: ClassVar[type[PageForm]] = NothingForm
    remarks = (N_("It lapses by itself after 72 hours unless two stewards make it last."),)

    def __init__(self, room: Room, step_up: StepUp, member: UUID) -> None:
        super().__init__(room, step_up)
        self.member = member

    async def frame(self, request: Any) -> dict[str, Any]:  # noqa: ANN401  any request
        """Return the masthead, and whom it is about."""
        return {**await super().frame(request), "about": self.room.person(self.member)}

    def confirmed(self) -> Sequence[Row]:
        """Return who is stopped, and until when."""
        return self.details(self.form())

    def command(self, form: PageForm) -> SuspendColleague:  # noqa: ARG002  it asks nothing
        """Return the command."""
        return SuspendColleague(occurred_on=self.room.today, holder=self.member)

    def details(self, form: PageForm) -> Sequence[Row]:  # noqa: ARG002  it asks nothing
        """Return who is stopped, and until when."""
        room = self.room
        until = moment_text(room.now + SUSPENSION, room.language, room.fund.time_zone)
        return [
            Row(N_("Who"), room.person(self.member)),
            Row(N_("Until about"), escape(until)),
        ]


class Confirming(AboutMember):
    """Makes a suspension last."""

    title = N_("Make a suspension last")
    is_one_page = True
    write_verb = N_("Make it last")
    lede = N_(
        "Membership and mandates of the one suspended end for good. They can be invited again "
        "later, as somebody new."
    )

    def command(self, form: PageForm) -> ConfirmSuspension | EndMembership:  # noqa: ARG002
        """Return the command: where members decide who belongs, that is what they decide about."""
        if is_left_to_members(ConfirmSuspension, self.room.fund):
            return EndMembership(occurred_on=self.room.today, sign_in=self.member)
        return ConfirmSuspension(occurred_on=self.room.today, holder=self.member)
