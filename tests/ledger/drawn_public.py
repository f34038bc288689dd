"""What people decide, publish and state about the public side of a fund, in a random play."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace

from ledger.budgets.commands import AdoptBudget, AmendBudget
from ledger.chart import Category
from ledger.events import AssuranceSentence, Standing, WordingKind
from ledger.orders.commands import RequestOrder
from ledger.orders.content import Orderable
from ledger.publishing.commands import (
    ApproveWording,
    CountDocket,
    CountersignReport,
    RecordAgreement,
    SetDisclosure,
    SetGiverStanding,
    SetLog,
    SignAssurance,
)
from ledger.publishing.dates import next_report_date
from ledger.publishing.months import month_of, month_text
from ledger.publishing.state import clock_of
from tests.budgets import item
from tests.ledger.people import ANA, BO, DEE, EVE
from tests.ledger.play import Drawer, Play
from tests.ledger.publishing.stage import manifest, publishing, row
from tests.ledger.world import DIGEST, GIVER

YEAR: Final[dict[str, Any]] = {"from_month": "2026-01", "until_month": "2026-12"}
LABEL: Final = UUID(int=0xE9)


def publication(play: Play, draw: Drawer) -> Orderable:
    """Draw an order about what the public sees; mostly the one that leads to a report."""
    on: dict[str, Any] = {"occurred_on": play.today}
    if not play.fund.publishing.is_public or draw.happens(12):
        return SetDisclosure(**on, is_public=True, period_months=draw.choice((1, 3)))
    if play.fund.budgets.budgets and draw.happens(3):
        return _amendment(play)
    if draw.happens(2):
        return _report(play)
    month = month_text(month_of(YEAR["from_month"]) + play.turn)
    plans = (item(Category.RENT.value, 100, (month, month)),)
    agreed: dict[str, Any] = {**on, **YEAR, "giver": GIVER}
    return draw.choice(
        (
            AdoptBudget(**on, from_month=month, until_month=month, items=plans),
            ApproveWording(**on, kind=WordingKind.ABOUT, language="en", text=f"No. {play.turn}"),
            SetGiverStanding(**on, giver=GIVER, standing=Standing.NAMED, label_id=LABEL),
            SetGiverStanding(**on, giver=GIVER, standing=Standing.PROTECTED),
            SetLog(**on, batch_size=128),
            RecordAgreement(**agreed, report_due=play.today + timedelta(days=400)),
        )
    )


def _amendment(play: Play) -> Orderable:
    """Return a little more for the first item of the last budget."""
    budget = list(play.fund.budgets.budgets.values())[-1]
    more = replace(budget.items[0], amount=budget.items[0].amount + play.turn + 1)
    return AmendBudget(occurred_on=play.today, budget=budget.budget, items=(more,))


def _report(play: Play) -> Orderable:
    """Return the next report: one more month of running costs, as long as months are over."""
    known = play.fund.publishing
    number, rule = known.number + 1, known.rule
    assert rule is not None
    begins = known.clocks.get(clock_of("costs", "USD"), 2024 * 12) + 1
    said = manifest(
        number,
        costs=(row(month_text(begins), month_text(begins)),),
        previous=known.manifest_hash or None,
        today=play.today,
        version=known.version,
        period_months=rule.period_months,
    )
    return publishing(said, number, occurred_on=play.today, cut=len(play.entries))


def stated(play: Play, draw: Drawer, who: UUID) -> None:
    """Let auditors countersign and state, and treasurers count a docket: or whoever tries."""
    on: dict[str, Any] = {"occurred_on": play.today}
    known = play.fund.publishing
    digest = DIGEST if draw.happens(9) else known.manifest_hash
    day = next_report_date(3, 45, play.today)
    auditor = EVE if EVE in draw.people and not draw.happens(4) else who
    play.do(who, CountDocket(**on, from_month="2026-07", until_month="2026-09", bails=120))
    play.do(auditor, CountersignReport(**on, number=known.number, manifest_hash=digest))
    play.do(auditor, SignAssurance(**on, for_day=day, sentences=tuple(AssuranceSentence)))


def publish(play: Play, draw: Drawer, who: UUID) -> None:
    """Ask for something public: mostly a steward, who may ask for all of it."""
    stewards = [one for one in (ANA, BO, DEE) if one in draw.people]
    asks = draw.choice(stewards) if stewards and not draw.happens(4) else who
    play.do(asks, RequestOrder(occurred_on=play.today, order=publication(play, draw)))
