"""Proposals: what waits for members, what they decided, and what became of it."""

from projections.proposals.queries import (
    Proposals,
    get_proposal,
    list_proposals,
    proposal_of_order,
    proposals_of_budget,
)
from projections.proposals.rows import ProposalRow, ProposalState
from projections.proposals.tables import PROPOSALS

__all__ = [
    "PROPOSALS",
    "ProposalRow",
    "ProposalState",
    "Proposals",
    "get_proposal",
    "list_proposals",
    "proposal_of_order",
    "proposals_of_budget",
]
