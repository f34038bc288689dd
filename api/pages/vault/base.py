"""What every page of the vault has in common: what is typed here never becomes a line.

A page writes in one step, because what it writes can be changed and erased. Whoever writes, opens
or locks gives a fresh code first, when their sign-in has one.
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final
from uuid import UUID, uuid5

from api.i18n import N_
from api.pages.fields import DayField, ListField, Option, PageForm, PrivateText, TextField
from api.pages.flow import Row
from api.pages.people.governing import PeoplePage
from api.pages.reading.reader import AnyRequest
from api.pages.step_up import CODE_FIELD, StepUp, with_code
from api.site import site_of
from api.vault.hearings import day_in
from api.vault.words import DAY_FIELDS, FIELD_WORDS, LONG_FIELDS, OWN_PURPOSES, PURPOSE_WORDS
from ledger.vault.profiles import FIELDS
from ledger.vault.records import LONGEST_FIELD, Draft, RecordKind
from ledger.vault.vault import Vault

_LINE: Final = 200


class SealedDay(DayField):
    """A day that goes into the vault as text like 2026-11-21, and comes back out of such text."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:  # noqa: ANN401
        """Gather the three boxes; without them, what a record brought along under one name."""
        super().process(formdata, data, extra_filters)
        if formdata is None or any(self.parts) or self.name not in formdata:
            return
        written = str(formdata.getlist(self.name)[0]).strip()
        day = day_in(written)
        # What is no day stays in sight, for whoever reads it to write the day.
        self.parts = (str(day.day), str(day.month), str(day.year)) if day else (written, "", "")
        self.text = written


class VaultPage(PeoplePage):
    """One form of the vault, written in one step."""

    template = "vault/form.html"
    back_text: ClassVar[str] = N_("Back to the vault")
    fields_of_refusals: ClassVar[Mapping[str, str]] = {"step-up-refused": CODE_FIELD}

    def back(self) -> str:
        """Return the address that leads away without doing anything."""
        return f"{self.room.prefix}/vault"

    def after(self) -> str:
        """Return the address to go to when it is done."""
        return self.back()

    @abstractmethod
    async def do(self, request: AnyRequest, form: PageForm, key: str) -> None:
        """Do it; a Rejection is shown on the form."""

    def vault(self, request: AnyRequest) -> Vault:
        """Return the vault of this service."""
        return site_of(request).vault

    @property
    def actor(self) -> str:
        """Under which name whoever asks stands in the log."""
        return str(self.room.me)

    def told(self) -> Sequence[Row]:
        """Return what the page says before anything is done."""
        return ()

    async def frame(self, request: AnyRequest) -> dict[str, Any]:
        """Return the masthead, and what stands around the form."""
        return {
            **await super().frame(request),
            **self.room.frame("-"),
            "told": self.told(),
            "back": self.back(),
            "back_text": self.back_text,
        }

    async def rows(self, request: AnyRequest, form: PageForm) -> Sequence[Row]:  # noqa: ARG002
        """Check nothing beforehand: these pages write in one step."""
        return ()

    async def write(self, request: AnyRequest, form: PageForm, key: str) -> str:
        """Take the code, do it, and lead on."""
        await self.step_up.take(request, form)
        await self.do(request, form, key)
        return self.after()

    def id_of(self, key: str, what: str) -> UUID:
        """Return the id of something new: a form that is sent twice makes it once."""
        return uuid5(self.room.fund_id, f"{self.room.me} {key} {what}")


class NothingToType(PageForm):
    """A form that asks nothing but, perhaps, a code."""


def opening_form(step_up: StepUp) -> type[PageForm]:
    """Return the form that opens records: what for, and the code when one is needed."""
    chosen = [Option(each.value, PURPOSE_WORDS[each]) for each in OWN_PURPOSES]
    purpose = ListField(
        N_("What for"), needed=N_("Say what for"), options=[Option("", ""), *chosen]
    )
    return with_code(type("Form", (PageForm,), {"purpose": purpose}), step_up)


def form_of(fields: Sequence[str]) -> type[PageForm]:
    """Return a form with these fields of a record profile; none of them has to be filled in."""
    return type("Form", (PageForm,), {name: _field_of(name) for name in fields})


def _field_of(name: str) -> PrivateText | SealedDay | TextField:
    if name in LONG_FIELDS:
        return PrivateText(FIELD_WORDS[name], longest=LONGEST_FIELD)
    if name in DAY_FIELDS:
        return SealedDay(FIELD_WORDS[name])
    return TextField(FIELD_WORDS[name], longest=_LINE)


def drafts_of(form: PageForm, fields: Sequence[str]) -> list[Draft]:
    """Return the records that a filled form is sealed as: one for each kind that has something."""
    by_kind: dict[RecordKind, dict[str, str]] = {}
    for name in fields:
        typed = form[name].data
        if typed:
            by_kind.setdefault(FIELDS[name], {})[name] = str(typed)
    return [Draft(kind, typed) for kind, typed in by_kind.items()]
