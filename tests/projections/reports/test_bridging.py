"""What ties the figures of a report together, which currencies it names, and where a gift is."""

from datetime import date

from projections.reports.clocks import report_of
from projections.reports.facts import PASSED_ON, Side
from projections.reports.manifest import Bridge, Manifest
from tests.projections.reports.given import Book, who

Q1, Q2, Q3 = date(2026, 5, 16), date(2026, 8, 15), date(2026, 11, 15)
"""The first days on which a quarter of 2026 may be out."""


def test_the_bridge_says_every_way_of_money() -> None:
    book = Book()
    book.other("2026-01", "brought_forward", 10_000)
    book.other("2026-01", "exchanged", -3_000)
    book.other("2026-01", "exchanged", 2_700, currency="EUR")
    book.other("2026-02", "exchanged", 40)
    book.other("2026-02", "lost_or_found", -25)
    book.other("2026-02", PASSED_ON, -600)
    book.cost("2026-02", 99)
    book.gifts("2026-03", [1_000] * 12)
    book.helped("2026-03", [500] * 12)
    (bridge,) = book.manifest(Q1).bridge
    assert bridge == Bridge(
        currency="USD",
        from_month="2026-01",
        until_month="2026-03",
        opening=0,
        brought_forward=10_000,
        money_in=12_000,
        paid_out=6_000,
        costs=99,
        passed_on=600,
        lost_or_found=-25,
        exchanged_in=40,
        exchanged_out=3_000,
        closing=12_316,
    )


def test_another_currency_is_named_when_it_gives_nobody_away() -> None:
    book = Book()
    book.gift("2026-01", 900, who(1))
    book.put(Side.IN, "2026-02", "gifts", 500, currency="EUR", party=who(2))
    book.other("2026-02", "exchanged", 5, currency="EUR")
    first = book.report(Q1)
    assert first is not None
    assert _currencies(first.manifest) == ["USD"]
    assert {each.currency for each in first.manifest.costs} == {"USD"}
    book.cost("2026-05", 3, currency="EUR")
    second = book.report(Q2, [first])
    assert second is not None
    assert _currencies(second.manifest) == ["USD", "EUR"]
    third = book.report(Q3, [first, second])
    assert third is not None
    assert [(each.currency, each.amount) for each in third.manifest.costs] == [
        ("USD", 0),
        ("EUR", 0),
    ]


def _currencies(manifest: Manifest) -> list[str]:
    return [each.currency for each in manifest.currencies]


def test_a_giver_can_be_told_which_report_a_gift_is_in() -> None:
    book = Book()
    early = book.gift("2026-01", 1_000, who(1))
    book.gifts("2026-02", [1_000] * 11)
    first = book.report(Q1)
    assert first is not None
    late = book.gift("2026-01", 1_000, who(2))
    book.gifts("2026-05", [1_000] * 11)
    second = book.report(Q2, [first])
    assert second is not None
    waiting = book.gift("2026-08", 1_000, who(3))
    history = [first, second]
    found = [
        report_of(
            history,
            side=Side.IN,
            currency=each.currency,
            position=each.position,
            month=each.month,
        )
        for each in (early, late, waiting)
    ]
    assert found == [1, 2, None]
    place = {"side": Side.IN, "currency": "USD", "position": 1, "month": early.month}
    assert report_of([], **place) is None  # type: ignore[arg-type]
