"""Counting a proposal: it is extended, goes on to its next stage, or ends."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from ledger import guards
from ledger.budgets.commands import AdoptBudget
from ledger.case import Case
from ledger.command import Context
from ledger.deciding.commands import CloseProposal
from ledger.deciding.counting import (
    base,
    tally_of_ballots,
    tally_of_meeting,
    tally_of_stances,
)
from ledger.deciding.met import Meeting
from ledger.deciding.outcome import CHOICES, RULES, Verdict, chosen_of, count
from ledger.deciding.proposal import Proposal, proposal_of
from ledger.deciding.standing import (
    electorate_of,
    kept_from_speaking,
    may_close,
    quorum_missing,
)
from ledger.deciding.turn import still_open
from ledger.events import (
    DecisionOutcome,
    FundEvent,
    OutcomeReason,
    ProposalAdvanced,
    ProposalClosed,
    ProposalExtended,
    Tally,
)
from ledger.events.protocols import Method
from ledger.fund import Fund
from ledger.orders.content import content_of, hash_of
from ledger.rejections import BallotsUnusable, NotDue

_VOID = frozenset({OutcomeReason.NOBODY_MAY_DECIDE, OutcomeReason.BALLOTS_UNREADABLE})


class Counted(Struct, frozen=True, kw_only=True):
    """What is written down with an outcome: how it came about."""

    tally: Tally
    verdict: Verdict
    voters: tuple[UUID, ...] = ()
    ballots: tuple[str, ...] = ()
    seen: tuple[UUID, ...] = ()
    items: tuple[int, ...] = ()
    in_meeting: bool = False


def close(command: CloseProposal, context: Context, fund: Fund, case: Case) -> tuple[FundEvent]:
    """Return what became of the stage that is open, or raise the first refusal that applies."""
    guards.day(command.occurred_on, context, fund.time_zone)
    proposal = proposal_of(case)
    still_open(proposal)
    if not may_close(proposal, fund, context.now, command.voters):
        raise NotDue
    _usable(command, proposal)
    waits = kept_from_speaking(proposal, fund, context.now, command.voters)
    if waits is not None:
        return (held(proposal, waits, fund, context.now, command.occurred_on),)
    met = proposal.waiting
    if met is None:
        counted = counted_online(command, proposal, fund, context.now)
    else:
        counted = counted_there(proposal, met, fund, context.now)
    return (settled(proposal, counted, fund, context.now, command.occurred_on),)


def held(
    proposal: Proposal,
    until: datetime,
    fund: Fund,
    now: datetime,
    day: date,
    version: int = RULES,
) -> ProposalExtended:
    """Return that nothing is counted before *until*: it is none of the protocol's extensions."""
    there = base(proposal, fund, now)
    return ProposalExtended(
        occurred_on=day,
        proposal=proposal.proposal,
        until=until,
        extension=proposal.extensions,
        tally=Tally(may_decide=len(there.there), recused=there.recused, left=there.left),
        reason=OutcomeReason.SOMEBODY_STOPPED,
        rules=version,
    )


def counted_online(
    command: CloseProposal, proposal: Proposal, fund: Fund, now: datetime, version: int = RULES
) -> Counted:
    """Return what was said, or what the ballots say, as *version* of the rules counts it."""
    if proposal.sealed:
        return _by_ballots(command, proposal, fund, now, version)
    tally = tally_of_stances(proposal, base(proposal, fund, now), command.seen)
    verdict = count(version, proposal.table, tally, proposal.amount, extensions=proposal.extensions)
    return Counted(tally=tally, verdict=verdict, seen=command.seen)


def counted_there(
    proposal: Proposal, meeting: Meeting, fund: Fund, now: datetime, version: int = RULES
) -> Counted:
    """Return what the meeting said, as *version* of the rules counts it."""
    tally = tally_of_meeting(proposal, base(proposal, fund, now), meeting)
    verdict = count(version, proposal.table, tally, proposal.amount, extensions=proposal.extensions)
    return Counted(tally=tally, verdict=verdict, in_meeting=True)


def _by_ballots(
    command: CloseProposal, proposal: Proposal, fund: Fund, now: datetime, version: int
) -> Counted:
    """Return what the ballots decide. While it goes on, none of them is counted or told."""
    stage, voters, extended = proposal.table, command.voters, proposal.extensions
    there = base(proposal, fund, now, voters)
    known = tally_of_ballots(proposal, there, voters, (), command.seen)
    unread = Counted(
        tally=known,
        verdict=Verdict(OutcomeReason.BALLOTS_UNREADABLE),
        voters=voters,
        seen=command.seen,
    )
    if command.unreadable:
        return unread
    waits = count(version, stage, known, proposal.amount, extensions=extended)
    too_few = quorum_missing(proposal, fund, now, voters)
    if too_few and (waits.extends or not command.ballots):
        return replace(unread, verdict=waits)
    if len(command.ballots) != len(voters):
        raise BallotsUnusable("ballots", "as many as voters")
    items = chosen_items(proposal, command.ballots, version)
    tally = tally_of_ballots(proposal, there, voters, command.ballots, command.seen)
    verdict = count(version, stage, tally, proposal.amount, extensions=extended, chosen=len(items))
    return replace(unread, tally=tally, verdict=verdict, ballots=command.ballots, items=items)


