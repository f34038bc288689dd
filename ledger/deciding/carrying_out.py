"""Carrying out what members decided, where it is no payment: exactly that, and by the same rules.

Whatever refuses it now refuses it here: it stays decided, and can be tried again.
"""

from typing import Any
from uuid import UUID

from msgspec.structs import replace

from ledger import guards
from ledger.case import Case
from ledger.command import Context
from ledger.deciding.commands import CarryOutDecision
from ledger.events import DecisionCarriedOut, FundEvent
from ledger.fund import Fund
from ledger.orders.by_decision import decided_as
from ledger.orders.requesting import CarryOut


def carry_out(
    command: CarryOutDecision, context: Context, fund: Fund, case: Case, rules: CarryOut
) -> tuple[FundEvent, ...]:
    """Return the facts of what was decided, as of today, or raise the first refusal that applies.

    Refusals in order: date-in-future, date-too-early, decision-unknown (money goes by an order),
    decision-differs, then those of the command that was decided.
    """
    guards.day(command.occurred_on, context, fund.time_zone)
    decided = decided_as(command.order, fund.deciding.decided.get(command.decision), is_money=False)
    inner = replace(command.order, occurred_on=command.occurred_on)
    facts = rules(inner, context, fund, case)
    stamped = tuple(_stamped(each, decided.proposal, decided.content_hash) for each in facts)
    done = DecisionCarriedOut(
        occurred_on=command.occurred_on,
        decision=decided.proposal,
        content_hash=decided.content_hash,
    )
    return (*stamped, done)


def _stamped(fact: FundEvent, decision: UUID, content_hash: str) -> FundEvent:
    """Return *fact* with the decision behind it, where it has a place for it."""
    said: dict[str, Any] = {"decision": decision, "content_hash": content_hash}
    return replace(fact, **{name: value for name, value in said.items() if hasattr(fact, name)})
