"""The fold of one line into proposals: who may decide, who spoke, what came of it. Pure.

Most lines about a proposal stand in its case. What it became stands elsewhere: in the case of an
order, of a budget, or of the fund.
"""

from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ledger.events import (
    BudgetAdopted,
    BudgetAmended,
    DecisionCarriedOut,
    DecisionOutcome,
    FundEvent,
    MeetingConfirmed,
    MeetingContested,
    MeetingRecorded,
    OrderCarriedOut,
    OrderDecided,
    OrderDeclined,
    OrderWithdrawn,
    OutcomeReason,
    ProposalAdvanced,
    ProposalChanged,
    ProposalClosed,
    ProposalExtended,
    ProposalMade,
    ProposalWithdrawn,
    RecusalDeclared,
    StanceTaken,
)
from ledger.line import Line
from projections.proposals.rows import ProposalRow, ProposalState

OF_PROPOSALS: Final = (
    ProposalMade,
    ProposalChanged,
    StanceTaken,
    RecusalDeclared,
    ProposalExtended,
    ProposalAdvanced,
    MeetingRecorded,
    MeetingConfirmed,
    MeetingContested,
    ProposalWithdrawn,
    ProposalClosed,
)
"""The facts of the case of a proposal; each names it as ``proposal``."""
OF_DECISIONS: Final = (OrderDecided, DecisionCarriedOut, BudgetAdopted, BudgetAmended)
"""The facts about what a proposal became; each names it as ``decision``."""
OF_ORDERS: Final = (OrderCarriedOut, OrderDeclined, OrderWithdrawn)
"""The facts about an order that may carry a decision out; each names it as ``order``."""
_STATES: Final = {
    DecisionOutcome.ADOPTED: ProposalState.ADOPTED,
    DecisionOutcome.NOT_ADOPTED: ProposalState.NOT_ADOPTED,
    DecisionOutcome.VOID: ProposalState.VOID,
}

_NO_MEETING: Final[dict[str, Any]] = {"has_meeting": False, "meeting_waits": False}

Rows = MutableMapping[UUID, ProposalRow]
"""Proposals by their ids."""


def named_in(lines: Iterable[Line]) -> tuple[set[UUID], set[UUID]]:
    """Return the proposals that *lines* name, and the orders that they say ended."""
    proposals: set[UUID] = set()
    orders: set[UUID] = set()
    for line in lines:
        match line.event:
            case OrderCarriedOut() | OrderDeclined() | OrderWithdrawn() as event:
                orders.add(event.order)
            case event if isinstance(event, OF_PROPOSALS):
                proposals.add(event.proposal)
            case event if isinstance(event, OF_DECISIONS) and event.decision is not None:
                proposals.add(event.decision)
            case _:
                pass
    return proposals, orders


def take_in(rows: Rows, line: Line) -> None:
    """Change *rows* by *line*; what names no proposal of them changes nothing."""
    event = line.event
    if isinstance(event, ProposalMade):
        rows[event.proposal] = _made(line, event)
    elif isinstance(event, OF_PROPOSALS):
        row = rows.get(event.proposal)
        if row is not None and line.case_id == row.proposal_id:
            changed = _closed(row, line) or _gone_on(row, event)
            rows[row.proposal_id] = replace(changed, last_position=line.position)
    elif isinstance(event, OF_DECISIONS):
        row = None if event.decision is None else rows.get(event.decision)
        if row is not None:
            rows[row.proposal_id] = _became(row, line)
    elif isinstance(event, OF_ORDERS):
        row = _of_order(rows, event.order)
        if row is not None:
            rows[row.proposal_id] = _ended(row, line)


def _made(line: Line, event: ProposalMade) -> ProposalRow:
    return ProposalRow(
        proposal_id=event.proposal,
        kind=event.kind,
        state=ProposalState.OPEN,
        protocol=event.protocol.name,
        methods=tuple(stage.method for stage in event.protocol.stages),
        stage=1,
        made_by=event.by,
        made_at=line.recorded_at,
        made_on=event.occurred_on,
        made_position=line.position,
        last_position=line.position,
        until=event.until,
        text_hash=event.text_hash,
        content_hash=event.content_hash,
        review_on=event.review_on,
        limit=event.limit,
        electorate=event.electorate,
        recused=tuple(sorted(event.recused)),
        budget_id=_budget_in(event.content),
    )


