"""Who may do what in a fund, and under which policy: the part of its state that is about people.

People are sign-in ids. What counts at a moment (terms, suspensions, deadlines) is asked with the
time, because a deadline passes before its line exists.
"""

from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final
from uuid import UUID

from msgspec import Struct, field

from ledger.chart import Category, CostCategory
from ledger.events import HelpRule, Reserve, Role, Rung

CAP_DAYS: Final = 7
"""The days over which caps are counted: of the urgent path, and of what one person writes."""
SUSPENSION: Final = timedelta(hours=72)
"""How long one person alone can stop another."""
REST: Final = timedelta(days=30)
"""How long after stopping somebody the same person cannot do it again."""
FOUNDING: Final = (Role.STEWARD, Role.TREASURER, Role.APPROVER)
"""The mandates of whoever opened a fund."""
KEEPS_BOOKS: Final = frozenset({Role.TREASURER, Role.APPROVER, Role.STEWARD, Role.ON_CALL})
"""Mandates whose holders write, sign or govern what an auditor looks at."""


class Mandate(Struct, frozen=True, kw_only=True):
    """A role somebody holds, through the day *ends_on*."""

    holder: UUID
    role: Role
    ends_on: date | None = None


class Stop(Struct, frozen=True, kw_only=True):
    """One time that somebody was stopped, by whom and until when."""

    by: UUID
    until: datetime

    @property
    def since(self) -> datetime:
        """The moment it began: never the day that was typed, which may be any."""
        return self.until - SUSPENSION


class Suspension(Struct, frozen=True, kw_only=True):
    """Who stopped somebody, on which day, and until when it lasts; and who did *before*, lately."""

    by: UUID
    since: date
    until: datetime
    before: tuple[Stop, ...] = ()

    @property
    def stops(self) -> tuple[Stop, ...]:
        """This time and the times before, the latest last."""
        return (*self.before, Stop(by=self.by, until=self.until))


class Policy(Struct, frozen=True, kw_only=True):
    """The rules of a fund as data; amounts in minor units of its currency. See `PolicySet`."""

    ladder: tuple[Rung, ...] = (Rung(amount=0, approvals=1),)
    urgent_categories: tuple[Category, ...] = ()
    urgent_case_cap: int = 0
    urgent_week_cap: int = 0
    ratify_hours: int = 7 * 24
    ratify_approvals: int = 1
    alone_week_cap: int = 0
    reserves: tuple[Reserve, ...] = ()
    help_rules: tuple[HelpRule, ...] = ()


class Ratification(Struct, frozen=True, kw_only=True):
    """What went outside the usual rules and waits to be ratified by others than *pair*."""

    order: UUID
    case_id: UUID
    pair: tuple[UUID, ...]
    until: datetime
    approvals: int
    by: tuple[UUID, ...] = ()


class UrgentUse(Struct, frozen=True, kw_only=True):
    """What an urgent payment takes of the cap; minor units."""

    order: UUID
    case_id: UUID
    on: date
    amount: int
    currency: str


class AloneUse(Struct, frozen=True, kw_only=True):
    """What was written by one on a day, of facts that take money; the fund's minor units."""

    on: date
    amount: int


class Float(Struct, frozen=True, kw_only=True):
    """Money that *carrier* may spend alone through the day *until*."""

    carrier: UUID
    purpose_id: UUID
    until: date
    categories: tuple[Category, ...] = ()
    cost_categories: tuple[CostCategory, ...] = ()


class Sheets(Struct, frozen=True, kw_only=True):
    """Sealed sheets: *needed* of *hashes* break the glass, then *hours* are waited."""

    hashes: tuple[str, ...]
    needed: int
    hours: int


class Breaking(Struct, frozen=True, kw_only=True):
    """The glass is broken: *successors* become stewards at *until*."""

    by: UUID
    successors: tuple[UUID, ...]
    until: datetime


