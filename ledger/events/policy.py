"""Facts about the rules of a fund. Amounts are minor units of the fund's currency."""

from typing import ClassVar

from msgspec import Struct

from ledger.chart import Category
from ledger.events.base import Step


class Rung(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """From *amount* on a payment takes *approvals*. An empty *categories* is any kind of help."""

    amount: int
    approvals: int
    categories: tuple[Category, ...] = ()


class Reserve(Struct, frozen=True, kw_only=True):
    """*amount* is kept for the kinds of help in *categories*, and is there to be used for them."""

    amount: int
    categories: tuple[Category, ...]


class HelpRule(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What holds for one kind of help besides the ladder. Zero is: no such rule.

    No more than *cap* is promised in one case. *cool_down_days* after the last help, and once in
    *one_per_days*, are notes to whoever screens a request, and never refuse it.
    """

    category: Category
    cap: int = 0
    cool_down_days: int = 0
    one_per_days: int = 0


class PolicySet(Step, frozen=True, kw_only=True):
    """The whole policy of a fund, as it holds from this line on.

    *ladder* says how many approvals a payment takes. *urgent_categories* may be paid tonight by
    two who are on call, up to *urgent_case_cap* for a case and *urgent_week_cap* in seven days;
    then *ratify_approvals* others have *ratify_hours* to ratify it. Up to *alone_week_cap* in seven
    days of what takes money away may be written by one person: fees, chargebacks, lost deposits.
    *reserves* are kept for some kinds of help. *help_rules* cap what is promised in one case.
    """

    topic: ClassVar[str] = "policy.set.v1"

    ladder: tuple[Rung, ...]
    urgent_categories: tuple[Category, ...] = ()
    urgent_case_cap: int = 0
    urgent_week_cap: int = 0
    ratify_hours: int
    ratify_approvals: int
    alone_week_cap: int = 0
    reserves: tuple[Reserve, ...] = ()
    help_rules: tuple[HelpRule, ...] = ()


class AllowanceUsed(Step, frozen=True, kw_only=True):
    """The line that caused this one took *amount*, and one person wrote it without a second.

    *occurred_on* is the day on which that was written, and counts against the allowance.
    """

    topic: ClassVar[str] = "allowance.used.v1"

    amount: int
    currency: str
    exponent: int
