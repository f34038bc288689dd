"""Pages of reference: what each refusal means. Public, in English, the same for everybody.

They are drawn from the classes themselves, so that every ``type`` of a problem leads somewhere.
"""

import inspect
from typing import Any, Final

from litestar import Request, Response, get
from msgspec import Struct

from api.access import Power, needs
from api.i18n import N_
from api.pages.frame import render
from api.problems import STATUS_OF_KIND, WEB_REFUSALS, WebRefusal
from api.v1 import refusals as v1_refusals
from ledger.events import EVENTS
from ledger.rejections import REJECTIONS

_PUBLIC: Final = {"Cache-Control": "public, max-age=3600"}


class Entry(Struct, frozen=True):
    """One paragraph of a page of reference."""

    anchor: str
    title: str
    text: str
    status: int = 0
    facts: tuple[str, ...] = ()


def _first_sentences(kind: type) -> str:
    return " ".join((inspect.getdoc(kind) or "").split("\n\n", maxsplit=1)[0].split())


def _of_the_web() -> list[WebRefusal]:
    """Return the refusals of the frame and those that only the JSON routes know."""
    of_routes = [each for each in vars(v1_refusals).values() if isinstance(each, WebRefusal)]
    return list({each.code: each for each in (*WEB_REFUSALS, *of_routes)}.values())


def refusals() -> list[Entry]:
    """Return every refusal of the web face and of the ledger."""
    of_web = [Entry(each.code, each.title, each.detail, each.status) for each in _of_the_web()]
    of_ledger = [
        Entry(
            code,
            kind.title,
            _first_sentences(kind),
            STATUS_OF_KIND[kind.kind],
            tuple(inspect.get_annotations(kind)),
        )
        for code, kind in REJECTIONS.items()
    ]
    return sorted(of_web + of_ledger, key=lambda entry: entry.anchor)


def events() -> list[Entry]:
    """Return every fact that a book can hold."""
    return [
        Entry(topic, kind.__name__, _first_sentences(kind), 0, kind.__struct_fields__)
        for topic, kind in sorted(EVENTS.items())
    ]


@get("/docs/refusals", include_in_schema=False, opt=needs(Power.STRANGER), sync_to_thread=False)
def refusals_page(request: Request[Any, Any, Any]) -> Response[Any]:
    """Show what each refusal means."""
    return render(
        request,
        "docs.html",
        title=N_("What each refusal means"),
        headers=_PUBLIC,
        entries=refusals(),
        facts_name=N_("Facts that come with it"),
    )


@get("/docs/events", include_in_schema=False, opt=needs(Power.STRANGER), sync_to_thread=False)
def events_page(request: Request[Any, Any, Any]) -> Response[Any]:
    """Show what each kind of line in a book means."""
    return render(
        request,
        "docs.html",
        title=N_("What each line of a book means"),
        headers=_PUBLIC,
        entries=events(),
        facts_name=N_("What it holds"),
    )
