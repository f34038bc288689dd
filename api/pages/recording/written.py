"""The page after writing: what stands in the book now, and what may come next."""

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from markupsafe import escape
from msgspec import Struct

from api.access import Power, needs
from api.i18n import N_, Words
from api.pages.frame import render
from api.pages.fund_nav import fund_nav
from api.pages.reading.bail_steps import bail_steps
from api.pages.recording.corrections import PAGE_OF_TOPIC
from api.pages.recording.desk import Desk, open_line
from api.site import site_of
from ledger.case import Case
from ledger.case_label import case_label
from ledger.cash import still_lost
from ledger.events import (
    AccountKind,
    BailPosted,
    BailSuretyGiven,
    BailVerified,
    DonationReceived,
    FloatHanded,
    FundEvent,
    GrantCommitted,
    GrantPaid,
    LineReversed,
    MoneyLost,
)
from ledger.fund import Account
from ledger.grants import promised
from ledger.money import Money
from ledger.postings import postings
from ledger.store.reading import list_lines_after

SAID: Final = {
    "donation.received.v1": N_("A donation was received."),
    "donation.refunded.v1": N_("A donation was given back."),
    "donation.charged_back.v1": N_("A donation was charged back."),
    "donation.passed_on.v1": N_("Money was passed on to another fund."),
    "balance.brought_forward.v1": N_("Money from before this book was brought forward."),
    "account_transfer.made.v1": N_("Money was moved between accounts."),
    "purpose_transfer.made.v1": N_("Money was given to another purpose."),
    "exchange.made.v1": N_("Money was exchanged."),
    "bail.posted.v1": N_("Bail was posted."),
    "bail.returned.v1": N_("Bail came back."),
    "bail.forfeited.v1": N_("Bail was lost."),
    "bail.verified.v1": N_("What the court asks for is written down."),
    "bail.raised.v1": N_("More was paid on a bail."),
    "bail.reported.v1": N_("News of a bail is written down."),
    "bail.receipt_placed.v1": N_("Where the receipt is, is written down."),
    "bail.returned_to_depositor.v1": N_("The depositor was paid."),
    "bail.repaid_by_depositor.v1": N_("The depositor handed it on."),
    "bail.written_off.v1": N_("Bail was written off."),
    "bail.recovered.v1": N_("Lost bail came back."),
    "bail.surety_given.v1": N_("A surety was given."),
    "bail.surety_ended.v1": N_("A surety ended."),
    "grant.committed.v1": N_("A grant was promised."),
    "grant.paid.v1": N_("An instalment was paid."),
    "grant.rest_released.v1": N_("The rest of a grant was released."),
    "grant.plan_changed.v1": N_("The plan of a grant was changed."),
    "grant.payee_changed.v1": N_("Somebody else is paid from now on."),
    "grant.payment_returned.v1": N_("A payment is back and promised again."),
    "grant.money_back.v1": N_("Money of a grant came back."),
    "request.waitlisted.v1": N_("The request is on the waiting list."),
    "request.closed.v1": N_("The request is closed."),
    "consent.recorded.v1": N_("A consent was written down."),
    "consent.withdrawn.v1": N_("A consent was withdrawn."),
    "float.handed.v1": N_("A float was handed out."),
    "cost.paid.v1": N_("A running cost was paid."),
    "cost.refunded.v1": N_("A running cost came back."),
    "fee.taken.v1": N_("A fee was taken."),
    "fee.returned.v1": N_("A fee came back."),
    "cash.counted.v1": N_("The cash was counted."),
    "cash.difference_found.v1": N_("The cash was counted, and it differs."),
    "money.lost.v1": N_("The loss is written down."),
    "money.recovered.v1": N_("Lost money came back."),
    "statement.gap_explained.v1": N_("The gap is explained."),
    "line.reversed.v1": N_("A line was taken back."),
}
"""What happened, by the topic of the line."""


class Stand(Struct, frozen=True):
    """How much there is of something that the line touched; *short* says what is missing."""

    name: str | Words
    money: Money
    short: Money | None = None


class Step(Struct, frozen=True):
    """Something that may come next."""

    text: str
    address: str


