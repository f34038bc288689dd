"""Manifests as a builder could have made them, for pages and files that are made from them."""

from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace

from projections.reports.manifest import (
    AtCourts,
    Bridge,
    Costs,
    CurrencyOfReport,
    Manifest,
    MoneyIn,
    NamedGiver,
    PaidOut,
    PartIn,
    PartOut,
    RoundedTo,
    RulesOfReport,
    hash_of,
)

RULES: Final = RulesOfReport(
    version=1,
    k=10,
    p_percent=10,
    first_percent=50,
    first_two_percent=67,
    period_months=3,
    delay_days=45,
    count_step=5,
    rounding=(RoundedTo(currency="USD", base=500_00),),
)
LABEL: Final = UUID("5f0c8f6c-61bf-4a4e-9d83-6a0d4f1f7c11")
FIRST: Final[dict[str, Any]] = {
    "currency": "USD",
    "from_month": "2026-01",
    "until_month": "2026-03",
}
SECOND: Final[dict[str, Any]] = {
    "currency": "USD",
    "from_month": "2026-04",
    "until_month": "2026-06",
}


def _bare(fund: UUID, number: int, today: str, **sides: Any) -> Manifest:
    none: dict[str, Any] = dict.fromkeys(("money_in", "paid_out", "bridge", "at_courts"), ())
    return Manifest(
        builder="1",
        fund=fund,
        number=number,
        today=today,
        policy=RULES,
        currencies=(CurrencyOfReport(currency="USD", exponent=2),),
        previous=None,
        **none | sides,
    )


def costs_alone(fund: UUID) -> Manifest:
    """A report of a fund in which nothing but running costs can be said."""
    return _bare(fund, 1, "2026-05-16", costs=(Costs(**FIRST, amount=611_40),))


def full(fund: UUID) -> Manifest:
    """A report in which both sides end together and are divided."""
    money_in = MoneyIn(
        **FIRST,
        amount=21_318_50,
        givers=45,
        parts=(
            PartIn(leaf="gifts", about=14_000_00, givers=40),
            PartIn(leaf="restricted_gifts", about=4_500_00, givers="fewer_than_10"),
            PartIn(leaf="grants", about=3_000_00, givers=None),
        ),
        named=(NamedGiver(label_id=LABEL, currency="USD", about=3_000_00),),
    )
    paid_out = PaidOut(
        **FIRST,
        amount=17_902_25,
        households=45,
        parts=(
            PartOut(group="legal_and_bail", leaf=None, about=9_500_00, households=20),
            PartOut(group="housing", leaf="rent", about=3_000_00, households=15),
            PartOut(group="housing", leaf="hotel", about=2_000_00, households=10),
            PartOut(group="living_and_care", leaf=None, about=3_500_00, households=25),
        ),
    )
    return _bare(
        fund,
        1,
        "2026-05-16",
        money_in=(money_in,),
        paid_out=(paid_out,),
        costs=(Costs(**FIRST, amount=611_40),),
        bridge=(moved(9_640_00, 21_318_50, 17_902_25, 611_40, **FIRST),),
        at_courts=(AtCourts(currency="USD", until="2026-03", about=4_500_00),),
    )


def moved(opening: int, money_in: int, paid_out: int, costs: int, **more: Any) -> Bridge:
    """A balance that ties."""
    others: dict[str, Any] = dict.fromkeys(
        ("brought_forward", "passed_on", "lost_or_found", "exchanged_in", "exchanged_out"), 0
    )
    bridge = Bridge(
        **others | more,
        opening=opening,
        money_in=money_in,
        paid_out=paid_out,
        costs=costs,
        closing=0,
    )
    closing = (
        bridge.opening + bridge.brought_forward + bridge.money_in - bridge.paid_out - bridge.costs
        - bridge.passed_on + bridge.lost_or_found + bridge.exchanged_in - bridge.exchanged_out
    )  # fmt: skip
    return replace(bridge, closing=closing)


def more_came_back(before: Manifest) -> Manifest:
    """The report after *before*: courts repaid more than went out, and a coin was missing."""
    opening = before.bridge[-1].closing
    bridge = moved(opening, 2_000_00, -1_250_00, 90_00, lost_or_found=-5_00, **SECOND)
    return replace(
        _bare(
            before.fund,
            before.number + 1,
            "2026-08-15",
            money_in=(MoneyIn(**SECOND, amount=2_000_00, givers=15, parts=(), named=()),),
            paid_out=(PaidOut(**SECOND, amount=-1_250_00, households=10, parts=()),),
            costs=(Costs(**SECOND, amount=90_00),),
            bridge=(bridge,),
        ),
        previous=hash_of(before),
    )
