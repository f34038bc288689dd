"""Inviting somebody, and ending a membership."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import RFC_4122, UUID, uuid4

from markupsafe import escape

from api.i18n import N_
from api.pages.fields import HiddenField, PageForm
from api.pages.flow import Row
from api.pages.people.governing import GoverningPage
from api.pages.people.room import Room
from api.pages.step_up import StepUp
from ledger.members import AdmitMember, EndMembership
from ledger.rejections import MemberExists

_RANDOM_VERSION = 4


class InviteForm(PageForm):
    """The random id that the new person gets; it is made with the form, so that it is sent once."""

    sign_in = HiddenField()


class Invite(GoverningPage):
    """Asks for a new person, who gets an invitation."""

    asks_for = AdmitMember
    title = N_("Invite somebody")
    lede = N_(
        "Somebody new gets a sign-in of their own. They choose how they are called here; nobody "
        "types a name for them."
    )
    form = InviteForm
    write_verb = N_("Invite somebody")
    is_one_page = True

    def __init__(self, room: Room, step_up: StepUp) -> None:
        super().__init__(room, step_up)
        if self.by_members:
            self.remarks = (  # type: ignore[misc]
                N_(
                    "Once the members have agreed, two stewards make one half of a code each, on "
                    "the page of the people. Whoever is invited hears one half from each of them "
                    "and types both within seven days."
                ),
            )
        elif self.takes_two:
            self.remarks = (  # type: ignore[misc]
                N_(
                    "You get one half of a code, the steward who signs gets the other. Whoever is "
                    "invited hears one half from each of you and types both within seven days."
                ),
            )
        else:
            self.remarks = (  # type: ignore[misc]
                N_("You get a code to hand over. Whoever is invited types it within seven days."),
            )

    def defaults(self) -> dict[str, Any]:
        """Return a random id."""
        return {"sign_in": str(uuid4())}

    def command(self, form: PageForm) -> AdmitMember:
        """Return the command; an id that is not a fresh random one is refused."""
        new = _random_id(form["sign_in"].data)
        if new is None or new in self.room.handles:
            raise MemberExists
        return AdmitMember(occurred_on=self.room.today, sign_in=new)

    def details(self, command: AdmitMember) -> Sequence[Row]:  # type: ignore[override]
        """Return by which words the invited are known until they come."""
        note = N_("So they are called here until they have come and chosen a handle.")
        return [Row(N_("Who"), self.room.person(command.sign_in), note=note)]

    def after(self, command: AdmitMember) -> str:  # type: ignore[override]
        """Lead to the code."""
        return f"{self.room.prefix}/people/{command.sign_in}/invitation"

    def after_asking(self, order_id: UUID, case_id: UUID) -> str:  # noqa: ARG002
        """Lead to the half of whoever asked."""
        return f"{self.room.prefix}/people/invitations/{case_id}"


def _random_id(text: str) -> UUID | None:
    try:
        found = UUID(text)
    except (ValueError, AttributeError, TypeError):
        return None
    return found if found.version == _RANDOM_VERSION and found.variant == RFC_4122 else None


class NothingForm(PageForm):
    """A form that asks nothing but to be sent."""


class AboutMember(GoverningPage):
    """A page about one member, whom the address names."""

    form: ClassVar[type[PageForm]] = NothingForm

    def __init__(self, room: Room, step_up: StepUp, member: UUID) -> None:
        super().__init__(room, step_up)
        self.member = member

    async def frame(self, request: Any) -> dict[str, Any]:  # noqa: ANN401  any request
        """Return the masthead, and whom it is about."""
        return {**await super().frame(request), "about": self.room.person(self.member)}

    def confirmed(self) -> Sequence[Row]:
        """Return the details of what the page asks, which needs no answers."""
        return self.details(self.command(self.form()))


class EndingMembership(AboutMember):
    """Ends a membership."""

    asks_for = EndMembership
    is_one_page = True
    write_verb = N_("End the membership")

    title = N_("End a membership")
    lede = N_(
        "Every mandate ends with it. Whoever belongs to no other fund here is signed out "
        "everywhere."
    )

    def command(self, form: PageForm) -> EndMembership:  # noqa: ARG002  it asks nothing
        """Return the command."""
        return EndMembership(occurred_on=self.room.today, sign_in=self.member)

    def details(self, command: EndMembership) -> Sequence[Row]:  # type: ignore[override]
        """Return whose membership ends, and which mandates end with it."""
        room = self.room
        held = [each.role for each in room.mandates_of(command.sign_in)]
        names = escape(", ".join(room.language.say(role) for role in held))
        return [
            Row(N_("Who"), room.person(command.sign_in)),
            Row(N_("Mandates that end"), names or N_("none")),
        ]
