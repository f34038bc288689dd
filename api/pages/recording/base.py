"""How every page that writes money lines works; a concept's file says only what is its own.

A `Recording` names its form, its command and its fact. Fields of the form are called like those
of the command, so the command is made from them, and a line that stands fills the form again.
*Correct this line* is the very same form, filled from the line, with a reason on top: what the
form does not show (references, hashes) is taken over from the line as it is.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar, Final, cast
from uuid import UUID

import msgspec
from litestar import Request
from msgspec import Struct
from msgspec.structs import fields

from api.i18n import N_, Words
from api.orders import order_at
from api.pages.fields import ChoiceField, MoneyField, Option, PageForm
from api.pages.flow import FormPage, Row, Sent
from api.pages.fund_nav import fund_nav
from api.pages.recording.asking import ASKED_FIELDS, asked_before, outcome_of, words_of_refusal
from api.pages.recording.desk import Desk
from api.pages.recording.effects import effects
from api.pages.recording.filling import field_value, fill, plain_value
from api.pages.recording.parts import WithReason, typed
from api.pages.recording.refused import FIELDS_OF_REFUSALS
from api.pages.recording.shown import answer as answer_row
from api.pages.recording.stopped import stopped
from api.pages.recording.witnessing import asking_of, give, is_asked, line_of
from api.site import site_of
from ledger.case_label import case_label
from ledger.chart import Category
from ledger.decider import AnyCommand, decide
from ledger.events import FundEvent, Reason
from ledger.orders.content import Orderable, command_of
from ledger.recordings import CorrectLine
from ledger.recordings import Recording as LineCommand
from ledger.rejections import Rejection
from projections.known import ProjectionBehind

AnyRequest = Request[Any, Any, Any]

_ACCOUNTS: Final = ("account_id", "from_account_id")


class Recording(FormPage):
    """One page that writes one line about money. Made for one request, on one `Desk`."""

    template = "recording/form.html"
    check_lede = N_("Once written it stays; a mistake is put right by a new line.")
    fields_of_refusals: ClassVar = FIELDS_OF_REFUSALS

    form: ClassVar[type[PageForm]]
    asks: ClassVar[type[Struct]]
    """The command class whose fields the form fills in."""
    links: ClassVar[tuple[str, ...]] = ()
    """Fields that lead to a value of the command of their name, rather than hold it."""
    more: ClassVar[tuple[str, ...]] = ()
    """Fields that stand folded away, because most lines do not need them."""
    more_title: ClassVar[str] = N_("Fees and more")
    aside: ClassVar[str] = ""
    """A remark under the form: why there is no place for a name, say."""

    goes_on: ClassVar[bool] = False
    """Whether a command that may open a case goes on with one on this page."""
    is_replaced: ClassVar[bool] = True
    """Whether a line that is corrected gets another one in its place."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.asking = asking_of(desk, self.asks, self.urgent_kinds())
        if self.asking is not None:
            self.asking.name(self)
        elif desk.wrong is not None:
            # A correction is the same page under another title.
            self.title = N_("Correct this line")  # type: ignore[misc]
            self.check_lede = N_("Both lines are written, or neither.")  # type: ignore[misc]
            self.write_verb = N_("Write both lines")  # type: ignore[misc]

    # What a concept may say of its own.

    def urgent_kinds(self) -> Collection[Category]:
        """Return the kinds of help that the page may be about, for the urgent path."""
        return ()

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the choices of each field that has some."""
        return {}

    def defaults(self) -> dict[str, Any]:
        """Return what the fields start with."""
        return {}

    def start(self, event: Any) -> dict[str, Any]:  # noqa: ANN401  each concept knows its fact
        """Return what the fields hold that would have written *event*."""
        return {
            field.name: field_value(field, event, getattr(event, field.name))
            for field in self.form()
            if hasattr(event, field.name)
        }

    def values(self, form: PageForm) -> dict[str, Any]:
        """Return the fields of the command that the filled *form* gives."""
        names = set(self.asks.__struct_fields__) - set(self.links)
        plain = {field.name: plain_value(field) for field in form if field.name in names}
        currency, exponent = self.currency(form)
        money = {"currency": currency, "exponent": exponent}
        return {name: value for name, value in plain.items() if value is not None} | money

    def currency(self, form: PageForm) -> tuple[str, int]:
        """Return currency and exponent of the amounts in *form*: of the case, or the account."""
        opening = self.desk.case.opening if self.desk.case and self.is_in_case else None
        # What opens a case of money that goes on has a currency; so has every account.
        kept: Any = opening or next(
            (self.desk.account(typed(form, name)) for name in _ACCOUNTS if name in form), None
        )
        if kept is None:
            return self.desk.unsaid_currency
        return kept.currency, kept.exponent

    def more_rows(self, form: PageForm) -> Sequence[Row]:  # noqa: ARG002  for concepts
        """Return lines of the check page that follow from the answers."""
        return ()

    def situation(self) -> Words | None:
        """Say how the case stands that the page is about."""
        return None

    async def prepare(self, request: AnyRequest, form: PageForm) -> None:
        """Load what the choices of *form* need; most need nothing."""

    # How it works, the same for all.

    async def make_form(self, request: AnyRequest, sent: Sent | None) -> PageForm:
        """Return the form: as sent, or filled from the wrong line, or with the usual answers."""
        is_correction = self.desk.wrong is not None
        parts = (WithReason, self.form) if is_correction else (self.form,)
        if self.asking is not None:
            self.asking.begin(list(request.query_params.items()), sent)
            self.check_lede = self.asking.lede  # type: ignore[misc]
            parts = (*parts, *self.asking.parts())
        form = cast("PageForm", type("Form", parts, {})(sent))
        self._leave_out(form)
        if is_correction:
            reasons = [Option("", ""), *self.desk.words(list(Reason))]
            cast("ChoiceField", form["reason"]).options = reasons
        await self.prepare(request, form)
        for name, options in self._every_option():
            if name in form:
                cast("ChoiceField", form[name]).options = options
        if sent is None:
            fill(form, self._first_values(form))
        self._set_currencies(form)
        return form

    def _leave_out(self, form: PageForm) -> None:
        if self.asking is not None and not self.asking.has_day() and "occurred_on" in form:
            del form["occurred_on"]

    def _every_option(self) -> Iterator[tuple[str, Sequence[Option]]]:
        yield from self.options().items()
        if self.asking is not None:
            yield "way", self.asking.ways()

    def _first_values(self, form: PageForm) -> dict[str, Any]:
        if self.desk.filled is not None:
            order = command_of(self.desk.order.content) if self.desk.order else None
            return self.start(self.desk.filled) | asked_before(order)
        only = {
            field.name: field.options[0].value
            for field in form
            if isinstance(field, ChoiceField) and len(field.options) == 1
        }
        way = {"way": self.asking.way.value} if self.asking else {}
        return {"occurred_on": self.desk.today} | only | way | self.defaults()

    def _set_currencies(self, form: PageForm) -> None:
        for field in form:
            if isinstance(field, MoneyField):
                field.currency, field.exponent = self.currency_of(form, field.name)
                if not field.currency:
                    field.hint = field.hint or N_("In the currency of the account you choose.")

    def currency_of(self, form: PageForm, name: str) -> tuple[str, int]:  # noqa: ARG002
        """Return currency and exponent of one amount; an exchange has two of them."""
        return self.currency(form)

    def replacement(self, form: PageForm) -> LineCommand:
        """Return the command that *form* asks for, by itself."""
        # A payment that is to come has no day yet: it gets the one on which it is sent.
        day = (
            {"occurred_on": self.desk.today} if "occurred_on" in self.asks.__struct_fields__ else {}
        )
        values = day | self._kept(form) | self.values(form)
        return cast("LineCommand", msgspec.convert(values, self.asks))

    def written(self, form: PageForm) -> AnyCommand:
        """Return what is given to the book: what *form* says, or an order that says it."""
        command = self.asked(form)
        return self.asking.command(form, cast("Orderable", command)) if self.asking else command

    def asked(self, form: PageForm) -> AnyCommand:
        """Return what is to be written: the line, or a line taken back and this one for it."""
        command, wrong = self.replacement(form), self.desk.wrong
        if wrong is None or self.desk.book_case is None:
            return command
        return CorrectLine(
            case_id=self.desk.book_case.case_id,
            position=wrong.position,
            reason=Reason(form["reason"].data),
            replacement=command,
        )

    def _kept(self, form: PageForm) -> dict[str, Any]:
        """Return what the command takes over without the form showing it."""
        shown = {field.name for field in form} - set(self.links)
        names = set(self.asks.__struct_fields__) - shown - {"salt"}  # each order gets its own
        kept: dict[str, Any] = {}
        event = self.desk.filled
        if event is not None:
            kept = {name: getattr(event, name) for name in names if hasattr(event, name)}
        if self.is_in_case:
            assert self.desk.book_case is not None, "a page in a case has one"
            kept["case_id"] = self.desk.book_case.case_id
        return {name: value for name, value in kept.items() if value is not None}

    @property
    def is_in_case(self) -> bool:
        """Whether the command goes on with a case, rather than opening one."""
        return self.goes_on or any(
            each.name == "case_id" and each.required for each in fields(self.asks)
        )

    def dry_run(self, form: PageForm) -> tuple[FundEvent, ...]:
        """Return what would change now, or once it is carried out; raises the refusal."""
        desk = self.desk
        events = decide(self.written(form), desk.context, desk.book, desk.case_of_page)
        if isinstance(events, Rejection):
            raise events
        if self.asking is not None:
            self.asking.check(self, events)
            outcome = outcome_of(desk, self.asked(form), self.asking.way)
            return () if isinstance(outcome, Rejection) else outcome
        return events

    async def rows(self, request: AnyRequest, form: PageForm) -> Sequence[Row]:  # noqa: ARG002
        """Return the answers, what follows from them, and what they change."""
        events = self.dry_run(form)
        ahead = effects(self.desk, events)
        if self.asking is not None and not events:
            ahead = stopped(self.desk, self.asked(form), self.asking.way)
        return [*self.answers(form), *self.more_rows(form), *ahead]

    def answers(self, form: PageForm) -> list[Row]:
        """Return a line of the check page for every field that is filled in."""
        return [row for field in form for row in answer_row(form, field, self.desk.language)]

    async def write(self, request: AnyRequest, form: PageForm, key: str) -> str:
        """Write it, and lead to the page that says what is in the book now."""
        site, fund_id = site_of(request), self.desk.fund_id
        command, answer = await give(site, self.desk, self.written(form), self.asked(form), key)
        # The line is in the book; pages that are behind say so by themselves.
        with suppress(ProjectionBehind):
            await site.runner.wait_for(fund_id, answer.last)
        if is_asked(command):
            asked = await order_at(site, fund_id, answer.first)
            return f"{self.desk.prefix}/orders/{asked.order}"
        return f"{self.desk.prefix}/lines/{line_of(command, answer)}/recorded"

    async def labels(self, request: AnyRequest) -> Mapping[UUID, str]:  # noqa: ARG002
        """Return the names of accounts, purposes and authorities."""
        return self.desk.labels

    async def words_of(self, request: AnyRequest, no: Rejection) -> Words:  # noqa: ARG002
        """Say a refusal as this page does."""
        return words_of_refusal(no, self.desk)

    async def frame(self, request: AnyRequest) -> dict[str, Any]:  # noqa: ARG002
        """Return the masthead, and what the template shows around the form."""
        return {
            "nav": fund_nav(self.desk.prefix, "record"),
            "home": f"{self.desk.prefix}/",
            "more": self.more,
            "more_title": self.more_title,
            "aside": self.aside,
            "wrong_line": self.desk.wrong,
            "is_replaced": self.is_replaced,
            "case_name": case_label(self.desk.case.case_id)
            if self.is_in_case and self.desk.case
            else "",
            "situation": self.situation(),
            "line_address": f"{self.desk.prefix}/lines",
            "asked_fields": ASKED_FIELDS,
            "other_way": self.asking.other_way if self.asking else None,
            "note": self.asking.note if self.asking else "",
        }