def chosen_items(
    proposal: Proposal, ballots: Sequence[str], version: int = RULES
) -> tuple[int, ...]:
    """Return the items that budget *ballots* buy, by index from 0; none of another method."""
    order = proposal.order
    if proposal.table.method is not Method.BUDGET_BALLOT or not isinstance(order, AdoptBudget):
        return ()
    costs = [each.amount for each in order.items]
    return chosen_of(version, proposal.table, ballots, costs, proposal.limit)


def settled(
    proposal: Proposal,
    counted: Counted,
    fund: Fund,
    now: datetime,
    day: date,
    version: int = RULES,
) -> ProposalExtended | ProposalAdvanced | ProposalClosed:
    """Return the line that *counted* makes on *day*, by this *version* of the rules."""
    verdict = counted.verdict
    if verdict.extends:
        return _longer(proposal, counted, now, day, version)
    box: dict[str, Any] = {
        "occurred_on": day,
        "proposal": proposal.proposal,
        "tally": counted.tally,
        "rules": version,
        "voters": counted.voters,
        "ballots": counted.ballots,
        "seen": counted.seen,
    }
    if verdict.carried and not proposal.is_last:
        following = proposal.protocol.stages[proposal.stage]
        return ProposalAdvanced(
            stage=proposal.stage + 1,
            electorate=electorate_of(fund, now, following, proposal.kind),
            opened=now,
            until=now + timedelta(hours=following.hours),
            **box,
        )
    return ProposalClosed(
        outcome=outcome_of(verdict),
        reason=verdict.reason,
        stage=proposal.stage,
        in_meeting=counted.in_meeting,
        **(decided(proposal, counted.items) if verdict.carried else {}),
        **box,
    )


def _longer(
    proposal: Proposal, counted: Counted, now: datetime, day: date, version: int
) -> ProposalExtended:
    return ProposalExtended(
        occurred_on=day,
        proposal=proposal.proposal,
        until=max(proposal.online_until, now) + timedelta(hours=proposal.table.extends_hours),
        extension=proposal.extensions + 1,
        tally=counted.tally,
        reason=counted.verdict.reason,
        rules=version,
        seen=counted.seen,
    )


def outcome_of(verdict: Verdict) -> DecisionOutcome:
    """Return how a proposal ends with *verdict* in its last stage, or in one that did not carry."""
    if verdict.carried:
        return DecisionOutcome.ADOPTED
    is_void = verdict.reason in _VOID
    return DecisionOutcome.VOID if is_void else DecisionOutcome.NOT_ADOPTED


def decided(proposal: Proposal, items: Sequence[int]) -> dict[str, Any]:
    """Return what adoption binds: its JSON where it is not what was proposed, digest and items."""
    order = proposal.order
    if proposal.table.method is not Method.BUDGET_BALLOT or not isinstance(order, AdoptBudget):
        return {"content_hash": proposal.content_hash}
    bought = tuple(order.items[index] for index in items)
    content = content_of(replace(order, items=bought))
    return {
        "content": content,
        "content_hash": hash_of(content),
        "chosen": tuple(each.item_id for each in bought),
    }


def _usable(command: CloseProposal, proposal: Proposal) -> None:
    """Refuse what no ballot box of this proposal holds."""
    may = frozenset(proposal.electorate)
    for name, people in (("seen", command.seen), ("voters", command.voters)):
        if list(people) != sorted(frozenset(people)) or not may.issuperset(people):
            raise BallotsUnusable(name, "people who may decide, each once, by id")
    if not proposal.sealed and (command.voters or command.ballots or command.unreadable):
        raise BallotsUnusable("ballots", "none where people speak openly")
    if list(command.ballots) != sorted(command.ballots):
        raise BallotsUnusable("ballots", "sorted")
    if not all(readable(proposal, each) for each in command.ballots):
        raise BallotsUnusable("ballots", "what this ballot offers")


def readable(proposal: Proposal, ballot: str) -> bool:
    """Say whether *ballot* says something that this stage offers."""
    if proposal.table.method is Method.BALLOT:
        return ballot in CHOICES
    order = proposal.order
    numbers = ballot.split(" ") if ballot else []
    count_of_items = len(order.items) if isinstance(order, AdoptBudget) else 0
    offered = {str(number): number for number in range(1, count_of_items + 1)}
    wanted = [offered.get(each, 0) for each in numbers]
    return 0 not in wanted and wanted == sorted(set(wanted))
