"""Why a budget ballot chose an item or did not, as the API says it: the same as the page."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from api.deciding.reasons import reasons_of
from ledger.budgets.commands import AdoptBudget
from ledger.deciding.proposal import Proposal
from ledger.election import Why
from ledger.orders.content import command_of


class ItemReason(Struct, frozen=True, kw_only=True):
    """What became of one item of a budget ballot; as shares and sums, never as people."""

    item_id: UUID
    is_chosen: bool
    why: Annotated[Why | None, Meta(description="Why it was not chosen; null where it was.")]
    percent: Annotated[int, Meta(description="How many of the ballots wanted it, in percent.")]
    share: Annotated[
        int | None,
        Meta(
            description="How much of an equal share each who wanted it paid at most, in percent; "
            "null where it was paid otherwise, or not at all."
        ),
    ]
    had: Annotated[
        int | None,
        Meta(
            description="What those who wanted it had left together, in minor units; null where "
            "that was not why."
        ),
    ]


def item_reasons(proposal: Proposal) -> tuple[ItemReason, ...]:
    """Return why each item was chosen or not, in the order of the ballot."""
    reasons = reasons_of(proposal)
    command = command_of(proposal.content) if reasons else None
    if not isinstance(command, AdoptBudget):
        return ()
    return tuple(
        ItemReason(
            item_id=command.items[each.index].item_id,
            is_chosen=each.why is None,
            why=each.why,
            percent=each.percent,
            share=each.share,
            had=each.had,
        )
        for each in reasons
    )
