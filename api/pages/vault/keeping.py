"""How long somebody is kept: their last day, a hold and its lifting, and erasing."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from api.formats import day_text
from api.i18n import N_
from api.pages.fields import DayField, PageForm, TickField
from api.pages.flow import Row
from api.pages.people.room import Room
from api.pages.reading.reader import AnyRequest
from api.pages.step_up import StepUp
from api.pages.vault.base import NothingToType, VaultPage
from ledger.vault.people import PersonRow


class AboutPerson(VaultPage):
    """A page about somebody in the vault."""

    back_text = N_("Back to this person")

    def __init__(self, room: Room, step_up: StepUp, person: PersonRow) -> None:
        super().__init__(room, step_up)
        self.person = person

    def back(self) -> str:
        """Return the page of the person."""
        return f"{self.room.prefix}/vault/people/{self.person.person_id}"


class KeepForm(PageForm):
    """Until when."""

    keep_until = DayField(N_("Last day"), needed=N_("Choose a day"))


class KeepUntil(AboutPerson):
    """Sets the day after which somebody is erased by itself."""

    title = N_("How long this person is kept")
    lede = N_(
        "After this day everything about them is erased by itself, unless a hold stands or money "
        "of their case is still out."
    )
    write_verb = N_("Set the day")
    form = KeepForm
    fields_of_refusals: ClassVar = {
        **VaultPage.fields_of_refusals,
        "keep-until-unusable": "keep_until",
    }

    def defaults(self) -> dict[str, Any]:
        """Start with the day that is set."""
        return {"keep_until": self.person.keep_until}

    async def do(self, request: AnyRequest, form: PageForm, key: str) -> None:  # noqa: ARG002
        """Set it."""
        day: date = form["keep_until"].data
        await self.vault(request).set_keep_until(
            self.room.fund_id, self.person.person_id, day, actor=self.actor, today=self.room.today
        )


class PlaceHold(AboutPerson):
    """Forbids to erase somebody: one person does it at once."""

    title = N_("Place a hold")
    lede = N_(
        "For when a court case or an investigation is to be expected: then destroying papers may "
        "be an offence. As long as the hold stands nothing about this person is erased."
    )
    write_verb = N_("Place the hold")
    remarks = (N_("One person places a hold, two lift it."),)
    form = NothingToType

    async def do(self, request: AnyRequest, form: PageForm, key: str) -> None:  # noqa: ARG002
        """Place it."""
        await self.vault(request).place_hold(
            self.room.fund_id, self.person.person_id, actor=self.actor
        )


class LiftHold(AboutPerson):
    """Asks to lift a hold, or lifts it as the second person."""

    title = N_("Lift the hold")
    lede = N_("Two people lift a hold: the first asks for it, the second agrees.")
    form = NothingToType

    def __init__(
        self, room: Room, step_up: StepUp, person: PersonRow, asked_by: str | None
    ) -> None:
        super().__init__(room, step_up, person)
        self.alone = room.fund.single_signer
        self.is_second = asked_by is not None and asked_by != str(room.me)
        lifts = self.alone or self.is_second
        self.write_verb = N_("Lift it") if lifts else N_("Ask to lift it")  # type: ignore[misc]

    async def do(self, request: AnyRequest, form: PageForm, key: str) -> None:  # noqa: ARG002
        """Ask for it, or lift it."""
        vault, where = self.vault(request), (self.room.fund_id, self.person.person_id)
        if self.alone or self.is_second:
            await vault.lift(*where, actor=self.actor, alone=self.alone)
        else:
            await vault.ask_lift(*where, actor=self.actor)


class EraseForm(PageForm):
    """That it is meant."""

    sure = TickField(
        N_("Erase this person for ever"), needed=N_("Tick this: nobody can bring it back")
    )


class Erase(AboutPerson):
    """Erases somebody for ever."""

    title = N_("Erase this person")
    lede = N_(
        "The key to everything that is known about them is destroyed: here, in every backup and "
        "in every copy of the database. The books stay as they are; they never knew who it was."
    )
    write_verb = N_("Erase for ever")
    form = EraseForm

    def told(self) -> Sequence[Row]:
        """Say since when and until when they would be kept."""
        language = self.room.language
        return [
            Row(N_("In the vault since"), day_text(self.person.made_on, language)),
            Row(N_("Would be erased by itself after"), day_text(self.person.keep_until, language)),
        ]

    async def do(self, request: AnyRequest, form: PageForm, key: str) -> None:  # noqa: ARG002
        """Erase them."""
        await self.vault(request).erase(
            self.room.fund_id, self.person.person_id, actor=self.actor, today=self.room.today
        )
