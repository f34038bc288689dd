"""A snapshot is only as good as its name: a fold that changes its meaning changes `FOLD`.

The golden state was made by the fold of that name. If this test fails, raise the number in
`ledger.fund.FOLD` and write the new state beside the old one; never change an old one.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from ledger.chart import Category, CostCategory
from ledger.events import (
    AccountFrozen,
    AllowanceUsed,
    BudgetAdopted,
    BudgetAmended,
    CashHandedOver,
    ColleagueSuspended,
    DecidingSet,
    FloatHanded,
    GlassBroken,
    LineReversed,
    OrderDecided,
    ProposalClosed,
    ProposalExtended,
    ProposalMade,
    Reason,
    Role,
    StatementAsserted,
    Way,
)
from ledger.fund import FOLD, Fund, replay
from ledger.postings import opposite, postings
from tests.ledger.asked import asked, carried_out, prepared, ratified, to_ratify
from tests.ledger.book import CASE, FUND, OTHER_CASE, TODAY
from tests.ledger.people import ANA, BO, CY, DEE, EVE, FAY, SEALED, TOGETHER, granted
from tests.ledger.samples_of_budgets import FULL as BUDGETS
from tests.ledger.samples_of_deciding import FULL as DECIDING
from tests.ledger.samples_of_log import FULL as LOGGED
from tests.ledger.samples_of_publishing import FULL as PUBLIC
from tests.ledger.steps import YESTERDAY
from tests.ledger.world import (
    BOOK,
    EUROS,
    HOUSING,
    RIGHT,
    TIN,
    WITHOUT_PURPOSE,
    brought,
    posted,
    promised,
    received,
    released,
    taken,
)

GOLDEN: Final = Path(__file__).parent / "golden_states"


_LATER: Final = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
_PEOPLE: Final = (
    *TOGETHER[len(BOOK) :],
    granted(CY, Role.SEAT, ends_on=TODAY),
    ColleagueSuspended(occurred_on=TODAY, holder=EVE, by=BO, until=_LATER),
    ColleagueSuspended(occurred_on=TODAY, holder=EVE, by=ANA, until=_LATER),
    asked(way=Way.URGENT),
    to_ratify(CY, DEE, until=_LATER, approvals=2),
    ratified(BO),
    FloatHanded(
        **RIGHT,
        float_id=OTHER_CASE,
        carrier=FAY,
        amount=1_00,
        until=TODAY,
        categories=(Category.FOOD,),
        cost_categories=(CostCategory.TRAVEL,),
    ),
    AllowanceUsed(occurred_on=TODAY, amount=3_00, currency="USD", exponent=2),
    SEALED,
    GlassBroken(occurred_on=TODAY, by=FAY, successors=(CY, FAY), until=_LATER),
)
_REPORT: Final = (
    '{"bridge":[],"costs":[{"amount":0,"currency":"USD","from":"2026-07","until":"2026-09"}],'
    '"money_in":[],"paid_out":[]}'
)
_PUBLIC: Final = (
    *(replace(each, manifest=_REPORT) if hasattr(each, "manifest") else each for each in PUBLIC),
)
_KEPT: Final = (DecidingSet, ProposalMade, ProposalExtended, ProposalClosed, OrderDecided)
_DECIDED: Final = (
    *(each for each in DECIDING if isinstance(each, _KEPT)),
    *(replace(each, proposal=CASE) for each in DECIDING if isinstance(each, ProposalMade)),
)
"""One proposal is adopted, and an order is under way with it; another one is open."""
_PLANNED: Final = tuple(
    replace(each, items=tuple(replace(item, amount=7_00) for item in each.items))
    for each in BUDGETS
    if isinstance(each, BudgetAdopted | BudgetAmended)
)


def state() -> dict[str, object]:
    """Fold a history that touches every part of the state, as plain values."""
    gift = received(77_00)
    history = [
        *BOOK,
        brought(100_00),
        brought(50_00, EUROS, currency="EUR"),
        gift,
        received(40_00, purpose_id=HOUSING),
        posted(60_00),
        promised(30_00, HOUSING, 10_00, 20_00),
        released(5_00),
        taken(3_00),
        AccountFrozen(occurred_on=TODAY, account_id=EUROS),
        CashHandedOver(**(WITHOUT_PURPOSE | {"account_id": TIN}), receiver=CY, counted=0),
        asked(),
        prepared(CY),
        carried_out(DEE),
        StatementAsserted(**WITHOUT_PURPOSE | {"occurred_on": YESTERDAY}, balance=9),
        LineReversed(
            occurred_on=TODAY,
            reversed_position=len(BOOK) + 3,
            reversed_topic=gift.topic,
            reason=Reason.ENTERED_TWICE,
            postings=opposite(postings(gift)),
        ),
        *_PEOPLE,
        *_PUBLIC,
        *_DECIDED,
        *_PLANNED,
        *LOGGED,
    ]
    fund = replay(Fund(fund_id=FUND), history)
    plain: dict[str, object] = json.loads(msgspec.json.encode(fund))
    return plain


def test_the_fold_still_means_what_its_snapshots_say() -> None:
    golden = GOLDEN / f"{FOLD}.json"

    assert golden.exists(), f"write the state of {FOLD} down in {golden.name}"
    assert state() == json.loads(golden.read_text())


def test_old_states_stay_as_the_record_of_what_a_name_meant() -> None:
    numbers = sorted(int(path.stem.removeprefix("fund-")) for path in GOLDEN.glob("fund-*.json"))

    assert numbers == list(range(1, len(numbers) + 1))
    assert f"fund-{numbers[-1]}" == FOLD
