"""What becomes known of a bail, and where its receipt is: lines that move no money.

When a court sits, what it is about and who is before it stands in the vault and nowhere else.
"""

from datetime import date
from typing import Final
from uuid import UUID

from ledger import guards
from ledger.bail.going_on import posted_in, state_in, tag
from ledger.bail.returning import no_more_than_held
from ledger.bail.table import BAIL_TABLE, report_of
from ledger.case import Case
from ledger.command import Command, Context
from ledger.events import BailReceiptPlaced, BailReported, News, ReceiptPlace
from ledger.fund import Fund
from ledger.rejections import BeforeItsCase, DateTooEarly, ReportUnusable

WITH_AMOUNT: Final = (News.FORFEITURE_ORDERED, News.REDUCED)
"""News that may name an amount; without one an order of forfeiture is about all that is held."""
WITH_DUE_DAY: Final = (News.REFUND_DUE, News.REDUCED, News.REVOKED, News.DISPOSED)
"""News that may say when the authority pays back."""


class ReportBail(Command, frozen=True, kw_only=True):
    """Record what became known of a bail: a fact that moves no money.

    *amount* goes with an order of forfeiture (without one: of all that is held) and has to stand
    with a reduction: what of the deposit falls due. *due_on* goes with what ends a bail, in part
    or whole, and may lie ahead. Amounts are in the currency of the deposit.

    Refusals in order: case-unknown, case-of-another-kind, not-in-this-state, date-in-future,
    date-too-early, before-its-case, report-unusable (amount, then due_on), amount-not-positive,
    amount-too-large, date-too-early, before-its-case (due_on), more-than-held.
    """

    case_id: UUID
    news: News
    amount: int | None = None
    due_on: date | None = None


class PlaceReceipt(Command, frozen=True, kw_only=True):
    """Record where the original receipt of a deposit is now: a fact.

    Refusals in order: case-unknown, case-of-another-kind, not-in-this-state, date-in-future,
    date-too-early, before-its-case.
    """

    case_id: UUID
    place: ReceiptPlace


def report(command: ReportBail, context: Context, fund: Fund, case: Case) -> BailReported:
    """Return what became known, or raise the first refusal that applies."""
    posted = posted_in(case, context, fund, command, report_of(command.news))
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.not_before(command.occurred_on, case)
    news = command.news
    no_amount = command.amount is None
    if (no_amount and news is News.REDUCED) or (not no_amount and news not in WITH_AMOUNT):
        raise ReportUnusable("amount", news)
    if command.due_on is not None and news not in WITH_DUE_DAY:
        raise ReportUnusable("due_on", news)
    if command.amount is not None:
        guards.positive("amount", command.amount)
    if command.due_on is not None:
        if command.due_on < guards.EARLIEST:
            raise DateTooEarly("due_on", command.due_on, guards.EARLIEST)
        if command.due_on < posted.occurred_on:
            raise BeforeItsCase(command.due_on, posted.occurred_on)
    no_more_than_held(command.amount or 0, posted, case)
    return BailReported(
        occurred_on=command.occurred_on,
        news=news,
        currency=posted.currency,
        exponent=posted.exponent,
        amount=command.amount,
        due_on=command.due_on,
    )


def place(command: PlaceReceipt, context: Context, fund: Fund, case: Case) -> BailReceiptPlaced:
    """Return where the receipt is, or raise the first refusal that applies."""
    BAIL_TABLE.check(state_in(case, context, fund), tag(command))
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.not_before(command.occurred_on, case)
    return BailReceiptPlaced(occurred_on=command.occurred_on, place=command.place)
