"""Who belongs to a fund and who has which mandate: each change is an act of two stewards."""

from datetime import date
from typing import Final
from uuid import UUID

from ledger import guards
from ledger.command import Command, Context
from ledger.events import (
    FounderNamed,
    FundEvent,
    MandateEnded,
    MandateGranted,
    MemberAdmitted,
    MemberLeft,
    Role,
    SingleSignerEnded,
)
from ledger.fund import Fund
from ledger.governance import KEEPS_BOOKS
from ledger.rejections import (
    AuditorKeepsBooks,
    DateTooEarly,
    FounderKnown,
    MandateHeld,
    MandateNotHeld,
    MemberExists,
    MemberUnknown,
    TooFewPeople,
)

STEWARDS_MIN: Final = 2
"""As many stewards a fund keeps once two people are needed; while one person signs, one."""
APPROVERS_MIN: Final = 2
"""Whoever asks does not approve: with two approvers either can ask."""


class NameFounder(Command, frozen=True, kw_only=True):
    """Write down who keeps a fund that the operator opened, or an older one. By the operator.

    Refusals in order: date-in-future, date-too-early, founder-known.
    """

    founder: UUID


class AdmitMember(Command, frozen=True, kw_only=True):
    """Let a sign-in belong to the fund.

    Refusals in order: date-in-future, date-too-early, member-exists.
    """

    sign_in: UUID


class EndMembership(Command, frozen=True, kw_only=True):
    """End a membership, and every mandate with it.

    Refusals in order: date-in-future, date-too-early, member-unknown, too-few-people (stewards).
    """

    sign_in: UUID


class GrantMandate(Command, frozen=True, kw_only=True):
    """Give a member a mandate, or change its term, which ends today at the earliest.

    Whoever keeps the books is no auditor, and the other way round.

    Refusals in order: date-in-future, date-too-early, member-unknown, date-too-early (ends_on),
    mandate-held, auditor-keeps-books.
    """

    holder: UUID
    role: Role
    ends_on: date | None = None


class EndMandate(Command, frozen=True, kw_only=True):
    """End a mandate before its term.

    Refusals in order: date-in-future, date-too-early, member-unknown, mandate-not-held,
    too-few-people (stewards).
    """

    holder: UUID
    role: Role


class EndSingleSigner(Command, frozen=True, kw_only=True):
    """From now on nobody moves money or changes a rule alone. This is never undone.

    It takes two stewards, two approvers, as many approvers as the policy asks for and one who
    asks, and a treasurer.

    Refusals in order: date-in-future, date-too-early, too-few-people (stewards, then approvers,
    then treasurers).
    """


MemberCommand = (
    NameFounder | AdmitMember | EndMembership | GrantMandate | EndMandate | EndSingleSigner
)


def decide(command: MemberCommand, context: Context, fund: Fund) -> tuple[FundEvent, ...]:
    """Return the fact of *command*, or raise the first refusal that applies."""
    guards.day(command.occurred_on, context, fund.time_zone)
    match command:
        case NameFounder():
            if fund.governance.founder is not None:
                raise FounderKnown
            return (FounderNamed(occurred_on=command.occurred_on, founder=command.founder),)
        case AdmitMember():
            if fund.governance.is_member(command.sign_in):
                raise MemberExists
            return (MemberAdmitted(occurred_on=command.occurred_on, sign_in=command.sign_in),)
        case EndMembership():
            known(fund, command.sign_in, "sign_in")
            _leaves_stewards(command.sign_in, context, fund)
            return (MemberLeft(occurred_on=command.occurred_on, sign_in=command.sign_in),)
        case GrantMandate():
            return (_grant(command, context, fund),)
        case EndMandate():
            return (_end(command, context, fund),)
        case EndSingleSigner():
            _enough_for_two(context, fund)
            return (SingleSignerEnded(occurred_on=command.occurred_on),)


def known(fund: Fund, who: UUID, field: str) -> None:
    """Refuse a sign-in that does not belong to the fund."""
    if not fund.governance.is_member(who):
        raise MemberUnknown(field)


def most_approvals(fund: Fund) -> int:
    """Return how many approvals the policy asks for at most."""
    return max((rung.approvals for rung in fund.governance.policy.ladder), default=1)


def _grant(command: GrantMandate, context: Context, fund: Fund) -> MandateGranted:
    known(fund, command.holder, "holder")
    today = context.today(fund.time_zone)
    if command.ends_on is not None and command.ends_on < today:
        raise DateTooEarly("ends_on", command.ends_on, today)
    for mandate in fund.governance.mandates:
        held = mandate.holder, mandate.role, mandate.ends_on
        if held == (command.holder, command.role, command.ends_on):
            raise MandateHeld(command.role.value)
    _keeps_apart(command, fund.governance.terms(command.holder, today))
    return MandateGranted(
        occurred_on=command.occurred_on,
        holder=command.holder,
        role=command.role,
        ends_on=command.ends_on,
    )


def _keeps_apart(command: GrantMandate, held: frozenset[Role]) -> None:
    """Refuse that somebody looks through books that they keep."""
    if command.role is Role.AUDITOR:
        against = held & KEEPS_BOOKS
    else:
        against = held & {Role.AUDITOR} if command.role in KEEPS_BOOKS else frozenset[Role]()
    if against:
        named = tuple(each.value for each in Role if each in against)
        raise AuditorKeepsBooks(command.role, named)


def _end(command: EndMandate, context: Context, fund: Fund) -> MandateEnded:
    known(fund, command.holder, "holder")
    today = context.today(fund.time_zone)
    if not any(
        (mandate.holder, mandate.role) == (command.holder, command.role)
        and (mandate.ends_on is None or today <= mandate.ends_on)
        for mandate in fund.governance.mandates
    ):
        raise MandateNotHeld(command.role.value)
    if command.role is Role.STEWARD:
        _leaves_stewards(command.holder, context, fund)
    return MandateEnded(occurred_on=command.occurred_on, holder=command.holder, role=command.role)


def _leaves_stewards(who: UUID, context: Context, fund: Fund) -> None:
    """Refuse to take a steward away when too few others could act."""
    if not any(
        mandate.holder == who and mandate.role is Role.STEWARD
        for mandate in fund.governance.mandates
    ):
        return
    there = fund.governance.holders(Role.STEWARD, context.now, context.today(fund.time_zone))
    left, needed = len(there - {who}), 1 if fund.single_signer else STEWARDS_MIN
    if left < needed:
        raise TooFewPeople(Role.STEWARD.value, needed, left)


def _enough_for_two(context: Context, fund: Fund) -> None:
    """Refuse to need two where two could not act."""
    today = context.today(fund.time_zone)
    for role, needed in (
        (Role.STEWARD, STEWARDS_MIN),
        (Role.APPROVER, max(APPROVERS_MIN, most_approvals(fund) + 1)),
        (Role.TREASURER, 1),
    ):
        there = len(fund.governance.holders(role, context.now, today))
        if there < needed:
            raise TooFewPeople(role.value, needed, there)
