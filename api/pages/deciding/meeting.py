"""Writing down what a meeting decided. Somebody else who was there confirms it on the page."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from api.access import Power, needs
from api.formats import day_text, refusal_words
from api.i18n import N_, Words
from api.pages import flow
from api.pages.deciding.numbers import NumberField
from api.pages.deciding.opened import Opened, frame_of, open_decision
from api.pages.deciding.proposing import refuse_now
from api.pages.deciding.words import SAID
from api.pages.fields import DayField, PageForm
from api.pages.flow import FormPage, Row, Sent
from api.pages.frame import FORM
from api.pages.reading.reader import AnyRequest
from api.sessions import session_of
from api.site import site_of
from ledger.deciding.commands import RecordMeeting
from ledger.events.deciding import StanceCount
from ledger.events.protocols import Stance
from ledger.rejections import Rejection
from projections.known import ProjectionBehind

_PATH: Final = "/{fund_id:uuid}/decisions/{proposal_id:uuid}/meeting"


class Recording(FormPage):
    """Writes down what a meeting decided."""

    title = N_("It was decided in a meeting")
    lede = N_(
        "Write down how many said what. Once somebody else who was there confirms it, it counts a "
        "day later in place of what was said online, unless somebody who may decide says that it "
        "was not so."
    )
    template = "deciding/form.html"
    check_template = "deciding/check.html"
    check_lede = N_("Somebody else who was there has to confirm it on the page of the proposal.")

    def __init__(self, opened: Opened) -> None:
        self.opened = opened

    @property
    def _stances(self) -> tuple[Stance, ...]:
        return tuple(each for each in Stance if each in self.opened.proposal.table.stances)

    async def make_form(self, request: AnyRequest, sent: Sent | None) -> PageForm:  # noqa: ARG002
        """Return the form: the day, how many were there, and how many said what."""
        fields: dict[str, Any] = {
            "held_on": DayField(N_("On which day was it?"), needed=N_("Write a day")),
            "present": NumberField(
                N_("How many people were there who may decide this?"),
                needed=N_("Write how many"),
                hint=N_("Without those who keep out of it."),
            ),
        }
        for each in self._stances:
            said = Words(N_("How many: {said}?"), {"said": Words(SAID[each])})
            fields[f"said_{each.value}"] = NumberField(said)  # type: ignore[arg-type]
        fields["recused"] = NumberField(N_("How many kept out of it?"))
        form: PageForm = type("Form", (PageForm,), fields)(
            sent, data={"held_on": self.opened.room.today}
        )
        return form

    def command(self, form: PageForm) -> RecordMeeting:
        """Return the command."""
        return RecordMeeting(
            occurred_on=self.opened.room.today,
            case_id=self.opened.proposal.proposal,
            held_on=form["held_on"].data,
            present=form["present"].data,
            counts=tuple(
                StanceCount(stance=each, people=people)
                for each in self._stances
                if (people := form[f"said_{each.value}"].data)
            ),
            recused=form["recused"].data or 0,
        )

    async def rows(self, request: AnyRequest, form: PageForm) -> Sequence[Row]:  # noqa: ARG002
        """Return what would be written down."""
        refuse_now(self.opened.room, self.command(form), self.opened.case)
        return tuple(self._rows(form))

    def _rows(self, form: PageForm) -> Iterator[Row]:
        day = day_text(form["held_on"].data, self.opened.room.language)
        yield Row(N_("Held on"), day, "held_on")
        yield Row(N_("People there who may decide"), str(form["present"].data), "present")
        for each in self._stances:
            name = f"said_{each.value}"
            if form[name].data:
                yield Row(SAID[each], str(form[name].data), name)
        if form["recused"].data:
            yield Row(N_("kept out of it"), str(form["recused"].data), "recused")

    async def write(self, request: AnyRequest, form: PageForm, key: str) -> str:
        """Write it down."""
        site, session = site_of(request), session_of(request)
        assert session is not None, "the gate sends strangers to sign in"
        fund_id = self.opened.room.fund_id
        receipt = await site.books.execute(
            fund_id, self.command(form), actor=session.actor, key=key
        )
        with suppress(ProjectionBehind):
            await site.runner.wait_for(fund_id, receipt.answer.last)
        return f"{self.opened.address}#meeting"

    async def frame(self, request: AnyRequest) -> dict[str, Any]:  # noqa: ARG002  for pages
        """Return the masthead, and what the template shows around the form."""
        return {
            **frame_of(self.opened.room),
            "back": self.opened.address,
            "item_rows": (),
            "remarks": (),
            "more": "",
            "is_ballot": False,
            "pictures": (),
        }

    async def words_of(self, request: AnyRequest, no: Rejection) -> Words:  # noqa: ARG002
        """Say a refusal; one of a field leads to it."""
        self.fields_of_refusals = {no.code: str(getattr(no, "field", ""))}  # type: ignore[misc]
        return refusal_words(no, self.opened.room.language)


async def _recording(request: AnyRequest, fund_id: UUID, proposal_id: UUID) -> Recording:
    opened = await open_decision(request, fund_id, proposal_id)
    if opened.is_ballot:
        raise NotFoundException
    return Recording(opened)


@get(_PATH, opt=needs(Power.DECIDE))
async def meeting_form(
    request: AnyRequest, fund_id: FromPath[UUID], proposal_id: FromPath[UUID]
) -> Response[Any]:
    """Show the form."""
    return await flow.show(request, await _recording(request, fund_id, proposal_id))


@post(_PATH, opt=FORM | needs(Power.DECIDE), status_code=200)
async def meeting_sent(
    request: AnyRequest, fund_id: FromPath[UUID], proposal_id: FromPath[UUID]
) -> Response[Any]:
    """Check it, or write it down."""
    return await flow.take(request, await _recording(request, fund_id, proposal_id))


MEETING_PAGES: Final = (meeting_form, meeting_sent)
"""Handlers of meetings."""
