"""Forms of pages, filled at random: what a browser would send if somebody ticked and typed away."""

from html.parser import HTMLParser
from typing import Final

from msgspec import Struct, field

from tests.ledger.play import Drawer

AMOUNTS: Final = ("1.00", "10.00", "700.00")
WRITE: Final = "write"
"""What the button says that has the book say it."""
NOT_OURS: Final = ("/sign-out", "/step-up")
"""Forms of the frame, and those that want a code that nobody typed."""


class Choice(Struct):
    """One control: what it may say, and what it says already where that is one of several."""

    name: str
    kind: str
    values: list[str]
    chosen: str | None = None


class Form(Struct):
    """A form of a page."""

    action: str
    controls: list[Choice] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects the forms of a page that are sent."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form" and said.get("method") == "post":
            self._open = Form(said.get("action", ""))
            self.forms.append(self._open)
        if self._open is None:
            return
        match tag:
            case "input" | "textarea":
                self._take(said.get("type", "text"), said.get("name", ""), said.get("value", ""))
                self._choose(said, "checked")
            case "select":
                self._open.controls.append(Choice(said.get("name", ""), "select", []))
            case "option" if self._open.controls:
                self._open.controls[-1].values.append(said.get("value", ""))
                self._choose(said, "selected")
            case "button" if said.get("name"):
                self._open.buttons.append((said["name"], said.get("value", "")))
            case _:
                pass

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None

    def _choose(self, said: dict[str, str], by: str) -> None:
        assert self._open is not None
        if by in said:
            self._open.controls[-1].chosen = said.get("value", "")

    def _take(self, kind: str, name: str, value: str) -> None:
        assert self._open is not None
        last = self._open.controls[-1] if self._open.controls else None
        if kind == "radio" and last is not None and (last.kind, last.name) == (kind, name):
            last.values.append(value)
        else:
            self._open.controls.append(Choice(name, kind, [value]))


def forms_of(page: str) -> list[Form]:
    """Return the forms of a page that write something."""
    reader = _Reader()
    reader.feed(page)
    return [form for form in reader.forms if not form.action.endswith(NOT_OURS)]


def filled(form: Form, draw: Drawer) -> dict[str, str | list[str]]:
    """Return the fields of *form* as somebody may have filled them, and one button of it."""
    fields: dict[str, str | list[str]] = {}
    for each in form.controls:
        value = _said(each, draw)
        if value is not None:
            known = fields.get(each.name, [])
            fields[each.name] = [*([known] if isinstance(known, str) else known), value]
    if form.buttons:
        written = [button for button in form.buttons if button[1] == WRITE]
        name, value = draw.choice(form.buttons if draw.happens(4) or not written else written)
        fields[name] = value
    return fields


def as_shown(form: Form) -> dict[str, str | list[str]]:
    """Return the fields of *form* as the page shows them, without a button."""
    fields: dict[str, str | list[str]] = {}
    for each in form.controls:
        if each.kind in {"radio", "checkbox", "select"}:
            if each.chosen is not None:
                fields[each.name] = each.chosen
        else:
            fields[each.name] = each.values[0]
    return fields


def _said(control: Choice, draw: Drawer) -> str | None:
    """Return what a control says; None where it is not sent."""
    value = control.values[0] if control.values else ""
    match control.kind:
        case "hidden":
            return value
        case "checkbox":
            return value if draw.happens(2) else None
        case "radio" | "select":
            told = [each for each in control.values if each]
            return draw.choice(told) if told else value
        case _:
            return value if value and not draw.happens(5) else _typed(control.name, draw)


def _typed(name: str, draw: Drawer) -> str:
    if name.endswith("-day"):
        return "3"
    if name.endswith("-year"):
        return "2027"
    return draw.choice(AMOUNTS)
