"""The policy of a fund: approvals by amount, the urgent path, and what one person may write."""

from datetime import date
from typing import Any, Final

from msgspec.structs import asdict

from ledger import guards
from ledger.chart import Category
from ledger.command import Command, Context
from ledger.events import FundEvent, HelpRule, PolicySet, Reserve, Role, Rung
from ledger.fund import Fund
from ledger.governance import Policy
from ledger.rejections import PolicyUnusable, TooFewPeople

MAX_APPROVALS: Final = 5
"""The most people that a payment waits for."""
MAX_RUNGS: Final = 20
"""More than anybody can keep in mind; a fact has to stay short."""
MAX_RESERVES: Final = 20
"""As many as there are rungs, and for the same reason."""
MAX_DAYS: Final = 3_660
"""Ten years: a longer wait is a typing slip."""
MAX_RATIFY_HOURS: Final = 720
"""Thirty days."""
MAX_RATIFY_APPROVALS: Final = 3
"""The most people that a ratification waits for."""


class SetPolicy(Command, frozen=True, kw_only=True):
    """Replace the whole policy. Amounts are minor units of the fund's currency.

    A rung from zero for any kind of help must be there, so that every payment stands on one.

    Refusals in order: date-in-future, date-too-early, policy-unusable (ladder), amount-negative,
    amount-too-large (ladder), policy-unusable (kinds of help, then approvals of a rung; no rung
    from zero; urgent_categories), amount-negative, amount-too-large (urgent_case_cap),
    amount-negative, amount-too-large (urgent_week_cap), amount-negative, amount-too-large, then
    policy-unusable while one person signs (alone_week_cap), policy-unusable (reserves),
    amount-not-positive, amount-too-large (reserves), policy-unusable (help_rules: kinds of help),
    amount-negative, amount-too-large (a cap), policy-unusable (days; ratify_hours, then
    ratify_approvals), too-few-people (approvers, once two people are needed).
    """

    ladder: tuple[Rung, ...]
    urgent_categories: tuple[Category, ...] = ()
    urgent_case_cap: int = 0
    urgent_week_cap: int = 0
    ratify_hours: int = 7 * 24
    ratify_approvals: int = 1
    alone_week_cap: int = 0
    reserves: tuple[Reserve, ...] = ()
    help_rules: tuple[HelpRule, ...] = ()


def keeping(policy: Policy, occurred_on: date, **changes: Any) -> SetPolicy:  # noqa: ANN401
    """Return the command that sets *policy* as it is, but for the *changes* of its fields."""
    return SetPolicy(occurred_on=occurred_on, **asdict(policy) | changes)


def decide(command: SetPolicy, context: Context, fund: Fund) -> tuple[FundEvent, ...]:
    """Return the fact of *command*, or raise the first refusal that applies."""
    guards.day(command.occurred_on, context, fund.time_zone)
    _ladder(command.ladder)
    if len(set(command.urgent_categories)) < len(command.urgent_categories):
        raise PolicyUnusable("urgent_categories", "each kind of help once")
    guards.not_negative("urgent_case_cap", command.urgent_case_cap)
    guards.not_negative("urgent_week_cap", command.urgent_week_cap)
    _alone(command, fund)
    _reserves(command.reserves)
    _help_rules(command.help_rules)
    _between("ratify_hours", command.ratify_hours, MAX_RATIFY_HOURS)
    _between("ratify_approvals", command.ratify_approvals, MAX_RATIFY_APPROVALS)
    if not fund.single_signer:
        _can_be_followed(command.ladder, context, fund)
    return (
        PolicySet(
            occurred_on=command.occurred_on,
            ladder=command.ladder,
            urgent_categories=command.urgent_categories,
            urgent_case_cap=command.urgent_case_cap,
            urgent_week_cap=command.urgent_week_cap,
            ratify_hours=command.ratify_hours,
            ratify_approvals=command.ratify_approvals,
            alone_week_cap=command.alone_week_cap,
            reserves=command.reserves,
            help_rules=command.help_rules,
        ),
    )


def _ladder(ladder: tuple[Rung, ...]) -> None:
    if not 1 <= len(ladder) <= MAX_RUNGS:
        raise PolicyUnusable("ladder", f"1 to {MAX_RUNGS} rungs")
    for rung in ladder:
        guards.not_negative("ladder", rung.amount)
        if len(set(rung.categories)) < len(rung.categories):
            raise PolicyUnusable("ladder", "each kind of help once on a rung")
        if not 1 <= rung.approvals <= MAX_APPROVALS:
            raise PolicyUnusable("ladder", f"1 to {MAX_APPROVALS} approvals on every rung")
    if not any(rung.amount == 0 and not rung.categories for rung in ladder):
        raise PolicyUnusable("ladder", "a rung from 0 for any kind of help")


def _alone(command: SetPolicy, fund: Fund) -> None:
    """Refuse an allowance that whoever is to use it gives themselves."""
    guards.not_negative("alone_week_cap", command.alone_week_cap)
    if fund.single_signer and command.alone_week_cap:
        raise PolicyUnusable("alone_week_cap", "0 while one person signs")


def _reserves(reserves: tuple[Reserve, ...]) -> None:
    """Refuse a reserve that is kept for nothing in particular: nobody could ever use it."""
    if len(reserves) > MAX_RESERVES:
        raise PolicyUnusable("reserves", f"{MAX_RESERVES} reserves at most")
    for reserve in reserves:
        if not reserve.categories or len(set(reserve.categories)) < len(reserve.categories):
            raise PolicyUnusable("reserves", "kinds of help for every reserve, each once")
        guards.positive("reserves", reserve.amount)


def _help_rules(rules: tuple[HelpRule, ...]) -> None:
    """Refuse two rules for one kind of help, and any for bail, which is never promised."""
    kinds = [rule.category for rule in rules]
    if len(set(kinds)) < len(kinds) or Category.BAIL in kinds:
        raise PolicyUnusable("help_rules", "each kind of help once, and not bail")
    for rule in rules:
        guards.not_negative("help_rules", rule.cap)
        if not (0 <= rule.cool_down_days <= MAX_DAYS and 0 <= rule.one_per_days <= MAX_DAYS):
            raise PolicyUnusable("help_rules", f"0 to {MAX_DAYS} days")


def _between(field: str, value: int, most: int) -> None:
    if not 1 <= value <= most:
        raise PolicyUnusable(field, f"1 to {most}")


def _can_be_followed(ladder: tuple[Rung, ...], context: Context, fund: Fund) -> None:
    """Refuse to ask for more approvals than there are approvers besides whoever asks."""
    today = context.today(fund.time_zone)
    there = len(fund.governance.holders(Role.APPROVER, context.now, today))
    needed = max(rung.approvals for rung in ladder) + 1
    if there < needed:
        raise TooFewPeople(Role.APPROVER.value, needed, there)