@get("/{fund_id:uuid}/lines/{position:int}/recorded", opt=needs(Power.READ_BOOK))
async def written(
    request: Request[Any, Any, Any], fund_id: FromPath[UUID], position: FromPath[int]
) -> Response[Any]:
    """Say what was written, how things stand now, and what may come next."""
    desk = await open_line(request, fund_id, position, refuse=False)
    line, case = desk.wrong, desk.book_case
    if line is None or case is None or line.event.topic not in SAID:
        raise NotFoundException
    event = line.event
    return render(
        request,
        "recording/written.html",
        title=N_("Written down"),
        nav=fund_nav(desk.prefix),
        home=f"{desk.prefix}/",
        prefix=desk.prefix,
        position=position,
        said=SAID[event.topic],
        case_id=case.case_id,
        case_name=case_label(case.case_id),
        reverses=event.reversed_position if isinstance(event, LineReversed) else None,
        replaces=await _replaced_line(request, desk, position),
        is_standing=line.reversed_by is None and event.topic in PAGE_OF_TOPIC,
        has_promise=_has_promise(desk, event),
        stands=list(_stands(desk, event)),
        steps=list(_steps(desk, case, event)),
    )


async def _replaced_line(request: Request[Any, Any, Any], desk: Desk, position: int) -> int | None:
    """Return the line that this one takes the place of: its cause took that back."""
    async with site_of(request).database.acquire() as connection:
        lines = await list_lines_after(connection, desk.fund_id, position - 2, limit=2)
    if len(lines) < 2 or lines[1].cause != lines[0].event_id or desk.book_case is None:  # noqa: PLR2004
        return None
    cause = desk.book_case.at(lines[0].position)
    reversal = cause.event if cause else None
    return reversal.reversed_position if isinstance(reversal, LineReversed) else None


def _has_promise(desk: Desk, event: FundEvent) -> bool:
    """Whether somebody has a code with which a promise of this line can be fetched now."""
    is_known = isinstance(event, DonationReceived) and event.donor_commitment is not None
    return is_known and desk.book.publishing.is_public and desk.book.publishing.keeps_log


def _stands(desk: Desk, event: FundEvent) -> Iterator[Stand]:
    """Yield how the accounts, authorities and purposes of *event* stand now, each once."""
    entries = postings(event)
    for ref in dict.fromkeys(entry.ref for entry in entries if entry.ref):
        account = desk.book.accounts.get(ref)
        if account is not None:
            yield _of_account(desk, account)
            continue
        for currency, amount in desk.book.authorities[ref].held.items():
            name = Words(N_("Still out at {authority}"), {"authority": desk.name(ref)})
            yield _stand(desk, name, amount, currency)
    named = {(each.purpose_id, each.currency): None for each in entries if each.purpose_id}
    for purpose_id, currency in named:
        free = desk.book.purposes[purpose_id].free(currency)
        name = Words(N_("{purpose}: free"), {"purpose": desk.name(purpose_id)})
        yield _stand(desk, name, free, currency)


def _of_account(desk: Desk, account: Account) -> Stand:
    name = desk.name(account.account_id)
    if account.kind is AccountKind.FRONTED and account.balance < 0:
        owed = Words(N_("{account}: owed to a member"), {"account": name})
        return _stand(desk, desk.language.say(owed), -account.balance, account.currency)
    return _stand(desk, name, account.balance, account.currency)


def _stand(desk: Desk, name: str | Words, amount: int, currency: str) -> Stand:
    said = escape(name) if isinstance(name, str) else name
    short = desk.money(-amount, currency) if amount < 0 else None
    return Stand(said, desk.money(amount, currency), short)


def _steps(desk: Desk, case: Case, event: FundEvent) -> Iterator[Step]:
    """Yield what may come next in this case, then what may come next at all."""
    of_case = f"{desk.prefix}/cases/{case.case_id}"
    match case.opening:
        case BailPosted() | BailVerified() | BailSuretyGiven():
            for text, path in bail_steps(case, desk.today):
                yield Step(text, f"{of_case}/{path}")
        case GrantCommitted() if promised(case):
            paid_before = isinstance(event, GrantPaid) or case.events(GrantPaid)
            text = N_("Pay the next instalment") if paid_before else N_("Pay the first instalment")
            yield Step(text, f"{of_case}/pay")
            yield Step(N_("Release the rest"), f"{of_case}/release")
        case MoneyLost() if still_lost(case) > 0:
            yield Step(N_("Record that some of it came back"), f"{of_case}/recover")
        case FloatHanded():
            yield Step(N_("See what is left of it"), f"{desk.prefix}/floats/{case.case_id}")
        case _:
            pass
    yield Step(N_("Record something else"), f"{desk.prefix}/record")
    yield Step(N_("Back to the overview"), f"{desk.prefix}/")
