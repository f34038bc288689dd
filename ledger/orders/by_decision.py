"""What takes a decision of the members, and what an order may rest on one."""

from datetime import date
from typing import Final

from ledger.budgets.commands import AdoptBudget, AmendBudget
from ledger.case import Case
from ledger.command import Instruction
from ledger.consents import GIVEN, consent_to
from ledger.deciding.setting import SetDeciding
from ledger.deciding.state import Decided
from ledger.events import ConsentScope, ProposalKind, Subject
from ledger.fund import Fund
from ledger.members import AdmitMember, EndMandate, EndMembership, GrantMandate
from ledger.orders.content import Orderable, content_of, hash_of
from ledger.orders.settling import RatifyOrder
from ledger.policy import SetPolicy
from ledger.publishing.commands import SetDisclosure, SetLog
from ledger.rejections import (
    ConsentMissing,
    DecisionDiffers,
    DecisionLapsed,
    DecisionNeeded,
    DecisionUnknown,
)
from ledger.suspension import ConfirmSuspension

SUBJECTS: Final[dict[type[Instruction], Subject]] = {
    SetPolicy: Subject.RULES,
    SetDeciding: Subject.RULES,
    GrantMandate: Subject.MANDATES,
    EndMandate: Subject.MANDATES,
    AdmitMember: Subject.MEMBERS,
    EndMembership: Subject.MEMBERS,
    ConfirmSuspension: Subject.MEMBERS,
    SetDisclosure: Subject.PUBLISHING,
    SetLog: Subject.PUBLISHING,
    AdoptBudget: Subject.BUDGETS,
    AmendBudget: Subject.BUDGETS,
}
"""What the rules of a fund can leave to its members. Stopping somebody for hours never is; that it
lasts ends a membership, and with it who decides."""
RATIFYING: Final = "ratifying"
"""How `decision-needed` calls what only a decision can do."""
MONEY_KINDS: Final = frozenset({ProposalKind.MONEY, ProposalKind.ONE_CASE})
"""Decisions that become an order: two people still send what members decided to pay."""


def subject_of(command: Instruction) -> Subject | None:
    """Return the subject under which the rules can leave *command* to the members, if any."""
    return SUBJECTS.get(type(command))


def is_left_to_members(kind: type[Instruction], fund: Fund) -> bool:
    """Say whether the rules leave this kind of command to the members now."""
    rules, subject = fund.deciding.rules, SUBJECTS.get(kind)
    if rules is None or subject is None:
        return False
    if kind is SetDeciding:  # or two people would take back whatever is left to the members
        return bool(rules.by_decision)
    return subject in rules.by_decision


def takes_a_decision(command: Instruction, fund: Fund) -> bool:
    """Say whether no order of two people may do this, because it is left to the members now."""
    return isinstance(command, RatifyOrder) or is_left_to_members(type(command), fund)


def not_by_order(command: Instruction, fund: Fund) -> None:
    """Refuse as an order what is left to the members."""
    if takes_a_decision(command, fund):
        raise DecisionNeeded(subject_of(command) or RATIFYING)


def decided_as(order: Orderable, decided: Decided | None, *, is_money: bool) -> Decided:
    """Return what was decided, if it says exactly what *order* says.

    Money goes by an order, everything else without one: what was decided serves for that only.
    Refusals in order: decision-unknown, decision-differs.
    """
    if decided is None or (decided.kind in MONEY_KINDS) is not is_money:
        raise DecisionUnknown
    if hash_of(content_of(order)) != decided.content_hash:
        raise DecisionDiffers(decided.content_hash)
    return decided


def not_lapsed(decided: Decided | None, today: date) -> None:
    """Refuse to let go what was decided so long ago that it lapsed; None is no decision."""
    if decided is not None and today > decided.last_day:
        raise DecisionLapsed(decided.last_day)


def still_left_to_members(decided: Decided | None, case: Case) -> None:
    """Refuse what members decided about one person who does not agree to that any more."""
    if decided is None or decided.kind is not ProposalKind.ONE_CASE:
        return
    if consent_to(case, ConsentScope.MEMBERS_DECIDE) != GIVEN:
        raise ConsentMissing(ConsentScope.MEMBERS_DECIDE)
