"""Facts about requests for help: screened, on the waiting list, closed; and what was agreed to.

Who asked and what they said is in the vault. These facts say no more than a case needs: a kind of
help, how soon, and random references. They move no money.
"""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from ledger.chart import Category
from ledger.events.base import Step


class Urgency(StrEnum):
    """How soon help is needed."""

    TONIGHT = "tonight"
    THIS_WEEK = "this_week"
    LATER = "later"


class Outcome(StrEnum):
    """How a request ended without money."""

    DECLINED = "declined"
    REFERRED = "referred"
    WITHDRAWN = "withdrawn"


class ClosingReason(StrEnum):
    """Why a request ended without money."""

    NOT_OUR_HELP = "not_our_help"
    NO_MONEY = "no_money"
    CAP_REACHED = "cap_reached"
    BETTER_ELSEWHERE = "better_elsewhere"
    PERSONS_WISH = "persons_wish"
    CANNOT_REACH = "cannot_reach"
    OTHER_HELP = "other_help"


class ConsentScope(StrEnum):
    """What somebody who is helped agreed to."""

    PAY_LANDLORD = "pay_landlord"
    PAY_HOTEL = "pay_hotel"
    SPEAK_FOR = "speak_for"
    KEEP_LONGER = "keep_longer"
    COURT_STATEMENT = "court_statement"
    MEMBERS_DECIDE = "members_decide"
    """The members decide about the case, told its kind, its size and how urgent it is."""


class RequestScreened(Step, frozen=True, kw_only=True):
    """Somebody looked at a request and found that the fund may help.

    *vouched*: a trusted member stands in for papers. *household* and *incident* count people
    without naming them. A request may be screened again: what was found last holds.
    """

    topic: ClassVar[str] = "request.screened.v1"

    category: Category
    urgency: Urgency
    household: UUID
    vouched: bool = False
    incident: UUID | None = None


class RequestWaitlisted(Step, frozen=True, kw_only=True):
    """The request is on the waiting list."""

    topic: ClassVar[str] = "request.waitlisted.v1"


class RequestClosed(Step, frozen=True, kw_only=True):
    """The request ended without money of the fund."""

    topic: ClassVar[str] = "request.closed.v1"

    outcome: Outcome
    reason: ClosingReason


class ConsentRecorded(Step, frozen=True, kw_only=True):
    """Whoever the case is about agreed to *scope*."""

    topic: ClassVar[str] = "consent.recorded.v1"

    scope: ConsentScope


class ConsentWithdrawn(Step, frozen=True, kw_only=True):
    """Whoever the case is about does not agree to *scope* any more."""

    topic: ClassVar[str] = "consent.withdrawn.v1"

    scope: ConsentScope
