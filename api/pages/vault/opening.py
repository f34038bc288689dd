"""Opening: what is known is drawn in the answer to a sent form and stands in no address."""

from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath
from msgspec import Struct

from api.access import Power, needs
from api.forgery import TOKEN_FIELD, is_genuine
from api.formats import refusal_words
from api.i18n import N_
from api.pages.fields import HiddenField, PageForm
from api.pages.flow import Sent, Trouble
from api.pages.frame import FORM, form_fields, hidden_field, render
from api.pages.people.room import Room, open_room
from api.pages.reading.reader import AnyRequest
from api.pages.step_up import CODE_FIELD, StepUp, StepUpRefused, step_up_for, with_code
from api.pages.vault.base import opening_form
from api.pages.vault.found import person_or_nowhere, record_or_nowhere
from api.pages.vault.hearing_rows import field_text, shown
from api.pages.vault.showing import show_person
from api.problems import SENT_FROM_ELSEWHERE, STATUS_OF_KIND
from api.site import site_of
from api.vault.hearings import hearing_of, next_of
from api.vault.households import Linking, compare_opened
from api.vault.words import FIELD_WORDS, KIND_WORDS, OWN_PURPOSES
from ledger.case_label import case_label
from ledger.rejections import Rejection
from ledger.vault.openings import OpeningPurpose
from ledger.vault.people import PersonRow
from ledger.vault.records import OpenedRecord, RecordKind, RecordRow

ENDINGS: Final = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
"""How the name of a file ends that is handed over."""


class Tried(Struct, frozen=True):
    """What came of a sent form: what was opened, or what is wrong and the status to say it with."""

    opened: Any = None
    problems: tuple[Trouble, ...] = ()
    status: int = 200


class Opener(Struct, frozen=True):
    """A sent form that opens something, and the code that it may have to carry."""

    step_up: StepUp
    form: PageForm
    sent: Sent

    async def try_to(self, request: AnyRequest, work: Callable[[], Awaitable[object]]) -> Tried:
        """Do *work* when the form is genuine and filled; say what is wrong otherwise."""
        token = {TOKEN_FIELD: self.sent.get(TOKEN_FIELD)}
        if not is_genuine(request, token, site_of(request).settings):
            return Tried(None, (Trouble(SENT_FROM_ELSEWHERE.title),), SENT_FROM_ELSEWHERE.status)
        if not self.form.validate():
            wrong = tuple(Trouble(each.errors[0], each.id) for each in self.form if each.errors)
            return Tried(None, wrong, 422)
        try:
            await self.step_up.take(request, self.form)
            return Tried(await work())
        except Rejection as no:
            return Tried(None, (self._trouble(request, no),), STATUS_OF_KIND[no.kind])

    def _trouble(self, request: AnyRequest, no: Rejection) -> Trouble:
        if isinstance(no, StepUpRefused):
            self.form[CODE_FIELD].errors = [no.words]  # type: ignore[list-item]
            return Trouble(no.words, CODE_FIELD)
        return Trouble(refusal_words(no, site_of(request).language_of(request)))


async def opener_of(request: AnyRequest, make: Callable[[StepUp], type[PageForm]]) -> Opener:
    """Return the sent form of this request."""
    step_up = await step_up_for(request)
    sent = Sent(await form_fields(request))
    return Opener(step_up, make(step_up)(sent), sent)


@post(
    "/{fund_id:uuid}/vault/people/{person_id:uuid}",
    opt=FORM | needs(Power.OPEN_VAULT),
    status_code=200,
)
async def person_opened(
    request: AnyRequest, fund_id: FromPath[UUID], person_id: FromPath[UUID]
) -> Response[Any]:
    """Open what is known about somebody, and show it."""
    room = await open_room(request, fund_id)
    person = await person_or_nowhere(request, fund_id, person_id)
    opener, vault = await opener_of(request, opening_form), site_of(request).vault

    async def open_it() -> list[OpenedRecord]:
        return await vault.open_person(
            fund_id,
            person_id,
            actor=str(room.me),
            purpose=OpeningPurpose(opener.form["purpose"].data),
        )

    tried = await opener.try_to(request, open_it)
    if tried.opened is None:
        return await show_person(
            request, room, person, opener.form, problems=tried.problems, status=tried.status
        )
    await compare_opened(site_of(request), Linking(fund_id, str(room.me), room.today), person_id)
    rows = await vault.list_records(fund_id, person_id)
    files = [row for row in rows if row.kind is RecordKind.FILE]
    purpose = str(opener.form["purpose"].data)
    return _drawn(request, room, person_id, tried.opened, (files, purpose))


