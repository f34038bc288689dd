"""Writing into the vault: somebody new of a case, more about somebody, and other words for it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from api.i18n import N_
from api.pages.fields import PageForm
from api.pages.people.room import Room
from api.pages.reading.reader import AnyRequest
from api.pages.step_up import StepUp
from api.pages.vault.base import VaultPage, drafts_of, form_of
from api.pages.vault.keeping import AboutPerson
from api.site import site_of
from api.vault.households import Linking, keep_household_out
from ledger.rejections import RecordUnusable
from ledger.vault.matching import contacts_in
from ledger.vault.people import PersonRow
from ledger.vault.profiles import FIELDS, Profile
from ledger.vault.records import LONGEST_FIELD, Draft, RecordRow


def _filled(form: PageForm, fields: Sequence[str]) -> list[Draft]:
    drafts = drafts_of(form, fields)
    if not drafts:
        raise RecordUnusable(fields[0], LONGEST_FIELD)
    return drafts


class NewPerson(VaultPage):
    """Seals what is known about whom a case is about; also while the vault is locked."""

    title = N_("Who this case is about")
    lede = N_(
        "What you write here is encrypted with a key of this person's own, is no part of the book, "
        "and can be erased. Leave empty whatever is not needed."
    )
    write_verb = N_("Seal it")
    back_text = N_("Back to the people of the case")
    fields_of_refusals: ClassVar = {
        **VaultPage.fields_of_refusals,
        "record-unusable": "name_used",
    }

    def __init__(
        self, room: Room, step_up: StepUp, case_id: UUID, asked: tuple[Profile, str]
    ) -> None:
        super().__init__(room, step_up)
        self.case_id, (self.profile, help_kind) = case_id, asked
        self.fields = self.profile.fields_of(help_kind)
        self.form = form_of(self.fields)  # type: ignore[misc]

    def back(self) -> str:
        """Return the page of the people of the case."""
        return f"{self.room.prefix}/cases/{self.case_id}/person"

    async def do(self, request: AnyRequest, form: PageForm, key: str) -> None:
        """Seal it, and note that the case is about them."""
        vault, fund_id, today = self.vault(request), self.room.fund_id, self.room.today
        drafts = _filled(form, self.fields)
        linking = Linking(fund_id, self.actor, today)
        await keep_household_out(site_of(request), linking, self.case_id, contacts_in(drafts))
        person_id = await vault.create_person(
            fund_id,
            drafts,
            keep_until=today + timedelta(days=self.profile.keep_case_days),
            today=today,
            person_id=self.id_of(key, "person"),
        )
        await vault.link(fund_id, self.case_id, person_id, today=today)


class MoreAbout(AboutPerson):
    """Seals more about somebody."""

    title = N_("More about this person")
    lede = N_("It is encrypted with the key of this person, and is no part of the book.")
    write_verb = N_("Seal it")
    fields_of_refusals: ClassVar = {
        **VaultPage.fields_of_refusals,
        "record-unusable": "name_used",
    }

    def __init__(
        self, room: Room, step_up: StepUp, person: PersonRow, asked: tuple[Profile, str]
    ) -> None:
        super().__init__(room, step_up, person)
        profile, help_kind = asked
        self.fields = profile.fields_of(help_kind)
        self.form = form_of(self.fields)  # type: ignore[misc]

    async def do(self, request: AnyRequest, form: PageForm, key: str) -> None:
        """Seal it."""
        for draft in _filled(form, self.fields):
            await self.vault(request).seal(
                self.room.fund_id,
                self.person.person_id,
                draft,
                actor=self.actor,
                today=self.room.today,
                record_id=self.id_of(key, draft.kind),
            )


class ChangeRecord(AboutPerson):
    """Puts other words in the place of a record's; the former ones are gone."""

    title = N_("Change what is written")
    lede = N_("What stood here before is gone afterwards; it is written down that you changed it.")
    write_verb = N_("Seal it")

    def __init__(self, room: Room, step_up: StepUp, person: PersonRow, record: RecordRow) -> None:
        super().__init__(room, step_up, person)
        self.record = record
        self.fields = tuple(name for name, kind in FIELDS.items() if kind is record.kind)
        self.form = form_of(self.fields)  # type: ignore[misc]
        self.fields_of_refusals = {  # type: ignore[misc]
            **VaultPage.fields_of_refusals,
            "record-unusable": self.fields[0],
        }

    async def do(self, request: AnyRequest, form: PageForm, key: str) -> None:  # noqa: ARG002
        """Seal the new words."""
        draft = Draft(self.record.kind, {name: str(form[name].data or "") for name in self.fields})
        await self.vault(request).reseal(
            self.room.fund_id,
            self.record.record_id,
            draft,
            actor=self.actor,
            today=self.room.today,
        )
