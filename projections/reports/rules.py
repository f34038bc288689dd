"""What a report is built by, besides the facts: the fund's publishing rule and what goes with it.

A month is a number that grows by one (`ledger.publishing.months`).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final
from uuid import UUID

from msgspec import Struct

from projections.reports.manifest import (
    FIRST_PERCENT,
    FIRST_TWO_PERCENT,
    P_PERCENT,
    Manifest,
    RoundedTo,
    RulesOfReport,
)

BASE_OF_ONE: Final = 500
"""Parts are rounded to this many units (dollars, say) of a currency, where nothing else is set."""


class StandingKind(StrEnum):
    """How a giver stands in reports."""

    PROTECTED = "protected"
    NAMED = "named"
    COUNTED_APART = "counted_apart"


class Policy(Struct, frozen=True, kw_only=True):
    """The publishing rule of a fund. *rounding* need not name every currency."""

    version: int
    period_months: int = 3
    k: int = 10
    delay_days: int = 45
    count_step: int = 5
    rounding: tuple[RoundedTo, ...] = ()

    def base(self, currency: str, exponent: int) -> int:
        """Return to how many minor units parts in *currency* are rounded."""
        chosen = {each.currency: each.base for each in self.rounding}
        one: int = 10**exponent
        return chosen.get(currency, BASE_OF_ONE * one)

    def told(self, currencies: Mapping[str, int]) -> RulesOfReport:
        """Return the rule as a manifest says it; *currencies* are those of it, with exponents."""
        return RulesOfReport(
            version=self.version,
            k=self.k,
            p_percent=P_PERCENT,
            first_percent=FIRST_PERCENT,
            first_two_percent=FIRST_TWO_PERCENT,
            period_months=self.period_months,
            delay_days=self.delay_days,
            count_step=self.count_step,
            rounding=tuple(
                RoundedTo(currency=currency, base=self.base(currency, exponent))
                for currency, exponent in currencies.items()
            ),
        )


class Standing(Struct, frozen=True, kw_only=True):
    """How one giver stands at the cut; who is not listed is protected. Who is named has a label."""

    giver: UUID
    kind: StandingKind
    label_id: UUID | None = None


class Docket(Struct, frozen=True, kw_only=True):
    """How many bails were set in the fund's place in these months, both included.

    A later count replaces earlier ones whose months it touches.
    """

    from_month: int
    until_month: int
    bails: int


class Agreement(Struct, frozen=True, kw_only=True):
    """The months of an agreement about a grant, both included: periods end where it does."""

    from_month: int
    until_month: int


class Rules(Struct, frozen=True, kw_only=True):
    """All that a report is built by. *dockets* stand in the order in which they were recorded."""

    policy: Policy
    standings: tuple[Standing, ...] = ()
    dockets: tuple[Docket, ...] = ()
    agreements: tuple[Agreement, ...] = ()


class Past(Struct, frozen=True):
    """A published report, and the last position of the book that it was built from."""

    manifest: Manifest
    cut: int
