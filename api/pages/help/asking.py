"""Asking for help without a sign-in: one page, in one's own words, and a code at the end."""

from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from litestar import Request, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from msgspec import Struct

from api.access import Power, needs
from api.forgery import sent_from_elsewhere
from api.formats import day_text, month_text
from api.i18n import N_, Language, Words
from api.pages.flow import Sent, Trouble
from api.pages.frame import language_of, render
from api.pages.help.form import TONIGHT, HelpForm, drafts_of, help_form
from api.pages.help.sent import MAX_BODY, MAX_PHOTOS, Photos
from api.problems import SENT_FROM_ELSEWHERE
from api.public.words import name_of
from api.requests.door import Door, get_door
from api.requests.service import Asking, NotTaken
from api.site import site_of
from ledger.chart import Category
from ledger.publishing.months import first_day, month_of, month_of_day
from ledger.vault.profiles import Profile
from ledger.vault.records import FileDraft

AnyRequest = Request[Any, Any, Any]
KEY_FIELD: Final = "key"
TITLE: Final = N_("A message")
"""Neutral: it stands in tabs and histories of borrowed telephones."""
CLOSED: Final = N_("At the moment nobody takes new requests here.")
_TOO_MANY: Final = 429
_photos = Photos()


class Entry(Struct, frozen=True, kw_only=True):
    """The fund that is asked, as far as strangers know it."""

    fund_id: UUID
    time_zone: str
    door: Door
    profile: Profile


async def entry_of(request: AnyRequest, fund_id: UUID) -> Entry:
    """Return the fund whose door this is; one that never had a door is not there at all."""
    site = site_of(request)
    async with site.database.acquire() as connection:
        door = await get_door(connection, fund_id)
    if door is None:
        raise NotFoundException
    fund, _ = await site.books.get_fund(fund_id)
    return Entry(
        fund_id=fund_id,
        time_zone=fund.time_zone,
        door=door,
        profile=await site.vault.profile(fund_id),
    )


def door_words(door: Door, now: datetime, time_zone: str) -> tuple[Words, ...]:
    """Say who reads it when: the truth, and whom to call meanwhile."""
    at = door.until(now, time_zone)
    if at is None:
        said = [Words(N_("People of the group read this day and night, as soon as they can."), {})]
    elif door.read_now(now, time_zone):
        said = [Words(N_("People of the group read this until {time}."), {"time": f"{at:%H:%M}"})]
    else:
        said = [Words(N_("Nobody reads this before {time}."), {"time": f"{at:%H:%M}"})]
    if door.call_line:
        said.append(Words(N_("If it cannot wait: {line}"), {"line": door.call_line}))
    return tuple(said)


def closed_words(door: Door, today: date, language: Language) -> tuple[Words, ...]:
    """Say which kinds of help are closed until a month that is still to come."""
    this = month_of_day(today)
    ends = {kind: month_of(told) for kind, told in door.closed_until.items()}
    return tuple(
        Words(
            N_("{kind}: closed until {month}."),
            {
                "kind": name_of(kind.value, language),
                "month": month_text(first_day(ends[kind]), language),
            },
        )
        for kind in Category
        if ends.get(kind, this) > this
    )


def _page(
    request: AnyRequest,
    entry: Entry,
    form: HelpForm,
    key: UUID,
    *,
    problems: tuple[Trouble, ...] = (),
    status: int = 200,
) -> Response[Any]:
    now, language = site_of(request).now(), language_of(request)
    found = (*problems, *(Trouble(field.errors[0], field.id) for field in form if field.errors))
    today = now.astimezone(ZoneInfo(entry.time_zone)).date()
    kept_until = today + timedelta(days=entry.profile.keep_request_days)
    return render(
        request,
        "help/ask.html",
        title=TITLE,
        status=status,
        wrong=bool(found),
        problems=found,
        form=form,
        key=key,
        is_closed=not entry.door.is_open,
        closed=CLOSED,
        is_typed=bool(problems),
        read=(
            *door_words(entry.door, now, entry.time_zone),
            *closed_words(entry.door, today, language),
        ),
        kept_until=day_text(kept_until, language),
        action=f"/{language.code}/{entry.fund_id}/help",
        most_photos=MAX_PHOTOS,
        field_of_key=KEY_FIELD,
    )


@get("/{fund_id:uuid}/help", opt=needs(Power.ASK_HELP))
async def help_page(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show who reads it and what is kept, then the form; or that the door is closed."""
    entry = await entry_of(request, fund_id)
    return _page(request, entry, help_form(None, entry.door, language_of(request)), uuid4())


@post(
    "/{fund_id:uuid}/help",
    opt=needs(Power.ASK_HELP),
    status_code=200,
    request_max_body_size=MAX_BODY,
)
async def help_sent(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Seal it, and show the code once; or say all that is wrong, with every word still there."""
    entry, language = await entry_of(request, fund_id), language_of(request)
    sent = await _photos.read(request)
    form, key = help_form(sent.fields, entry.door, language), _key(sent.fields)
    is_valid = form.validate()
    if sent_from_elsewhere(request, site_of(request).settings):
        problem = Trouble(Words(SENT_FROM_ELSEWHERE.detail))
        return _page(request, entry, form, key, problems=(problem,), status=403)
    if not entry.door.is_open:
        return _page(request, entry, form, key, problems=(Trouble(CLOSED),), status=409)
    if sent.trouble or not is_valid:
        problems = (Trouble(sent.trouble, "photos"),) if sent.trouble else ()
        return _page(request, entry, form, key, problems=problems, status=422)
    return await _take(request, entry, form, key, sent.photos)


async def _take(
    request: AnyRequest, entry: Entry, form: HelpForm, key: UUID, photos: tuple[FileDraft, ...]
) -> Response[Any]:
    language = language_of(request)
    asking = Asking(
        key=key,
        tonight=form["when"].data == TONIGHT,
        drafts=(
            *drafts_of(form, language),
            *photos,
        ),
        contacts=(form["contact"].data,),
    )
    try:
        code = await site_of(request).requests.take(entry.fund_id, entry.time_zone, asking)
    except NotTaken:
        text = N_("Too many messages wait to be read. Nothing was kept. Try again in an hour.")
        return _page(request, entry, form, key, problems=(Trouble(text),), status=_TOO_MANY)
    now = site_of(request).now()
    return render(
        request,
        "help/code.html",
        title=TITLE,
        code=code,
        read=door_words(entry.door, now, entry.time_zone),
        status_address=f"/{language.code}/{entry.fund_id}/help/status",
    )


def _key(sent: Sent) -> UUID:
    """Return the key that the form came with, or a fresh one when it is none."""
    try:
        return UUID(sent.get(KEY_FIELD))
    except ValueError:
        return uuid4()
