"""The rules of all commands about what members decide."""

from uuid import UUID

from ledger.case import Case
from ledger.command import Context
from ledger.deciding import closing, meeting, proposing, speaking
from ledger.deciding.carrying_out import carry_out
from ledger.deciding.commands import (
    CarryOutDecision,
    ChangeProposal,
    CloseProposal,
    ConfirmMeeting,
    ContestMeeting,
    DecidingCommand,
    Propose,
    RecordMeeting,
    Recuse,
    TakeStance,
    WithdrawProposal,
)
from ledger.events import FundEvent
from ledger.fund import Fund
from ledger.guards import tidied
from ledger.orders.requesting import CarryOut


def decide(
    command: DecidingCommand, context: Context, fund: Fund, case: Case, rules: CarryOut
) -> tuple[FundEvent, ...]:
    """Return the facts of *command*, or raise the first refusal that applies."""
    match command:
        case Propose():
            return proposing.propose(command, context, fund, case, rules)
        case ChangeProposal():
            return proposing.change(command, context, fund, case, rules)
        case WithdrawProposal():
            return proposing.withdraw(command, context, fund, case)
        case TakeStance():
            return speaking.take_stance(command, context, fund, case)
        case Recuse():
            return speaking.recuse(command, context, fund, case)
        case RecordMeeting():
            return meeting.record(command, context, fund, case)
        case ConfirmMeeting():
            return meeting.confirm(command, context, fund, case)
        case ContestMeeting():
            return meeting.contest(command, context, fund, case)
        case CloseProposal():
            return closing.close(command, context, fund, case)
        case CarryOutDecision():
            return carry_out(command, context, fund, case, rules)


def labels(command: Propose | ChangeProposal) -> tuple[tuple[str, UUID, str], ...]:
    """Return the names of the items that *command* proposes, as (kind, id, text)."""
    return tuple(("item", each.item_id, tidied(each.text)) for each in command.item_names)
