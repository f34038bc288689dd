"""A receipt for the person helped, only if they ask for it: a file, or a paper to print.

It is fetched from the page of the case and answered by an address that names no case, because
browsers print addresses. Nothing is kept: neither that one was made, nor for whom.
"""

from collections.abc import Sequence
from typing import Any, Final, cast
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct

from api.access import Power, access_of, needs
from api.formats import day_text, money_text
from api.i18n import N_, Language, Words
from api.pages.fields import ChoiceField, HiddenField, Option, PageForm, TickField
from api.pages.flow import Sent, Trouble
from api.pages.frame import FORM, form_fields, language_of, render, see_other
from api.pages.fund_nav import fund_nav
from api.pages.giving.offers import NOT_NOW
from api.pages.giving.printed import Reader, printed
from api.pages.reading.reader import AnyRequest
from api.pages.step_up import StepUp, step_up_for, with_code
from api.pages.vault.opening import Opener, Tried
from api.site import site_of
from api.transparency.payments import Payment, payments_of
from api.transparency.receipts import Proof, file_of, proof_of
from ledger.case import CaseLine
from ledger.case_label import case_label
from ledger.events import BailPosted, BailRaised, GrantPaid
from ledger.money import Money

AS_FILE: Final = "file"
TITLE: Final = N_("Receipt for the person helped")
SAID: Final[dict[type, str]] = {
    GrantPaid: N_("{amount} paid on {day}"),
    BailPosted: N_("{amount} of bail paid on {day}"),
    BailRaised: N_("{amount} more of bail paid on {day}"),
}
"""How a payment is told from the others of its case."""


class AskedForm(PageForm):
    """Which payment, and that it was asked for."""

    case_id = HiddenField()
    line = ChoiceField(N_("Which payment?"), needed=N_("Choose a payment"))
    asked = TickField(
        N_("The person helped asked for it, and knows what it holds"),
        needed=N_("Tick this, or make none: nobody is given one who did not ask"),
    )


class Payments(Struct, frozen=True):
    """The case, and its lines that paid the person helped and stand."""

    case_id: UUID
    lines: tuple[CaseLine, ...]

    @classmethod
    async def of(cls, request: AnyRequest, fund_id: UUID, case_id: UUID) -> "Payments":
        """Return those of a case. Raises NotFoundException where nobody was paid in it."""
        case = await site_of(request).books.get_case(fund_id, case_id)
        found = payments_of(case)
        if not found:
            raise NotFoundException
        return cls(case_id, found)

    def options(self, language: Language) -> list[Option]:
        """Return the payments to choose from, the newest first."""
        return [_option(each, language) for each in reversed(self.lines)]


def _option(line: CaseLine, language: Language) -> Option:
    event = line.event
    assert isinstance(event, Payment), "others are no payments"
    amount = money_text(Money(event.amount, event.currency, event.exponent), language)
    facts = {"amount": amount, "day": day_text(event.occurred_on, language)}
    return Option(str(line.position), language.say(Words(SAID[type(event)], facts)))


def _form(
    request: AnyRequest, payments: Payments, step_up: StepUp, sent: Sent | None = None
) -> PageForm:
    form = with_code(AskedForm, step_up)(sent)
    options = payments.options(language_of(request))
    cast("ChoiceField", form["line"]).options = options
    if sent is None:
        form["case_id"].process_data(str(payments.case_id))
        form["line"].process_data(options[0].value)
    return form


def _page(
    request: AnyRequest, fund_id: UUID, payments: Payments, form: PageForm, tried: Tried
) -> Response[Any]:
    prefix = f"/{language_of(request).code}/{fund_id}"
    return render(
        request,
        "giving/of_case.html",
        title=TITLE,
        status=tried.status,
        wrong=bool(tried.problems),
        problems=tried.problems,
        form=form,
        name=case_label(payments.case_id),
        case_id=payments.case_id,
        has_log=access_of(request).fund.publishing.log is not None,
        prefix=prefix,
        nav=fund_nav(prefix, "cases"),
        home=f"{prefix}/",
    )


@get("/{fund_id:uuid}/cases/{case_id:uuid}/receipts", opt=needs(Power.MOVE_MONEY))
async def receipts_of_case(
    request: AnyRequest, fund_id: FromPath[UUID], case_id: FromPath[UUID]
) -> Response[Any]:
    """Ask which payment, and say what handing a receipt over means."""
    payments = await Payments.of(request, fund_id, case_id)
    form = _form(request, payments, await step_up_for(request))
    return _page(request, fund_id, payments, form, Tried())


@post("/{fund_id:uuid}/receipts", opt=FORM | needs(Power.MOVE_MONEY), status_code=200)
async def receipt_made(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Make it, as ``wants`` says: a file, or a page to print."""
    sent, site = Sent(await form_fields(request)), site_of(request)
    case_id = _id_in(sent.get("case_id"))
    if case_id is None:
        return see_other(f"/{language_of(request).code}/{fund_id}/cases")
    payments = await Payments.of(request, fund_id, case_id)
    step_up = await step_up_for(request)
    opener = Opener(step_up, _form(request, payments, step_up, sent), sent)

    async def make() -> Proof | None:
        return await proof_of(site.log, fund_id, int(opener.form["line"].data))

    tried = await opener.try_to(request, make)
    if isinstance(tried.opened, Proof):
        if sent.get("wants") == AS_FILE:
            return file_of(tried.opened)
        return await _paper(request, fund_id, tried.opened)
    if not tried.problems:
        tried = Tried(None, (Trouble(NOT_NOW),))
    return _page(request, fund_id, payments, opener.form, tried)


async def _paper(request: AnyRequest, fund_id: UUID, proof: Proof) -> Response[Any]:
    language, prefix = language_of(request), f"/{language_of(request).code}/{fund_id}"
    reader = Reader(language, access_of(request).fund.time_zone)
    paper = await printed(site_of(request).log, fund_id, proof, reader)
    return render(
        request,
        "giving/of_case_printed.html",
        title=paper.title,
        paper=paper,
        prefix=prefix,
        nav=fund_nav(prefix, "cases"),
        home=f"{prefix}/",
    )


def _id_in(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


RECEIPT_PAGES: Final[Sequence[HTTPRouteHandler]] = (receipts_of_case, receipt_made)
