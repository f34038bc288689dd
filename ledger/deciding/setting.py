"""How the fund decides: which protocols it uses, and what takes a decision."""

from typing import Final

from ledger import guards
from ledger.command import Command, Context
from ledger.deciding.usable import check_protocol
from ledger.events.deciding import DecidingSet, KindProtocol, ProposalKind, Subject, Unbudgeted
from ledger.events.protocols import Method
from ledger.fund import Fund
from ledger.rejections import ProtocolUnusable

KINDS_OF: Final[dict[Subject, tuple[ProposalKind, ...]]] = {
    Subject.RULES: (ProposalKind.RULES,),
    Subject.MANDATES: (ProposalKind.RULES,),
    Subject.MEMBERS: (ProposalKind.RULES,),
    Subject.PUBLISHING: (ProposalKind.RULES,),
    Subject.BUDGETS: (ProposalKind.BUDGET, ProposalKind.AMENDMENT),
}
"""The kinds of proposals by which members decide about a subject."""

_DECIDABLE: Final = "only what has a protocol to be decided by, and one for these rules themselves"


class SetDeciding(Command, frozen=True, kw_only=True):
    """Say how the fund decides: an order of two stewards, or a decision of the members.

    A kind without a protocol is closed. What takes a decision needs a protocol to be decided by.

    Refusals in order: date-in-future, date-too-early, protocol-unusable (protocols), then one
    protocol after the other protocol-unusable (its fields; protocols: a budget ballot about
    anything else than a budget), then protocol-unusable (by_decision).
    """

    protocols: tuple[KindProtocol, ...]
    unbudgeted: Unbudgeted = Unbudgeted.SHOWN
    by_decision: tuple[Subject, ...] = ()
    case_votes: bool = False


def set_deciding(command: SetDeciding, context: Context, fund: Fund) -> DecidingSet:
    """Return how the fund decides from now on, or raise the first refusal that applies."""
    guards.day(command.occurred_on, context, fund.time_zone)
    kinds = [each.kind for each in command.protocols]
    if len(set(kinds)) < len(kinds):
        raise ProtocolUnusable("protocols", "each kind once")
    for each in command.protocols:
        check_protocol(each.protocol)
        ends = each.protocol.stages[-1].method
        if ends is Method.BUDGET_BALLOT and each.kind is not ProposalKind.BUDGET:
            raise ProtocolUnusable("protocols", "a budget ballot about budgets only")
    subjects = command.by_decision
    if len(set(subjects)) < len(subjects):
        raise ProtocolUnusable("by_decision", "each subject once")
    needed = {kind for each in subjects for kind in KINDS_OF[each]}
    if subjects:  # these rules themselves take a decision then
        needed.add(ProposalKind.RULES)
    if not needed <= set(kinds):
        raise ProtocolUnusable("by_decision", _DECIDABLE)
    return DecidingSet(
        occurred_on=command.occurred_on,
        protocols=command.protocols,
        unbudgeted=command.unbudgeted,
        by_decision=subjects,
        case_votes=command.case_votes,
    )
