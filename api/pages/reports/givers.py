"""How a giver stands in reports, and agreements with funders.

A giver is found by the line of one of their gifts: nobody types a name to find anybody. The name
of somebody who agreed to be named is a label beside the book, and goes at once when they ask.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, cast
from uuid import UUID, uuid4, uuid5

from markupsafe import escape

from api.formats import day_text
from api.i18n import N_, Language, Words
from api.pages.fields import ChoiceField, DayField, ListField, Option, PageForm, TextField, stop
from api.pages.people.room import Room
from api.pages.reading.reader import AnyRequest
from api.pages.reports.base import PublishingPage, month_options
from api.pages.reports.budget_words import months_words
from api.pages.reports.words import STANDINGS
from api.pages.step_up import StepUp
from api.publishing.names import names_go
from api.site import site_of
from ledger.events import AgreementRecorded, DonationReceived, Standing
from ledger.publishing.commands import RecordAgreement, SetGiverStanding
from ledger.publishing.months import month_of_day, month_text
from ledger.store import labels
from ledger.store.append import Label
from ledger.store.connection import Connection
from ledger.store.mapper import decode
from ledger.store.reading import list_lines_after

_LONGEST_LINE: Final = 12
_YEAR: Final = 12
_NEW: Final = ""


class LineField(TextField):
    """The number of a line of the book; *found* holds the givers of the lines that may be named."""

    found: Mapping[int, UUID] = {}

    def read(self, text: str) -> Any:  # noqa: ANN401  the giver
        """Return the giver of the gift in that line."""
        giver = self.found.get(int(text)) if text.isascii() and text.isdigit() else None
        if giver is None:
            raise stop(N_("Write the number of a line that is a gift of one giver"))
        return giver


async def giver_at(connection: Connection, fund_id: UUID, text: str) -> dict[int, UUID]:
    """Return the giver of the gift in the line that *text* names, by its number; none otherwise."""
    plain = text.strip()
    if not plain.isascii() or not plain.isdigit() or len(plain) > _LONGEST_LINE or not int(plain):
        return {}
    position = int(plain)
    lines = await list_lines_after(connection, fund_id, position - 1, limit=1)
    if not lines or lines[0].topic != DonationReceived.topic:
        return {}
    gift = decode(lines[0].topic, lines[0].payload)
    if not isinstance(gift, DonationReceived) or gift.giver is None:
        return {}
    return {position: gift.giver}


class _OfGiver(PublishingPage):
    """A page about one giver."""

    by_stewards: ClassVar[bool] = False
    form: ClassVar[type[PageForm]]

    async def make_form(self, request: AnyRequest, sent: Any) -> PageForm:  # noqa: ANN401
        """Return the form, with the giver looked up whose line was typed."""
        form = await super().make_form(request, sent)
        field = cast("LineField", form["line"])
        async with site_of(request).database.acquire() as connection:
            field.found = await giver_at(connection, self.room.fund_id, field.text)
        return form


class StandingForm(PageForm):
    """Who, and how they are counted."""

    giver = ListField(N_("Which giver?"))
    line = LineField(
        N_("Or the line of one of their gifts"),
        longest=_LONGEST_LINE,
        narrow=True,
        hint=N_("The number of the line in the journal."),
    )
    standing = ChoiceField(N_("How are they counted?"), needed=N_("Choose how they are counted"))
    name = TextField(
        N_("Under which name?"),
        hint=N_("Only for whoever agreed in writing to be named. It goes when they ask."),
    )

    def validate(self, *_: Any, **__: Any) -> bool:  # noqa: ANN401  WTForms's signature
        """Ask for one giver, and for a name exactly where there is to be one."""
        is_valid = super().validate()
        if is_valid and bool(self["giver"].data) is bool(self["line"].data):
            self["line"].errors = [N_("Choose a giver, or write the line of a gift")]
            is_valid = False
        is_named = self["standing"].data == Standing.NAMED
        if is_valid and is_named is not bool(self["name"].data):
            self["name"].errors = [N_("Write a name for a named giver, and for nobody else")]
            is_valid = False
        return is_valid


class SettingStanding(_OfGiver):
    """Asks that a giver be counted in another way."""

    title = N_("How a giver is counted")
    lede = N_("It counts for reports from now on. Whoever is protected is one of at least ten.")
    remarks: ClassVar[tuple[str, ...]] = (
        N_("When somebody does not want to be named any more, their name goes at once."),
    )
    form = StandingForm

    def __init__(
        self,
        room: Room,
        step_up: StepUp,
        names: Mapping[UUID, str] | None = None,
        *,
        line: str = "",
    ) -> None:
        super().__init__(room, step_up, names)
        self.label_id, self.line = uuid4(), line

    def defaults(self) -> dict[str, Any]:
        """Start with the line of a gift whose page led here."""
        return {"line": self.line[:_LONGEST_LINE] or None}

    def options(self) -> dict[str, Sequence[Option]]:
        """Return givers that do not stand as usual, and how they can."""
        publishing, say = self.room.fund.publishing, self.room.language.say
        known = [
            Option(str(giver), self._name(giver, standing))
            for giver, standing in publishing.standings.items()
        ]
        return {
            "giver": [Option("", escape(say(N_("another giver, by a line")))), *known],
            "standing": [Option(each.value, escape(say(text))) for each, text in STANDINGS.items()],
        }

    def _name(self, giver: UUID, standing: Standing) -> str:
        label = self.room.fund.publishing.named.get(giver)
        name = self.names.get(label) if label else None
        said = Words(
            N_("{standing} ({reference})"),
            {"standing": Words(STANDINGS[standing]), "reference": giver.hex[:8]},
        )
        return escape(name or self.room.language.say(said))

    def command(self, form: PageForm) -> SetGiverStanding:
        """Return the command; a name gets its label when it is asked for."""
        data: dict[str, Any] = form.data
        standing = Standing(data["standing"])
        is_named = standing is Standing.NAMED
        if is_named:
            self.names[self.label_id] = data["name"]
        return SetGiverStanding(
            occurred_on=self.room.today,
            giver=data["line"] or UUID(data["giver"]),
            standing=standing,
            label_id=self.label_id if is_named else None,
        )

    async def write(self, request: AnyRequest, form: PageForm, key: str) -> str:
        """Ask for it; a new name is kept beside the book, one that is not wanted goes at once."""
        fund_id = self.room.fund_id
        self.label_id = uuid5(fund_id, f"name of a giver\n{key}")  # sent again, the same label
        command = self.command(form)
        address = await super().write(request, form, key)
        site = site_of(request)
        await names_go(site, fund_id, command)
        if command.label_id is not None:
            async with site.database.acquire() as connection:
                label = Label("giver", command.label_id, form["name"].data)
                await labels.add(connection, fund_id, label)
        site.public_pages.forget(fund_id)
        return address


class AgreementForm(PageForm):
    """What was agreed."""

    agreement = ListField(N_("Is it an agreement that stands here already?"))
    line = LineField(
        N_("Line of a gift of this funder"),
        longest=_LONGEST_LINE,
        narrow=True,
        hint=N_("The number of the line in the journal; leave it empty before the first payment."),
    )
    purpose = ListField(N_("For which purpose is the money?"))
    from_month = ListField(N_("From which month on?"), needed=N_("Choose a month"))
    until_month = ListField(N_("Through which month?"), needed=N_("Choose a month"))
    report_due = DayField(
        N_("On which day does the funder wait for a report?"), needed=N_("Fill in the day")
    )


class RecordingAgreement(_OfGiver):
    """Asks that an agreement with a funder be written down."""

    title = N_("An agreement with a funder")
    lede = N_(
        "Reports then end with its last month, so that what the funder reads is a sum of them."
    )
    form = AgreementForm

    def __init__(
        self,
        room: Room,
        step_up: StepUp,
        names: Mapping[UUID, str] | None = None,
        *,
        there: Mapping[UUID, AgreementRecorded],
    ) -> None:
        super().__init__(room, step_up, names)
        self.there = there
        self.funder = uuid4()

    def defaults(self) -> dict[str, Any]:
        """Start with a year from now on: most agreements are about one."""
        now = month_of_day(self.room.today)
        return {"from_month": month_text(now), "until_month": month_text(now + _YEAR - 1)}

    def options(self) -> dict[str, Sequence[Option]]:
        """Return agreements, purposes and months to choose from."""
        language = self.room.language
        known = [
            Option(str(each.agreement_id), escape(agreement_name(each, self.room.language)))
            for each in self.there.values()
        ]
        purposes = [
            Option(str(each), escape(self.names.get(each, "")))
            for each in self.room.fund.purposes
            if self.names.get(each)
        ]
        months = month_options(self.room)
        is_new = Option(_NEW, escape(language.say(N_("No, it is a new one"))))
        return {
            "agreement": [is_new, *known],
            "purpose": [Option("", ""), *purposes],
            "from_month": months,
            "until_month": months,
        }

    def command(self, form: PageForm) -> RecordAgreement:
        """Return the command; of an agreement that stands here the funder stays the same."""
        data: dict[str, Any] = form.data
        known = self.there.get(UUID(data["agreement"])) if data["agreement"] else None
        return RecordAgreement(
            occurred_on=self.room.today,
            agreement_id=known.agreement_id if known else None,
            giver=data["line"] or (known.giver if known else self.funder),
            purpose_id=UUID(data["purpose"]) if data["purpose"] else None,
            from_month=data["from_month"],
            until_month=data["until_month"],
            report_due=data["report_due"],
        )

    async def write(self, request: AnyRequest, form: PageForm, key: str) -> str:
        """Ask for it; sent again, a funder who has paid nothing yet is the same one."""
        self.funder = uuid5(self.room.fund_id, f"a funder\n{key}")
        return await super().write(request, form, key)


def agreement_name(agreement: AgreementRecorded, language: Language) -> str:
    """Say an agreement by its months and the day on which its report is due."""
    said = {
        "months": months_words(agreement.from_month, agreement.until_month, language),
        "day": day_text(agreement.report_due, language),
    }
    return language.say(Words(N_("{months}, report due on {day}"), said))
