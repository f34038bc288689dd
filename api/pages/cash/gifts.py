"""Many gifts at once: ten rows to fill in, or a table that is pasted or sent as a file.

Each gift is a case of its own, so that each can be given back or corrected by itself; so each is a
command of its own, under a key made of the form's key and its row. All of them are decided first,
and none is given to the book while one would be refused. Whatever is cut off in between, the same
form sent again writes what is missing and nothing twice.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar, Final, cast
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from markupsafe import Markup, escape
from msgspec.structs import replace

from api.access import needs, power_of
from api.formats import day_text, money_html
from api.giving.service import Giver, Known, Typed
from api.i18n import N_, Words
from api.pages import flow
from api.pages.cash.gift_givers import look_up, meet_all, rows_are_sound, who_gave, wrong_givers
from api.pages.cash.gift_rows import COLUMNS, MOST, Gift, read_table
from api.pages.fields import MoneyField, Option, PageForm
from api.pages.fields import _TypedField as TypedField
from api.pages.flow import Row, Sent
from api.pages.frame import FORM
from api.pages.reading.reader import AnyRequest
from api.pages.recording import parts
from api.pages.recording.base import Recording
from api.pages.recording.desk import Desk, open_desk
from api.pages.recording.donations import KINDS
from api.pages.recording.effects import effects
from api.pages.recording.givers import KEPT, fields_of_row, typed_in
from api.pages.reports.gift_warning import held_back
from api.publishing.gift_warning import TypedGift
from api.site import site_of
from ledger.case import Case
from ledger.chart import DonationKind
from ledger.decider import decide
from ledger.donations import RecordDonation
from ledger.events import FundEvent
from ledger.fund import evolve
from ledger.money import Money
from ledger.rejections import Rejection
from projections.known import ProjectionBehind

ROWS: Final = 10
_LONGEST: Final = 20_000
_LONGEST_FILE: Final = 4 * _LONGEST


class TableField(TypedField):
    """Lines of a table, kept as they were pasted."""

    shape = "long"
    longest = _LONGEST

    def read(self, text: str) -> str:
        """Return the lines."""
        return text


class GiftsForm(PageForm):
    """What all of the gifts share, and the gifts."""

    account_id = parts.account(N_("Where did they arrive?"))
    purpose_id = parts.purpose(N_("What are they for?"))
    kind = parts.kind(N_("Who gave them?"))
    occurred_on = parts.day(N_("Day they arrived"))
    table = TableField(
        N_("Or paste a table, one gift a line"),
        hint=Words(
            N_(
                "Columns: {columns}. Only the amount is needed; days are written like 2026-11-21, "
                "kinds are gift, grant and collection. At most {most} gifts. In the column giver "
                "stands what tells one giver apart, such as the name on the transfer."
            ),
            {"columns": ", ".join(COLUMNS), "most": MOST},
        ),
    )
    gifts: tuple[tuple[str, Gift], ...] = ()
    known: Mapping[Typed, Known] = {}

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401  WTForms's signature
        """Check the fields, then every row; at least one gift is needed."""
        is_valid = super().validate(extra_validators)
        typed = [(str(number), gift) for number, gift in self._typed_rows()]
        table = cast("TableField", self["table"])
        amounts = cast("MoneyField", self["amount_1"])
        found = read_table(table.text, amounts.exponent)
        self.gifts = (*typed, *((f"T{number}", gift) for number, gift in found.gifts))
        wrong = (*found.wrong, *wrong_givers(found.gifts, parts.typed(self, "kind"), self.known))
        table.errors = list(wrong)  # type: ignore[arg-type]
        if len(self.gifts) > MOST:
            most = Words(N_("Write at most {most} gifts in one go"), {"most": MOST})
            table.errors = [most]  # type: ignore[list-item]
        if not self.gifts and is_valid and not table.errors:
            amounts.errors = [N_("Write at least one amount")]
            return False
        return rows_are_sound(self, ROWS) and is_valid and not table.errors

    def _typed_rows(self) -> list[tuple[int, Gift]]:
        found = []
        for number in range(1, ROWS + 1):
            amount, fee = self[f"amount_{number}"].data, self[f"fee_{number}"].data
            if amount:
                kept = fee.amount if fee else 0
                who = typed_in(self, f"_{number}")
                found.append((number, Gift(gross=amount.amount, fee=kept, who=who)))
        return found


def _with_rows() -> type[GiftsForm]:
    fields: dict[str, Any] = {}
    for number in range(1, ROWS + 1):
        amount: Any = Words(N_("Gift {number}"), {"number": number})
        fee: Any = Words(N_("Fee kept of gift {number}"), {"number": number})
        fields |= {f"amount_{number}": MoneyField(amount), f"fee_{number}": MoneyField(fee)}
        fields |= fields_of_row(number)
    return type(GiftsForm.__name__, (GiftsForm,), fields)


class Gifts(Recording):
    """Record many gifts."""

    title = N_("Record many gifts")
    lede = N_("Each gift becomes a line of its own. Nothing is written until all of them can be.")
    template = "cash/gifts.html"
    form = _with_rows()
    asks = RecordDonation
    aside = KEPT
    givers: Mapping[str, Giver] = {}
    fields_of_refusals: ClassVar = {
        "date-in-future": "occurred_on",
        "date-too-early": "occurred_on",
        "account-is-closed": "account_id",
        "amount-too-large": "table",
        "fees-exceed-amount": "table",
    }

    async def make_form(self, request: AnyRequest, sent: Sent | None) -> PageForm:
        """Return the form; a file that came with it counts as its table."""
        if sent is not None:
            table = await _file_text(request)
            if table:
                sent.put("table", table)
        return await super().make_form(request, sent)

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the choices."""
        return {
            "account_id": self.desk.accounts(),
            "purpose_id": self.desk.purposes(),
            "kind": [Option(kind.value, words) for kind, words in KINDS.items()],
        }

    def defaults(self) -> dict[str, Any]:
        """Return what the fields start with."""
        return {"kind": DonationKind.GIFT.value}

    async def prepare(self, request: AnyRequest, form: PageForm) -> None:
        """Look up who gave."""
        giving = site_of(request).giving
        await look_up(giving, self.desk.fund_id, cast("GiftsForm", form), ROWS)

    def commands(self, form: PageForm) -> list[tuple[str, RecordDonation]]:
        """Return the command of each row, by the row."""
        currency, exponent = self.currency(form)
        return [
            (
                row,
                RecordDonation(
                    occurred_on=gift.day or form["occurred_on"].data,
                    kind=gift.kind or DonationKind(form["kind"].data),
                    account_id=UUID(form["account_id"].data),
                    purpose_id=UUID(form["purpose_id"].data),
                    gross=gift.gross,
                    processor_fee=gift.fee,
                    currency=currency,
                    exponent=exponent,
                    giver=self.givers.get(row, Giver()).giver,
                    donor_commitment=self.givers.get(row, Giver()).donor_commitment,
                    case_id=self.givers.get(row, Giver()).case_id,
                ),
            )
            for row, gift in cast("GiftsForm", form).gifts
        ]

    def decided(self, desk: Desk, form: PageForm) -> list[FundEvent]:
        """Return the facts of all rows; raises the first refusal, and then nothing is written."""
        facts: list[FundEvent] = []
        for _, command in self.commands(form):
            answer = decide(command, desk.context, desk.book, Case(desk.context.new_id()))
            if isinstance(answer, Rejection):
                raise answer
            facts += answer
            for fact in answer:
                desk = replace(desk, book=evolve(desk.book, fact))
        return facts

    async def rows(self, request: AnyRequest, form: PageForm) -> Sequence[Row]:
        """Return every gift, their sum, what they change, and whether they hold reports back."""
        facts, language = self.decided(self.desk, form), self.desk.language
        commands = self.commands(form)
        first, gifts = commands[0][1], cast("GiftsForm", form)
        typed = [
            TypedGift(command, gifts.known.get(gift.who, Known()).giver)
            for (_, command), (_, gift) in zip(commands, gifts.gifts, strict=True)
        ]
        total = Money(sum(each.gross for _, each in commands), first.currency, first.exponent)
        return [
            *(
                self._row(row, command, who_gave(gift, gifts.known))
                for (row, command), (_, gift) in zip(commands, gifts.gifts, strict=True)
            ),
            Row(N_("All of them"), money_html(total, language)),
            *(each for each in self.answers(form) if each.anchor in {"account_id", "purpose_id"}),
            *effects(self.desk, facts),
            *await held_back(request, self.desk, typed),
        ]

    def _row(self, row: str, command: RecordDonation, who: str | Words) -> Row:
        language = self.desk.language
        said: list[Markup] = [
            money_html(self.desk.money(command.gross, command.currency), language),
            escape(day_text(command.occurred_on, language)),
            escape(self.desk.word(command.kind)),
            *([escape(language.say(who))] if who else []),
        ]
        note: object = ""
        if command.processor_fee:
            fee = self.desk.said(command.processor_fee, command.currency)
            note = Words(N_("{fee} of it was kept as a fee"), {"fee": fee})
        in_table = row.startswith("T")
        label = N_("Line {number} of the table") if in_table else N_("Gift {number}")
        anchor = "table" if in_table else f"amount_{row}"
        number = row.removeprefix("T")
        return Row(Words(label, {"number": number}), Markup(" · ").join(said), anchor, note)

    async def write(self, request: AnyRequest, form: PageForm, key: str) -> str:
        """Write all of them, and lead to the journal."""
        site = site_of(request)
        self.decided(await open_desk(request, self.desk.fund_id), form)
        actor, fund_id = self.desk.context.actor, self.desk.fund_id
        self.givers = await meet_all(site.giving, fund_id, cast("GiftsForm", form).gifts, key)
        given = [
            site.books.execute(fund_id, command, actor=actor, key=f"{key}.{row}")
            for row, command in self.commands(form)
        ]
        answers = await asyncio.gather(*given, return_exceptions=True)
        for answer in answers:
            if isinstance(answer, BaseException):
                raise answer
        last = max(
            answer.answer.last for answer in answers if not isinstance(answer, BaseException)
        )
        with suppress(ProjectionBehind):  # they are in the book; pages that are behind say so
            await site.runner.wait_for(fund_id, last)
        return f"{self.desk.prefix}/journal?kind=donation"


async def _file_text(request: AnyRequest) -> str:
    """Return the text of the file that came with a form; nothing where none came."""
    sent = (await request.form()).getall("file", [])
    found = next((each for each in sent if isinstance(each, UploadFile)), None)
    if found is None:
        return ""
    content = await found.read(_LONGEST_FILE)
    return content.decode("utf-8", errors="replace")[:_LONGEST]


_PATH: Final = "/{fund_id:uuid}/record/gifts"
_NEED: Final = needs(power_of(RecordDonation))


@get(_PATH, opt=_NEED)
async def gifts_form(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show the form for many gifts."""
    return await flow.show(request, Gifts(await open_desk(request, fund_id)))


@post(_PATH, opt={**FORM, **_NEED}, status_code=200)
async def gifts_sent(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Check many gifts row by row, or write them."""
    return await flow.take(request, Gifts(await open_desk(request, fund_id)))


GIFT_PAGES: Final[tuple[HTTPRouteHandler, ...]] = (gifts_form, gifts_sent)
"""Handlers of the page that writes many gifts."""
