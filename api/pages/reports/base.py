"""How every page works that says something about the public side of a fund."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final
from uuid import UUID

from api.formats import refusal_words
from api.governed import after_governing
from api.i18n import N_, Language, Words
from api.orders import order_at
from api.pages.fields import Option, PageForm
from api.pages.flow import Row
from api.pages.people.governing import DirectPage, GoverningPage
from api.pages.people.proposing import propose
from api.pages.people.room import Room
from api.pages.reading.reader import AnyRequest
from api.pages.reports.words import Ordered, publishing_rows
from api.pages.step_up import StepUp, StepUpRefused
from api.public.words import capital, month_of_year
from api.publishing.afterwards import after_publishing
from api.site import site_of
from ledger.case import Case
from ledger.orders.content import Governing, Publishing
from ledger.publishing.cases import publications_case
from ledger.publishing.months import first_day, month_of_day, month_text
from ledger.rejections import BudgetUnusable, LogUnusable, PublishingUnusable, Rejection

_OF_FIELD: Final = N_("{field} – {expected}.")
MONTHS_BACK: Final = 36
MONTHS_AHEAD: Final = 36


def month_options(room: Room, back: int = MONTHS_BACK, ahead: int = MONTHS_AHEAD) -> list[Option]:
    """Return the months around now to choose from, the newest first, after an empty choice."""
    now = month_of_day(room.today)
    months = range(now + ahead, now - back - 1, -1)
    return [
        Option("", ""),
        *(Option(month_text(each), _said(each, room.language)) for each in months),
    ]


def _said(month: int, language: Language) -> str:
    return capital(month_of_year(first_day(month), language))


def refusal_of_field(no: Rejection, form: type[PageForm], words: Words) -> Words:
    """Say a refusal of one field as the page calls that field."""
    field = getattr(form, getattr(no, "field", ""), None)
    if not isinstance(no, BudgetUnusable | LogUnusable | PublishingUnusable) or field is None:
        return words
    return Words(_OF_FIELD, {**words.facts, "field": Words(field.args[0])})


class PublishingPage(GoverningPage):
    """A page of one order about the public side."""

    template = "reports/form.html"
    by_stewards: ClassVar[bool] = True
    """Whether two stewards decide it; else a treasurer or steward asks, and another approves."""

    def __init__(
        self, room: Room, step_up: StepUp, names: Mapping[UUID, str] | None = None
    ) -> None:
        super().__init__(room, step_up)
        self.names = dict(names or {})
        if self.takes_two and not self.by_stewards:
            self.check_lede = N_(  # type: ignore[misc]
                "This takes two: you ask for it, and somebody else who approves signs it."
            )

    @property
    def case_of_page(self) -> Case:
        """The publications of the fund; what stands in them the fund itself knows."""
        return Case(publications_case(self.room.fund_id))

    def details(self, command: Governing | Publishing) -> Sequence[Row]:
        """Return what the command says, line by line."""
        assert isinstance(command, Ordered), "pages of the public side ask for nothing else"
        room = self.room
        return publishing_rows(command, room.fund, room.language, self.names)

    def after(self, command: Governing | Publishing) -> str:  # noqa: ARG002  for pages
        """Lead to the overview."""
        return f"{self.room.prefix}/reports"

    async def frame(self, request: AnyRequest) -> dict[str, Any]:
        """Return the masthead, and who else has to sign."""
        frame = await super().frame(request) | self.room.frame("reports")
        return {**frame, "by_stewards": self.by_stewards}

    async def words_of(self, request: AnyRequest, no: Rejection) -> Words:
        """Say a refusal."""
        del request
        if isinstance(no, StepUpRefused):
            return no.words
        # A refusal about something published names the field itself.
        named = {no.code: str(getattr(no, "field", ""))}
        self.fields_of_refusals = {**self.fields_of_refusals, **named}  # type: ignore[misc]
        return refusal_of_field(no, self.form, refusal_words(no, self.room.language, self.names))

    async def write(self, request: AnyRequest, form: PageForm, key: str) -> str:
        """Write it, ask for it, or propose it."""
        await self.step_up.take(request, form)
        site, fund_id = site_of(request), self.room.fund_id
        command = self.command(form)
        if self.by_members:
            return await propose(request, self.room, command, self.title, form, key)
        receipt = await self.ask(request, self.asked(command), key)
        if not self.takes_two:
            after_publishing(site, fund_id, command)
            await after_governing(site, fund_id, command)
            return self.after(command)
        asked = await order_at(site, fund_id, receipt.answer.first)
        return self.after_asking(asked.order, receipt.answer.case_id)


class AlonePage(DirectPage):
    """A page of what one person writes about the public side by themselves."""

    template = "reports/form.html"

    @property
    def case_of_page(self) -> Case:
        """The publications of the fund."""
        return Case(publications_case(self.room.fund_id))

    def after(self) -> str:
        """Lead to the overview."""
        return f"{self.room.prefix}/reports"

    async def words_of(self, request: AnyRequest, no: Rejection) -> Words:
        """Say a refusal, and lead to its field."""
        named = {no.code: str(getattr(no, "field", ""))}
        self.fields_of_refusals = {**self.fields_of_refusals, **named}  # type: ignore[misc]
        return refusal_of_field(no, self.form, await super().words_of(request, no))

    async def frame(self, request: AnyRequest) -> dict[str, Any]:
        """Return the masthead; nobody else has to sign."""
        frame = await super().frame(request) | self.room.frame("reports")
        return {**frame, "by_stewards": False}

    async def write(self, request: AnyRequest, form: PageForm, key: str) -> str:
        """Write it, and look at the fund anew."""
        address = await super().write(request, form, key)
        site_of(request).publishing.forget(self.room.fund_id)
        return address
