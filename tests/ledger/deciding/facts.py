"""Facts about one proposal, for the tables of refusals: made, spoken about, met about, closed."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from ledger.budgets.commands import AdoptBudget
from ledger.chart import CostCategory
from ledger.costs import PayCost
from ledger.deciding.templates import TEMPLATES
from ledger.events import (
    MeetingConfirmed,
    MeetingContested,
    MeetingRecorded,
    ProposalAdvanced,
    ProposalKind,
    ProposalMade,
    ProposalWithdrawn,
    Protocol,
    RecusalDeclared,
    Stance,
    StanceCount,
    StanceTaken,
    Tally,
)
from ledger.orders.content import Orderable, content_of, hash_of
from ledger.rejections import CaseOfAnotherKind, CaseUnknown, DecidingOver, ProposalIsClosed
from tests.budgets import adopting
from tests.ledger.book import CASE, NOW, TODAY, Given, Step
from tests.ledger.deciding.room import EIGHT, MEMBERS, deciding
from tests.ledger.people import ANA, BO, CY, DEE
from tests.ledger.world import DIGEST, GENERAL, RIGHT, TIN, brought

UNTIL: Final = NOW + timedelta(days=7)
CONSENT: Final = TEMPLATES["consent"]
SEALED: Final = TEMPLATES["sealed_majority"]
PANEL: Final = TEMPLATES["panel_then_board"]
BALLOT: Final = TEMPLATES["budget_ballot"]
EVERYTHING: Final = (
    *EIGHT,
    deciding(
        case_votes=True,
        budget=BALLOT,
        amendment=CONSENT,
        rules=CONSENT,
        money=TEMPLATES["amount_ladder"],
        one_case=CONSENT,
        ratification=TEMPLATES["majority"],
        anything=CONSENT,
    ),
)
"""Eight people who decide about everything: the budget by a ballot, most by consent."""

HELPED: Final = brought(1, TIN, GENERAL)
"""What opens a case that is no proposal."""
COST: Final = PayCost(**RIGHT, amount=100, category=CostCategory.TRAVEL)
BUDGET: Final[AdoptBudget] = adopting(
    TODAY, ("2027-01", "2027-12"), ("rent", 300), ("food", 200), ("bail", 400)
)


def made(
    protocol: Protocol = CONSENT,
    kind: ProposalKind = ProposalKind.ANYTHING,
    order: Orderable | None = None,
    until: datetime = UNTIL,
    **fields: Any,
) -> ProposalMade:
    """Return that Ana made a proposal about which all eight members decide."""
    content = "" if order is None else content_of(order)
    usual: dict[str, Any] = {
        "occurred_on": TODAY,
        "proposal": CASE,
        "by": ANA,
        "electorate": MEMBERS,
        "made": NOW,
        "text_hash": DIGEST,
        "content": content,
        "content_hash": hash_of(content) if content else None,
    }
    return ProposalMade(protocol=protocol, kind=kind, until=until, **(usual | fields))


def spoke(who: UUID, stance: Stance = Stance.AGREE) -> StanceTaken:
    """Return that somebody took a stance on it."""
    return StanceTaken(occurred_on=TODAY, proposal=CASE, by=who, stance=stance, text_hash=DIGEST)


def keeps_out(who: UUID) -> RecusalDeclared:
    """Return that somebody keeps out of it."""
    return RecusalDeclared(occurred_on=TODAY, proposal=CASE, by=who)


def met(by: UUID = BO, present: int = 6, agree: int = 6) -> MeetingRecorded:
    """Return that somebody wrote down a meeting about it."""
    return MeetingRecorded(
        occurred_on=TODAY,
        proposal=CASE,
        by=by,
        held_on=TODAY,
        present=present,
        counts=(StanceCount(stance=Stance.AGREE, people=agree),),
    )


COUNTED_AT: Final = NOW + timedelta(hours=24)
CONFIRMED: Final = MeetingConfirmed(occurred_on=TODAY, proposal=CASE, by=CY, until=COUNTED_AT)
CONTESTED: Final = MeetingContested(occurred_on=TODAY, proposal=CASE, by=DEE, until=UNTIL)
TAKEN_BACK: Final = ProposalWithdrawn(occurred_on=TODAY, proposal=CASE, by=ANA)
ADVANCED: Final = ProposalAdvanced(
    occurred_on=TODAY,
    proposal=CASE,
    stage=2,
    electorate=(ANA, BO, DEE),
    opened=NOW,
    until=UNTIL,
    tally=Tally(may_decide=5),
    rules=1,
)


def case_of(given: Given) -> tuple[Step, ...]:
    """The case is unknown, of another kind, taken back, at its very end, and then *given*."""
    other = Given(*EVERYTHING, case=(HELPED,))
    back = Given(*EVERYTHING, case=(made(), TAKEN_BACK))
    return (
        Step(CaseUnknown(CASE), given=other),
        Step(CaseOfAnotherKind(CASE, HELPED.topic, ProposalMade.topic), given=back, now=UNTIL),
        Step(ProposalIsClosed("withdrawn"), given=given),
        Step(DecidingOver(UNTIL), now=NOW),
    )
