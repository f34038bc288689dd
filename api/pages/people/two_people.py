"""Two people from now on: the page that ends single-signer mode."""

from collections.abc import Sequence
from typing import Any, ClassVar

from api.i18n import N_
from api.pages.fields import PageForm, TickField
from api.pages.flow import Row
from api.pages.people.governing import DirectPage
from api.pages.people.room import Room
from api.pages.reading.reader import AnyRequest
from api.pages.step_up import StepUp
from api.problems import TWO_NOT_READY
from api.two_people import Ready
from ledger.members import EndSingleSigner
from ledger.rejections import Rejection
from ledger.rejections.base import Kind


class NotReady(Rejection):
    """Those who are to sign cannot yet."""

    code, kind = TWO_NOT_READY.code, Kind.CONFLICT
    title, message = TWO_NOT_READY.title, TWO_NOT_READY.detail

    def facts(self) -> dict[str, object]:
        """Return nothing: the page lists what is missing."""
        return {}


class TwoForm(PageForm):
    """What whoever ends single-signer mode says."""

    understood = TickField(
        N_("I know that this is never undone."),
        needed=N_("Tick this when you know that it is never undone"),
    )


class TwoPeople(DirectPage):
    """Ends single-signer mode."""

    title = N_("Two people from now on")
    lede = N_(
        "From then on nobody moves money, gives mandates or changes rules alone: one person asks, "
        "somebody else signs. It is never undone."
    )
    check_lede = N_("It is never undone.")
    write_verb = N_("Two people from now on")
    template = "people/two.html"
    form = TwoForm
    fields_of_refusals: ClassVar = {
        **DirectPage.fields_of_refusals,
        "two-not-ready": "understood",
    }

    def __init__(self, room: Room, step_up: StepUp, ready: Ready) -> None:
        super().__init__(room, step_up)
        self.ready = ready

    def command(self, form: PageForm) -> EndSingleSigner:  # noqa: ARG002  it asks nothing more
        """Return the command, once those who are to sign can."""
        if not self.ready.all_met:
            raise NotReady
        return EndSingleSigner(occurred_on=self.room.today)

    def details(self, form: PageForm) -> Sequence[Row]:  # noqa: ARG002  it asks nothing more
        """Return who can sign with whom."""
        room = self.room
        return [
            Row(room.person(who), ", ".join(roles))
            for who in room.governance.members
            if (roles := [room.language.say(each.role) for each in room.mandates_of(who)])
        ]

    async def frame(self, request: AnyRequest) -> dict[str, Any]:
        """Return the masthead, what must stand first, and who is still missing what."""
        room = self.room
        waiting = [
            (room.person(who), who in self.ready.claimed)
            for who in room.governance.members
            if room.mandates_of(who) and who not in self.ready.claimed & self.ready.with_totp
        ]
        return {**await super().frame(request), "ready": self.ready, "waiting": waiting}
