"""Who stands behind what two people sign: whoever asked for it, and whoever signs now."""

from typing import Final
from uuid import UUID

from ledger.case import Case
from ledger.command import Context
from ledger.events import Role
from ledger.fund import Fund
from ledger.orders.state import orders_of

SEEING: Final = (Role.TREASURER, Role.APPROVER, Role.ON_CALL, Role.STEWARD)
"""The mandates of which one is needed to say what one has seen."""


def signers(decision: UUID | None, context: Context, case: Case) -> frozenset[UUID]:
    """Return whoever asks now, with who wrote the order *decision* as it is and who approved it.

    Whoever asked for it first stands behind it no more once somebody else has changed it.
    *decision* is None as long as nobody has signed. Machinery is nobody.
    """
    order = None if decision is None else orders_of(case).get(decision)
    try:
        who = frozenset({UUID(context.actor)})
    except ValueError:
        who = frozenset()
    return who if order is None else who | {order.written_by, *order.approved_by}


def sees(fund: Fund, context: Context, who: UUID) -> bool:
    """Say whether *who* has a mandate now with which they can sign what they saw."""
    return not _roles(fund, context, who).isdisjoint(SEEING)


def has_seeing_mandate(fund: Fund, context: Context, who: UUID) -> bool:
    """Say whether *who* has such a mandate, also while somebody has stopped them."""
    today = context.today(fund.time_zone)
    return any(
        mandate.holder == who
        and mandate.role in SEEING
        and (mandate.ends_on is None or today <= mandate.ends_on)
        for mandate in fund.governance.mandates
    )


def approves(fund: Fund, context: Context, who: UUID) -> bool:
    """Say whether *who* is an approver now."""
    return Role.APPROVER in _roles(fund, context, who)


def _roles(fund: Fund, context: Context, who: UUID) -> frozenset[Role]:
    return fund.governance.roles(who, context.now, context.today(fund.time_zone))
