"""A report on its page: every figure of its manifest, in words that hold."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from msgspec.structs import replace

from api.public.report import told_costs
from ledger.events import (
    Standing,
)
from ledger.publishing.commands import (
    CountersignReport,
    SetGiverStanding,
)
from ledger.store.append import Label
from ledger.store.labels import GIVER, add, remove
from projections.reports.manifest import Costs, CurrencyOfReport, MoneyIn, hash_of
from tests.api.public.manifests import FIRST, LABEL, costs_alone, full, more_came_back, moved
from tests.api.public.stage import (
    CONSTANT,
    Square,
    after_the_first_quarter,
    words_of,
)


async def test_a_report_says_how_much_came_in_went_out_and_is_left(square: Square) -> None:
    await after_the_first_quarter(square)
    said = words_of((await square.look("/reports/1")).text)
    for sentence in (
        "Report 1 January to March 2026 Published on May 16, 2026.",
        (
            "at first $9,640.00 + money in $21,318.50 − paid out for people, less what came back"
            " $17,902.25 − running costs $611.40 = left $12,444.85"
        ),
        "Of all that was spent, 3% went to running the fund.",
        (
            "$17,902.25 was paid out for people, less what came back. About 45 people or households"
            " were helped."
        ),
        "Housing $5,000 30%",
        "Legal help and bail $9,500 55% about 20",
        "Gifts for one purpose only $4,500 20% fewer than 10",
        "About $4,500 lay with courts at the end of March 2026.",
        "We publish whole quarters, or several together. Nothing is out earlier than 45 days",
        "$500, so the parts need not add up to the exact sum.",
    ):
        assert sentence in said, sentence


async def test_more_that_came_back_than_went_out_has_its_sentence(square: Square) -> None:
    await after_the_first_quarter(square)
    square.clock.at = datetime(2026, 8, 15, 12, tzinfo=UTC)
    await square.publish(more_came_back(square.manifests[0]))
    said = words_of((await square.look("/reports/2")).text)
    for sentence in (
        "More came back from courts than went out: $1,250.00 more.",
        "+ came back, more than was paid out $1,250.00",
        "− lost, or missing when counted $5.00",
        "This sum is not divided further.",
        "Some of the money waits at courts and comes back when a case is over.",
        "Report 1, January to March 2026 left: $12,444.85, with which this one begins",
    ):
        assert sentence in said, sentence
    assert "to running the fund" not in said


async def test_running_costs_alone_say_the_constant_words_for_the_rest(square: Square) -> None:
    square.clock.at = datetime(2026, 5, 16, 12, tzinfo=UTC)
    await square.publish(costs_alone(square.fund_id))
    page = (await square.look("/reports/1")).text
    assert CONSTANT in page
    assert "January to March 2026 $611.40" in words_of(page)
    front = words_of((await square.look()).text)
    assert "What running the fund cost January to March 2026 $611.40" in front


async def test_all_reports_add_up_side_by_side(square: Square) -> None:
    await after_the_first_quarter(square)
    square.clock.at = datetime(2026, 8, 15, 12, tzinfo=UTC)
    await square.publish(more_came_back(square.manifests[0]))
    said = words_of((await square.look("/compare")).text)
    for sentence in (
        "January to March 2026 1 $21,318.50 April to June 2026 2 $2,000.00 Together $23,318.50",
        "January to March 2026 1 $17,902.25 April to June 2026 2 -$1,250.00 Together $16,652.25",
        "1 $611.40 April to June 2026 2 $90.00 Together $701.40",
        "Legal help and bail $9,500",
    ):
        assert sentence in said, sentence


async def test_a_named_giver_is_named_for_as_long_as_it_agrees(square: Square) -> None:
    giver = uuid4()
    named = SetGiverStanding(
        occurred_on=square.day(), giver=giver, standing=Standing.NAMED, label_id=LABEL
    )
    async with square.site.database.acquire() as connection:
        await add(connection, square.fund_id, Label(GIVER, LABEL, "Harbour Trust"))
    await square.write(named)
    await after_the_first_quarter(square)
    said = words_of((await square.look("/reports/1")).text)
    assert "Harbour Trust $3,000" in said
    assert "Harbour" not in (await square.look("/reports/1.csv")).text
    await square.write(replace(named, standing=Standing.PROTECTED, label_id=None))
    square.site.public_pages.forget(square.fund_id)
    gone = words_of((await square.look("/reports/1")).text)
    assert "Harbour" not in gone
    assert "A giver whose name is no longer shown $3,000" in gone
    async with square.site.database.acquire() as connection:
        await remove(connection, square.fund_id, GIVER, LABEL)


async def test_a_balance_names_every_term_that_is_not_zero(square: Square) -> None:
    exchanged = moved(
        1_000_00, 500_00, 200_00, -3_00,
        brought_forward=-40_00, passed_on=10_00, lost_or_found=2_00, exchanged_in=7_00,
        exchanged_out=6_00, **FIRST,
    )  # fmt: skip
    square.clock.at = datetime(2026, 5, 16, 12, tzinfo=UTC)
    await square.publish(replace(full(square.fund_id), bridge=(exchanged,)))
    said = words_of((await square.look("/reports/1")).text)
    assert (
        "at first $1,000.00 − debts from before $40.00 + money in $500.00"
        " − paid out for people, less what came back $200.00 + running costs given back $3.00"
        " − passed on to other groups $10.00 + found when counted $2.00"
        " + changed into this currency $7.00 − changed into another currency $6.00"
        " = left $1,256.00"
    ) in said
    compared = words_of((await square.look("/compare")).text)
    assert "$1,000.00 $500.00 $200.00 -$3.00 -$47.00 $1,256.00" in compared


async def test_two_currencies_stand_side_by_side_and_are_never_added(square: Square) -> None:
    one = full(square.fund_id)
    euros = {"currency": "EUR", "from_month": "2026-01", "until_month": "2026-03"}
    both = replace(
        one,
        currencies=(*one.currencies, CurrencyOfReport(currency="EUR", exponent=2)),
        costs=(*one.costs, Costs(**euros, amount=12_00)),
        money_in=(*one.money_in, MoneyIn(**euros, amount=900_00, givers=10, parts=(), named=())),
    )
    square.clock.at = datetime(2026, 5, 16, 12, tzinfo=UTC)
    await square.publish(both)
    for path in ("/reports/1", "/compare", ""):
        said = words_of((await square.look(path)).text)
        assert "€900.00" in said or not path
        assert "$22,218.50" not in said
        assert "$623.40" not in said


@pytest.mark.parametrize("recomputed", [True, False])
async def test_an_auditor_who_looked_is_told_of_from_the_next_tick(
    square: Square, *, recomputed: bool
) -> None:
    auditor = await square.auditor()
    await after_the_first_quarter(square)
    await square.write(
        CountersignReport(
            occurred_on=square.day(),
            number=1,
            manifest_hash=hash_of(square.manifests[0]),
            recomputed=recomputed,
        ),
        by=auditor,
    )
    sentence = "Recomputed by an auditor." if recomputed else "Countersigned by an auditor."
    assert sentence not in (await square.look("/reports/1")).text
    square.clock.at = datetime(2026, 6, 1, 12, tzinfo=UTC)
    assert sentence in (await square.look("/reports/1")).text


def test_another_currency_in_which_running_the_fund_cost_nothing_has_no_row() -> None:
    alone = costs_alone(uuid4())
    (own,) = alone.costs
    nothing, something = replace(own, currency="EUR", amount=0), replace(own, currency="EUR")
    assert told_costs(replace(alone, costs=(own, nothing, something))) == (own, something)
    free = replace(own, amount=0)
    assert told_costs(replace(alone, costs=(free,))) == (free,)