def _closed(row: ProposalRow, line: Line) -> ProposalRow | None:
    """Return *row* after its last line; None when this is another one."""
    event = line.event
    ending = {"closed_position": line.position, "closed_at": line.recorded_at}
    match event:
        case ProposalWithdrawn():
            return replace(row, state=ProposalState.WITHDRAWN, **_NO_MEETING, **ending)
        case ProposalClosed():
            adopted = event.outcome is DecisionOutcome.ADOPTED
            return replace(
                row,
                state=_STATES[event.outcome],
                reason=event.reason.value,
                decided_hash=event.content_hash if adopted else None,
                **_NO_MEETING,
                **ending,
            )
        case _:
            return None


def _gone_on(row: ProposalRow, event: FundEvent) -> ProposalRow:
    match event:
        case ProposalChanged():
            return replace(
                row,
                until=event.until,
                text_hash=event.text_hash,
                content_hash=event.content_hash,
                review_on=event.review_on,
                limit=event.limit,
                recused=tuple(sorted({*row.recused, *event.recused})),
                spoke=(),
                **_NO_MEETING,
                budget_id=_budget_in(event.content),
            )
        case StanceTaken():
            return replace(row, spoke=tuple(sorted({*row.spoke, event.by})))
        case RecusalDeclared():
            return replace(
                row,
                recused=tuple(sorted({*row.recused, event.by})),
                spoke=tuple(who for who in row.spoke if who != event.by),
            )
        case ProposalAdvanced():
            return replace(
                row,
                stage=min(event.stage, row.stages),
                until=event.until,
                electorate=event.electorate,
                spoke=(),
                **_NO_MEETING,
            )
        case _:
            return _met(row, event)


def _met(row: ProposalRow, event: FundEvent) -> ProposalRow:
    """Return *row* after what a meeting decided was written down, or its time went on."""
    match event:
        case MeetingRecorded():
            return replace(row, has_meeting=True)
        case MeetingConfirmed():
            return replace(row, until=event.until, has_meeting=False, meeting_waits=True)
        case MeetingContested():
            return replace(row, until=event.until, **_NO_MEETING)
        case ProposalExtended() if event.reason is OutcomeReason.SOMEBODY_STOPPED:
            return replace(row, until=event.until)
        case ProposalExtended():
            waits = row.has_meeting and not row.meeting_waits  # what was counted is over
            return replace(row, until=event.until, has_meeting=waits, meeting_waits=False)
        case _:
            return row


def _became(row: ProposalRow, line: Line) -> ProposalRow:
    match line.event:
        case OrderDecided() as event:
            return replace(row, order_id=event.order)
        case DecisionCarriedOut():
            return replace(row, carried_out_position=line.position)
        case BudgetAdopted() | BudgetAmended() as event:
            return replace(row, budget_id=event.budget)
        case _:
            return row


def _ended(row: ProposalRow, line: Line) -> ProposalRow:
    """Return *row* after the order that was to carry it out ended: done, or free again."""
    if isinstance(line.event, OrderCarriedOut):
        return replace(row, carried_out_position=line.position)
    return replace(row, order_id=None)


def _of_order(rows: Mapping[UUID, ProposalRow], order: UUID) -> ProposalRow | None:
    return next((row for row in rows.values() if row.order_id == order), None)


class _Amends(Struct, frozen=True):
    """What the content of an amendment says about itself, whatever else it says."""

    command: str = ""
    budget: UUID | None = None


def _budget_in(content: str) -> UUID | None:
    """Return the budget that a proposal amends; other contents name none."""
    try:
        return msgspec.json.decode(content, type=_Amends).budget if content else None
    except msgspec.MsgspecError:  # written by another program: the book is not refused for it
        return None
