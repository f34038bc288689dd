"""Emergency grants: promised whole, paid in instalments, changed, come back, the rest released.

A payee, a plan and what is left of it are folds over the standing lines of the case (`plan`); what
may happen when is a table (`states`).
"""

from ledger.case import Case
from ledger.command import Context
from ledger.events import FundEvent
from ledger.fund import Fund
from ledger.grants import changing, promising, returning
from ledger.grants.changing import delta
from ledger.grants.commands import (
    MAX_INSTALMENTS,
    ChangeGrantPayee,
    ChangeGrantPlan,
    CommitGrant,
    GrantCommand,
    PayGrant,
    RecordMoneyBack,
    RecordReturnedPayment,
    ReleaseGrantRest,
)
from ledger.grants.plan import (
    Decided,
    InstalmentState,
    Planned,
    came_back,
    decided_in,
    paid,
    paid_in_all,
    payee_of,
    plan_of,
    promised,
    whole,
)
from ledger.grants.states import TABLE, state_of


def decide(
    command: GrantCommand, context: Context, fund: Fund, case: Case
) -> tuple[FundEvent, ...]:
    """Return the facts of *command*, or raise the first refusal that applies."""
    match command:
        case CommitGrant():
            return promising.commit(command, context, fund, case)
        case ChangeGrantPlan():
            return (changing.change_plan(command, context, fund, case),)
        case ChangeGrantPayee():
            return changing.change_payee(command, context, fund, case)
        case PayGrant():
            return (promising.pay(command, context, fund, case),)
        case ReleaseGrantRest():
            return (promising.release(command, context, fund, case),)
        case RecordReturnedPayment():
            return (returning.payment_returned(command, context, fund, case),)
        case RecordMoneyBack():
            return (returning.money_back(command, context, fund, case),)


__all__ = [
    "MAX_INSTALMENTS", "TABLE", "ChangeGrantPayee", "ChangeGrantPlan", "CommitGrant", "Decided",
    "GrantCommand", "InstalmentState", "PayGrant", "Planned", "RecordMoneyBack",
    "RecordReturnedPayment", "ReleaseGrantRest", "came_back", "decide", "decided_in", "delta",
    "paid", "paid_in_all", "payee_of", "plan_of", "promised", "state_of", "whole",
]  # fmt: skip
