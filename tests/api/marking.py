"""Forms filled with a marker, bodies made of it, and where it must not turn up afterwards."""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from itertools import count
from pathlib import Path
from typing import Any, Final

import httpx
from msgspec import Struct

MARKER: Final = "Zqxmarker"
KEPT: Final = frozenset({"_token", "_key"})
"""Hidden fields without which a form is not read at all."""

_number = count(1)


def fresh_mark() -> str:
    """Return a marker of one request; all of them begin alike."""
    return f"{MARKER}{next(_number):05d}"


class Drawn(Struct):
    """A form of a page: where it is sent, and each field with what stands in it."""

    action: str
    method: str
    fields: dict[str, str]


class Forms(HTMLParser):
    """Reads the forms of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Drawn] = []
        self._choice = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a form, and what is typed or chosen in it."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Drawn(given.get("action", ""), given.get("method", "get"), {}))
        if not self.found:
            return
        fields, name = self.found[-1].fields, given.get("name", "")
        if tag in {"input", "textarea"} and name:
            is_choice = given.get("type") in {"radio", "checkbox"}
            if not is_choice or "checked" in given or name not in fields:
                fields[name] = given.get("value", "")
        elif tag == "select":
            self._choice = name
        elif tag == "option" and ("selected" in given or not fields.get(self._choice)):
            fields[self._choice] = given.get("value", "")
        elif tag == "button" and name:
            fields.setdefault(name, given.get("value", ""))


def fillings(form: Drawn, *, one_by_one: bool) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield a marker and what is sent: in every field, in all that are typed, in each alone."""
    names = [name for name in form.fields if name not in KEPT and name != "step"]
    for step in ("check", "write", "change"):
        mark = fresh_mark()
        typed = {name: mark for name in names if not name.startswith("_")}
        yield mark, {**form.fields, "step": step, **typed}
    mark = fresh_mark()
    yield mark, dict.fromkeys([*form.fields, "step", mark], mark)
    if one_by_one:
        for name in names:
            for step in ("check", "write"):
                mark = fresh_mark()
                yield mark, {**form.fields, "step": step, name: mark}


def example_of(schema: dict[str, Any], node: dict[str, Any]) -> Any:
    """Return an example of a described body."""
    while "$ref" in node:
        node = schema["components"]["schemas"][node["$ref"].rpartition("/")[2]]
    if "properties" in node:
        return {name: example_of(schema, each) for name, each in node["properties"].items()}
    if "const" in node:
        return node["const"]
    if "examples" in node:
        return node["examples"][0]
    for word in ("oneOf", "anyOf"):
        if word in node:
            return example_of(schema, node[word][0])
    if "enum" in node:
        return node["enum"][0]
    return [] if node.get("type") == "array" else "text"


def marked(body: Any, mark: str) -> Iterator[Any]:
    """Yield *body* with *mark* in the place of one value, for every value in it."""
    if isinstance(body, dict):
        for name, value in body.items():
            yield from ({**body, name: each} for each in marked(value, mark))
        yield {**body, mark: mark}
    elif isinstance(body, list):
        yield [mark]
        for place, value in enumerate(body):
            yield from ([*body[:place], each, *body[place + 1 :]] for each in marked(value, mark))
    yield mark


_TITLE: Final = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_OWN: Final = re.compile(
    r"<(?:input|option|button)\b[^>]*>|<textarea\b.*?</textarea>"  # a form, filled again
    r"|<a\b[^>]* hreflang=[^>]*>"  # the same address in another language
    r'|"(?:field|pointer)":"[^"]*"',  # how the sender calls what is not asked for
    re.DOTALL,
)


def faults_of_answer(answer: httpx.Response, mark: str) -> list[str]:
    """Say where *answer* shows *mark* and may not.

    A failure may show it again in what belongs to the request itself: the fields of its form, its
    own address in another language, the name of a field that there is not. What is no failure may
    also show it elsewhere, because what was asked for is checked and read there.
    """
    found, low = [], mark.lower()
    title = _TITLE.search(answer.text)
    if title and MARKER.lower() in title.group(1).lower():
        found.append("title")
    if MARKER.lower() in answer.headers.get("content-disposition", "").lower():
        found.append("file name")
    if any(low in value.lower() for value in answer.headers.get_list("set-cookie")):
        found.append("cookie")
    told = _OWN.sub("", answer.text)
    if answer.is_error and low in told.lower():
        found.append("error")
    return found


def files_with(mark: str, files: Iterable[Path]) -> list[Path]:
    """Return the files in whose name or text *mark* stands."""
    low = mark.lower()
    return [
        path
        for path in files
        if low in path.name.lower() or low in path.read_text(errors="replace").lower()
    ]
