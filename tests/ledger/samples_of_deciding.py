"""Full and minimal facts about what members decide, for the golden files.

As in `samples`: a sample never changes once its golden file is there.
"""

from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from ledger.chart import Category
from ledger.events import (
    Completion,
    DecidingSet,
    DecisionCarriedOut,
    DecisionOutcome,
    DecisionTold,
    ElectionRule,
    Electorate,
    FundEvent,
    KindProtocol,
    MeetingConfirmed,
    MeetingContested,
    MeetingRecorded,
    Method,
    OrderDecided,
    OutcomeReason,
    ProposalAdvanced,
    ProposalChanged,
    ProposalClosed,
    ProposalExtended,
    ProposalKind,
    ProposalMade,
    ProposalWithdrawn,
    Protocol,
    RecusalDeclared,
    Stage,
    Stance,
    StanceCount,
    StanceTaken,
    Subject,
    Supporters,
    Tally,
    Unbudgeted,
    Urgency,
)


def _id(number: int) -> UUID:
    return UUID(f"7d444840-9dc0-41d1-b245-{number:012x}")


_DIGEST: Final = "0123456789abcdef" * 4
_OTHER: Final = "fedcba9876543210" * 4
_ON: Final[dict[str, Any]] = {"occurred_on": date(2026, 11, 21)}
_AT: Final = datetime(2026, 11, 21, 2, 30, tzinfo=UTC)
_UNTIL: Final = datetime(2026, 11, 28, 2, 30, tzinfo=UTC)
_PROPOSAL: Final = _id(41)
_OF: Final[dict[str, Any]] = {**_ON, "proposal": _PROPOSAL}
_BY: Final[dict[str, Any]] = {**_OF, "by": _id(33)}
_STAGE: Final = Stage(
    method=Method.STANCES,
    hours=168,
    electorate=Electorate.MANDATES,
    stances=(Stance.AGREE, Stance.BLOCK),
    least_hours=24,
    closes_early=True,
    quorum_percent=34,
    quorum_least=2,
    share_part=2,
    share_whole=3,
    more_than=True,
    supporters=3,
    supporters_from=(Supporters(amount=50_000, people=4),),
    most_blocks=1,
    block_needs_presence=True,
    stand_asides_limited=True,
    most_stand_asides=2,
    silence_agrees=True,
    extends_hours=72,
    extensions=1,
    review_days=366,
    rule=ElectionRule.EQUAL_SHARES,
    completion=Completion.GREEDY,
)
_PROTOCOL: Final = Protocol(name="ours", version=2, stages=(_STAGE,))
_SHORT: Final = Protocol(
    name="sealed", version=1, stages=(Stage(method=Method.BALLOT, hours=168, quorum_least=2),)
)
_TALLY: Final = Tally(
    may_decide=9,
    recused=1,
    left=1,
    took_part=8,
    agree=1,
    reservation=1,
    stand_aside=1,
    disagree=1,
    block=1,
    abstain=1,
    silent=2,
    seen=7,
    present=6,
)
_FEW: Final = Tally(may_decide=9)
_SAYS: Final[dict[str, Any]] = {
    "content": '{"command":"commit_grant"}',
    "content_hash": _DIGEST,
    "review_on": date(2027, 5, 21),
    "limit": 500_000,
    "category": Category.RENT,
    "band": 2,
    "urgency": Urgency.THIS_WEEK,
    "amount": 60_000,
    "recused": (_id(34),),
}
_PEOPLE: Final[dict[str, Any]] = {
    "voters": (_id(33), _id(35)),
    "ballots": ("agree", "disagree"),
    "seen": (_id(33), _id(35), _id(36)),
}
_MADE: Final[dict[str, Any]] = {
    **_BY,
    "protocol": _PROTOCOL,
    "electorate": (_id(33), _id(35), _id(36)),
    "made": _AT,
    "until": _UNTIL,
    "text_hash": _OTHER,
}
_CHANGED: Final[dict[str, Any]] = {**_BY, "text_hash": _OTHER, "changed": _AT, "until": _UNTIL}
_ADVANCED: Final[dict[str, Any]] = {
    **_OF,
    "stage": 2,
    "electorate": (_id(33), _id(35)),
    "opened": _AT,
    "until": _UNTIL,
    "rules": 1,
}
_CLOSED: Final[dict[str, Any]] = {**_OF, "rules": 1, "stage": 1}
_MET: Final[dict[str, Any]] = {
    **_BY,
    "held_on": date(2026, 11, 20),
    "present": 6,
    "counts": (StanceCount(stance=Stance.AGREE, people=5),),
}

