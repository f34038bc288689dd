"""Whatever anybody tries alone, in no seven days more is taken than the allowance."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ledger import grants, witnessed
from ledger.accounts import FreezeAccount, ReleaseAccount
from ledger.bail import (
    EndSurety,
    PlaceReceipt,
    RecordBailForfeiture,
    RecordBailRecovery,
    RecordBailReturn,
    RecordDepositorRepayment,
    RecordReturnToDepositor,
    ReportBail,
    VerifyBail,
)
from ledger.brought_forward import BringForward
from ledger.case import evolve_case
from ledger.cash import RecordLoss, RecordRecovery
from ledger.chart import CHART, DeductionKind, Fee, Loss, Side
from ledger.command import Instruction
from ledger.costs import RecordCostRefund, RecordFee, RecordFeeReturn
from ledger.donations import RecordDonation
from ledger.events import Deduction, DonationReceived, FundEvent, OrderCarriedOut
from ledger.governance import CAP_DAYS, fold
from ledger.grants import RecordMoneyBack, RecordReturnedPayment
from ledger.postings import postings
from ledger.powers import FACTS
from ledger.refunds import RecordChargeback
from ledger.witnessed import WITNESSED, taken
from tests.ledger.book import NOW, TODAY, ZONE, Given
from tests.ledger.people import ALLOWED, ANA, BO, CY, DEE, FUNDED
from tests.ledger.play import Drawer, Entry, Play, Turn, run
from tests.ledger.test_witnessed import CAP, DAY, IN_CASE, fee, returned
from tests.ledger.world import BANK, HOUSING, RIGHT, posted, promised, received, rent_paid, usd


def lost(*facts: FundEvent) -> int:
    """Return how much less money and deposits there are after *facts*, by their postings."""
    theirs = (posting for fact in facts for posting in postings(fact))
    return -sum(
        posting.amount for posting in theirs if CHART[posting.code].side in {Side.THERE, Side.HELD}
    )


def _day(now: datetime) -> Any:
    return now.astimezone(ZoneInfo(ZONE)).date()


def beyond(entries: list[Entry], cap: int) -> list[str]:
    """Return the days up to which one by one more was taken in seven days than *cap*."""
    by_two = {entry.turn for entry in entries if isinstance(entry.event, OrderCarriedOut)}
    alone = [
        (_day(entry.now), max(0, lost(entry.event)))
        for entry in entries
        if entry.turn and entry.turn not in by_two
    ]
    return [
        str(last)
        for last in {day for day, _ in alone}
        if sum(amount for day, amount in alone if last - CAP_DAYS * DAY < day <= last) > cap
    ]


def take(play: Play, draw: Drawer, who: UUID) -> None:
    """Write that money is gone, alone; on any day that can be typed."""
    amount = draw.choice((1, 10, 30, 60, 99, 100, 101))
    fields = RIGHT | {"occurred_on": play.today - draw.choice((0, 0, 3, 8)) * DAY}
    in_case = {name: value for name, value in fields.items() if name != "purpose_id"}
    deposits = [one.case_id for one in play.cases.values() if one.events(type(posted(1)))]
    gifts = [one.case_id for one in play.cases.values() if one.events(DonationReceived)]
    kept = (Deduction(kind=DeductionKind.FINE, amount=amount),)
    lost_ = {name: value for name, value in in_case.items() if name != "account_id"}
    play.do(
        who,
        draw.choice(
            (
                RecordFee(**fields, kind=Fee.HOST, amount=amount),
                RecordChargeback(
                    **in_case, case_id=draw.choice(gifts), amount=amount, dispute_fee=5
                ),
                RecordBailReturn(
                    **in_case, case_id=draw.choice(deposits), amount=1, deductions=kept
                ),
                RecordBailForfeiture(**lost_, case_id=draw.choice(deposits), amount=amount),
            )
        ),
    )


def pass_days(play: Play, draw: Drawer, who: UUID) -> None:
    """Let a day or several pass."""
    play.pass_time(24 * draw.choice((1, 1, 2, 6, 7)))


def staged() -> Play:
    """Return a book of two people with an allowance, an old gift and an old deposit."""
    play = Play((*FUNDED, ALLOWED))
    before = TODAY - 40 * DAY
    gift = replace(received(100_000), occurred_on=before)
    deposit = replace(posted(100_000), occurred_on=before)
    play._append(UUID(int=0xCB), "import", None, gift)
    play._append(UUID(int=0xCC), "import", None, deposit)
    return play


TAKING: Final[dict[Turn, int]] = {take: 8, pass_days: 3}
PLANS: Final = st.lists(st.integers(0, 2**32), min_size=5, max_size=40)


@settings(max_examples=80, deadline=None)
@given(PLANS)
def test_in_no_seven_days_one_by_one_more_is_taken_than_the_allowance(plans: list[int]) -> None:
    play = run(plans, TAKING, people=(ANA, BO, CY, DEE), play=staged())
    assert beyond(play.entries, CAP) == []
    assert len(play.fund.governance.alone_uses) <= CAP_DAYS


def test_the_plays_reach_what_they_are_about() -> None:
    topics, refused = set[str](), set[str]()
    for seed in range(40):
        draw = Drawer(seed)
        plans = [draw.getrandbits(32) for _ in range(40)]
        play = run(plans, TAKING, people=(ANA, CY), play=staged())
        topics |= {entry.event.topic for entry in play.entries if entry.turn}
        refused |= {refusal.code for _, refusal in play.refused}
    assert {
        "fee.taken.v1", "donation.charged_back.v1", "bail.returned.v1", "bail.forfeited.v1",
    } <= topics  # fmt: skip
    assert "witness-needed" in refused


MUTANTS: Final[dict[str, tuple[Any, str, Any]]] = {
    "what was written before is not counted": (fold, "_alone_uses", lambda *_: ()),
    "every day has the whole allowance": (witnessed, "CAP_DAYS", 1),
    "the dispute of a chargeback costs nothing": (
        witnessed,
        "taken",
        lambda command: (
            usd(command.amount) if isinstance(command, RecordChargeback) else taken(command)
        ),
    ),
    "deductions are nobody's business": (
        witnessed,
        "taken",
        lambda command: None if isinstance(command, RecordBailReturn) else taken(command),
    ),
}


@pytest.mark.parametrize("rule", MUTANTS)
def test_a_broken_allowance_is_noticed(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where, name, broken = MUTANTS[rule]
    assert hasattr(where, name)
    monkeypatch.setattr(where, name, broken)
    for seed in range(100):
        draw = Drawer(seed)
        plans = [draw.getrandbits(32) for _ in range(40)]
        if beyond(run(plans, TAKING, people=(CY,), play=staged()).entries, CAP):
            return
    pytest.fail("nobody took more than the allowance")


COMMANDS: Final[tuple[Instruction, ...]] = (
    fee(7),
    RecordChargeback(**IN_CASE, account_id=BANK, amount=80, dispute_fee=20),
    RecordBailForfeiture(**IN_CASE, amount=80),
    returned(400, 60, 40),
    returned(0, 500),
    returned(500),
    RecordReturnToDepositor(
        **IN_CASE, amount=400, deductions=(Deduction(kind=DeductionKind.FEE, amount=60),)
    ),
    RecordLoss(**RIGHT, amount=40, how=Loss.SEIZED),
)
RETURNED: Final = RecordReturnedPayment(**IN_CASE, account_id=BANK, instalment=1, amount=80)


@pytest.mark.parametrize("command", COMMANDS, ids=repr)
def test_what_a_fact_takes_is_what_its_postings_say(command: Any) -> None:
    opening = received(500) if isinstance(command, RecordChargeback) else posted(500)
    case = () if isinstance(command, RecordFee | RecordLoss) else (opening,)
    answer = Given(*FUNDED, case=case).carried_out(command, NOW, CY)
    money = taken(command)
    assert lost(*answer.facts) == (0 if money is None else money.amount)


def test_what_did_not_arrive_counts_as_much_as_it_makes_payable_again() -> None:
    book = Given(*FUNDED, case=(promised(100, HOUSING, 100), rent_paid(1, 80)))
    (fact,) = book.carried_out(RETURNED, NOW, CY).facts
    after = evolve_case(book.case, book.position, fact)
    assert grants.promised(after) - grants.promised(book.case) == 80
    assert taken(RETURNED) == usd(80)
    assert lost(fact) == -80, "the money is back, and may go out a second time"


def test_every_fact_that_can_take_money_has_a_witness_and_gifts_only_add() -> None:
    """A gift's fees may be all of it, and then the fund has what it had."""
    assert {type(each) for each in (*COMMANDS, RETURNED)} == WITNESSED
    only_add = {
        *(RecordDonation, BringForward, RecordCostRefund, RecordFeeReturn),
        *(RecordMoneyBack, RecordRecovery),
        *(RecordDepositorRepayment, RecordBailRecovery),
        *(VerifyBail, ReportBail, PlaceReceipt, EndSurety, FreezeAccount, ReleaseAccount),
    }
    assert only_add == FACTS - WITNESSED, "a new fact adds, or has a witness"
    for gross, fees in ((500, 0), (500, 500), (1, 1)):
        gift = RecordDonation(**RIGHT, gross=gross, processor_fee=fees)
        assert lost(*Given(*FUNDED).when(gift, actor=CY).facts) <= 0
