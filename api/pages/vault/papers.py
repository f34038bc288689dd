"""Papers of somebody in the vault: photos and PDFs are sealed in memory, never on the disk.

A photo is looked at in the answer to a sent form that carries it in itself: there is no address
that leads to it, nothing on the way may keep it, and each look is written into the log. A PDF is
handed over as a file: what is in it is not looked into, and no page shows it.
"""

import base64
from typing import Any, Final
from uuid import UUID, uuid5

from litestar import Response, get, post
from litestar.params import FromPath

from api.access import Power, needs
from api.i18n import N_
from api.pages.fields import PageForm
from api.pages.flow import KEY_FIELD, Trouble, new_key
from api.pages.frame import FORM, hidden_field, render, see_other
from api.pages.help.sent import MAX_BODY, MAX_PHOTOS, Photos
from api.pages.people.room import Room, open_room
from api.pages.reading.reader import AnyRequest
from api.pages.step_up import StepUp, step_up_for, with_code
from api.pages.vault.base import NothingToType
from api.pages.vault.found import person_or_nowhere
from api.pages.vault.opening import FileOpener, Opener, Tried, handed_over
from api.security import policy_for_photo
from api.site import site_of
from api.vault.papers import PDF, paper_of
from ledger.case_label import case_label
from ledger.vault.records import OpenedRecord, RecordKind

_PATH: Final = "/{fund_id:uuid}/vault/people/{person_id:uuid}/papers"
_NONE: Final = Trouble(N_("Choose a photo or a PDF"), "photos")
_papers = Photos(paper_of)


def _form_of(step_up: StepUp) -> type[PageForm]:
    return with_code(NothingToType, step_up)


def _page(
    request: AnyRequest, room: Room, person_id: UUID, form: PageForm, tried: Tried
) -> Response[Any]:
    return render(
        request,
        "vault/papers.html",
        title=N_("Photos and PDFs of papers"),
        status=tried.status,
        wrong=bool(tried.problems),
        problems=tried.problems,
        name=case_label(person_id),
        person_id=person_id,
        form=form,
        key=hidden_field(KEY_FIELD, new_key()),
        most_photos=MAX_PHOTOS,
        **room.frame("-"),
    )


@get(_PATH, opt=needs(Power.OPEN_VAULT))
async def papers_form(
    request: AnyRequest, fund_id: FromPath[UUID], person_id: FromPath[UUID]
) -> Response[Any]:
    """Show the form that takes papers, and say what stays in a PDF."""
    room = await open_room(request, fund_id)
    await person_or_nowhere(request, fund_id, person_id)
    form = _form_of(await step_up_for(request))()
    return _page(request, room, person_id, form, Tried())


@post(
    _PATH,
    opt=FORM | {"takes_files": True} | needs(Power.OPEN_VAULT),
    status_code=200,
    request_max_body_size=MAX_BODY,
)
async def papers_sent(
    request: AnyRequest, fund_id: FromPath[UUID], person_id: FromPath[UUID]
) -> Response[Any]:
    """Seal each file by itself, or say what is wrong."""
    room = await open_room(request, fund_id)
    await person_or_nowhere(request, fund_id, person_id)
    sent = await _papers.read(request)
    step_up = await step_up_for(request)
    opener = Opener(step_up, _form_of(step_up)(sent.fields), sent.fields)

    async def seal() -> Trouble | int:
        if sent.trouble or not sent.photos:
            return Trouble(sent.trouble, "photos") if sent.trouble else _NONE
        for number, paper in enumerate(sent.photos):
            await site_of(request).vault.seal(
                fund_id,
                person_id,
                paper,
                actor=str(room.me),
                today=room.today,
                record_id=uuid5(fund_id, f"{room.me} {sent.fields.key} photo {number}"),
            )
        return len(sent.photos)

    tried = await opener.try_to(request, seal)
    if isinstance(tried.opened, Trouble):
        tried = Tried(None, (tried.opened,), 422)
    if tried.opened is None:
        return _page(request, room, person_id, opener.form, tried)
    return see_other(f"{room.prefix}/vault/people/{person_id}")


@post(
    "/{fund_id:uuid}/vault/records/{record_id:uuid}/look",
    opt=FORM | needs(Power.OPEN_VAULT),
    status_code=200,
)
async def file_looked_at(
    request: AnyRequest, fund_id: FromPath[UUID], record_id: FromPath[UUID]
) -> Response[Any]:
    """Show a photo, for what its person was opened for; hand a PDF over."""
    opener = await FileOpener.of(request, fund_id, record_id)
    opened = await opener.open(request)
    if isinstance(opened, Response):
        return opened
    if opened.media_type == PDF:
        return handed_over(opened.content, opened.media_type)
    return await _photo(request, opener, opened)


async def _photo(request: AnyRequest, opener: FileOpener, opened: OpenedRecord) -> Response[Any]:
    room, person_id = opener.room, opened.person_id
    rows = await site_of(request).vault.list_records(room.fund_id, person_id)
    files = [row for row in rows if row.kind is RecordKind.FILE]
    return render(
        request,
        "vault/photo.html",
        title=N_("A photo of a paper"),
        name=case_label(person_id),
        person_id=person_id,
        number=1 + next(at for at, row in enumerate(files) if row.record_id == opened.record_id),
        picture=f"data:{opened.media_type};base64,{base64.b64encode(opened.content).decode()}",
        headers={"Content-Security-Policy": policy_for_photo()},
        **room.frame("-"),
    )
