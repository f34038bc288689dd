"""The fact that the rules of a fund changed. Amounts are minor units of the fund's currency."""

from typing import ClassVar

from msgspec import Struct

from ledger.chart import Category
from ledger.events.base import Step


class Rung(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """From *amount* on a payment takes *approvals*. An empty *categories* is any kind of help."""

    amount: int
    approvals: int
    categories: tuple[Category, ...] = ()


class PolicySet(Step, frozen=True, kw_only=True):
    """The whole policy of a fund, as it holds from this line on.

    *ladder* says how many approvals a payment takes. *urgent_categories* may be paid tonight by
    two who are on call, up to *urgent_case_cap* for a case and *urgent_week_cap* in seven days;
    then *ratify_approvals* others have *ratify_hours* to ratify it.
    """

    topic: ClassVar[str] = "policy.set.v1"

    ladder: tuple[Rung, ...]
    urgent_categories: tuple[Category, ...] = ()
    urgent_case_cap: int = 0
    urgent_week_cap: int = 0
    ratify_hours: int
    ratify_approvals: int
