"""Who counts in a proposal at a moment: who may decide, who is awaited, whether it may be closed.

Who could decide is fixed when a stage opens. Whoever left since, or lost the mandate by which they
decide, does not count any more; nobody is added. Whoever is stopped for some hours stays: one
person alone can stop others, and must not settle by that who decides.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from ledger.deciding.outcome import quorum_of
from ledger.deciding.proposal import Proposal
from ledger.events.deciding import ProposalKind
from ledger.events.members import Role
from ledger.events.protocols import Electorate, Stage
from ledger.fund import Fund

_ROLES: Final[dict[Electorate, frozenset[Role]]] = {
    Electorate.MANDATES: frozenset(Role),
    Electorate.APPROVERS: frozenset({Role.APPROVER}),
    Electorate.STEWARDS: frozenset({Role.STEWARD}),
    Electorate.SEATS: frozenset({Role.SEAT}),
}
RESPITE: Final = timedelta(hours=24)
"""How long somebody can speak after they were stopped."""
_BY_MANDATE_ONLY: Final = frozenset({ProposalKind.RATIFICATION, ProposalKind.ONE_CASE})
"""Kinds about what one person was or is to be paid."""


def electorate_of(fund: Fund, now: datetime, stage: Stage, kind: ProposalKind) -> tuple[UUID, ...]:
    """Return who may decide *now* in a stage about *kind*, by id, the recused included.

    Members; where the stage says so, only those with a mandate whose term is not over. About one
    case, and what to ratify is one, nobody decides without a mandate, unless the rules of the fund
    let members decide about cases.
    """
    governance, today = fund.governance, now.astimezone(ZoneInfo(fund.time_zone)).date()
    needed = [] if stage.electorate is Electorate.MEMBERS else [_ROLES[stage.electorate]]
    if kind in _BY_MANDATE_ONLY and not _members_may(fund, kind):
        needed.append(frozenset(Role))
    return tuple(
        sorted(
            who
            for who in governance.members
            if all(not governance.terms(who, today).isdisjoint(roles) for roles in needed)
        )
    )


def _members_may(fund: Fund, kind: ProposalKind) -> bool:
    rules = fund.deciding.rules
    return kind is ProposalKind.ONE_CASE and rules is not None and rules.case_votes


def is_open(proposal: Proposal, now: datetime) -> bool:
    """Say whether something can still be said: a deadline counts as passed before its line."""
    return not proposal.closed and now < proposal.until


def left_of(proposal: Proposal, fund: Fund, now: datetime) -> frozenset[UUID]:
    """Return who could decide when the stage opened, and cannot any more."""
    there = electorate_of(fund, now, proposal.table, proposal.kind)
    return frozenset(proposal.electorate) - frozenset(there)


def base_of(
    proposal: Proposal, fund: Fund, now: datetime, voters: Collection[UUID] = ()
) -> tuple[UUID, ...]:
    """Return who counts for the quorum: who may decide, without who keeps out and who left.

    Whoever put a ballot in stays: nobody can tell which one it is, so it is counted.
    """
    out = (frozenset(proposal.recused) | left_of(proposal, fund, now)) - frozenset(voters)
    return tuple(who for who in proposal.electorate if who not in out)


def may_decide(proposal: Proposal, fund: Fund, now: datetime, who: UUID) -> bool:
    """Say whether *who* is among those who decide; not whether there is still time."""
    return who in base_of(proposal, fund, now)


def awaited(
    proposal: Proposal, fund: Fund, now: datetime, voters: Collection[UUID] = ()
) -> tuple[UUID, ...]:
    """Return who has not spoken yet, or put no ballot in."""
    spoke = frozenset(voters) if proposal.sealed else frozenset(proposal.stances)
    return tuple(who for who in base_of(proposal, fund, now) if who not in spoke)


def may_close(proposal: Proposal, fund: Fund, now: datetime, voters: Collection[UUID] = ()) -> bool:
    """Say whether it is time to count: the time is over, or, where that is enough, all spoke.

    While a confirmed meeting waits, what people say ends nothing.
    """
    if proposal.closed:
        return False
    if now >= proposal.until:
        return True
    stage = proposal.table
    if proposal.waiting is not None:
        return False
    if not stage.closes_early or now < proposal.opened + timedelta(hours=stage.least_hours):
        return False
    has_base = bool(base_of(proposal, fund, now, voters))
    return has_base and not awaited(proposal, fund, now, voters)


def kept_from_speaking(
    proposal: Proposal, fund: Fund, now: datetime, voters: Collection[UUID] = ()
) -> datetime | None:
    """Return until when a count waits for whoever was stopped and has not spoken, if anybody was.

    One person alone stops others for some hours. So that this decides nothing, whoever was stopped
    has a day after that. A meeting is waited for as well, because they could have contested it.
    """
    met = proposal.waiting
    silent = base_of(proposal, fund, now, voters)
    if met is None:
        silent = awaited(proposal, fund, now, voters)
    stops = fund.governance.suspensions
    until = [
        stops[who].until + RESPITE
        for who in silent
        if who in stops and (met is None or who not in (met.by, met.confirmed_by))
    ]
    latest = max(until, default=now)
    return latest if latest > now else None


def quorum_missing(
    proposal: Proposal, fund: Fund, now: datetime, voters: Collection[UUID] = ()
) -> bool:
    """Say whether too few people put a ballot in, which nobody needs to open one for."""
    base = base_of(proposal, fund, now, voters)
    return len(frozenset(voters)) < quorum_of(proposal.table, len(base))


__all__ = [
    "awaited", "base_of", "electorate_of", "is_open", "kept_from_speaking", "left_of", "may_close",
    "may_decide", "quorum_missing", "quorum_of",
]  # fmt: skip
