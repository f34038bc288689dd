"""Who may ask the book for what: people by mandate, the operator, an import, the clock."""

from datetime import timedelta
from typing import Final

import pytest

from ledger.chart import CostCategory, Fee
from ledger.command import Context
from ledger.costs import PayCost, RecordFee
from ledger.decider import COMMANDS
from ledger.deciding.commands import CarryOutDecision, CloseProposal, Propose
from ledger.donations import RecordDonation
from ledger.events import AccountKind, ColleagueSuspended, MemberLeft, ProposalKind
from ledger.members import AdmitMember, EndSingleSigner, NameFounder
from ledger.opening import NewAccount, OpenAccount, OpenFund
from ledger.orders.commands import Act, ExpireRatification, OrderCommand, RequestOrder
from ledger.orders.content import ORDERABLE
from ledger.powers import FACTS, permit, permit_kind
from ledger.rejections import (
    CaseOfAnotherKind,
    DecisionUnknown,
    FundExists,
    FundUnknown,
    MandateMissing,
    OperatorMayNot,
    Rejection,
    SecondPersonNeeded,
    SingleSigner,
    WitnessNeeded,
)
from ledger.suspension import SuspendColleague
from ledger.witnessed import WITNESSED
from tests.ledger.asked import POST, asked, signs
from tests.ledger.book import CASE, NOW, TODAY, TOMORROW, Actor, Given, context
from tests.ledger.people import (
    ALONE,
    ANA,
    BO,
    CY,
    DEE,
    EVE,
    FAY,
    FUNDED,
    PEOPLE,
    STRANGER,
)
from tests.ledger.world import BOOK, DIGEST, GIVER, NOWHERE, RIGHT, brought, usd

GIFT: Final = RecordDonation(**RIGHT, gross=1, giver=GIVER)
FEE: Final = RecordFee(**RIGHT, kind=Fee.BANK, amount=1)
COST: Final = PayCost(**RIGHT, category=CostCategory.OTHER, amount=1)
ADMIT: Final = AdmitMember(occurred_on=TODAY, sign_in=STRANGER)
ACCOUNT: Final = OpenAccount(
    occurred_on=TODAY, account=NewAccount(kind=AccountKind.BANK, label="New", currency="USD")
)
NAME: Final = NameFounder(occurred_on=TODAY, founder=BO)
STOP: Final = SuspendColleague(occurred_on=TODAY, holder=FAY)
END: Final = EndSingleSigner(occurred_on=TODAY)
ASK: Final = RequestOrder(occurred_on=TODAY, order=POST)
EXPIRE: Final = ExpireRatification(occurred_on=TODAY, case_id=CASE, order_id=NOWHERE)

PROPOSE: Final = Propose(
    occurred_on=TODAY, kind=ProposalKind.ANYTHING, text_hash=DIGEST, review_on=TOMORROW
)
COUNT: Final = CloseProposal(occurred_on=TODAY, case_id=CASE)
CARRY_OUT: Final = CarryOutDecision(occurred_on=TODAY, decision=CASE, order=ADMIT)
MADE: Final = "proposal.made.v1"

TREASURY: Final = ("approver", "on_call", "treasurer")
ORDERING: Final = ("approver", "on_call", "steward", "treasurer")
ANY: Final = ("approver", "auditor", "on_call", "seat", "steward", "treasurer")

SINGLE: Final = Given(*PEOPLE, brought(1_000))
TWO: Final = Given(*FUNDED, case=(asked(),))
UNADOPTED: Final = Given(*BOOK, brought(1_000))

