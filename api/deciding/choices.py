"""What may stand on a ballot."""

from typing import Final

from ledger.deciding.proposal import Proposal
from ledger.events.protocols import Method
from ledger.rejections import BallotUnusable

FOR_AND_AGAINST: Final = ("agree", "disagree", "abstain")


def check_choice(proposal: Proposal, choice: str) -> str:
    """Return a choice as it is put in. Raises BallotUnusable.

    Of a budget ballot it is the numbers of the wanted items, from 1 and ascending, with single
    spaces; empty for none of them.
    """
    if proposal.table.method is Method.BALLOT:
        if choice not in FOR_AND_AGAINST:
            raise BallotUnusable("one of " + ", ".join(FOR_AND_AGAINST))
        return choice
    items = getattr(proposal.order, "items", ())
    known = [str(number) for number in range(1, len(items) + 1)]
    wanted = choice.split(" ") if choice else []
    if not set(wanted) <= set(known) or wanted != sorted(set(wanted), key=int):
        raise BallotUnusable(f"numbers of items from 1 to {len(items)}, ascending")
    return choice
