"""The journal: every line of the book, newest first, filtered by the address of the page."""

import csv
import io
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import date
from typing import Any, Final, cast
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Stream
from markupsafe import Markup, escape

from api.access import Power, needs
from api.formats import day_text
from api.i18n import N_
from api.pages.fields import DayField, ListField, Option, PageForm
from api.pages.flow import Sent, Trouble
from api.pages.frame import render
from api.pages.reading.kinds import FAMILIES, KINDS
from api.pages.reading.lines import line_row
from api.pages.reading.reader import AnyRequest, Reader, position_in, reading
from api.site import site_of
from api.v1.lines_csv import COLUMNS, rows_of
from ledger.case_label import case_label
from ledger.store.connection import Connection
from projections.cases import list_open_cases
from projections.journal import (
    JournalFilter,
    count_journal,
    list_journal,
    queries,
    walk_journal,
)

PAGE_LINES: Final = 50
CASES_OFFERED: Final = 100
_FLUSH_CHARACTERS: Final = 16_384
_THINGS: Final = ("account_id", "purpose_id", "authority_id", "case_id")


class FilterForm(PageForm):
    """Which lines are wanted."""

    kind = ListField(N_("Kind"))
    account_id = ListField(N_("Account"))
    purpose_id = ListField(N_("Purpose"))
    authority_id = ListField(N_("Court or police"))
    case_id = ListField(N_("Case"))
    from_day = DayField(N_("From this day"))
    to_day = DayField(N_("Up to this day"))


def _sent(request: AnyRequest) -> Sent:
    return Sent(
        (name, value)
        for name, value in request.query_params.multi_items()
        if name not in {"before", "after", "known_at"}
    )


async def _form(reader: Reader, connection: Connection, sent: Sent) -> FilterForm:
    """Return the form with its choices; a closed case stays a choice while it is chosen."""
    form = FilterForm(sent)
    fund, every = reader.fund, Option("", N_("All"))
    things: dict[str, Iterable[UUID]] = {
        "account_id": (*fund.accounts, *reader.floats),
        "purpose_id": fund.purposes,
        "authority_id": fund.authorities,
    }
    for name, found in things.items():
        named = [Option(str(id_), escape(reader.name(id_))) for id_ in found]
        _choices(form, name, [every, *named])
    topics = [Option(kind, text) for kind, text in FAMILIES.items()]
    topics += [Option(kind, text) for kind, text in KINDS.items() if kind == sent.get("kind")]
    _choices(form, "kind", [every, *topics])
    found_cases = await list_open_cases(connection, reader.fund_id, known_at=reader.known_at)
    ids = [case.case_id for case in reversed(found_cases.cases[-CASES_OFFERED:])]
    chosen = _uuid(sent.get("case_id"))
    if chosen and chosen not in ids:
        ids.insert(0, chosen)
    _choices(form, "case_id", [every, *(Option(str(id_), case_label(id_)) for id_ in ids)])
    return form


def _choices(form: FilterForm, name: str, options: list[Option]) -> None:
    cast("ListField", form[name]).options = options


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _wanted(form: FilterForm) -> JournalFilter:
    """Return the filter of a form that is valid."""
    return JournalFilter(
        from_day=form.from_day.data,
        to_day=form.to_day.data,
        kind=form.kind.data,
        **{name: _uuid(form[name].data or "") for name in _THINGS},
    )


