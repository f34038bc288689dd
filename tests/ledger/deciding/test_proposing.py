"""What can be proposed, by whom, and what becomes of it when it is changed or taken back."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import pytest
from msgspec.structs import replace

from ledger.deciding.commands import ChangeProposal, ItemName, Propose, WithdrawProposal
from ledger.deciding.kinds import ORDERS
from ledger.deciding.templates import TEMPLATES
from ledger.events import (
    ConsentScope,
    Electorate,
    FundEvent,
    ProposalKind,
    Protocol,
    Way,
)
from ledger.money import MAX_AMOUNT
from ledger.orders.settling import RatifyOrder
from ledger.rejections import (
    AmountNotPositive,
    AmountTooLarge,
    ConsentMissing,
    KindClosed,
    LabelUnusable,
    MandateMissing,
    NobodyElseDecides,
    OtherOrder,
    ProposalOfAnother,
    ProposalUnusable,
    ReferenceUnusable,
    SealedBallot,
    TooManyProposals,
    TooManyToCount,
)
from tests.budgets import adopting
from tests.ledger.asked import ORDER, POST, asked, to_ratify
from tests.ledger.book import (
    CASE,
    NOW,
    OTHER_CASE,
    TODAY,
    TOMORROW,
    Given,
    Ladder,
    Rung,
    Step,
)
from tests.ledger.deciding.facts import (
    ADVANCED,
    BALLOT,
    BUDGET,
    COST,
    EVERYTHING,
    PANEL,
    SEALED,
    case_of,
    made,
)
from tests.ledger.deciding.room import EIGHT, deciding
from tests.ledger.people import ANA, BO, CY, DEE, FAY, admitted
from tests.ledger.steps import YESTERDAY, dates
from tests.ledger.world import DIGEST, NO_DIGEST, NOWHERE, TOO_MUCH, agreed

DESK: Final = ("approver", "on_call", "steward", "treasurer")
ONE_ITEM: Final = adopting(TODAY, ("2027-01", "2027-12"), ("rent", 300))
FIRST: Final = BUDGET.items[0].item_id
IN_CASE: Final = replace(POST, case_id=OTHER_CASE)
CONSENTS: Final = agreed(ConsentScope.MEMBERS_DECIDE)
SEATED: Final = Protocol(
    name="seats", version=1, stages=(replace(BALLOT.stages[0], electorate=Electorate.SEATS),)
)
TALKED: Final = Protocol(
    name="talked", version=1, stages=(*TEMPLATES["majority"].stages, *BALLOT.stages)
)
RATIFY: Final = RatifyOrder(occurred_on=TODAY, case_id=OTHER_CASE, order_id=ORDER)
FIVE_OPEN: Final = tuple(made(by=BO, proposal=UUID(int=number)) for number in range(5))
A_REVIEW: Final = "a day, 1 to 366 days ahead"
CROWD: Final = tuple(admitted(UUID(int=2**64 + number)) for number in range(2_000))
"""More people than one line can name."""
ITEMS: Final = "items of this budget, each once"
CHOICES: Final = "2 to 100 items of one currency, each within the limit"
ONE_OF: Final = {
    kind: "one of " + ", ".join(sorted(str(each.__struct_config__.tag) for each in allowed))
    for kind, allowed in ORDERS.items()
}


def unusable(field: str, expected: str, given: Given | None = None, **mend: Any) -> Step:
    return Step(ProposalUnusable(field, expected), mend, given=given)


def named(*names: tuple[Any, str]) -> dict[str, Any]:
    return {"item_names": tuple(ItemName(item, text) for item, text in names)}


def to_be_ratified(hours: int) -> tuple[FundEvent, ...]:
    """Return an urgent payment that waits so many hours more to be ratified."""
    waits = to_ratify(CY, DEE, until=NOW + timedelta(hours=hours))
    return asked(by=CY, way=Way.URGENT), waits


def ratifying(hours: int) -> Given:
    """Return a proposal to ratify it, open for seven days, and three more if it goes on."""
    proposal = made(TEMPLATES["majority"], ProposalKind.RATIFICATION, RATIFY)
    return Given(*EVERYTHING, case=(proposal,), other=to_be_ratified(hours))


LADDERS: Final = (
    Ladder(
        Propose(
            occurred_on=TOMORROW,
            kind=ProposalKind.ONE_CASE,
            text_hash=NO_DIGEST,
            order=COST,
            **named((NOWHERE, "")),
        ),
        Given(*EIGHT),
        (
            *dates(),
            Step(MandateMissing(DESK), actor=BO),
            Step(KindClosed("one_case"), given=Given(*EVERYTHING, *FIVE_OPEN)),
            Step(TooManyProposals(5), given=Given(*EVERYTHING, *FIVE_OPEN[1:])),
            Step(ReferenceUnusable("text_hash"), {"text_hash": DIGEST}),
            unusable("order", ONE_OF[ProposalKind.ONE_CASE], order=POST),
            unusable("order", "the case that it is about, in case_id", order=IN_CASE),
            Step(
                ConsentMissing(ConsentScope.MEMBERS_DECIDE),
                given=Given(*EVERYTHING, other=(CONSENTS,)),
            ),
            unusable("review_on", A_REVIEW, review_on=TODAY),
            unusable("review_on", A_REVIEW, review_on=TODAY + timedelta(days=367)),
            unusable(
                "review_on",
                A_REVIEW,
                kind=ProposalKind.BUDGET,
                order=ONE_ITEM,
                review_on=YESTERDAY,
            ),
            unusable("review_on", "no day, or one to come", review_on=TODAY),
            Step(AmountNotPositive("limit", 0), {"limit": TOO_MUCH}),
            Step(AmountTooLarge("limit", TOO_MUCH, MAX_AMOUNT), {"limit": 399}),
            unusable("order", CHOICES, order=BUDGET),
            unusable("order", CHOICES, limit=400, given=Given(*EIGHT, deciding(budget=SEATED))),
            unusable("item_names", ITEMS, **named((FIRST, "a"), (FIRST, "b"))),
            unusable("item_names", ITEMS, **named((FIRST, "  "))),
            Step(
                LabelUnusable("item_names", 80),
                {"kind": ProposalKind.RATIFICATION, "order": RATIFY, "limit": 0, "item_names": ()},
                given=Given(*EVERYTHING, other=to_be_ratified(hours=240)),
            ),
            unusable(
                "order",
                "one that can be ratified for more than 240 hours",
                given=Given(*EIGHT, deciding(budget=SEATED)),
                kind=ProposalKind.BUDGET,
                order=BUDGET,
                limit=400,
                **named((FIRST, "Rent of the house")),
            ),
            Step(NobodyElseDecides(0), given=Given(*EVERYTHING, *CROWD)),
            Step(TooManyToCount(2_008, 620), given=Given(*EVERYTHING)),
        ),
        actor=FAY,
    ),
    Ladder(
        ChangeProposal(
            occurred_on=TOMORROW, case_id=CASE, text_hash=NO_DIGEST, order=COST, review_on=TODAY
        ),
        Given(*EVERYTHING),
        (
            *dates(),
            *case_of(Given(*EVERYTHING, case=(made(SEALED, by=FAY),))),
            Step(ProposalOfAnother(), actor=FAY),
            Step(SealedBallot(), given=Given(*EVERYTHING, case=(made(PANEL, by=FAY), ADVANCED))),
            unusable(
                "stage",
                "the first one: what it decided is not changed in the next",
                given=Given(
                    *EVERYTHING,
                    case=(made(kind=ProposalKind.ONE_CASE, order=IN_CASE, by=FAY),),
                    other=(),
                ),
            ),
            Step(
                MandateMissing(DESK),
                given=Given(*EVERYTHING, case=(made(kind=ProposalKind.ONE_CASE, order=IN_CASE),)),
                actor=ANA,
            ),
            Step(OtherOrder(), {"order": POST}),
            Step(OtherOrder(), {"order": IN_CASE}),
            Step(ReferenceUnusable("text_hash"), {"text_hash": DIGEST, "limit": 1}),
            Step(
                ConsentMissing(ConsentScope.MEMBERS_DECIDE),
                given=Given(
                    *EVERYTHING,
                    case=(made(kind=ProposalKind.ONE_CASE, order=IN_CASE),),
                    other=(CONSENTS,),
                ),
            ),
            unusable(
                "review_on",
                A_REVIEW,
                order=ONE_ITEM,
                review_on=YESTERDAY,
                given=Given(
                    *EVERYTHING, case=(made(TALKED, kind=ProposalKind.BUDGET, order=BUDGET),)
                ),
                limit=0,
            ),
            unusable("review_on", "no day, or one to come", review_on=None),
            Step(AmountNotPositive("limit", 0), {"limit": TOO_MUCH}),
            Step(AmountTooLarge("limit", TOO_MUCH, MAX_AMOUNT), {"limit": 500}),
            unusable(
                "order",
                CHOICES,
                given=Given(*EVERYTHING, case=(made(kind=ProposalKind.BUDGET, order=BUDGET),)),
                order=BUDGET,
                review_on=TOMORROW,
            ),
            unusable("limit", "only with a budget ballot", limit=0, **named((CASE, ""))),
            unusable("item_names", ITEMS, **named((FIRST, ""))),
            Step(
                LabelUnusable("item_names", 80),
                {"order": RATIFY, "review_on": None, "item_names": ()},
                given=ratifying(hours=240),
            ),
            unusable(
                "order",
                "one that can be ratified for more than 240 hours",
                given=ratifying(hours=241),
            ),
        ),
        actor=BO,
    ),
    Ladder(
        WithdrawProposal(occurred_on=TOMORROW, case_id=CASE),
        Given(*EVERYTHING),
        (
            *dates(),
            *case_of(Given(*EVERYTHING, case=(made(SEALED),))),
            Step(ProposalOfAnother(), actor=ANA),
        ),
        actor=BO,
    ),
)


@pytest.mark.parametrize("row", [row for ladder in LADDERS for row in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(row: Rung) -> None:
    row.check()
