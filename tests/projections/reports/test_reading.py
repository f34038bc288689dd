"""Facts read from lines: nothing of the money is left out, and everything counts for its people."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from random import Random
from typing import Any, Final
from uuid import UUID

import pytest
from msgspec.structs import replace

from ledger.chart import Category, CostCategory, DeductionKind, DonationKind, Fee
from ledger.events import (
    BailForfeited,
    BailReturned,
    CostPaid,
    Deduction,
    DonationPassedOn,
    DonationRefunded,
    FeeTaken,
    FloatSpent,
    FundEvent,
    FundOpened,
    GrantPaymentReturned,
    LineReversed,
    PurposeOpened,
    Restriction,
)
from ledger.postings import postings
from projections.reports.facts import NO_LEAF, Fact, Side
from projections.reports.reading import Reading
from tests.ledger.book import FUND
from tests.ledger.play import run
from tests.ledger.samples import FULL, MINIMAL
from tests.ledger.turns import TURNS
from tests.projections.histories import history
from tests.projections.reports.given import who
from tests.projections.reports.lines import (
    CASE,
    DAY,
    MONEY,
    OTHER_CASE,
    UNPAID,
    bail,
    gift,
    grant,
    paid,
    reversal,
)

SIGNS: Final = {Side.IN: 1, Side.OTHER: 1, Side.OUT: -1, Side.COSTS: -1, Side.HELD: 0}
Line = tuple[int, UUID, FundEvent]


def read(lines: Iterable[tuple[UUID, FundEvent]]) -> list[tuple[Fact, ...]]:
    reading = Reading()
    return [reading.take(number, *line) for number, line in enumerate(lines, 1)]


def moved(event: FundEvent) -> Counter[str]:
    """Return what the accounts gained by a line, by currency; what is zero is left out."""
    found: Counter[str] = Counter()
    for posting in postings(event):
        if posting.code == "cash":
            found[posting.currency] += posting.amount
    return Counter({currency: amount for currency, amount in found.items() if amount})


def told(facts: Iterable[Fact]) -> Counter[str]:
    found: Counter[str] = Counter()
    for fact in facts:
        found[fact.currency] += SIGNS[fact.side] * fact.amount
    return Counter({currency: amount for currency, amount in found.items() if amount})


def check(lines: Sequence[Line]) -> None:
    """Check that facts say what moved, and that reversals say the opposite of the same people."""
    reading = Reading()
    by_position: dict[int, tuple[Fact, ...]] = {}
    for position, case_id, event in lines:
        facts = reading.take(position, case_id, event)
        by_position[position] = facts
        assert told(facts) == moved(event)
        if isinstance(event, LineReversed):
            before = by_position[event.reversed_position]
            assert set(facts) == {
                replace(
                    each,
                    position=position,
                    amount=-each.amount,
                    reverses=event.reversed_position,
                )
                for each in before
            }


BALANCED: Final = [
    event for event in (*FULL, *MINIMAL) if not sum(each.amount for each in postings(event))
]
"""No rule lets a float be spent on nothing, as the sample without any field is."""


@pytest.mark.parametrize("event", BALANCED, ids=lambda event: event.topic)
def test_every_fact_there_is_says_what_it_moved(event: FundEvent) -> None:
    (facts,) = read([(CASE, event)])
    assert told(facts) == moved(event)


@pytest.mark.parametrize("seed", range(12))
def test_every_line_of_a_drawn_book_says_what_it_moved(seed: int) -> None:
    book = history(seed, 120)
    assert any(isinstance(line.event, LineReversed) for line in book.lines)
    check([(line.position, line.case_id, line.event) for line in book.lines])


@pytest.mark.parametrize("seed", range(6))
def test_every_line_of_a_book_of_several_people_says_what_it_moved(seed: int) -> None:
    draw = Random(seed)
    play = run([draw.getrandbits(32) for _ in range(150)], TURNS)
    check([(entry.position, entry.case_id, entry.event) for entry in play.entries])


def brief(facts: Iterable[Fact]) -> list[tuple[Side, str, int]]:
    return [(fact.side, fact.leaf, fact.amount) for fact in facts]


@pytest.mark.parametrize(
    ("kind", "restriction", "leaf"),
    [
        (DonationKind.GIFT, Restriction.UNRESTRICTED, "gifts"),
        (DonationKind.GIFT, Restriction.DESIGNATED, "gifts"),
        (DonationKind.GIFT, Restriction.RESTRICTED, "restricted_gifts"),
        (DonationKind.GRANT, Restriction.RESTRICTED, "grants"),
        (DonationKind.COLLECTION, Restriction.RESTRICTED, "collections"),
    ],
)
def test_a_gift_its_refund_and_its_fees_are_in_one_leaf(
    kind: DonationKind, restriction: Restriction, leaf: str
) -> None:
    giver = None if kind is DonationKind.COLLECTION else who(8)
    purpose = PurposeOpened(occurred_on=DAY, purpose_id=who(2), restriction=restriction)
    fee = FeeTaken(**MONEY, kind=Fee.PROCESSOR, amount=7, of_case=CASE)
    wire = FeeTaken(**MONEY, kind=Fee.BANK, amount=9, of_case=CASE)
    _, given, back, taken, wired = read(
        [
            (FUND, purpose),
            (CASE, gift(kind=kind, giver=giver, processor_fee=30, host_fee=20)),
            (CASE, DonationRefunded(**MONEY, amount=400, processor_fee_returned=10)),
            (OTHER_CASE, fee),
            (who(902), wire),
        ]
    )
    assert brief(given) == [(Side.IN, leaf, 950)]
    assert brief(back) == [(Side.IN, leaf, -390)]
    assert brief(taken) == [(Side.IN, leaf, -7)]
    assert brief(wired) == [(Side.IN, leaf, -9)]
    assert {fact.party for facts in (given, back, taken, wired) for fact in facts} == {giver}


@pytest.mark.parametrize(
    ("kind", "side", "leaf"),
    [
        (Fee.PROCESSOR, Side.IN, NO_LEAF),
        (Fee.HOST, Side.IN, NO_LEAF),
        (Fee.DISPUTE, Side.IN, NO_LEAF),
        (Fee.PAYOUT, Side.OUT, NO_LEAF),
        (Fee.BANK, Side.COSTS, "fees"),
        (Fee.TRANSFER, Side.COSTS, "fees"),
        (Fee.EXCHANGE, Side.OTHER, "exchanged"),
    ],
)
def test_a_fee_that_names_no_case_is_exact_only_where_it_counts_nobody(
    kind: Fee, side: Side, leaf: str
) -> None:
    (facts,) = read([(CASE, FeeTaken(**MONEY, kind=kind, amount=7))])
    assert [(fact.side, fact.leaf, abs(fact.amount), fact.party) for fact in facts] == [
        (side, leaf, 7, None)
    ]


def test_fees_of_payouts_go_where_the_payout_went() -> None:
    cost = CostPaid(**MONEY, category=CostCategory.ROOMS, amount=100, fee=3)
    passed_on = DonationPassedOn(**MONEY, amount=100, fee=4)
    _, helped, rooms, given_on, later = read(
        [
            (CASE, grant()),
            (CASE, paid(fee=5)),
            (OTHER_CASE, cost),
            (who(902), passed_on),
            (who(903), FeeTaken(**MONEY, kind=Fee.PAYOUT, amount=2, of_case=CASE)),
        ]
    )
    assert brief(helped) == [(Side.OUT, "rent", 505)]
    assert brief(rooms) == [(Side.COSTS, "rooms", 103)]
    assert brief(given_on) == [(Side.OTHER, "passed_on", -104)]
    assert brief(later) == [(Side.OUT, "rent", 2)]
    assert (later[0].party, later[0].payee) == (who(5), who(9))


def test_what_comes_back_of_a_grant_counts_for_the_same_people() -> None:
    returned = GrantPaymentReturned(**MONEY, category=Category.RENT, instalment=1, amount=200)
    _, _, (back,) = read([(CASE, grant()), (CASE, paid()), (CASE, returned)])
    assert (back.amount, back.party, back.incident, back.payee) == (-200, who(5), who(10), who(9))


def test_bail_is_paid_out_and_held_and_what_a_court_keeps_moves_no_cash() -> None:
    there: dict[str, Any] = {"authority_id": who(4)}
    kept = (Deduction(kind=DeductionKind.FEE, amount=100),)
    posted, back, forfeited = read(
        [
            (CASE, bail(fee=7)),
            (CASE, BailReturned(**MONEY, **there, amount=500, deductions=kept)),
            (CASE, BailForfeited(**UNPAID, **there, amount=400)),
        ]
    )
    assert brief(posted) == [(Side.OUT, "bail", 1_007), (Side.HELD, "bail", 1_000)]
    assert brief(back) == [(Side.OUT, "bail", -500), (Side.HELD, "bail", -600)]
    assert brief(forfeited) == [(Side.HELD, "bail", -400)]
    assert {fact.party for facts in (posted, back, forfeited) for fact in facts} == {who(5)}


def test_a_bail_corrected_in_its_case_is_each_time_about_whom_it_was_about() -> None:
    wrong, right = bail(), bail(household=who(6))
    _, back, again = read([(CASE, wrong), (CASE, reversal(1, wrong)), (CASE, right)])
    assert [(fact.amount, fact.party, fact.reverses) for fact in back] == [
        (-1_000, who(5), 1),
        (-1_000, who(5), 1),
    ]
    assert {fact.party for fact in again} == {who(6)}


def test_what_a_float_pays_is_about_whom_each_payment_was_about() -> None:
    spent = {key: value for key, value in MONEY.items() if key != "account_id"} | {
        "float_id": who(3),
        "amount": 50,
    }
    first = FloatSpent(**spent, category=Category.FOOD, household=who(5))
    second = FloatSpent(**spent, category=Category.HOTEL)
    stamps = FloatSpent(**spent, cost_category=CostCategory.POST)
    facts = read([(CASE, first), (CASE, second), (CASE, stamps), (CASE, reversal(1, first))])
    assert [(each.side, each.leaf, each.amount, each.party) for (each,) in facts] == [
        (Side.OUT, "food", 50, who(5)),
        (Side.OUT, "hotel", 50, None),
        (Side.COSTS, "post", 50, None),
        (Side.OUT, "food", -50, who(5)),
    ]


def test_a_book_knows_its_opening_and_its_currencies() -> None:
    reading = Reading()
    with pytest.raises(ValueError, match="opening"):
        reading.facts(FUND)
    opened = FundOpened(
        occurred_on=date(2025, 9, 3),
        currency="KES",
        exponent=2,
        time_zone="Africa/Nairobi",
        single_signer=False,
    )
    reading.take(1, FUND, opened)
    facts = reading.facts(FUND)
    assert facts.opened == 2025 * 12 + 8
    assert [each.currency for each in facts.currencies] == ["KES"]
