"""Promising a grant, paying its instalments, releasing the rest."""

from ledger import consents, guards, requests
from ledger.case import Case
from ledger.chart import Category
from ledger.command import Context
from ledger.events import (
    FundEvent,
    GrantCommitted,
    GrantPaid,
    GrantRestReleased,
    Instalment,
)
from ledger.fund import Fund
from ledger.grants.commands import MAX_INSTALMENTS, CommitGrant, PayGrant, ReleaseGrantRest
from ledger.grants.plan import payee_of, plan_of, promised
from ledger.money import Money
from ledger.rejections import (
    AboveCap,
    CategoryIsBail,
    InstalmentsDoNotAddUp,
    InstalmentUnknown,
    MoreThanPromised,
    NothingPromised,
    TooManyInstalments,
)


def check_instalments(instalments: tuple[Instalment, ...]) -> None:
    """Refuse a plan with an instalment of nothing, with too many, or with none."""
    for instalment in instalments:
        guards.positive("instalments", instalment.amount)
    if not 1 <= len(instalments) <= MAX_INSTALMENTS:
        raise TooManyInstalments(len(instalments), MAX_INSTALMENTS)


def within_the_cap(fund: Fund, category: Category, needed: Money) -> None:
    """Refuse to promise more in one case than the policy allows for its kind of help.

    An amount in another currency than the fund's is not converted: none of it fits a cap.
    """
    caps = [each.cap for each in fund.governance.policy.help_rules if each.category is category]
    if not any(caps):
        return
    cap = caps[0] if needed.currency == fund.currency else 0
    if needed.amount > cap:
        raise AboveCap(needed, Money(cap, needed.currency, needed.exponent))


def commit(command: CommitGrant, context: Context, fund: Fund, case: Case) -> tuple[FundEvent, ...]:
    """Return that the grant was promised, after the consent that came with it."""
    guards.new_case(case)
    requests.still_open(case, str(command.__struct_config__.tag))
    if command.category is Category.BAIL:
        raise CategoryIsBail
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.positive("amount", command.amount)
    check_instalments(command.instalments)
    total = sum(instalment.amount for instalment in command.instalments)
    if total != command.amount:
        raise InstalmentsDoNotAddUp(total, command.amount)
    guards.digest("content_hash", command.content_hash)
    purpose = guards.known_purpose(fund, command.purpose_id)
    guards.fund_currency(fund, command.currency, command.exponent)
    guards.may_pay_for(purpose, command.category)
    consents.pays(command.payee_kind, case, now=command.consent)
    needed = Money(command.amount, command.currency, command.exponent)
    within_the_cap(fund, command.category, needed)
    guards.purpose_covers(purpose, command.amount, command.currency, command.exponent)
    agreed = consents.recorded_now(command, command.payee_kind, case, now=command.consent)
    return (*agreed, _committed(command, context, case))


def _committed(command: CommitGrant, context: Context, case: Case) -> GrantCommitted:
    asked = requests.request_of(case)
    household = command.household or (asked.household if asked else context.new_id())
    return GrantCommitted(
        occurred_on=command.occurred_on,
        category=command.category,
        purpose_id=command.purpose_id,
        amount=command.amount,
        currency=command.currency,
        exponent=command.exponent,
        instalments=command.instalments,
        household=household,
        payee_kind=command.payee_kind,
        incident=command.incident or (asked.incident if asked else None),
        payee=command.payee,
        decision=command.decision,
        content_hash=command.content_hash,
    )


def pay(command: PayGrant, context: Context, fund: Fund, case: Case) -> GrantPaid:
    """Return that an instalment was paid, to whoever is the payee now."""
    grant = guards.opened_by(case, GrantCommitted)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.not_before(command.occurred_on, case)
    guards.positive("amount", command.amount)
    guards.not_negative("fee", command.fee)
    guards.digest("content_hash", command.content_hash)
    plan = plan_of(case)
    if not 1 <= command.instalment <= len(plan):
        raise InstalmentUnknown(command.instalment, len(plan))
    account = guards.known_account(fund, command.account_id)
    guards.same_currency(account, command.currency, command.exponent)
    guards.same_currency(grant, command.currency, command.exponent, "the grant")
    left = min(promised(case), plan[command.instalment - 1].left)
    if command.amount > left:
        needed = Money(command.amount, grant.currency, grant.exponent)
        raise MoreThanPromised(needed, Money(left, grant.currency, grant.exponent))
    total = command.amount + command.fee
    guards.account_covers(account, total)
    purpose = fund.purposes[grant.purpose_id]
    guards.purpose_keeps_promise(purpose, total, command.currency, command.exponent)
    payee = payee_of(case) or grant
    return GrantPaid(
        occurred_on=command.occurred_on,
        category=grant.category,
        account_id=command.account_id,
        purpose_id=grant.purpose_id,
        instalment=command.instalment,
        amount=command.amount,
        currency=command.currency,
        exponent=command.exponent,
        household=grant.household,
        payee_kind=payee.payee_kind,
        fee=command.fee,
        incident=grant.incident,
        payee=payee.payee,
        decision=command.decision,
        content_hash=command.content_hash,
    )


def release(
    command: ReleaseGrantRest, context: Context, fund: Fund, case: Case
) -> GrantRestReleased:
    """Return that what was promised and not paid is free again."""
    grant = guards.opened_by(case, GrantCommitted)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.not_before(command.occurred_on, case)
    rest = promised(case)
    if rest == 0:
        raise NothingPromised(case.case_id)
    return GrantRestReleased(
        occurred_on=command.occurred_on,
        category=grant.category,
        purpose_id=grant.purpose_id,
        amount=rest,
        currency=grant.currency,
        exponent=grant.exponent,
    )