def _drawn(
    request: AnyRequest,
    room: Room,
    person_id: UUID,
    opened: list[OpenedRecord],
    files: tuple[list[RecordRow], str],
) -> Response[Any]:
    """Draw what was opened, the next hearing first."""
    hearings = [each for record in opened if (each := hearing_of(record)) is not None]
    following = next_of(hearings, room.today)
    return render(
        request,
        "vault/opened.html",
        title=N_("What is known about this person"),
        name=case_label(person_id),
        person_id=person_id,
        records=[
            (
                record,
                KIND_WORDS[record.kind],
                [
                    (FIELD_WORDS.get(name, name), field_text(name, value, room.language))
                    for name, value in record.fields.items()
                ],
                [hidden_field(name, value) for name, value in record.fields.items()],
            )
            for record in opened
        ],
        following=shown(following) if following else None,
        files=files[0],
        purpose=files[1],
        **room.frame("-"),
    )


def _file_form(step_up: StepUp) -> type[PageForm]:
    return with_code(type("Form", (PageForm,), {"purpose": HiddenField()}), step_up)


class FileOpener(Struct, frozen=True):
    """A sent form that opens a file, for what its person was opened for."""

    opener: Opener
    room: Room
    record: RecordRow
    person: PersonRow

    @classmethod
    async def of(cls, request: AnyRequest, fund_id: UUID, record_id: UUID) -> "FileOpener":
        """Return the sent form of this request; a record that is not there leads nowhere."""
        record = await record_or_nowhere(request, fund_id, record_id)
        return cls(
            await opener_of(request, _file_form),
            await open_room(request, fund_id),
            record,
            await person_or_nowhere(request, fund_id, record.person_id),
        )

    @property
    def purpose(self) -> str:
        """What its person was opened for."""
        return str(self.opener.form["purpose"].data)

    async def open(self, request: AnyRequest) -> OpenedRecord | Response[Any]:
        """Return the file, logged; or the answer that says what is wrong."""
        room, record = self.room, self.record

        async def open_it() -> OpenedRecord | None:
            if record.kind is not RecordKind.FILE or self.purpose not in OWN_PURPOSES:
                return None
            return await site_of(request).vault.open_record(
                room.fund_id,
                record.record_id,
                actor=str(room.me),
                purpose=OpeningPurpose(self.purpose),
            )

        tried = await self.opener.try_to(request, open_it)
        if isinstance(tried.opened, OpenedRecord):
            return tried.opened
        form = opening_form(self.opener.step_up)()
        return await show_person(
            request, room, self.person, form, problems=tried.problems, status=tried.status
        )


@post(
    "/{fund_id:uuid}/vault/records/{record_id:uuid}/file",
    opt=FORM | needs(Power.OPEN_VAULT),
    status_code=200,
)
async def file_opened(
    request: AnyRequest, fund_id: FromPath[UUID], record_id: FromPath[UUID]
) -> Response[Any]:
    """Hand a file over, for what its person was opened for."""
    opener = await FileOpener.of(request, fund_id, record_id)
    opened = await opener.open(request)
    if isinstance(opened, Response):
        return opened
    return handed_over(opened.content, opened.media_type)


def handed_over(content: bytes, media_type: str, name: str = "file") -> Response[bytes]:
    """Return an answer that a browser keeps as a file and never shows as a page."""
    ending = ENDINGS.get(media_type, "csv")
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}.{ending}"',
            "Cache-Control": "no-store",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )
