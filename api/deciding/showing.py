"""Who reads what a proposal says and would do: pages and answers ask here, so that they agree."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from msgspec.structs import replace

from ledger.deciding.commands import TakeStance
from ledger.deciding.proposal import Proposal
from ledger.events.deciding import ProposalKind

_OF_ONE_CASE: Final = frozenset({ProposalKind.ONE_CASE, ProposalKind.RATIFICATION})


def reads_content(
    kind: ProposalKind, electorate: Collection[UUID], who: UUID, *, reads_book: bool
) -> bool:
    """Say whether somebody reads the text, the notes and the command of a proposal.

    What is about one case: whoever reads the book. What is about money: they, and whoever decides
    it; others read its title. Everything else is for every member.
    """
    if reads_book:
        return True
    if kind is ProposalKind.MONEY:
        return who in electorate
    return kind not in _OF_ONE_CASE


def as_read(command: TakeStance, proposal: Proposal, *, reads: bool) -> TakeStance:
    """Return a stance on what somebody has read: the words alone, where they may not read more.

    The digest of an order holds no salt: whoever knows the case could try amounts with it. That of
    the words does, and it is another one with every change. So it stands for both.
    """
    if reads or command.content_hash is not None or command.text_hash != proposal.text_hash:
        return command
    return replace(command, content_hash=proposal.content_hash)
