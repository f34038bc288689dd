"""The sign on the door, as people of the fund set it."""

from collections.abc import Sequence
from typing import Any, ClassVar

from api.i18n import N_
from api.pages.fields import ChoiceField, Option, PageForm, TextField, stop
from api.pages.flow import Row
from api.pages.people.room import Room
from api.pages.reading.reader import AnyRequest
from api.pages.step_up import CODE_FIELD, StepUp
from api.pages.ticks import TicksField
from api.pages.vault.base import VaultPage
from api.requests.door import CLOSED, MAX_CALL, Door, minutes_of, set_door, time_text
from api.site import site_of
from ledger.chart import Category

_OPEN, _CLOSED = "open", "closed"


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
        return is_valid


class ChangeDoor(VaultPage):
    """Puts another sign on the door."""

    title = N_("The sign on the door")
    lede = N_("What strangers are told who need help, before they write a word.")
    write_verb = N_("Put up this sign")
    remarks = (
        N_("Open it only for what you can do, and name only hours in which somebody does read."),
        N_("It is set by people and says nothing of how much money there is."),
    )
    form = DoorForm
    back_text = N_("Back to the people of the fund")
    fields_of_refusals: ClassVar = {"step-up-refused": CODE_FIELD}

    def __init__(self, room: Room, step_up: StepUp, door: Door | None) -> None:
        super().__init__(room, step_up)
        self.door = door

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
        return [Row(N_("Now"), now), Row(N_("Its address"), f"{self.room.prefix}/help")]

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
        }

    def defaults(self) -> dict[str, Any]:
        """Start with the sign that hangs there."""
        door = self.door or CLOSED
        return {
            "is_open": _OPEN if door.is_open else _CLOSED,
            "kinds": [each.value for each in door.kinds],
            "reads_from": door.reads_from if self.door else None,
            "reads_until": door.reads_until if self.door else None,
            "call_line": door.call_line or None,
        }

    async def do(self, request: AnyRequest, form: PageForm, key: str) -> None:  # noqa: ARG002
        """Put it up."""
        door = Door(
            is_open=form["is_open"].data == _OPEN,
            kinds=tuple(Category(each) for each in form["kinds"].data),
            reads_from=form["reads_from"].data,
            reads_until=form["reads_until"].data,
            call_line=form["call_line"].data or "",
        )
        async with site_of(request).database.acquire() as connection:
            await set_door(connection, self.room.fund_id, door)