@get("/{fund_id:uuid}/journal", opt=needs(Power.READ_BOOK))
async def journal(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show the lines that fit, a page of them at a time."""
    sent, query = _sent(request), request.query_params
    known_at = position_in(query.get("known_at"))
    async with reading(request, fund_id, known_at=known_at) as (reader, connection):
        form = await _form(reader, connection, sent)
        if not form.validate():
            return _page(request, reader, form, status=422)
        wanted = _wanted(form)
        page = await list_journal(
            connection,
            fund_id,
            wanted,
            known_at=reader.known_at,
            before=position_in(query.get("before")),
            after=position_in(query.get("after")),
            limit=PAGE_LINES,
        )
        count = await count_journal(connection, fund_id, wanted, known_at=reader.known_at)
    chosen = [(name, value) for name, value in sent.fields if value]
    pinned = [*chosen, ("known_at", str(reader.known_at))]
    address = f"{reader.prefix}/journal"
    return _page(
        request,
        reader,
        form,
        lines=[line_row(reader, line, wanted.account_id) for line in page.lines],
        count=count,
        narrowed=list(_narrowed(reader, wanted)),
        newer=_link(address, pinned, "after", page.newer),
        older=_link(address, pinned, "before", page.older),
        csv=f"{address}.csv?{urlencode(pinned)}",
    )


def _page(
    request: AnyRequest,
    reader: Reader,
    form: FilterForm,
    *,
    status: int = 200,
    **shown: Any,  # noqa: ANN401
) -> Response[Any]:
    problems = [Trouble(field.errors[0], field.id) for field in form if field.errors]
    nothing: dict[str, Any] = {
        "lines": [],
        "count": 0,
        "counted": queries.COUNTED_LINES,
        "narrowed": [],
        "newer": "",
        "older": "",
        "csv": "",
    }
    return render(
        request,
        "reading/journal.html",
        title=N_("Journal"),
        status=status,
        wrong=bool(problems),
        form=form,
        problems=problems,
        has_days=any(form[name].data or form[name].errors for name in ("from_day", "to_day")),
        **(nothing | shown | reader.frame("journal")),
    )


def _link(address: str, pinned: list[tuple[str, str]], name: str, position: int | None) -> str:
    return "" if position is None else f"{address}?{urlencode([*pinned, (name, str(position))])}"


def _narrowed(reader: Reader, wanted: JournalFilter) -> Iterator[Markup]:
    """Say in words what the list is narrowed to."""
    if wanted.kind:
        yield escape(reader.language.say(FAMILIES.get(wanted.kind) or KINDS[wanted.kind]))
    for thing in wanted.things:
        yield escape(reader.name(thing))
    if wanted.case_id:
        yield reader.case(wanted.case_id)
    if wanted.from_day:
        yield reader.say(N_("from {day}"), day=_day(reader, wanted.from_day))
    if wanted.to_day:
        yield reader.say(N_("up to {day}"), day=_day(reader, wanted.to_day))


def _day(reader: Reader, day: date) -> str:
    return day_text(day, reader.language, "medium")


@get("/{fund_id:uuid}/journal.csv", opt=needs(Power.READ_BOOK))
async def journal_csv(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any] | Stream:
    """Return the same lines as a file for spreadsheets, oldest first."""
    known_at = position_in(request.query_params.get("known_at"))
    async with reading(request, fund_id, known_at=known_at) as (reader, connection):
        form = await _form(reader, connection, _sent(request))
        if not form.validate():
            return _page(request, reader, form, status=422)
    return Stream(
        _written(request, reader, _wanted(form)),
        media_type="text/csv",
        headers={
            "Content-Disposition": 'attachment; filename="lines.csv"',
            "Cache-Control": "no-store",
        },
    )


async def _written(
    request: AnyRequest, reader: Reader, wanted: JournalFilter
) -> AsyncIterator[str]:
    """Yield the file piece by piece; a large book is never whole in memory."""
    buffer, names = io.StringIO(), dict(reader.names)
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    async with site_of(request).database.acquire() as connection:
        lines = walk_journal(connection, reader.fund_id, wanted, known_at=reader.known_at)
        async for line in lines:
            writer.writerows(rows_of(line, names))
            if buffer.tell() > _FLUSH_CHARACTERS:
                yield buffer.getvalue()
                buffer.seek(0)
                buffer.truncate()
    yield buffer.getvalue()
