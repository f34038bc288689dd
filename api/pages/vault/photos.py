"""Photos of papers for somebody in the vault: made anew in memory and sealed, never on the disk."""

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
from api.pages.vault.opening import Opener, Tried
from api.requests.photos import MEDIA_TYPE
from api.site import site_of
from ledger.case_label import case_label
from ledger.vault.records import FileDraft

_PATH: Final = "/{fund_id:uuid}/vault/people/{person_id:uuid}/photos"
_NONE: Final = Trouble(N_("Choose a photo"), "photos")
_photos = Photos()


def _form_of(step_up: StepUp) -> type[PageForm]:
    return with_code(NothingToType, step_up)


def _page(
    request: AnyRequest, room: Room, person_id: UUID, form: PageForm, tried: Tried
) -> Response[Any]:
    return render(
        request,
        "vault/photos.html",
        title=N_("Photos of papers"),
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
async def photos_form(
    request: AnyRequest, fund_id: FromPath[UUID], person_id: FromPath[UUID]
) -> Response[Any]:
    """Show the form that takes photos."""
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
async def photos_sent(
    request: AnyRequest, fund_id: FromPath[UUID], person_id: FromPath[UUID]
) -> Response[Any]:
    """Seal each photo by itself, or say what is wrong."""
    room = await open_room(request, fund_id)
    await person_or_nowhere(request, fund_id, person_id)
    sent = await _photos.read(request)
    step_up = await step_up_for(request)
    opener = Opener(step_up, _form_of(step_up)(sent.fields), sent.fields)

    async def seal() -> Trouble | int:
        if sent.trouble or not sent.photos:
            return Trouble(sent.trouble, "photos") if sent.trouble else _NONE
        for number, photo in enumerate(sent.photos):
            await site_of(request).vault.seal(
                fund_id,
                person_id,
                FileDraft(MEDIA_TYPE, photo),
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