FULL: Final[tuple[FundEvent, ...]] = (
    DecidingSet(
        **_ON,
        protocols=(KindProtocol(kind=ProposalKind.BUDGET, protocol=_PROTOCOL),),
        unbudgeted=Unbudgeted.REFUSED,
        by_decision=(Subject.RULES, Subject.BUDGETS),
        case_votes=True,
        decision=_PROPOSAL,
        content_hash=_DIGEST,
    ),
    ProposalMade(**_MADE, kind=ProposalKind.ONE_CASE, **_SAYS),
    ProposalChanged(**_CHANGED, **_SAYS),
    StanceTaken(**_BY, stance=Stance.RESERVATION, text_hash=_OTHER, content_hash=_DIGEST),
    RecusalDeclared(**_BY),
    ProposalExtended(
        **_OF,
        until=_UNTIL,
        extension=1,
        tally=_TALLY,
        reason=OutcomeReason.NO_QUORUM,
        rules=1,
        seen=(_id(33), _id(35)),
    ),
    ProposalAdvanced(**_ADVANCED, tally=_TALLY, **_PEOPLE),
    MeetingRecorded(**_MET, recused=1),
    MeetingConfirmed(**_BY, until=_UNTIL),
    MeetingContested(**_BY, until=_UNTIL),
    ProposalWithdrawn(**_BY),
    ProposalClosed(
        **_CLOSED,
        outcome=DecisionOutcome.ADOPTED,
        reason=OutcomeReason.CARRIED,
        tally=_TALLY,
        **_PEOPLE,
        chosen=(_id(42),),
        content='{"command":"adopt_budget"}',
        content_hash=_DIGEST,
        in_meeting=True,
    ),
    DecisionCarriedOut(**_ON, decision=_PROPOSAL, content_hash=_DIGEST),
    OrderDecided(**_ON, order=_id(37), decision=_PROPOSAL, content_hash=_DIGEST),
    DecisionTold(**_ON, decision=_PROPOSAL, language="en", text="We adopted a budget."),
)

MINIMAL: Final[tuple[FundEvent, ...]] = (
    DecidingSet(**_ON, protocols=(), unbudgeted=Unbudgeted.SHOWN),
    ProposalMade(**{**_MADE, "protocol": _SHORT}, kind=ProposalKind.ANYTHING),
    ProposalChanged(**_CHANGED),
    StanceTaken(**_BY, stance=Stance.BLOCK, text_hash=_OTHER),
    RecusalDeclared(**_BY),
    ProposalExtended(
        **_OF, until=_UNTIL, extension=1, tally=_FEW, reason=OutcomeReason.BLOCKED, rules=1
    ),
    ProposalAdvanced(**_ADVANCED, tally=_FEW),
    MeetingRecorded(**_MET),
    MeetingConfirmed(**_BY, until=_UNTIL),
    MeetingContested(**_BY, until=_UNTIL),
    ProposalWithdrawn(**_BY),
    ProposalClosed(
        **_CLOSED,
        outcome=DecisionOutcome.VOID,
        reason=OutcomeReason.BALLOTS_UNREADABLE,
        tally=_FEW,
    ),
    DecisionCarriedOut(**_ON, decision=_PROPOSAL, content_hash=_DIGEST),
    OrderDecided(**_ON, order=_id(37), decision=_PROPOSAL, content_hash=_DIGEST),
    DecisionTold(**_ON, decision=_PROPOSAL, language="en", text="A text."),
)
