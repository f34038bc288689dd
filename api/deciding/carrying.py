"""Carrying out what members decided, where it is no payment: by the clock, and again by a steward.

A money order waits for people who handle money. Everything else is carried out as soon as it is
adopted; if it cannot be, it stays decided, and is tried again when the book has grown.
"""

from typing import TYPE_CHECKING, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from api.governed import after_governing, before_admitting
from api.publishing.afterwards import after_publishing
from ledger.deciding.commands import CarryOutDecision
from ledger.deciding.proposal import proposal_of
from ledger.deciding.state import Decided
from ledger.events.deciding import ProposalKind
from ledger.orders.content import command_of
from ledger.rejections import DecisionUnknown

if TYPE_CHECKING:
    from api.site import Site
    from ledger.asking import Receipt

_BY_ITSELF: Final = frozenset(
    {
        ProposalKind.BUDGET,
        ProposalKind.AMENDMENT,
        ProposalKind.RULES,
        ProposalKind.RATIFICATION,
    }
)
"""Kinds of which no order is asked for: none of them pays anything."""


def is_by_itself(decided: Decided) -> bool:
    """Say whether what was decided is carried out without an order of people."""
    return decided.kind in _BY_ITSELF


def carry_out_key(decision: UUID) -> str:
    """Return the key under which the clock carries a decision out: nothing is done twice."""
    return f"decision:{decision}"


async def carry_out(
    site: "Site", fund_id: UUID, decision: UUID, *, actor: str, key: str
) -> "Receipt":
    """Carry out a decision. Raises DecisionUnknown when none waits, and what its command raises."""
    fund, _ = await site.books.get_fund(fund_id)
    proposal = proposal_of(await site.books.get_case(fund_id, decision))
    waits = fund.deciding.decided.get(decision)
    if waits is None or not is_by_itself(waits) or not proposal.decided_content:
        raise DecisionUnknown
    order = command_of(proposal.decided_content)
    await before_admitting(site, fund_id, order)
    today = site.now().astimezone(ZoneInfo(fund.time_zone)).date()
    command = CarryOutDecision(occurred_on=today, decision=decision, order=order)
    receipt = await site.books.execute(fund_id, command, actor=actor, key=key)
    after_publishing(site, fund_id, order)
    await after_governing(site, fund_id, order)
    return receipt
