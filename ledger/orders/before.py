"""What held before: what an order or a proposal would replace, said as the same command.

Everything that governs or publishes is named once: among what replaces something, with where that
is found, or among what replaces nothing.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar

from msgspec import Struct

from ledger.break_glass import SealSheets
from ledger.budgets.commands import AdoptBudget, AmendBudget
from ledger.case import Case
from ledger.command import Command
from ledger.deciding.setting import SetDeciding
from ledger.events import AgreementRecorded, DecisionTold, Standing, WordingApproved
from ledger.events.base import Event
from ledger.fund import Fund
from ledger.members import AdmitMember, EndMandate, EndMembership, GrantMandate
from ledger.orders.content import Orderable
from ledger.policy import SetPolicy, keeping
from ledger.publishing.commands import (
    ApproveWording,
    PublishReport,
    RecordAgreement,
    SetDisclosure,
    SetGiverStanding,
    SetLog,
    TellDecision,
)
from ledger.suspension import ConfirmSuspension

_C = TypeVar("_C", bound=Command)
_E = TypeVar("_E", AgreementRecorded, DecisionTold, WordingApproved)


def before(command: Orderable, fund: Fund, case: Case) -> Orderable | None:
    """Return what holds now of what *command* would replace; None where nothing does.

    *case* is the one that the command is written into.
    """
    finds = REPLACES.get(type(command))
    found: Orderable | None = None if finds is None else finds(command, fund, case)
    return found


def _said(command: _C, held: Struct | Event | None) -> _C | None:
    """Return what *held* says, as a command like *command*: their fields are called alike."""
    if held is None:
        return None
    names = [name for name in type(command).__struct_fields__ if hasattr(held, name)]
    said: dict[str, Any] = {name: getattr(held, name) for name in names}
    return type(command)(**(said | {"occurred_on": command.occurred_on}))


def _latest_first(case: Case, kind: type[_E]) -> Iterator[_E]:
    """Yield the facts of one kind. What is published stands among steps, and is never reversed."""
    return (line.event for line in reversed(case.lines) if isinstance(line.event, kind))


def _policy(command: SetPolicy, fund: Fund, _: Case) -> SetPolicy:
    return keeping(fund.governance.policy, command.occurred_on)


def _deciding(command: SetDeciding, fund: Fund, _: Case) -> SetDeciding:
    nothing = SetDeciding(occurred_on=command.occurred_on, protocols=())
    return _said(command, fund.deciding.rules) or nothing


def _sheets(command: SealSheets, fund: Fund, _: Case) -> SealSheets | None:
    return _said(command, fund.governance.sheets)


def _mandate(command: GrantMandate, fund: Fund, _: Case) -> GrantMandate | None:
    who = command.holder, command.role
    held = (each for each in fund.governance.mandates if (each.holder, each.role) == who)
    return _said(command, next(held, None))


def _disclosure(command: SetDisclosure, fund: Fund, _: Case) -> SetDisclosure:
    nothing = SetDisclosure(occurred_on=command.occurred_on, is_public=False)
    return _said(command, fund.publishing.rule) or nothing


def _log(command: SetLog, fund: Fund, _: Case) -> SetLog | None:
    return _said(command, fund.publishing.log_rule)


def _giver(command: SetGiverStanding, fund: Fund, _: Case) -> SetGiverStanding:
    known = fund.publishing
    return SetGiverStanding(
        occurred_on=command.occurred_on,
        giver=command.giver,
        standing=known.standings.get(command.giver, Standing.PROTECTED),
        label_id=known.named.get(command.giver),
    )


def _agreement(command: RecordAgreement, _: Fund, case: Case) -> RecordAgreement | None:
    said = _latest_first(case, AgreementRecorded)
    same = (each for each in said if each.agreement_id == command.agreement_id)
    return _said(command, next(same, None))


def _wording(command: ApproveWording, _: Fund, case: Case) -> ApproveWording | None:
    which, said = (command.kind, command.language), _latest_first(case, WordingApproved)
    same = (each for each in said if (each.kind, each.language) == which)
    return _said(command, next(same, None))


def _told(command: TellDecision, _: Fund, case: Case) -> TellDecision | None:
    which, said = (command.decision, command.language), _latest_first(case, DecisionTold)
    same = (each for each in said if (each.decision, each.language) == which)
    return _said(command, next(same, None))


REPLACES: Final[dict[type, Callable[[Any, Fund, Case], Any]]] = {
    SetPolicy: _policy,
    SetDeciding: _deciding,
    SealSheets: _sheets,
    GrantMandate: _mandate,
    SetDisclosure: _disclosure,
    SetLog: _log,
    SetGiverStanding: _giver,
    RecordAgreement: _agreement,
    ApproveWording: _wording,
    TellDecision: _told,
}
"""What replaces something, and how that is found."""
IN_ITS_CASE: Final = frozenset({RecordAgreement, ApproveWording, TellDecision})
"""Of those, what is found in the case alone: the fund does not keep it."""
REPLACES_NOTHING: Final = frozenset(
    {AdmitMember, EndMembership, EndMandate, ConfirmSuspension, PublishReport}
)
"""What begins or ends something, and says so by itself."""
IN_PICTURES: Final = frozenset({AdoptBudget, AmendBudget})
"""What shows item by item what was planned before."""
