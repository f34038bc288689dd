"""Saying what one thinks of a proposal, and keeping out of it."""

from typing import Final

from ledger import guards
from ledger.case import Case
from ledger.command import Context
from ledger.deciding.commands import Recuse, TakeStance
from ledger.deciding.proposal import Proposal
from ledger.deciding.turn import one_who_decides, open_one, openly
from ledger.events import ProposalKind, RecusalDeclared, StanceTaken
from ledger.fund import Fund
from ledger.rejections import ContentChanged, StanceUnusable

_OF_ONE_CASE: Final = frozenset({ProposalKind.ONE_CASE, ProposalKind.RATIFICATION})
"""Kinds of which not everybody who decides reads what it becomes."""


def take_stance(
    command: TakeStance, context: Context, fund: Fund, case: Case
) -> tuple[StanceTaken]:
    """Return the stance of whoever asks, on what they have read."""
    guards.day(command.occurred_on, context, fund.time_zone)
    proposal = open_one(case, context)
    openly(proposal)
    who = one_who_decides(proposal, context, fund)
    read = command.text_hash, command.content_hash
    if read != (proposal.text_hash, proposal.content_hash):
        raise ContentChanged(_digest_of(proposal))
    if command.stance not in proposal.table.stances:
        raise StanceUnusable(tuple(each.value for each in proposal.table.stances))
    return (
        StanceTaken(
            occurred_on=command.occurred_on,
            proposal=proposal.proposal,
            by=who,
            stance=command.stance,
            text_hash=command.text_hash,
            content_hash=command.content_hash,
        ),
    )


def recuse(command: Recuse, context: Context, fund: Fund, case: Case) -> tuple[RecusalDeclared]:
    """Return that whoever asks keeps out."""
    guards.day(command.occurred_on, context, fund.time_zone)
    proposal = open_one(case, context)
    who = one_who_decides(proposal, context, fund)
    return (RecusalDeclared(occurred_on=command.occurred_on, proposal=proposal.proposal, by=who),)


def _digest_of(proposal: Proposal) -> str:
    """Return what somebody is told to read again: of a case the words, whose digest is salted."""
    if proposal.kind in _OF_ONE_CASE or proposal.content_hash is None:
        return proposal.text_hash
    return proposal.content_hash
