"""What members decided and can never be carried out: refused for a reason that does not pass.

Nothing is written about it: it is said wherever somebody looks, from how the book stands then.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from api.deciding.carrying import is_by_itself
from ledger.case import Case
from ledger.command import Context
from ledger.decider import decide, written_in
from ledger.deciding.commands import CarryOutDecision
from ledger.deciding.proposal import proposal_of
from ledger.deciding.state import Decided
from ledger.fund import Fund
from ledger.orders.by_decision import MONEY_KINDS
from ledger.orders.content import command_of
from ledger.powers import CLOCK
from ledger.rejections import (
    BudgetOverlaps,
    BudgetUnknown,
    BudgetUnusable,
    DateTooEarly,
    DecisionLapsed,
    DecisionUnknown,
    MandateHeld,
    MandateNotHeld,
    MemberExists,
    MemberUnknown,
    NotCarriedOut,
    NothingChanges,
    OrderUnknown,
    RatificationOver,
    Rejection,
)

if TYPE_CHECKING:
    from api.site import Site

LASTING: Final[frozenset[type[Rejection]]] = frozenset(
    {
        *(RatificationOver, NotCarriedOut, OrderUnknown),
        *(MandateHeld, MandateNotHeld, MemberExists, MemberUnknown, DateTooEarly, DecisionLapsed),
        *(BudgetOverlaps, BudgetUnknown, BudgetUnusable, NothingChanges),
    }
)
"""Refusals that time does not take away: it is so already, it is gone, or its day is over."""


async def content_of_decision(site: "Site", fund_id: UUID, decided: Decided) -> str:
    """Return what was adopted. Raises DecisionUnknown where it binds nothing."""
    proposal = proposal_of(await site.books.get_case(fund_id, decided.proposal))
    if not proposal.decided_content:
        raise DecisionUnknown
    return proposal.decided_content


async def refusal_now(
    site: "Site", fund_id: UUID, decided: Decided, content: str
) -> Rejection | None:
    """Return what would refuse to carry out a decision that is no payment; None: it would be."""
    fund, position = await site.books.get_fund(fund_id)
    context = Context(site.now(), CLOCK, position + 1, uuid4)
    command = CarryOutDecision(
        occurred_on=context.today(fund.time_zone),
        decision=decided.proposal,
        order=command_of(content),
    )
    place = written_in(command, fund_id)
    case = Case(uuid4()) if place is None else await site.books.get_case(fund_id, place)
    answer = decide(command, context, fund, case)
    return answer if isinstance(answer, Rejection) else None


def lapsed_now(site: "Site", fund: Fund, decided: Decided) -> DecisionLapsed | None:
    """Return that a decision about money lapsed, and no order is under way with it."""
    today = site.now().astimezone(ZoneInfo(fund.time_zone)).date()
    if decided.kind not in MONEY_KINDS or decided.order is not None or today <= decided.last_day:
        return None
    return DecisionLapsed(decided.last_day)


async def came_to_nothing(
    site: "Site", fund_id: UUID, proposals: Collection[UUID]
) -> dict[UUID, Rejection]:
    """Return why those of *proposals* that were adopted and wait can never be carried out."""
    fund, _ = await site.books.get_fund(fund_id)
    found: dict[UUID, Rejection] = {}
    for each in fund.deciding.decided.values():
        if each.proposal not in proposals:
            continue
        lapsed = lapsed_now(site, fund, each)
        if lapsed is not None:
            found[each.proposal] = lapsed
        if not is_by_itself(each):
            continue
        content = await content_of_decision(site, fund_id, each)
        refusal = await refusal_now(site, fund_id, each, content)
        if type(refusal) in LASTING and refusal is not None:
            found[each.proposal] = refusal
    return found