TABLE: Final[list[tuple[str, Given, Actor, object, Rejection | None]]] = [
    ("one signs: the treasurer pays", SINGLE, ANA, COST, None),
    ("one signs: another treasurer pays", SINGLE, CY, COST, None),
    ("one signs: no other pays", SINGLE, DEE, COST, MandateMissing(("treasurer",))),
    ("one signs: facts", SINGLE, DEE, GIFT, None),
    ("one signs: not by an auditor", SINGLE, EVE, GIFT, MandateMissing(TREASURY)),
    ("one signs: a steward governs", SINGLE, DEE, ADMIT, None),
    ("one signs: no treasurer governs", SINGLE, CY, ADMIT, MandateMissing(("steward",))),
    ("one signs: a steward ends it", SINGLE, DEE, END, None),
    ("one signs: no orders", SINGLE, ANA, ASK, SingleSigner()),
    ("one signs: nobody to sign", SINGLE, ANA, signs(Act.APPROVE), SingleSigner()),
    ("one signs: an import", SINGLE, "import", COST, None),
    ("one signs: no import of rights", SINGLE, "import", ADMIT, OperatorMayNot()),
    ("one signs: no import ends it", SINGLE, "import", END, OperatorMayNot()),
    ("one signs: no import asks", SINGLE, "import", ASK, OperatorMayNot()),
    ("one signs: no import suspends", SINGLE, "import", STOP, OperatorMayNot()),
    ("one signs: no founder by import", UNADOPTED, "import", NAME, OperatorMayNot()),
    ("two: nobody pays alone", TWO, ANA, COST, SecondPersonNeeded()),
    ("two: nobody governs alone", TWO, ANA, ADMIT, SecondPersonNeeded()),
    ("two: facts by one", TWO, CY, GIFT, None),
    ("two: a place by one", TWO, ANA, ACCOUNT, None),
    ("two: not by an auditor", TWO, EVE, ACCOUNT, MandateMissing(("steward", "treasurer"))),
    ("two: who has no mandate asks for nothing", TWO, FAY, ASK, MandateMissing(ORDERING)),
    ("two: an auditor asks for nothing", TWO, EVE, ASK, MandateMissing(ORDERING)),
    ("two: an auditor stops a colleague", TWO, EVE, STOP, None),
    ("two: a mere member does not", TWO, FAY, STOP, MandateMissing(ANY)),
    ("two: a stranger finds no fund", TWO, STRANGER, ASK, FundUnknown()),
    ("two: a stranger writes no fact", TWO, STRANGER, GIFT, FundUnknown()),
    ("two: no import", TWO, "import", GIFT, OperatorMayNot()),
    ("operator: facts", TWO, "operator", GIFT, None),
    ("operator: facts that take money, while one signs", SINGLE, "operator", FEE, None),
    ("operator: none that take money", TWO, "operator", FEE, OperatorMayNot()),
    ("two: an auditor writes no fee", TWO, EVE, FEE, MandateMissing(TREASURY)),
    ("two: a fee takes a witness", TWO, CY, FEE, WitnessNeeded(usd(1), usd(0))),
    ("operator: places", TWO, "operator", ACCOUNT, None),
    ("operator: pays nothing", SINGLE, "operator", COST, OperatorMayNot()),
    ("operator: signs nothing", TWO, "operator", signs(Act.APPROVE), OperatorMayNot()),
    ("operator: gives no right", SINGLE, "operator", ADMIT, OperatorMayNot()),
    ("operator: names a founder", UNADOPTED, "operator", NAME, None),
    ("clock: names a founder", UNADOPTED, "clock", NAME, None),
    ("clock: pays nothing", SINGLE, "clock", COST, OperatorMayNot()),
    ("no person keeps a deadline", TWO, ANA, EXPIRE, OperatorMayNot()),
    ("no person names a founder", TWO, ANA, NAME, OperatorMayNot()),
    ("one signs: nobody to decide with", SINGLE, ANA, PROPOSE, SingleSigner()),
    ("two: any member proposes", TWO, FAY, PROPOSE, None),
    ("two: no stranger proposes", TWO, STRANGER, PROPOSE, FundUnknown()),
    ("operator: proposes nothing", TWO, "operator", PROPOSE, OperatorMayNot()),
    ("clock: proposes nothing", TWO, "clock", PROPOSE, OperatorMayNot()),
    ("no person counts", TWO, ANA, COUNT, OperatorMayNot()),
    ("operator: counts nothing", TWO, "operator", COUNT, OperatorMayNot()),
    ("clock: counts", TWO, "clock", COUNT, CaseOfAnotherKind(CASE, "order.requested.v1", MADE)),
    ("two: a steward tries again", TWO, DEE, CARRY_OUT, DecisionUnknown()),
    ("clock: carries out", TWO, "clock", CARRY_OUT, DecisionUnknown()),
    ("two: nobody else does", TWO, CY, CARRY_OUT, MandateMissing(("steward",))),
    ("unadopted: anybody keeps the book", UNADOPTED, STRANGER, COST, None),
    ("unadopted: nobody gets a right", UNADOPTED, STRANGER, ADMIT, FundUnknown()),
    ("unadopted: nobody names themselves", UNADOPTED, STRANGER, NAME, FundUnknown()),
    ("unadopted: nobody asks", UNADOPTED, STRANGER, ASK, FundUnknown()),
]


@pytest.mark.parametrize(
    "given, actor, command, refusal", [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_who_may_ask_for_what(
    given: Given, actor: Actor, command: OrderCommand, refusal: Rejection | None
) -> None:
    answer = given.when(command, actor=actor)
    if refusal is None:
        assert answer.facts
    else:
        answer.refused(refusal)


@pytest.mark.parametrize("name", sorted({*COMMANDS} - {"open_fund"}))
def test_whoever_left_or_was_stopped_is_a_stranger_to_every_command(name: str) -> None:
    stopped = ColleagueSuspended(
        occurred_on=TODAY, holder=BO, by=ANA, until=NOW + timedelta(hours=72)
    )
    for book in (PEOPLE, FUNDED):
        for fact in (stopped, MemberLeft(occurred_on=TODAY, sign_in=BO)):
            with pytest.raises(FundUnknown):
                permit_kind(COMMANDS[name], context(1, actor=BO), Given(*book, fact).fund)


@pytest.mark.parametrize(
    "kind", sorted(ORDERABLE - WITNESSED, key=str), ids=lambda kind: kind.__name__
)
def test_no_mandate_gives_directly_what_takes_two_people(kind: type) -> None:
    fund = Given(*FUNDED).fund
    for who in (ANA, BO, CY, DEE):
        with pytest.raises(SecondPersonNeeded):
            permit_kind(kind, context(1, actor=who), fund)
    for machinery in ("operator", "clock", "import", ""):
        with pytest.raises(OperatorMayNot):
            permit_kind(kind, context(1, actor=machinery), fund)


def test_the_facts_that_are_also_orders_are_those_that_take_money() -> None:
    assert FACTS & ORDERABLE == WITNESSED


def test_a_fund_is_opened_by_whoever_the_service_lets_and_only_once() -> None:
    opening = OpenFund(occurred_on=TODAY, label="Fund", currency="USD", time_zone="UTC")
    world: Context = context(1, actor=STRANGER)
    permit(opening, world, Given().fund)
    (opened,) = Given().when(opening, actor=STRANGER).facts
    assert getattr(opened, "founder", None) == STRANGER
    refused = Given(*ALONE).when(opening, actor=STRANGER).answer
    assert isinstance(refused, FundExists)
