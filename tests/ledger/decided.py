"""What members decided, as facts for the tables: the rules, a proposal, and how it ended."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from msgspec.structs import replace

from ledger.events import (
    DecidingSet,
    DecisionOutcome,
    FundEvent,
    Method,
    OrderDecided,
    OrderRequested,
    OutcomeReason,
    ProposalClosed,
    ProposalKind,
    ProposalMade,
    Protocol,
    Stage,
    Subject,
    Tally,
    Unbudgeted,
)
from ledger.orders.content import Orderable, content_of, hash_of
from ledger.rejections import DecisionLapsed
from tests.ledger.asked import ORDER, POST, asked
from tests.ledger.book import NOW, TODAY, Given
from tests.ledger.people import ANA, BO, CY, DEE, EVE, FAY, FUNDED

DECISION: Final = UUID(int=0xDEC)
"""The proposal that was adopted; its case has the same id."""
OPENLY: Final = Protocol(
    name="consent", version=1, stages=(Stage(method=Method.STANCES, hours=168),)
)
EVERYBODY: Final = (ANA, BO, CY, DEE, EVE, FAY)


def left_to_members(*subjects: Subject, refused: bool = False) -> DecidingSet:
    """Return that *subjects* take a decision; *refused* is what no budget covers."""
    return DecidingSet(
        occurred_on=TODAY,
        protocols=(),
        unbudgeted=Unbudgeted.REFUSED if refused else Unbudgeted.SHOWN,
        by_decision=subjects,
    )


def proposed(
    order: Orderable | None, kind: ProposalKind, proposal: UUID = DECISION
) -> ProposalMade:
    """Return that somebody put it forward."""
    content = "" if order is None else content_of(order)
    return ProposalMade(
        occurred_on=TODAY,
        proposal=proposal,
        by=ANA,
        kind=kind,
        protocol=OPENLY,
        electorate=EVERYBODY,
        made=NOW - timedelta(days=8),
        until=NOW - timedelta(days=1),
        text_hash="0" * 64,
        content=content,
        content_hash=hash_of(content) if content else None,
    )


def adopted(
    order: Orderable | None,
    kind: ProposalKind = ProposalKind.MONEY,
    proposal: UUID = DECISION,
    outcome: DecisionOutcome = DecisionOutcome.ADOPTED,
    on: date = TODAY,
    protocol: Protocol = OPENLY,
) -> tuple[FundEvent, ...]:
    """Return that it was proposed and, by its *outcome*, decided *on* a day."""
    made = replace(proposed(order, kind, proposal), protocol=protocol)
    is_adopted = outcome is DecisionOutcome.ADOPTED
    closed = ProposalClosed(
        occurred_on=on,
        proposal=proposal,
        outcome=outcome,
        reason=OutcomeReason.CARRIED if is_adopted else OutcomeReason.NO_QUORUM,
        rules=1,
        stage=1,
        tally=Tally(may_decide=len(EVERYBODY)),
        content_hash=made.content_hash if is_adopted else None,
    )
    return made, closed


def asked_as_decided(
    command: Orderable = POST,
    by: UUID = ANA,
    approvals: int = 0,
    *,
    decision: UUID = DECISION,
    order: UUID = ORDER,
) -> tuple[OrderRequested, OrderDecided]:
    """Return that somebody asked for what members decided."""
    plain = asked(command, by, approvals=approvals)
    requested = OrderRequested(
        occurred_on=TODAY,
        order=order,
        by=by,
        way=plain.way,
        content=plain.content,
        content_hash=plain.content_hash,
        approvals=approvals,
    )
    said = OrderDecided(
        occurred_on=TODAY, order=order, decision=decision, content_hash=plain.content_hash
    )
    return requested, said


def about_one(order: Orderable = POST, *facts: FundEvent) -> Given:
    """Return what members decided about one person, asked for; then *facts* of that case."""
    decided = adopted(order, ProposalKind.ONE_CASE)
    return Given(*FUNDED, *decided, case=(*asked_as_decided(order), *facts))


LATE: Final = DecisionLapsed(TODAY - timedelta(days=1))


def lapsed(order: Orderable, *case: FundEvent) -> Given:
    """Return what members decided so long ago that yesterday was its last day; and a *case*."""
    return Given(*FUNDED, *adopted(order, on=TODAY - timedelta(days=91)), case=case)
