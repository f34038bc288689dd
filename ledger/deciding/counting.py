"""What was said about a proposal as numbers of people: what `ledger.deciding.outcome` counts."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from ledger.deciding.met import Meeting
from ledger.deciding.outcome import ABSTAIN, AGREE, DISAGREE
from ledger.deciding.proposal import Proposal
from ledger.deciding.standing import base_of, left_of
from ledger.events.deciding import Tally
from ledger.events.protocols import Method, Stance
from ledger.fund import Fund


class Base(Struct, frozen=True):
    """Who counts: *there* may decide, so many *recused* themselves and so many *left*."""

    there: tuple[UUID, ...]
    recused: int
    left: int


def base(proposal: Proposal, fund: Fund, now: datetime, voters: Collection[UUID] = ()) -> Base:
    """Return who counts now. Whoever put a ballot in does, whatever became of them."""
    voted, out = frozenset(voters), frozenset(proposal.recused) & frozenset(proposal.electorate)
    left = left_of(proposal, fund, now) - out
    return Base(base_of(proposal, fund, now, voters), len(out - voted), len(left - voted))


def tally_of_stances(proposal: Proposal, counted: Base, seen: Collection[UUID]) -> Tally:
    """Return what was said openly. Where silence agrees it is of those who opened the proposal."""
    spoke = {who: proposal.stances[who] for who in counted.there if who in proposal.stances}
    opened = frozenset(seen) & frozenset(counted.there)
    silent = len(opened - spoke.keys()) if proposal.table.silence_agrees else 0
    said = Counter(spoke.values())
    return Tally(
        may_decide=len(counted.there),
        recused=counted.recused,
        left=counted.left,
        took_part=len(spoke) + silent,
        silent=silent,
        seen=len(opened),
        **_by_stance(said),
    )


def tally_of_meeting(proposal: Proposal, counted: Base, meeting: Meeting) -> Tally:
    """Return what a meeting counted: who was there took part, whatever was said before.

    Nobody wrote down who was there: whoever left since is counted as if they still were.
    """
    said = Counter({each.stance: each.people for each in meeting.counts})
    silent = meeting.present - said.total() if proposal.table.silence_agrees else 0
    gone = max(0, meeting.present + meeting.recused - len(counted.there))
    left = min(gone, counted.left)
    return Tally(
        may_decide=len(counted.there) - meeting.recused + gone,
        recused=counted.recused + meeting.recused - (gone - left),
        left=counted.left - left,
        took_part=meeting.present,
        silent=silent,
        present=meeting.present,
        **_by_stance(said),
    )


def tally_of_ballots(
    proposal: Proposal,
    counted: Base,
    voters: Collection[UUID],
    ballots: Collection[str],
    seen: Collection[UUID],
) -> Tally:
    """Return what the ballots say; without them, how many took part and nothing else."""
    said = Counter(ballots) if proposal.table.method is Method.BALLOT else Counter[str]()
    return Tally(
        may_decide=len(counted.there),
        recused=counted.recused,
        left=counted.left,
        took_part=len(voters),
        agree=said[AGREE],
        disagree=said[DISAGREE],
        abstain=said[ABSTAIN],
        seen=len(frozenset(seen) & frozenset(counted.there)),
    )


def _by_stance(said: Counter[Stance]) -> dict[str, int]:
    return {stance.value: said[stance] for stance in Stance}
