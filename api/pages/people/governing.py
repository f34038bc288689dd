"""How every page that changes people or rules works; a page of its own says only what differs.

While one person signs, writing it down is enough. Afterwards the same form asks for an order, and
another steward signs it. What the rules leave to the members becomes a proposal instead.
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar, cast
from uuid import UUID

from msgspec.structs import replace

from api.governed import after_governing, before_admitting
from api.i18n import N_, Words
from api.pages.cautioned import caution_rows
from api.pages.compared import compared_rows
from api.pages.fields import ChoiceField, Option, PageForm
from api.pages.flow import FormPage, Row, Sent
from api.pages.people.proposing import (
    REASON,
    proposal_rows,
    propose,
    refuse_to_propose,
    with_reason,
)
from api.pages.people.room import Room
from api.pages.people.words import rows_of
from api.pages.reading.reader import AnyRequest
from api.pages.step_up import CODE_FIELD, StepUp, StepUpRefused, with_code
from api.sessions import session_of
from api.site import site_of
from api.standing import standing_now
from ledger.asking import Receipt
from ledger.case import Case
from ledger.command import Instruction
from ledger.decider import AnyCommand, decide
from ledger.orders.by_decision import is_left_to_members
from ledger.orders.commands import RequestOrder
from ledger.orders.content import ABOUT_NO_MONEY, Governing, Publishing
from ledger.orders.state import orders_of
from ledger.rejections import Rejection
from projections.known import ProjectionBehind


class PeoplePage(FormPage):
    """A page that writes about people, after the code of a step-up."""

    form: ClassVar[type[PageForm]]
    template = "people/form.html"
    remarks: ClassVar[tuple[str, ...]] = ()
    """Sentences above the form that say what this means."""
    is_one_page: ClassVar[bool] = False
    """Whether there is nothing to fill in: then the first page is the one that confirms."""
    of_glass: ClassVar[bool] = False
    """Whether the page belongs to the break-glass sheets, which every member may type."""
    fields_of_refusals: ClassVar[Mapping[str, str]] = {
        "step-up-refused": CODE_FIELD,
        "words-unusable": REASON,
    }

    def __init__(self, room: Room, step_up: StepUp) -> None:
        self.room, self.step_up = room, step_up

    @property
    def takes_two(self) -> bool:
        """Whether somebody else has to sign it."""
        return False

    def options(self) -> dict[str, Sequence[Option]]:
        """Return the choices of each field that has some."""
        return {}

    def defaults(self) -> dict[str, Any]:
        """Return what the fields start with."""
        return {}

    def prepare(self, form: PageForm) -> None:
        """Set what fields need besides options."""

    def whole_form(self) -> type[PageForm]:
        """Return the form, without the field for a code."""
        return self.form

    async def make_form(self, request: AnyRequest, sent: Sent | None) -> PageForm:  # noqa: ARG002
        """Return the form with its choices, and the field for the code when one is needed."""
        form = with_code(self.whole_form(), self.step_up)(sent, data=self.defaults())
        self.prepare(form)
        for name, options in self.options().items():
            cast("ChoiceField", form[name]).options = options
        return form

    async def frame(self, request: AnyRequest) -> dict[str, Any]:  # noqa: ARG002
        """Return the masthead, and what the template shows around the form."""
        return {
            **self.room.frame(),
            "remarks": self.remarks,
            "takes_two": self.takes_two,
            "by_members": False,
            "of_glass": self.of_glass,
            "is_one_page": self.is_one_page,
            "confirmed": self.confirmed() if self.is_one_page else (),
        }

    def confirmed(self) -> Sequence[Row]:
        """Return what the one page says of what will be done."""
        return ()

    async def words_of(self, request: AnyRequest, no: Rejection) -> Words:
        """Say a refusal; a mandate in it is said in the reader's language."""
        if isinstance(no, StepUpRefused):
            return no.words
        words = await super().words_of(request, no)
        role = words.facts.get("role")
        if isinstance(role, str):
            said = self.room.language.say(role.replace("_", " "))
            return replace(words, facts={**words.facts, "role": said})
        return words

    async def ask(self, request: AnyRequest, command: AnyCommand, key: str) -> Receipt:
        """Have *command* written, and wait until pages show it."""
        site, session = site_of(request), session_of(request)
        assert session is not None, "the gate sends strangers to sign in"
        fund_id = self.room.fund_id
        await before_admitting(site, fund_id, command)
        receipt = await site.books.execute(fund_id, command, actor=session.actor, key=key)
        # The line is in the book; pages that are behind say so by themselves.
        with suppress(ProjectionBehind):
            await site.runner.wait_for(fund_id, receipt.answer.last)
        return receipt

    @property
    def case_of_page(self) -> Case:
        """The case that the page writes into, as far as its rules look at it."""
        return Case(self.room.fund_id)

    def dry_run(self, command: AnyCommand) -> None:
        """Raise the refusal that *command* would get now."""
        room = self.room
        refusal = decide(command, room.context, room.fund, self.case_of_page)
        if isinstance(refusal, Rejection):
            raise refusal


