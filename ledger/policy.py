"""The policy of a fund: approvals by amount, the urgent path and its caps."""

from typing import Final

from ledger import guards
from ledger.chart import Category
from ledger.command import Command, Context
from ledger.events import FundEvent, PolicySet, Role, Rung
from ledger.fund import Fund
from ledger.rejections import PolicyUnusable, TooFewPeople

MAX_APPROVALS: Final = 5
"""The most people that a payment waits for."""
MAX_RUNGS: Final = 20
"""More than anybody can keep in mind; a fact has to stay short."""
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
    amount-negative, amount-too-large (urgent_week_cap), policy-unusable (ratify_hours, then
    ratify_approvals), too-few-people (approvers, once two people are needed).
    """

    ladder: tuple[Rung, ...]
    urgent_categories: tuple[Category, ...] = ()
    urgent_case_cap: int = 0
    urgent_week_cap: int = 0
    ratify_hours: int = 7 * 24
    ratify_approvals: int = 1


def decide(command: SetPolicy, context: Context, fund: Fund) -> tuple[FundEvent, ...]:
    """Return the fact of *command*, or raise the first refusal that applies."""
    guards.day(command.occurred_on, context, fund.time_zone)
    _ladder(command.ladder)
    if len(set(command.urgent_categories)) < len(command.urgent_categories):
        raise PolicyUnusable("urgent_categories", "each kind of help once")
    guards.not_negative("urgent_case_cap", command.urgent_case_cap)
    guards.not_negative("urgent_week_cap", command.urgent_week_cap)
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
