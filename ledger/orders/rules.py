"""The rules of all commands about orders."""

from ledger.case import Case
from ledger.command import Context
from ledger.events import FundEvent
from ledger.fund import Fund
from ledger.orders import keeping_out, ratifying, requesting, signing
from ledger.orders.commands import (
    ChangeOrder,
    DeclareConflict,
    DeclineOrder,
    ExpireRatification,
    OrderCommand,
    RequestOrder,
    SignOrder,
    WithdrawOrder,
)
from ledger.orders.requesting import CarryOut
from ledger.orders.settling import RatifyOrder


def decide(
    command: OrderCommand, context: Context, fund: Fund, case: Case, carry_out: CarryOut
) -> tuple[FundEvent, ...]:
    """Return the facts of *command*, or raise the first refusal that applies."""
    match command:
        case RequestOrder():
            return requesting.request(command, context, fund, case, carry_out)
        case ChangeOrder():
            return requesting.change(command, context, fund, case, carry_out)
        case SignOrder():
            return signing.sign(command, context, fund, case, carry_out)
        case DeclineOrder():
            return requesting.decline(command, context, fund, case)
        case WithdrawOrder():
            return requesting.withdraw(command, context, fund, case)
        case DeclareConflict():
            return keeping_out.keep_out(command, context, fund, case)
        case ExpireRatification():
            return ratifying.expire(command, context, fund, case)
        case RatifyOrder():
            return ratifying.settle(command, context, fund, case)
