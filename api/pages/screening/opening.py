"""Opening a request: what was asked is drawn in the answer to a sent form, and in no address."""

from typing import Any
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath

from api.access import Power, needs
from api.i18n import N_, Words, count_words
from api.pages.fields import PageForm
from api.pages.frame import FORM, render, token_field
from api.pages.people.room import Room, open_room
from api.pages.reading.reader import AnyRequest
from api.pages.screening.known import Known, KnownBefore, known_before
from api.pages.screening.showing import (
    STATE_WORDS,
    opening_form,
    request_or_nowhere,
    show_request,
)
from api.pages.vault.opening import opener_of
from api.requests.helped import kind_in, rule_notes
from api.requests.table import RequestRow
from api.site import site_of
from api.vault.words import FIELD_WORDS, KIND_WORDS
from ledger.case_label import case_label
from ledger.vault.openings import OpeningPurpose
from ledger.vault.records import OpenedRecord, RecordKind

_PATH = "/{fund_id:uuid}/requests/{request_id:uuid}"


@post(_PATH, opt=FORM | needs(Power.OPEN_VAULT), status_code=200)
async def request_opened(
    request: AnyRequest, fund_id: FromPath[UUID], request_id: FromPath[UUID]
) -> Response[Any]:
    """Open a request to screen it, and say whether somebody reached the same way is known."""
    room, site = await open_room(request, fund_id), site_of(request)
    row = await request_or_nowhere(request, fund_id, request_id)
    opener, actor = await opener_of(request, opening_form), str(room.me)

    async def open_it() -> tuple[list[OpenedRecord], KnownBefore]:
        opened = await site.vault.open_person(
            fund_id, row.person_id, actor=actor, purpose=OpeningPurpose.SCREENING
        )
        known = await known_before(site, room, row.person_id)
        await site.requests.mark_read(fund_id, request_id)
        return opened, known

    tried = await opener.try_to(request, open_it)
    if tried.opened is None:
        return await show_request(
            request, room, row, opener.form, problems=tried.problems, status=tried.status
        )
    return await _drawn(
        request, room, await request_or_nowhere(request, fund_id, request_id), tried.opened
    )


async def _drawn(
    request: AnyRequest,
    room: Room,
    row: RequestRow,
    found: tuple[list[OpenedRecord], KnownBefore],
) -> Response[Any]:
    """Draw what was opened."""
    opened, known = found
    records = await site_of(request).vault.list_records(room.fund_id, row.person_id)
    return render(
        request,
        "screening/opened.html",
        title=N_("What was asked"),
        name=case_label(row.request_id),
        row=row,
        state=STATE_WORDS[row.state],
        known=[(each, known_words(each), _label(each)) for each in known.others],
        wishes=_wishes(room, opened, known),
        records=[
            (
                KIND_WORDS[record.kind],
                [(FIELD_WORDS.get(name, name), value) for name, value in record.fields.items()],
            )
            for record in opened
        ],
        files=[each for each in records if each.kind is RecordKind.FILE],
        purpose=OpeningPurpose.SCREENING.value,
        address=f"{room.prefix}/requests/{row.request_id}",
        token=token_field(request),
        **room.frame("-"),
    )


def _label(known: Known) -> str:
    return case_label(known.case_id) if known.case_id else ""


def known_words(known: Known) -> Words:
    """Say that somebody who is reached the same way was here before."""
    if not known.days:
        helped = N_("Somebody with the same contact was helped today.")
        return Words(
            helped if known.is_helped else N_("Somebody with the same contact asked today.")
        )
    if known.is_helped:
        return count_words(
            "Somebody with the same contact was helped one day ago.",
            "Somebody with the same contact was helped {count} days ago.",
            known.days,
        )
    return count_words(
        "Somebody with the same contact asked one day ago.",
        "Somebody with the same contact asked {count} days ago.",
        known.days,
    )


def _wishes(room: Room, opened: list[OpenedRecord], known: KnownBefore) -> list[Words]:
    """Say what the rules wish for the kind of help that was asked for."""
    needed = [each.fields.get("what_is_needed", "") for each in opened]
    kind = next((found for found in map(kind_in, needed) if found), None)
    rules = room.governance.policy.help_rules
    return list(rule_notes(known.helps, rules, room.today, kind))


@post(f"{_PATH}/code", opt=FORM | needs(Power.OPEN_VAULT), status_code=200)
async def code_given(
    request: AnyRequest, fund_id: FromPath[UUID], request_id: FromPath[UUID]
) -> Response[Any]:
    """Make a code for the person helped; whoever asked for them learns nothing more."""
    room, site = await open_room(request, fund_id), site_of(request)
    row = await request_or_nowhere(request, fund_id, request_id)
    opener = await opener_of(request, opening_form)

    async def make() -> str:
        return await site.requests.hand_over(fund_id, request_id)

    tried = await opener.try_to(request, make)
    if tried.opened is None:
        form: PageForm = opener.form
        return await show_request(
            request, room, row, form, problems=tried.problems, status=tried.status
        )
    return render(
        request,
        "screening/code.html",
        title=N_("A code of their own"),
        code=tried.opened,
        address=f"{room.prefix}/requests/{request_id}",
        status_address=f"{room.prefix}/help/status",
        **room.frame("-"),
    )
