"""One person alone stops colleagues for three days: that decides nothing in the meantime."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from ledger.deciding import closing
from ledger.deciding.commands import ConfirmMeeting, RecordMeeting, TakeStance
from ledger.deciding.proposal import Proposal
from ledger.events import DecisionOutcome, ProposalKind, Role, Stance, StanceCount
from ledger.members import GrantMandate
from ledger.rejections import Rejection
from ledger.suspension import SuspendColleague
from tests.api.deciding.conftest import clock, keys_dir, members, site
from tests.api.deciding.stage import Members

__all__ = ["clock", "keys_dir", "members", "site"]


class Plot:
    """A steward and a friend, against everybody else."""

    def __init__(self, members: Members) -> None:
        self.members, self.steward = members, members.steward
        self.friend = next(
            who for who in members.people if who not in (members.steward, members.founder)
        )
        self.others = [who for who in members.people if who not in (self.steward, self.friend)]

    async def stop_everybody(self) -> None:
        for who in self.others:
            stop = SuspendColleague(occurred_on=self.members.today, holder=who)
            await self.members.ask(self.steward, stop)

    async def propose(self) -> UUID:
        """Put forward that the friend becomes a steward."""
        grant = GrantMandate(occurred_on=self.members.today, holder=self.friend, role=Role.STEWARD)
        review_on = self.members.today + timedelta(days=90)
        return await self.members.propose(
            self.steward, kind=ProposalKind.RULES, order=grant, review_on=review_on
        )

    async def speak(self, proposal_id: UUID, who: UUID, stance: Stance) -> None:
        proposal = await self.members.proposal(proposal_id)
        said = TakeStance(
            occurred_on=self.members.today,
            case_id=proposal_id,
            stance=stance,
            text_hash=proposal.text_hash,
            content_hash=proposal.content_hash,
        )
        await self.members.ask(who, said)

    async def agree(self, proposal_id: UUID) -> None:
        for who in (self.steward, self.friend):
            await self.speak(proposal_id, who, Stance.AGREE)

    async def count(self, proposal_id: UUID) -> Proposal:
        """Count as often as it is due now."""
        await self.members.deciding.close_if_due(self.members.fund_id, proposal_id)
        return await self.members.proposal(proposal_id)

    async def is_bound(self, proposal_id: UUID) -> bool:
        fund, _ = await self.members.site.books.get_fund(self.members.fund_id)
        return proposal_id in fund.deciding.decided


@pytest.fixture
def plot(members: Members) -> Plot:
    return Plot(members)


async def test_whoever_is_stopped_before_it_is_proposed_still_decides(plot: Plot) -> None:
    await plot.stop_everybody()
    decision = await plot.propose()
    await plot.agree(decision)
    assert not (await plot.count(decision)).closed
    for who in plot.others:
        with pytest.raises(Rejection):
            await plot.speak(decision, who, Stance.BLOCK)
    plot.members.clock.on(hours=73)
    for who in plot.others:
        await plot.speak(decision, who, Stance.BLOCK)
    await plot.members.pass_until(decision)
    assert (await plot.count(decision)).outcome is not DecisionOutcome.ADOPTED
    assert not await plot.is_bound(decision)


@pytest.mark.parametrize("minutes", [1, 60, 24 * 60, 72 * 60 - 1])
async def test_stopped_just_before_the_end_they_are_waited_for(plot: Plot, minutes: int) -> None:
    decision = await plot.propose()
    await plot.agree(decision)
    await plot.members.pass_until(decision)
    end = plot.members.clock.at
    plot.members.clock.at = end - timedelta(minutes=minutes)
    await plot.stop_everybody()
    plot.members.clock.at = end
    assert not (await plot.count(decision)).closed
    assert not await plot.is_bound(decision)
    plot.members.clock.at = end - timedelta(minutes=minutes) + timedelta(hours=73)
    await plot.count(decision)
    for who in plot.others:
        await plot.speak(decision, who, Stance.BLOCK)
    for _ in range(3):
        await plot.members.pass_until(decision)
        await plot.count(decision)
    assert (await plot.members.proposal(decision)).outcome is DecisionOutcome.NOT_ADOPTED


async def test_what_they_said_before_counts(plot: Plot) -> None:
    decision = await plot.propose()
    for who in plot.others[1:]:
        await plot.speak(decision, who, Stance.BLOCK)
    await plot.agree(decision)
    await plot.stop_everybody()
    for _ in range(4):
        await plot.members.pass_until(decision)
        await plot.count(decision)
    proposal = await plot.members.proposal(decision)
    assert proposal.outcome is DecisionOutcome.NOT_ADOPTED
    assert proposal.tally is not None
    assert proposal.tally.block == len(plot.others) - 1


async def test_a_meeting_that_nobody_can_contest_is_waited_for(plot: Plot) -> None:
    decision = await plot.propose()
    await plot.stop_everybody()
    people = len(plot.members.people)
    met = RecordMeeting(
        occurred_on=plot.members.today,
        case_id=decision,
        held_on=plot.members.today,
        present=people,
        counts=(StanceCount(stance=Stance.AGREE, people=people),),
    )
    await plot.members.ask(plot.steward, met)
    confirmed = ConfirmMeeting(occurred_on=plot.members.today, case_id=decision)
    await plot.members.ask(plot.friend, confirmed)
    for _ in range(3):
        plot.members.clock.on(hours=24)
        assert not (await plot.count(decision)).closed
    assert not await plot.is_bound(decision)


async def test_sealed_ballots_wait_as_well(plot: Plot) -> None:
    decision = await plot.members.propose()
    await plot.stop_everybody()
    for who in (plot.steward, plot.friend):
        await plot.members.vote(decision, who, "agree")
    await plot.members.pass_until(decision)
    await plot.count(decision)
    tally: Any = (await plot.members.proposal(decision)).tally
    assert tally is None or tally.may_decide == len(plot.members.people)


async def test_a_count_that_waits_for_nobody_is_found(
    plot: Plot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing, "kept_from_speaking", lambda *_: None)
    decision = await plot.propose()
    await plot.agree(decision)
    await plot.members.pass_until(decision)
    plot.members.clock.on(minutes=-1)
    await plot.stop_everybody()
    plot.members.clock.on(minutes=1)
    assert (await plot.count(decision)).outcome is DecisionOutcome.ADOPTED
    assert await plot.is_bound(decision)
