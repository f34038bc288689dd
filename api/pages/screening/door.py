"""The sign on the door, as people of the fund set it."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from markupsafe import Markup

from api.formats import month_text as month_in_words
from api.i18n import N_, Words
from api.pages.fields import ChoiceField, ListField, Option, PageForm, TextField, stop
from api.pages.flow import Row
from api.pages.people.room import Room
from api.pages.reading.reader import AnyRequest
from api.pages.step_up import CODE_FIELD, StepUp
from api.pages.ticks import TicksField
from api.pages.vault.base import VaultPage
from api.requests.door import CLOSED, MAX_CALL, Door, minutes_of, time_text
from api.requests.hanging import hang_sign
from api.site import site_of
from ledger.chart import Category
from ledger.publishing.months import first_day, month_of, month_of_day, month_text

_OPEN, _CLOSED = "open", "closed"
MONTHS_AHEAD: Final = 18
"""How many months ahead a kind of help may be closed on the sign."""


class TimeField(TextField):
    """A time of day; its data is in minutes after midnight."""

    def __init__(self, label: str = "", **others: Any) -> None:  # noqa: ANN401
        super().__init__(label, longest=5, narrow=True, **others)

    def written(self, value: int) -> str:
        """Write it with a colon."""
        return time_text(value)

    def read(self, text: str) -> Any:  # noqa: ANN401  minutes, where a line of text has a text
        """Read hours and minutes."""
        minutes = minutes_of(text)
        if minutes is None:
            raise stop(N_("Write a time of day, like 22:30"))
        return minutes


class DoorForm(PageForm):
    """What strangers are told."""

    is_open = ChoiceField(N_("May somebody ask now?"), needed=N_("Choose open or closed"))
    kinds = TicksField(N_("For which kinds of help?"))
    reads_from = TimeField(
        N_("From when does somebody read?"),
        hint=N_("A time of day, like 18:00. Twice the same means day and night."),
        needed=N_("Write a time of day, like 22:30"),
    )
    reads_until = TimeField(N_("Until when?"), needed=N_("Write a time of day, like 22:30"))
    urgent = TicksField(
        N_("Which of these only when it cannot wait?"),
        hint=N_("Whoever asks for one of these must need it tonight."),
    )
    call_line = TextField(
        N_("Whom may they call when it cannot wait?"),
        hint=N_("Everybody can read this. No name and no number of a person."),
        longest=MAX_CALL,
    )

    def validate(self, *_: Any, **__: Any) -> bool:  # noqa: ANN401  WTForms's signature
        """Ask for a kind of help where the door is open."""
        is_valid = super().validate()
        if self["is_open"].data == _OPEN and not self["kinds"].data:
            self["kinds"].errors = [N_("Tick at least one kind of help")]
            is_valid = False
        if not set(self["urgent"].data) <= set(self["kinds"].data):
            self["urgent"].errors = [N_("Tick the same kind above as well")]
            is_valid = False
        for kind in self["kinds"].data:
            if self[UNTIL[kind]].data:
                self[UNTIL[kind]].errors = [N_("This kind is open: leave its month empty")]
                is_valid = False
        return is_valid


UNTIL: Final[dict[str, str]] = {each.value: f"until_{each.value}" for each in Category}
"""The field for the month until which a kind of help is closed, by the kind."""


def _with_months() -> type[DoorForm]:
    """Return the form with such a field for every kind."""
    fields = {name: ListField(_closed_until(kind)) for kind, name in UNTIL.items()}
    return type(DoorForm.__name__, (DoorForm,), fields)


def _closed_until(kind: str) -> Any:  # noqa: ANN401  a label may be Words, which WTForms does not know
    return Words(N_("Closed until, for {kind}"), {"kind": Category(kind)})


class ChangeDoor(VaultPage):
    """Puts another sign on the door."""

    title = N_("The sign on the door")
    lede = N_("What strangers are told who need help, before they write a word.")
    write_verb = N_("Put up this sign")
    remarks = (
        N_("Open it only for what you can do, and name only hours in which somebody does read."),
        N_("It is set by people and says nothing of how much money there is."),
        N_(
            "Whoever asks for help meets it at once. Public pages tell it from one fixed hour of "
            "the day on, so that nobody sees when it was changed."
        ),
    )
    form = _with_months()
    template = "screening/door.html"
    back_text = N_("Back to the people of the fund")
    fields_of_refusals: ClassVar = {"step-up-refused": CODE_FIELD}

    def __init__(self, room: Room, step_up: StepUp, door: Door | None, origin: str) -> None:
        super().__init__(room, step_up)
        self.door = door
        self.origin = origin

    def back(self) -> str:
        """Return the page of the people."""
        return f"{self.room.prefix}/people"

    def after(self) -> str:
        """Return this page: it says how the door stands now."""
        return f"{self.room.prefix}/door"

    def told(self) -> Sequence[Row]:
        """Say how it stands, and where strangers find it."""
        if self.door is None:
            return [Row(N_("Now"), N_("There is no door yet: its address leads nowhere."))]
        now = N_("open") if self.door.is_open else N_("closed")
        path = f"{self.room.prefix}/help"
        address = Markup('<a href="{}"><bdi>{}</bdi></a>').format(path, f"{self.origin}{path}")
        return [Row(N_("Now"), now), Row(N_("Its address"), address)]

    def options(self) -> dict[str, Sequence[Option]]:
        """Return open and closed, and every kind of help."""
        say = self.room.language.say
        words = [(each, say(each)) for each in Category]
        return {
            "is_open": [
                Option(_OPEN, say(N_("Yes, the door is open"))),
                Option(_CLOSED, say(N_("No, the door is closed"))),
            ],
            "kinds": [Option(each.value, text[:1].upper() + text[1:]) for each, text in words],
            "urgent": [Option(each.value, text[:1].upper() + text[1:]) for each, text in words],
            **{name: self._months(name) for name in UNTIL.values()},
        }

    def _months(self, name: str) -> list[Option]:
        """Return the months to choose from, and the one that the sign says now."""
        this = month_of_day(self.room.today)
        months = {month_text(this + ahead) for ahead in range(1, MONTHS_AHEAD + 1)}
        said = self.defaults()[name]
        return [Option("", "")] + [
            Option(each, month_in_words(first_day(month_of(each)), self.room.language))
            for each in sorted(months | ({said} if said else set()))
        ]

    def defaults(self) -> dict[str, Any]:
        """Start with the sign that hangs there."""
        door = self.door or CLOSED
        return {
            "is_open": _OPEN if door.is_open else _CLOSED,
            "kinds": [each.value for each in door.kinds],
            "reads_from": door.reads_from if self.door else None,
            "reads_until": door.reads_until if self.door else None,
            "call_line": door.call_line or None,
            "urgent": [each.value for each in door.urgent],
            **{name: door.closed_until.get(Category(kind)) for kind, name in UNTIL.items()},
        }

    async def do(self, request: AnyRequest, form: PageForm, key: str) -> None:  # noqa: ARG002
        """Put it up."""
        door = Door(
            is_open=form["is_open"].data == _OPEN,
            kinds=tuple(Category(each) for each in form["kinds"].data),
            reads_from=form["reads_from"].data,
            reads_until=form["reads_until"].data,
            call_line=form["call_line"].data or "",
            urgent=tuple(Category(each) for each in form["urgent"].data),
            closed_until={
                Category(kind): form[name].data for kind, name in UNTIL.items() if form[name].data
            },
        )
        await hang_sign(site_of(request), self.room.fund_id, door)
