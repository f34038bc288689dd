"""Telling the public about a decision: in words that two agreed on, and never about one person."""

from typing import Final

from ledger import guards
from ledger.command import Context
from ledger.events import DecisionTold, ProposalKind
from ledger.fund import Fund
from ledger.publishing.commands import TellDecision
from ledger.publishing.settings import readable
from ledger.rejections import DecisionUnknown, NotForPublic

FOR_PUBLIC: Final = frozenset(
    {
        ProposalKind.BUDGET,
        ProposalKind.AMENDMENT,
        ProposalKind.RULES,
        ProposalKind.ANYTHING,
    }
)
"""Kinds of proposals that say nothing about one payment or one person who is helped."""


def tell(command: TellDecision, context: Context, fund: Fund) -> DecisionTold:
    """Return what the public is told, or raise the first refusal that applies."""
    guards.day(command.occurred_on, context, fund.time_zone)
    kind = fund.deciding.closed.get(command.decision)
    if kind is None:
        raise DecisionUnknown
    if kind not in FOR_PUBLIC:
        raise NotForPublic
    readable(command.language, command.text, may_be_empty=True)
    return DecisionTold(
        occurred_on=command.occurred_on,
        decision=command.decision,
        language=command.language,
        text=command.text,
    )
