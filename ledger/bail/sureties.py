"""Sureties: the fund vouches to an authority with an amount and pays nothing."""

from uuid import UUID

from ledger import guards
from ledger.bail.going_on import begins, state_in, tag
from ledger.bail.posting import NO_CASH, screened
from ledger.bail.table import BAIL_TABLE
from ledger.case import Case
from ledger.command import Command, Context
from ledger.events import BailKind, BailSuretyEnded, BailSuretyGiven
from ledger.fund import Fund
from ledger.rejections import KindUnusable


class GiveSurety(Command, frozen=True, kw_only=True):
    """Vouch to an authority with an amount: an order. Opens a case, or goes on with one asked for.

    Nothing is paid and nothing set aside; what is vouched for stands beside the books. What is
    called in of it is paid as any cost.

    Refusals in order: case-exists, not-in-this-state, kind-unusable, date-in-future,
    date-too-early, amount-not-positive, amount-too-large, reference-unusable (content_hash),
    authority-unknown, currency-unknown, wrong-exponent.
    """

    kind: BailKind = BailKind.SURETY
    authority_id: UUID
    amount: int
    currency: str
    exponent: int
    household: UUID | None = None
    incident: UUID | None = None
    decision: UUID | None = None
    content_hash: str | None = None
    case_id: UUID | None = None


class EndSurety(Command, frozen=True, kw_only=True):
    """Record that the fund does not vouch any more: a fact.

    Refusals in order: case-unknown, case-of-another-kind, not-in-this-state, date-in-future,
    date-too-early, before-its-case.
    """

    case_id: UUID


def give(command: GiveSurety, context: Context, fund: Fund, case: Case) -> BailSuretyGiven:
    """Return what the fund vouches for, or raise the first refusal that applies."""
    begins(case, context, fund, command)
    if command.kind not in NO_CASH:
        raise KindUnusable(command.kind)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.positive("amount", command.amount)
    guards.digest("content_hash", command.content_hash)
    guards.known_authority(fund, command.authority_id)
    guards.fund_currency(fund, command.currency, command.exponent)
    asked = screened(case)
    return BailSuretyGiven(
        occurred_on=command.occurred_on,
        kind=command.kind,
        authority_id=command.authority_id,
        amount=command.amount,
        currency=command.currency,
        exponent=command.exponent,
        household=command.household or (asked.household if asked else context.new_id()),
        incident=command.incident or (asked.incident if asked else None),
        decision=command.decision,
        content_hash=command.content_hash,
    )


def end(command: EndSurety, context: Context, fund: Fund, case: Case) -> BailSuretyEnded:
    """Return that the fund does not vouch any more, or raise the first refusal that applies."""
    BAIL_TABLE.check(state_in(case, context, fund, BailSuretyGiven.topic), tag(command))
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.not_before(command.occurred_on, case)
    given = case.events(BailSuretyGiven)[0]
    return BailSuretyEnded(
        occurred_on=command.occurred_on,
        authority_id=given.authority_id,
        amount=given.amount,
        currency=given.currency,
        exponent=given.exponent,
    )
