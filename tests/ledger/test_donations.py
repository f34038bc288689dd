"""Donations: received with their fees, and gifts that the fund passes on."""

from typing import Any

import pytest

from ledger.chart import DonationKind
from ledger.donations import PassDonationOn, RecordDonation
from ledger.events import DonationPassedOn, DonationReceived
from ledger.rejections import FeesExceedAmount, InsufficientPurpose, PurposeRestricted
from tests.ledger import steps
from tests.ledger.book import Given, Ladder, Rung, Step, fresh
from tests.ledger.world import (
    BOOK,
    DIGEST,
    GENERAL,
    GIVER,
    HOUSING,
    NO_DIGEST,
    RIGHT,
    WRONG,
    brought,
    promised,
    usd,
)

RECORD = Ladder(
    RecordDonation(
        **WRONG,
        gross=0,
        processor_fee=-1,
        host_fee=-1,
        donor_commitment=NO_DIGEST,
    ),
    steps.taken_case(),
    (
        *steps.case_exists(steps.book()),
        *steps.dates(),
        *steps.positive("gross", then=100),
        *steps.not_negative("processor_fee", then=60),
        *steps.not_negative("host_fee", then=41),
        Step(FeesExceedAmount(101, 100), {"host_fee": 40}),
        *steps.digest("donor_commitment"),
        *steps.account(),
        *steps.purpose(GENERAL),
        *steps.currency(),
    ),
)

PASS_ON = Ladder(
    PassDonationOn(
        **WRONG,
        amount=0,
        fee=-1,
        content_hash=NO_DIGEST,
    ),
    steps.taken_case(*steps.short(GENERAL)),
    (
        *steps.case_exists(steps.book(*steps.short(GENERAL))),
        *steps.dates(),
        *steps.positive("amount", then=5),
        *steps.not_negative("fee", then=2),
        *steps.digest(),
        *steps.account(),
        *steps.purpose(HOUSING),
        *steps.currency(),
        Step(PurposeRestricted(HOUSING), {"purpose_id": GENERAL}),
        *steps.money(steps.book, GENERAL, needed=7),
    ),
)


LADDERS = (RECORD, PASS_ON)


@pytest.mark.parametrize("rung", [rung for ladder in LADDERS for rung in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(rung: Rung) -> None:
    rung.check()


def donation(**fields: Any) -> DonationReceived:
    usual = {"kind": DonationKind.GIFT, "gross": 5_000, "processor_fee": 175, "host_fee": 250}
    return DonationReceived(**(RIGHT | usual | fields))


def record(**fields: Any) -> RecordDonation:
    usual = {"gross": 5_000, "processor_fee": 175, "host_fee": 250}
    return RecordDonation(**(RIGHT | usual | fields))


def test_a_gift_is_one_line_with_its_fees_and_a_fresh_giver() -> None:
    Given(*BOOK).when(record()).then(donation(giver=fresh(1)))


def test_a_known_giver_stays_the_same_giver() -> None:
    known = {"giver": GIVER, "anonymous": True, "donor_commitment": DIGEST}
    Given(*BOOK).when(record(**known)).then(donation(**known))


def test_a_collection_has_no_giver() -> None:
    collection = DonationKind.COLLECTION
    Given(*BOOK).when(record(kind=collection, giver=GIVER)).then(donation(kind=collection))


def test_a_gift_may_go_to_fees_whole() -> None:
    Given(*BOOK).when(record(gross=425)).then(donation(gross=425, giver=fresh(1)))


def test_a_gift_passed_on_leaves_with_its_fee_and_leaves_what_is_promised() -> None:
    book = Given(*BOOK, brought(1_000), promised(300, GENERAL))
    book.when(PassDonationOn(**RIGHT, amount=690, fee=10)).then(
        DonationPassedOn(**RIGHT, amount=690, fee=10)
    )
    book.when(PassDonationOn(**RIGHT, amount=691, fee=10)).refused(
        InsufficientPurpose(GENERAL, usd(701), usd(700), usd(300))
    )
