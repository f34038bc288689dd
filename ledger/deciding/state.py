"""What the rules of a fund have to know about what members decide."""

from datetime import date, datetime, timedelta
from typing import Final, TypeVar
from uuid import UUID

from msgspec import Struct, field
from msgspec.structs import replace

from ledger.deciding.lapsing import days_to_act
from ledger.events.base import Event
from ledger.events.break_glass import SuccessorsInstalled
from ledger.events.decided import DecisionCarriedOut, OrderDecided
from ledger.events.deciding import (
    DecidingSet,
    DecisionOutcome,
    KindProtocol,
    ProposalAdvanced,
    ProposalChanged,
    ProposalClosed,
    ProposalExtended,
    ProposalKind,
    ProposalMade,
    ProposalWithdrawn,
    Subject,
    Unbudgeted,
)
from ledger.events.meetings import MeetingConfirmed, MeetingContested
from ledger.events.orders import OrderCarriedOut, OrderDeclined, OrderWithdrawn

T = TypeVar("T")

BY_ITSELF: Final = timedelta(days=7)
"""How long after its end what was decided is carried out by itself."""
KEPT_CLOSED: Final = 200
"""How many proposals back the public can still be told about one."""


class Rules(Struct, frozen=True, kw_only=True):
    """How the fund decides. See `DecidingSet`."""

    protocols: tuple[KindProtocol, ...]
    unbudgeted: Unbudgeted = Unbudgeted.SHOWN
    by_decision: tuple[Subject, ...] = ()
    case_votes: bool = False


class OpenProposal(Struct, frozen=True, kw_only=True):
    """A proposal that is not closed: who made it, and until when its stage is open.

    About money it has to be let go within so many *days_to_act* of being adopted.
    """

    proposal: UUID
    by: UUID
    kind: ProposalKind
    until: datetime
    days_to_act: int


class Decided(Struct, frozen=True, kw_only=True):
    """What was adopted and is not carried out; *order* is under way with it, if any.

    The clock carries out by itself until *until*; what could not be done by then takes a person.
    Where it is about money, *last_day* is the last one on which an order with it may be let go.
    """

    proposal: UUID
    kind: ProposalKind
    content_hash: str
    until: datetime
    last_day: date
    order: UUID | None = None


class Deciding(Struct, frozen=True, kw_only=True):
    """Shared decisions as the rules of a fund see them. *rules* is None until they are set.

    *closed* are the kinds of the last proposals that were counted, the oldest first.
    """

    rules: Rules | None = None
    open: dict[UUID, OpenProposal] = field(default_factory=dict)
    decided: dict[UUID, Decided] = field(default_factory=dict)
    closed: dict[UUID, ProposalKind] = field(default_factory=dict)


_Going = ProposalChanged | ProposalExtended | ProposalAdvanced | MeetingConfirmed | MeetingContested


def evolve_deciding(deciding: Deciding, event: Event) -> Deciding:
    """Return *deciding* after *event*; other facts change nothing."""
    match event:
        case DecidingSet():
            said = {name: getattr(event, name) for name in Rules.__struct_fields__}
            return replace(deciding, rules=Rules(**said))
        case SuccessorsInstalled():
            return _handed_back(deciding)
        case ProposalMade():
            return _opened(deciding, event)
        case ProposalChanged() | ProposalExtended() | ProposalAdvanced():
            return _goes_on(deciding, event)
        case MeetingConfirmed() | MeetingContested():
            return _goes_on(deciding, event)
        case ProposalWithdrawn():
            return replace(deciding, open=_without(deciding.open, event.proposal))
        case ProposalClosed():
            return _closed(deciding, event)
        case OrderDecided() | OrderWithdrawn() | OrderDeclined() | OrderCarriedOut():
            return _of_orders(deciding, event)
        case DecisionCarriedOut():
            return replace(deciding, decided=_after(deciding.decided, event.decision))
        case _:
            return deciding


def _handed_back(deciding: Deciding) -> Deciding:
    """Let two stewards decide everything again: the glass was broken, nobody else may be there."""
    if deciding.rules is None or not deciding.rules.by_decision:
        return deciding
    return replace(deciding, rules=replace(deciding.rules, by_decision=()))


def _opened(deciding: Deciding, event: ProposalMade) -> Deciding:
    opened = OpenProposal(
        proposal=event.proposal,
        by=event.by,
        kind=event.kind,
        until=event.until,
        days_to_act=days_to_act(event.protocol),
    )
    return replace(deciding, open=deciding.open | {event.proposal: opened})


def _goes_on(deciding: Deciding, event: _Going) -> Deciding:
    before = deciding.open.get(event.proposal)
    if before is None:
        return deciding
    longer = replace(before, until=event.until)
    return replace(deciding, open=deciding.open | {event.proposal: longer})


def _closed(deciding: Deciding, event: ProposalClosed) -> Deciding:
    before = deciding.open.get(event.proposal)
    if before is None:
        return deciding
    decided, closed = deciding.decided, deciding.closed
    if event.outcome is DecisionOutcome.ADOPTED and event.content_hash is not None:
        adopted = Decided(
            proposal=event.proposal,
            kind=before.kind,
            content_hash=event.content_hash,
            until=before.until + BY_ITSELF,
            last_day=event.occurred_on + timedelta(days=before.days_to_act),
        )
        decided = decided | {event.proposal: adopted}
    if event.outcome is not DecisionOutcome.VOID:
        closed = closed | {event.proposal: before.kind}
        closed = dict(list(closed.items())[-KEPT_CLOSED:])
    left = _without(deciding.open, event.proposal)
    return replace(deciding, open=left, decided=decided, closed=closed)


def _of_orders(
    deciding: Deciding, event: OrderDecided | OrderWithdrawn | OrderDeclined | OrderCarriedOut
) -> Deciding:
    """Return *deciding* after a step of an order: most orders rest on no decision."""
    if not deciding.decided:
        return deciding
    if isinstance(event, OrderDecided):
        found = deciding.decided.get(event.decision)
        if found is None:
            return deciding
        taken = replace(found, order=event.order)
        return replace(deciding, decided=deciding.decided | {event.decision: taken})
    behind = next((each for each in deciding.decided.values() if each.order == event.order), None)
    if behind is None:
        return deciding
    if isinstance(event, OrderCarriedOut):
        return replace(deciding, decided=_without(deciding.decided, behind.proposal))
    freed = replace(behind, order=None)
    return replace(deciding, decided=deciding.decided | {behind.proposal: freed})


def _after(decided: dict[UUID, Decided], done: UUID) -> dict[UUID, Decided]:
    """Return what still waits once *done* was carried out.

    Rules, mandates and members: what was decided before it and could not be carried out is over,
    or it would undo later what the members decided last.
    """
    if done not in decided or decided[done].kind is not ProposalKind.RULES:
        return _without(decided, done)
    later = list(decided)[list(decided).index(done) :]
    return {
        key: each
        for key, each in decided.items()
        if key != done and (each.kind is not ProposalKind.RULES or key in later)
    }


def _without(kept: dict[UUID, T], proposal: UUID) -> dict[UUID, T]:
    return {key: value for key, value in kept.items() if key != proposal}
