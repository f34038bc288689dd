"""An auditor opens one record at a time, when somebody else agrees; and the report of the law."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from api.access import Power, needs
from api.i18n import N_
from api.pages.fields import PageForm
from api.pages.flow import Row
from api.pages.frame import FORM, render
from api.pages.people.room import Room, open_room
from api.pages.reading.reader import AnyRequest
from api.pages.step_up import StepUp, step_up_for, with_code
from api.pages.vault.base import NothingToType, VaultPage
from api.pages.vault.found import named, record_or_nowhere
from api.pages.vault.hearing_rows import field_text
from api.pages.vault.opening import Tried, handed_over, opener_of
from api.site import site_of
from api.vault.report import table_of
from api.vault.words import FIELD_WORDS, KIND_WORDS
from ledger.case_label import case_label
from ledger.rejections import ExportMissing
from ledger.vault.openings import Asking
from ledger.vault.records import OpenedRecord, RecordRow


class AskOpening(VaultPage):
    """An auditor asks to open one record."""

    title = N_("Ask to open a record")
    lede = N_(
        "Somebody who may open the vault has to agree within a day. Then you can open this one "
        "record, once, and it is written down who agreed."
    )
    write_verb = N_("Ask for it")
    form = NothingToType

    def __init__(self, room: Room, step_up: StepUp, record: RecordRow) -> None:
        super().__init__(room, step_up)
        self.record = record

    def told(self) -> tuple[Row, ...]:
        """Say which record it is."""
        return (
            Row(N_("Kind of record"), KIND_WORDS[self.record.kind]),
            Row(N_("Person"), case_label(self.record.person_id)),
        )

    async def do(self, request: AnyRequest, form: PageForm, key: str) -> None:  # noqa: ARG002
        """Ask for it."""
        await self.vault(request).ask_opening(
            self.room.fund_id, self.record.record_id, actor=self.actor
        )


class AgreeOpening(VaultPage):
    """Somebody who may open the vault agrees that an auditor opens one record."""

    title = N_("Agree that a record is opened")
    lede = N_("It is opened once, by whoever asked. Your agreement is written down beside it.")
    write_verb = N_("Agree")
    form = NothingToType

    def __init__(self, room: Room, step_up: StepUp, asking: Asking, record: RecordRow) -> None:
        super().__init__(room, step_up)
        self.asking, self.record = asking, record

    def told(self) -> tuple[Row, ...]:
        """Say who asks for what."""
        return (
            Row(N_("Who asks"), named(self.room, self.asking.asked_by)),
            Row(N_("Kind of record"), KIND_WORDS[self.record.kind]),
            Row(N_("Person"), case_label(self.record.person_id)),
        )

    async def do(self, request: AnyRequest, form: PageForm, key: str) -> None:  # noqa: ARG002
        """Agree to it."""
        await self.vault(request).agree_opening(
            self.room.fund_id, self.asking.asking_id, actor=self.actor
        )


async def asking_or_nowhere(request: AnyRequest, fund_id: UUID, asking_id: UUID) -> Asking:
    """Return a wish that stands; any other is an address that leads nowhere."""
    for asking in await site_of(request).vault.list_askings(fund_id):
        if asking.asking_id == asking_id:
            return asking
    raise NotFoundException


_ASKED = "/{fund_id:uuid}/vault/askings/{asking_id:uuid}"


def _only_code(step_up: StepUp) -> type[PageForm]:
    return with_code(NothingToType, step_up)


async def _asked_page(
    request: AnyRequest, fund_id: UUID, asking: Asking, form: PageForm, tried: Tried
) -> Response[Any]:
    room = await open_room(request, fund_id)
    record = await record_or_nowhere(request, fund_id, asking.record_id)
    return render(
        request,
        "vault/asked.html",
        title=N_("Open the record that you asked for"),
        kind=KIND_WORDS[record.kind],
        name=case_label(record.person_id),
        asking=asking,
        agreed_by=named(room, asking.agreed_by) if asking.agreed_by else "",
        form=form,
        problems=tried.problems,
        status=tried.status,
        **room.frame("-"),
    )


@get(_ASKED, opt=needs(Power.AUDIT_VAULT))
async def asked_form(
    request: AnyRequest, fund_id: FromPath[UUID], asking_id: FromPath[UUID]
) -> Response[Any]:
    """Show whether somebody agreed, and the button that opens."""
    asking = await asking_or_nowhere(request, fund_id, asking_id)
    form = _only_code(await step_up_for(request))()
    return await _asked_page(request, fund_id, asking, form, Tried())


@post(_ASKED, opt=FORM | needs(Power.AUDIT_VAULT), status_code=200)
async def asked_opened(
    request: AnyRequest, fund_id: FromPath[UUID], asking_id: FromPath[UUID]
) -> Response[Any]:
    """Open the one record, and show it."""
    room = await open_room(request, fund_id)
    asking = await asking_or_nowhere(request, fund_id, asking_id)
    opener, vault = await opener_of(request, _only_code), site_of(request).vault

    async def open_it() -> OpenedRecord:
        return await vault.open_asked(fund_id, asking_id, actor=str(room.me))

    tried = await opener.try_to(request, open_it)
    if tried.opened is None:
        return await _asked_page(request, fund_id, asking, opener.form, tried)
    opened: OpenedRecord = tried.opened
    if opened.media_type:
        return handed_over(opened.content, opened.media_type)
    return render(
        request,
        "vault/audited.html",
        title=N_("The record that you asked for"),
        kind=KIND_WORDS[opened.kind],
        name=case_label(opened.person_id),
        fields=[
            (FIELD_WORDS.get(name, name), field_text(name, value, room.language))
            for name, value in opened.fields.items()
        ],
        **room.frame("-"),
    )


_REPORT = "/{fund_id:uuid}/vault/report"


async def _report_page(
    request: AnyRequest, room: Room, columns: tuple[str, ...], form: PageForm, tried: Tried
) -> Response[Any]:
    return render(
        request,
        "vault/report.html",
        title=N_("The report that the law asks for"),
        columns=[FIELD_WORDS[name] for name in columns],
        form=form,
        problems=tried.problems,
        status=tried.status,
        **room.frame("-"),
    )


async def _columns(request: AnyRequest, fund_id: UUID) -> tuple[str, ...]:
    columns = (await site_of(request).vault.profile(fund_id)).export
    if not columns:
        raise ExportMissing
    return columns


@get(_REPORT, opt=needs(Power.OPEN_VAULT))
async def report_form(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Say what would be in the report."""
    room, columns = await open_room(request, fund_id), await _columns(request, fund_id)
    form = _only_code(await step_up_for(request))()
    return await _report_page(request, room, columns, form, Tried())


@post(_REPORT, opt=FORM | needs(Power.OPEN_VAULT), status_code=200)
async def report_made(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Hand the report over as a table."""
    room, columns = await open_room(request, fund_id), await _columns(request, fund_id)
    opener, vault = await opener_of(request, _only_code), site_of(request).vault

    async def make() -> bytes:
        return table_of(columns, await vault.export(fund_id, columns, actor=str(room.me)))

    tried = await opener.try_to(request, make)
    if tried.opened is None:
        return await _report_page(request, room, columns, opener.form, tried)
    return handed_over(tried.opened, "text/csv", "report")
