"""The adopted plan as it stands in public: exact, because it is about no person."""

from collections import defaultdict

from msgspec import Struct

from api.i18n import Language
from api.public.words import Stretch, name_of, stretch_text
from ledger.budgets.plans import Plan
from ledger.money import Money
from ledger.publishing.months import month_of


class PlanView(Struct, frozen=True):
    """A plan: its time, what is planned for what, and the sum in each currency."""

    stretch_text: str
    rows: tuple[tuple[str, Money], ...]
    totals: tuple[Money, ...]


def plan_view(plan: Plan, language: Language) -> PlanView:
    """Return a plan in words and figures, in the order in which it was adopted."""
    totals: dict[tuple[str, int], int] = defaultdict(int)
    for each in plan.items:
        totals[each.currency, each.exponent] += each.amount
    stretch = Stretch(month_of(plan.from_month), month_of(plan.until_month))
    return PlanView(
        stretch_text(stretch, language),
        tuple(
            (name_of(each.item, language), Money(each.amount, each.currency, each.exponent))
            for each in plan.items
        ),
        tuple(Money(amount, *currency) for currency, amount in totals.items()),
    )


def current_plans(plans: tuple[Plan, ...], month: int) -> tuple[Plan, ...]:
    """Return the plans whose time is not over in *month*."""
    return tuple(each for each in plans if month_of(each.until_month) >= month)
