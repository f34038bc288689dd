"""Changing a grant that was promised: its plan, and who is paid."""

from ledger import consents, guards
from ledger.case import Case
from ledger.command import Command, Context
from ledger.events import (
    FundEvent,
    GrantCommitted,
    GrantPayeeChanged,
    GrantPlanChanged,
    GrantRestReleased,
)
from ledger.fund import Fund
from ledger.grants.commands import ChangeGrantPayee, ChangeGrantPlan, PayGrant
from ledger.grants.plan import Planned, payee_of, plan_of, promised
from ledger.grants.promising import check_instalments, within_the_cap
from ledger.grants.states import TABLE, state_of
from ledger.money import Money
from ledger.orders.state import orders_of
from ledger.rejections import BeforeItsCase, NothingChanges, PaymentUnderWay, PlanBelowPaid


def _open_grant(command: Command, case: Case) -> GrantCommitted:
    grant = guards.opened_by(case, GrantCommitted)
    TABLE.check(state_of(case), str(command.__struct_config__.tag))
    return grant


def delta(command: ChangeGrantPlan, case: Case) -> int:
    """Return how much more is promised by the new plan; below zero it is that much less."""
    paid = sum(planned.paid for planned in plan_of(case))
    return sum(each.amount for each in command.instalments) - paid - promised(case)


def change_plan(
    command: ChangeGrantPlan, context: Context, fund: Fund, case: Case
) -> GrantPlanChanged:
    """Return the new plan. What is paid of an instalment stays paid of the one of its number."""
    grant = _open_grant(command, case)
    guards.day(command.occurred_on, context, fund.time_zone)
    _not_before_its_lines(command, case)
    check_instalments(command.instalments)
    total = sum(each.amount for each in command.instalments)
    guards.not_too_large("instalments", total)
    guards.digest("content_hash", command.content_hash)
    guards.same_currency(grant, command.currency, command.exponent, "the grant")
    before = plan_of(case)
    _not_below_paid(command, before)
    more = delta(command, case)
    if not more and _says(before) == tuple(
        (each.due_on, each.amount) for each in command.instalments
    ):
        raise NothingChanges(case.case_id)
    if more > 0:
        needed = Money(total, grant.currency, grant.exponent)
        within_the_cap(fund, grant.category, needed)
        purpose = fund.purposes[grant.purpose_id]
        guards.purpose_covers(purpose, more, grant.currency, grant.exponent)
    return GrantPlanChanged(
        occurred_on=command.occurred_on,
        category=grant.category,
        purpose_id=grant.purpose_id,
        instalments=command.instalments,
        delta=more,
        currency=grant.currency,
        exponent=grant.exponent,
        decision=command.decision,
        content_hash=command.content_hash,
    )


def _not_before_its_lines(command: ChangeGrantPlan, case: Case) -> None:
    """Refuse a day before the promise, or before a release that the new plan builds on."""
    guards.not_before(command.occurred_on, case)
    for released in case.events(GrantRestReleased):
        if command.occurred_on < released.occurred_on:
            raise BeforeItsCase(command.occurred_on, released.occurred_on)


def _says(plan: tuple[Planned, ...]) -> tuple[tuple[object, int], ...]:
    return tuple((each.due_on, each.amount) for each in plan)


def _not_below_paid(command: ChangeGrantPlan, before: tuple[Planned, ...]) -> None:
    for old in before:
        new = (
            command.instalments[old.number - 1].amount
            if old.number <= len(command.instalments)
            else 0
        )
        if new < old.paid:
            paid, planned = (
                Money(amount, command.currency, command.exponent) for amount in (old.paid, new)
            )
            raise PlanBelowPaid(old.number, paid, planned)


def change_payee(
    command: ChangeGrantPayee, context: Context, fund: Fund, case: Case
) -> tuple[FundEvent, ...]:
    """Return who is paid from now on, after the consent that came with it."""
    grant = _open_grant(command, case)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.not_before(command.occurred_on, case)
    guards.digest("content_hash", command.content_hash)
    before = payee_of(case) or grant
    if (before.payee_kind, before.payee) == (command.payee_kind, command.payee):
        raise NothingChanges(case.case_id)
    consents.pays(command.payee_kind, case, now=command.consent)
    _nobody_signs_a_payment(case)
    changed = GrantPayeeChanged(
        occurred_on=command.occurred_on,
        category=grant.category,
        payee_kind=command.payee_kind,
        payee=command.payee,
        decision=command.decision,
        content_hash=command.content_hash,
    )
    agreed = consents.recorded_now(command, command.payee_kind, case, now=command.consent)
    return (*agreed, changed)


def _nobody_signs_a_payment(case: Case) -> None:
    """Refuse while people sign a payment: it would go to somebody else than they agreed to."""
    pays = f'"command":"{PayGrant.__struct_config__.tag}"'
    for order in orders_of(case).values():
        if order.is_open and pays in order.content:
            raise PaymentUnderWay(order.order)
