"""Break-glass: sealed sheets for the day on which those who sign are lost."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from markupsafe import Markup, escape

from api.access import Power, access_of, needs
from api.formats import moment_text
from api.i18n import N_, Words
from api.pages.fields import HiddenField, ListField, Option, PageForm, TextField
from api.pages.flow import Row, Sent
from api.pages.frame import render
from api.pages.people.governing import DirectPage, GoverningPage
from api.pages.people.members import NothingForm
from api.pages.people.room import open_room
from api.pages.people.words import hours_words
from api.pages.reading.reader import AnyRequest
from api.sign_in import new_code
from ledger.break_glass import BreakGlass, MendGlass, SealSheets, code_hash
from ledger.rejections import MemberUnknown, Rejection, SheetsMissing, SheetsWrong

_COUNTS: Final = range(3, 10)
_HOURS: Final = (24, 48, 72, 168, 336)
_MOST_SUCCESSORS: Final = 3
_FEWEST_SUCCESSORS: Final = 2
_LOOKALIKES: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})


def plain_code(typed: str) -> str:
    """Return a sheet's code as it is sealed, also where a sign was mistaken for another."""
    return typed.upper().translate(_LOOKALIKES)


@get("/{fund_id:uuid}/people/break-glass", opt=needs(Power.BREAK_GLASS))
async def break_glass(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Say what the sheets are for, whether there are some, and whether the glass is broken."""
    room, access = await open_room(request, fund_id), access_of(request)
    breaking = room.governance.breaking
    return render(
        request,
        "people/break_glass.html",
        title=N_("Break-glass sheets"),
        sheets=room.governance.sheets,
        breaking=breaking,
        waiting=hours_words(room.governance.sheets.hours) if room.governance.sheets else "",
        until=""
        if breaking is None
        else moment_text(breaking.until, room.language, room.fund.time_zone),
        shows_people=access.may(Power.READ_PEOPLE),
        may_govern=access.may(Power.GOVERN),
        **room.frame(),
    )


class SheetsForm(PageForm):
    """How many sheets, how many of them are needed, how long is waited."""

    count = ListField(N_("How many sheets?"), needed=N_("Choose a number"))
    needed_sheets = ListField(
        N_("How many of them are needed together?"), needed=N_("Choose a number")
    )
    hours = ListField(
        N_("How long is waited before new stewards are installed?"),
        needed=N_("Choose a time"),
        hint=N_("Long enough that somebody sees it on these pages and can stop it."),
    )
    codes = HiddenField()


class Sealing(GoverningPage):
    """Makes new sheets. Their codes are on the check page only, and in nobody's database."""

    title = N_("Make break-glass sheets")
    lede = N_("Sheets that were made before become void.")
    of_glass = True
    check_verb = N_("Make the sheets")
    write_verb = N_("They are printed: seal them")
    check_template = "people/sheets.html"
    form = SheetsForm
    fields_of_refusals: ClassVar = {
        **GoverningPage.fields_of_refusals,
        "policy-unusable": "needed_sheets",
    }

    def options(self) -> dict[str, Sequence[Option]]:
        """Return numbers and times."""
        say = self.room.language.say
        return {
            "count": [Option(str(each), str(each)) for each in _COUNTS],
            "needed_sheets": [Option(str(each), str(each)) for each in range(2, max(_COUNTS) + 1)],
            "hours": [Option(str(each), escape(say(hours_words(each)))) for each in _HOURS],
        }

    def defaults(self) -> dict[str, Any]:
        """Suggest three of five, after three days."""
        return {"count": "5", "needed_sheets": "3", "hours": "72"}

    async def make_form(self, request: AnyRequest, sent: Sent | None) -> PageForm:
        """Return the form; what was sent is kept, so that codes can go along with it."""
        self.sent = sent
        return await super().make_form(request, sent)

    def command(self, form: PageForm) -> SealSheets:
        """Return the command."""
        return SealSheets(
            occurred_on=self.room.today,
            hashes=tuple(code_hash(plain_code(code)) for code in self.codes),
            needed=int(form["needed_sheets"].data),
            hours=int(form["hours"].data),
        )

    @property
    def codes(self) -> list[str]:
        """The codes of the sheets: those on the check page that was sent."""
        return self._codes

    async def rows(self, request: AnyRequest, form: PageForm) -> Sequence[Row]:
        """Make the codes, and show them to be printed: nothing is written before they are."""
        self._codes = [new_code() for _ in range(int(form["count"].data))]
        rows = await super().rows(request, form)
        assert self.sent is not None, "a form was sent"
        others = [field for field in self.sent.fields if field[0] != "codes"]
        self.sent.fields = [*others, ("codes", " ".join(self._codes))]
        return rows

    async def write(self, request: AnyRequest, form: PageForm, key: str) -> str:
        """Seal those that were printed."""
        self._codes = str(form["codes"].data or "").split()
        return await super().write(request, form, key)

    def after(self, command: SealSheets) -> str:  # type: ignore[override]  # noqa: ARG002
        """Lead to where the sheets are explained."""
        return f"{self.room.prefix}/people/break-glass"

    async def frame(self, request: AnyRequest) -> dict[str, Any]:
        """Return the masthead, and the codes when they were just made."""
        return {**await super().frame(request), "codes": getattr(self, "_codes", [])}


class Breaking(DirectPage):
    """Types enough sheets and names who shall be stewards."""

    title = N_("Break the glass")
    lede = N_(
        "For when those who sign are lost. Everybody here sees on every page that it was done, "
        "and a steward can stop it."
    )
    check_lede = N_("The waiting time begins at once, and everybody here sees it.")
    of_glass = True
    write_verb = N_("Break the glass")
    fields_of_refusals: ClassVar = {
        **DirectPage.fields_of_refusals,
        "sheets-wrong": "code_1",
        "member-unknown": "successor_1",
    }

    def __init__(self, room: Any, step_up: Any) -> None:  # noqa: ANN401  see the base
        super().__init__(room, step_up)
        sheets = room.governance.sheets
        self.needed = sheets.needed if sheets else _FEWEST_SUCCESSORS
        self.form = _breaking_form(self.needed)  # type: ignore[misc]

    def command(self, form: PageForm) -> BreakGlass:
        """Return the command. Who is a member is told only to whoever has the sheets."""
        sheets = self.room.governance.sheets
        if sheets is None:
            raise SheetsMissing
        codes = [str(form[f"code_{number}"].data) for number in range(1, self.needed + 1)]
        if (
            len({code_hash(plain_code(code)) for code in codes} & set(sheets.hashes))
            < sheets.needed
        ):
            raise SheetsWrong(sheets.needed)
        return BreakGlass(
            occurred_on=self.room.today,
            sheets=tuple(plain_code(code) for code in codes),
            successors=tuple(self._successors(form)),
        )

    def _successors(self, form: PageForm) -> list[UUID]:
        by_handle = {
            handle.casefold(): who
            for who, handle in self.room.handles.items()
            if who in self.room.governance.members
        }
        found = []
        for number in range(1, _MOST_SUCCESSORS + 1):
            field = form[f"successor_{number}"]
            if not field.data:
                continue
            who = by_handle.get(str(field.data).casefold())
            if who is None:
                raise MemberUnknown(field.name)
            found.append(who)
        return found

    def details(self, form: PageForm) -> Sequence[Row]:
        """Return who shall be stewards, and when."""
        names = [self.room.person(who) for who in self.command(form).successors]
        sheets = self.room.governance.sheets
        assert sheets is not None, "the command was made from them"
        return [
            Row(N_("Stewards afterwards"), Markup(", ").join(names), "successor_1"),
            Row(N_("Waiting time"), hours_words(sheets.hours)),
        ]

    def after(self) -> str:
        """Lead to where it is shown."""
        return f"{self.room.prefix}/people/break-glass"

    async def words_of(self, request: AnyRequest, no: Rejection) -> Words:
        """Say which handle leads to nobody."""
        if isinstance(no, MemberUnknown):
            return Words(N_("Nobody in this fund has this handle"))
        return await super().words_of(request, no)


def _breaking_form(needed: int) -> type[PageForm]:
    fields: dict[str, Any] = {
        f"code_{number}": TextField(
            Words(N_("Code of sheet {number}"), {"number": number}),  # type: ignore[arg-type]
            needed=N_("Type the code"),
            longest=40,
        )
        for number in range(1, needed + 1)
    }
    for number in range(1, _MOST_SUCCESSORS + 1):
        fields[f"successor_{number}"] = TextField(
            Words(N_("Handle of new steward {number}"), {"number": number}),  # type: ignore[arg-type]
            needed=N_("Write a handle") if number <= _FEWEST_SUCCESSORS else "",
        )
    return type("Form", (PageForm,), fields)


class Mending(DirectPage):
    """Stops it within the waiting time: one steward."""

    title = N_("Stop the breaking of the glass")
    lede = N_("Nobody is installed as steward. The sheets become void; make new ones afterwards.")
    of_glass = True
    check_lede = N_("It counts at once.")
    write_verb = N_("Stop it")
    is_one_page = True
    form = NothingForm

    def confirmed(self) -> Sequence[Row]:
        """Return who would have become steward."""
        return self.details(self.form())

    def command(self, form: PageForm) -> MendGlass:  # noqa: ARG002  it asks nothing
        """Return the command."""
        return MendGlass(occurred_on=self.room.today)

    def details(self, form: PageForm) -> Sequence[Row]:  # noqa: ARG002  it asks nothing
        """Return who would have become steward."""
        breaking = self.room.governance.breaking
        names = [self.room.person(who) for who in breaking.successors] if breaking else []
        return [Row(N_("Who does not become steward"), Markup(", ").join(names))]

    def after(self) -> str:
        """Lead to where it is shown."""
        return f"{self.room.prefix}/people/break-glass"
