"""Whether something can still be said about a proposal, and by whom."""

from uuid import UUID

from ledger.case import Case
from ledger.command import Context
from ledger.deciding.proposal import Proposal, proposal_of
from ledger.deciding.standing import may_decide
from ledger.fund import Fund
from ledger.orders.requesting import who_asks
from ledger.rejections import (
    DecidingOver,
    MayNotDecide,
    ProposalIsClosed,
    RecusedAlready,
    SealedBallot,
)


def still_open(proposal: Proposal) -> None:
    """Refuse what was counted or taken back."""
    if proposal.closed:
        raise ProposalIsClosed(proposal.closed)


def in_time(proposal: Proposal, context: Context) -> None:
    """Refuse what is said at the deadline or after it, whether or not its line is written."""
    still_open(proposal)
    if context.now >= proposal.until:
        raise DecidingOver(proposal.until)


def openly(proposal: Proposal) -> None:
    """Refuse to say openly what is decided by sealed ballots."""
    if proposal.sealed:
        raise SealedBallot


def one_who_decides(proposal: Proposal, context: Context, fund: Fund) -> UUID:
    """Return who asks; refuse whoever does not decide about this, or keeps out."""
    who = who_asks(context)
    if who in proposal.recused:
        raise RecusedAlready
    if not may_decide(proposal, fund, context.now, who):
        raise MayNotDecide
    return who


def open_one(case: Case, context: Context) -> Proposal:
    """Return the proposal of *case*, about which something can still be said."""
    proposal = proposal_of(case)
    in_time(proposal, context)
    return proposal