class Governance(Struct, frozen=True, kw_only=True, dict=True):
    """The people of a fund as its rules see them. *founder* is None until one is written down.

    *kept_books* has the last day of whoever kept the books and stopped. *latest* is the latest day
    of any fact about people or orders: days are typed, and what ended did not end before it.
    """

    founder: UUID | None = None
    members: tuple[UUID, ...] = ()
    mandates: tuple[Mandate, ...] = ()
    suspensions: dict[UUID, Suspension] = field(default_factory=dict)
    policy: Policy = Policy()
    ratifications: dict[UUID, Ratification] = field(default_factory=dict)
    urgent_uses: tuple[UrgentUse, ...] = ()
    alone_uses: tuple[AloneUse, ...] = ()
    floats: dict[UUID, Float] = field(default_factory=dict)
    sheets: Sheets | None = None
    breaking: Breaking | None = None
    kept_books: dict[UUID, date] = field(default_factory=dict)
    latest: date = date.min

    @cached_property
    def _held(self) -> dict[UUID, tuple[Mandate, ...]]:
        held: dict[UUID, tuple[Mandate, ...]] = {}
        for mandate in self.mandates:
            held[mandate.holder] = (*held.get(mandate.holder, ()), mandate)
        return held

    @cached_property
    def lasting(self) -> dict[UUID, frozenset[Role]]:
        """Every member's roles without a term, for a quick yes: unless suspended they count.

        Without the mandate on call, which a deadline may end before its line is written.
        """
        return {
            who: frozenset(
                mandate.role
                for mandate in self._held.get(who, ())
                if mandate.ends_on is None and mandate.role is not Role.ON_CALL
            )
            for who in self.members
        }

    def is_member(self, who: UUID) -> bool:
        """Say whether *who* belongs to the fund, suspended or not."""
        return who in self.lasting

    def is_suspended(self, who: UUID, now: datetime) -> bool:
        """Say whether somebody stopped *who*, for now."""
        if not self.suspensions:
            return False
        suspension = self.suspensions.get(who)
        return suspension is not None and now < suspension.until

    def terms(self, who: UUID, today: date) -> frozenset[Role]:
        """Return the roles whose terms are not over, also of somebody who is stopped for now."""
        return frozenset(
            mandate.role
            for mandate in self._held.get(who, ())
            if mandate.ends_on is None or today <= mandate.ends_on
        )

    def roles(self, who: UUID, now: datetime, today: date) -> frozenset[Role]:
        """Return the roles of *who* that count now; none while suspended.

        Whoever let the time to ratify pass is not on call any more, although the line that says so
        may not be written yet.
        """
        if self.is_suspended(who, now):
            return frozenset()
        held = set(self.terms(who, today))
        if self.ratifications and any(
            who in waiting.pair and now >= waiting.until for waiting in self.ratifications.values()
        ):
            held.discard(Role.ON_CALL)
        return frozenset(held)

    def kept_books_until(self, who: UUID, today: date) -> date | None:
        """Return the last day on which *who* kept the books; *today* if they do, None if never.

        Whoever spends a float alone keeps books too. A suspension ends no mandate.
        """
        if self.terms(who, today) & KEEPS_BOOKS or who in {
            each.carrier for each in self.floats.values()
        }:
            return today
        days = [
            mandate.ends_on
            for mandate in self._held.get(who, ())
            if mandate.ends_on is not None and mandate.role in KEEPS_BOOKS
        ]
        return max([*days, *filter(None, [self.kept_books.get(who)])], default=None)

    def audits_own_books(self, who: UUID, today: date) -> bool:
        """Say whether *who* is an auditor and keeps the books, which no rule gives any more."""
        held = self.terms(who, today)
        return Role.AUDITOR in held and not held.isdisjoint(KEEPS_BOOKS)

    def holders(self, role: Role, now: datetime, today: date) -> frozenset[UUID]:
        """Return everybody whose mandate of *role* counts now."""
        return frozenset(who for who in self._held if role in self.roles(who, now, today))
