"""What each kind of proposal may carry, who may make one, and by which protocol it is decided."""

from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from ledger.accounts import CloseAccount
from ledger.bail import GiveSurety, PostBail, RaiseBail
from ledger.budgets.commands import AdoptBudget, AmendBudget
from ledger.command import Instruction
from ledger.costs import PayCost
from ledger.deciding import templates
from ledger.deciding.setting import SetDeciding
from ledger.deciding.state import Deciding
from ledger.donations import PassDonationOn
from ledger.events.deciding import ProposalKind
from ledger.events.members import Role
from ledger.events.protocols import Protocol
from ledger.floats import HandFloat
from ledger.fund import Fund
from ledger.grants import ChangeGrantPlan, CommitGrant
from ledger.members import AdmitMember, EndMandate, EndMembership, GrantMandate
from ledger.orders.settling import RatifyOrder
from ledger.policy import SetPolicy
from ledger.publishing.commands import SetDisclosure, SetLog
from ledger.refunds import RefundDonation
from ledger.transfers import Exchange, TransferBetweenAccounts, TransferBetweenPurposes

ORDERS: Final[dict[ProposalKind, tuple[type[Instruction], ...]]] = {
    ProposalKind.BUDGET: (AdoptBudget,),
    ProposalKind.AMENDMENT: (AmendBudget,),
    ProposalKind.RULES: (
        SetPolicy,
        SetDeciding,
        SetDisclosure,
        SetLog,
        GrantMandate,
        EndMandate,
        AdmitMember,
        EndMembership,
    ),
    ProposalKind.MONEY: (
        PayCost,
        TransferBetweenAccounts,
        TransferBetweenPurposes,
        Exchange,
        HandFloat,
        CloseAccount,
        PassDonationOn,
        RefundDonation,
    ),
    ProposalKind.ONE_CASE: (CommitGrant, PostBail, RaiseBail, ChangeGrantPlan, GiveSurety),
    ProposalKind.RATIFICATION: (RatifyOrder,),
    ProposalKind.ANYTHING: (),
}
"""What becomes of a proposal of each kind; of none where it binds nothing."""

OF_THE_DESK: Final = frozenset(
    {ProposalKind.MONEY, ProposalKind.ONE_CASE, ProposalKind.RATIFICATION}
)
"""Kinds that only somebody who may ask for orders proposes: others cannot know what they say."""

DESK: Final = (Role.TREASURER, Role.APPROVER, Role.ON_CALL, Role.STEWARD)
"""The mandates of those who ask for orders."""


def protocol_of(deciding: Deciding, kind: ProposalKind) -> Protocol | None:
    """Return the protocol by which proposals of *kind* are decided; None where it is closed.

    Until a fund has said how it decides, what takes nothing from anybody is decided by consent.
    About one case nobody decides while the rules do not let them.
    """
    rules = deciding.rules
    if rules is None:
        return templates.DEFAULTS.get(kind)
    if kind is ProposalKind.ONE_CASE and not rules.case_votes:
        return None
    return next((each.protocol for each in rules.protocols if each.kind is kind), None)


def may_propose(fund: Fund, now: datetime, who: UUID, kind: ProposalKind) -> bool:
    """Say whether *who* may make a proposal of *kind* now, if the fund decides about it at all."""
    governance = fund.governance
    if not governance.is_member(who) or governance.is_suspended(who, now):
        return False
    if kind not in OF_THE_DESK:
        return True
    today = now.astimezone(ZoneInfo(fund.time_zone)).date()
    return not governance.roles(who, now, today).isdisjoint(DESK)