class DirectPage(PeoplePage):
    """One command that its page gives by itself, whoever else there is."""

    @abstractmethod
    def command(self, form: PageForm) -> AnyCommand:
        """Return what the form asks for."""

    @abstractmethod
    def details(self, form: PageForm) -> Sequence[Row]:
        """Return the lines of the check page."""

    def after(self) -> str:
        """Return the address to go to."""
        return f"{self.room.prefix}/people"

    async def rows(self, request: AnyRequest, form: PageForm) -> Sequence[Row]:
        """Return what will be written."""
        await self.step_up.take(request, form)
        self.dry_run(self.command(form))
        return self.details(form)

    async def write(self, request: AnyRequest, form: PageForm, key: str) -> str:
        """Write it."""
        await self.step_up.take(request, form)
        command = self.command(form)
        await self.ask(request, command, key)
        await after_governing(site_of(request), self.room.fund_id, command)
        return self.after()


class GoverningPage(PeoplePage):
    """A page of one act that takes two stewards, outside single-signer mode, or the members."""

    check_lede = N_("It becomes a line of the book.")
    asks_for: ClassVar[type[Instruction] | None] = None
    """The kind of command of the page, where the rules can leave it to the members."""

    def __init__(self, room: Room, step_up: StepUp) -> None:
        super().__init__(room, step_up)
        if self.by_members:
            self.step_up = StepUp(is_needed=False)  # nothing changes before others agreed
            self.check_lede = N_(  # type: ignore[misc]
                "It becomes a proposal; nothing changes before the members have adopted it."
            )
            self.write_verb = N_("Put it forward")  # type: ignore[misc]
        elif self.takes_two:
            self.check_lede = N_(  # type: ignore[misc]
                "This takes two: you ask for it, and another steward signs it."
            )
            self.write_verb = N_("Ask for it")  # type: ignore[misc]

    @property
    def takes_two(self) -> bool:
        """Whether another steward has to sign it."""
        return not self.room.fund.single_signer and not self.by_members

    @property
    def by_members(self) -> bool:
        """Whether the members decide it."""
        fund, kind = self.room.fund, self.asks_for
        return not fund.single_signer and kind is not None and is_left_to_members(kind, fund)

    def whole_form(self) -> type[PageForm]:
        """Return the form; a proposal takes a reason as well."""
        return with_reason(self.form) if self.by_members else self.form

    async def frame(self, request: AnyRequest) -> dict[str, Any]:
        """Return the masthead, and who has to agree."""
        return {**await super().frame(request), "by_members": self.by_members}

    @abstractmethod
    def command(self, form: PageForm) -> Governing | Publishing:
        """Return what the form asks for."""

    def after(self, command: Governing | Publishing) -> str:  # noqa: ARG002  for pages
        """Return the address to go to when it is done."""
        return f"{self.room.prefix}/people"

    def after_asking(self, order_id: UUID, case_id: UUID) -> str:  # noqa: ARG002  for pages
        """Return the address to go to when it was asked for."""
        return f"{self.room.prefix}/orders/{order_id}"

    def details(self, command: Governing | Publishing) -> Sequence[Row]:
        """Return the lines of the check page."""
        room = self.room
        assert not isinstance(command, Publishing), "its pages say it themselves"
        return rows_of(command, room.fund, room.handles, room.language)

    def asked(self, command: Governing | Publishing) -> AnyCommand:
        """Return what is written: the command, or the order that asks for it."""
        if not self.takes_two:
            return command
        return RequestOrder(occurred_on=self.room.today, order=command)

    async def rows(self, request: AnyRequest, form: PageForm) -> Sequence[Row]:
        """Return what will be written or asked for."""
        await self.step_up.take(request, form)
        command = self.command(form)
        assert type(command) in ABOUT_NO_MONEY, "only what may be an order"
        self._dry_run_asked(command)
        before = await self._standing(request, command)
        said = self.details(command)
        if before is not None:
            said = compared_rows(self.details(before), said, self.room.language)
        details = [row if row.anchor in form else replace(row, anchor="") for row in said]
        site, room = site_of(request), self.room
        details += await caution_rows(site, room.fund_id, command, room.language)
        return [*details, *(proposal_rows(form, room, command) if self.by_members else ())]

    async def _standing(
        self, request: AnyRequest, command: Governing | Publishing
    ) -> Governing | Publishing | None:
        """Return what holds now of what *command* would replace."""
        before = await standing_now(site_of(request), self.room.fund, command)
        return cast("Governing | Publishing | None", before)

    def _dry_run_asked(self, command: Governing | Publishing) -> None:
        if self.by_members:
            refuse_to_propose(self.room, command)
        else:
            self.dry_run(self.asked(command))

    async def write(self, request: AnyRequest, form: PageForm, key: str) -> str:
        """Write it, ask for it, or propose it."""
        await self.step_up.take(request, form)
        command = self.command(form)
        if self.by_members:
            return await propose(request, self.room, command, self.title, form, key)
        receipt = await self.ask(request, self.asked(command), key)
        if not self.takes_two:
            await after_governing(site_of(request), self.room.fund_id, command)
            return self.after(command)
        case_id = receipt.answer.case_id
        case = await site_of(request).books.get_case(self.room.fund_id, case_id)
        return self.after_asking(next(iter(orders_of(case))), case_id)
