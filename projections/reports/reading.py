"""How facts are read from the lines of a book, one after another.

What a line moved are its postings. Whom it is about is said by the line itself or by an earlier one
of its case, and of a reversal by the line that it takes back; so a reversal counts for the same
people with the opposite amount.
"""

from bisect import bisect_right
from operator import attrgetter
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger import chart
from ledger.chart import DonationKind, Fee
from ledger.events import (
    AccountOpened,
    BailPosted,
    BailSuretyGiven,
    CostPaid,
    DonationPassedOn,
    DonationReceived,
    FeeReturned,
    FeeTaken,
    FloatSpent,
    FundEvent,
    FundOpened,
    GrantCommitted,
    GrantPaid,
    LineReversed,
    PurposeOpened,
    RequestScreened,
    Restriction,
)
from ledger.postings import postings
from ledger.publishing.months import month_of_day
from projections.reports.facts import (
    BAIL,
    BROUGHT_FORWARD,
    COLLECTIONS,
    EXCHANGED,
    FEES,
    GIFTS,
    GRANTS,
    LOST_OR_FOUND,
    NO_LEAF,
    PASSED_ON,
    RESTRICTED_GIFTS,
    Currency,
    Fact,
    Facts,
    Side,
)

_FEES_OF: Final = {chart.fee(kind): kind for kind in Fee}
_NO_FLOW: Final = frozenset(
    {"cash", "between_purposes", "promised", "promised_against", "contingent"}
)
"""Families whose codes say where money is or may go, not where it came from or went."""
_COME_IN: Final = frozenset({Side.IN, Side.OTHER})
"""The sides on which money that comes in counts above zero."""


Place = tuple[Side, str]
_NOWHERE: Final[Place] = (Side.OTHER, "nowhere")


class Refs(Struct, frozen=True, gc=False):
    """Whom a line is about, and where its fees belong."""

    side: Side
    leaf: str
    party: UUID | None = None
    incident: UUID | None = None
    payee: UUID | None = None


class _Since(Struct, frozen=True, gc=False):
    """The digits of a currency, and the position of the first line that names it."""

    exponent: int
    position: int


_FEE_ALONE: Final = {
    Fee.PROCESSOR: Refs(Side.IN, NO_LEAF),
    Fee.HOST: Refs(Side.IN, NO_LEAF),
    Fee.DISPUTE: Refs(Side.IN, NO_LEAF),
    Fee.PAYOUT: Refs(Side.OUT, NO_LEAF),
    Fee.BANK: Refs(Side.COSTS, FEES),
    Fee.TRANSFER: Refs(Side.COSTS, FEES),
    Fee.EXCHANGE: Refs(Side.OTHER, EXCHANGED),
}
"""Where a fee belongs that names no case: an exact fee of gifts or payouts would count them.

What an exchange cost is part of what was exchanged: it can be the share of one gift.
"""


def facts_of(position: int, event: FundEvent, refs: Refs | None) -> tuple[Fact, ...]:
    """Return what the line at *position* says, one fact for each side, leaf and currency.

    Those that come to zero are left out.
    """
    sums: dict[tuple[Side, str, str], int] = {}
    for posting in postings(event):
        place = _PLACES[posting.code] or _place_by_case(posting.code, refs)
        if place is _NOWHERE:
            continue
        amount = -posting.amount if place[0] in _COME_IN else posting.amount
        key = *place, posting.currency
        sums[key] = sums.get(key, 0) + amount
        if posting.code == chart.COURTS:
            key = Side.HELD, BAIL, posting.currency
            sums[key] = sums.get(key, 0) + posting.amount
    month = month_of_day(event.occurred_on)
    reverses = event.reversed_position if isinstance(event, LineReversed) else None
    about = refs or Refs(Side.OTHER, NO_LEAF)
    return tuple(
        Fact(
            position,
            month,
            side,
            leaf,
            currency,
            amount,
            about.party if side in {Side.IN, Side.OUT, Side.HELD} else None,
            about.incident if side in {Side.OUT, Side.HELD} else None,
            about.payee if side is Side.OUT else None,
            reverses,
        )
        for (side, leaf, currency), amount in sums.items()
        if amount
    )


def _place(code: str) -> Place | None:
    """Return the side and the leaf of a code; None where they are those of its case."""
    family, _, leaf = code.partition(":")
    match family:
        case "help":
            return Side.OUT, leaf
        case "courts" | "depositors" | "bail":
            return Side.OUT, BAIL
        case "costs":
            return Side.COSTS, leaf
        case "brought_forward":
            return Side.OTHER, BROUGHT_FORWARD
        case "exchanged":
            return Side.OTHER, EXCHANGED
        case "lost":
            return Side.OTHER, LOST_OR_FOUND
        case "given_back" if code == chart.PASSED_ON:
            return Side.OTHER, PASSED_ON
        case "income" | "given_back" | "fees":
            return None
        case _ if family in _NO_FLOW:
            return _NOWHERE
        case _:
            raise AssertionError(f"reports have no place for {code}")


def _place_by_case(code: str, refs: Refs | None) -> Place:
    """Return the side and the leaf of gifts, what was given back of them, and fees."""
    if code in _FEES_OF:
        about = refs or _FEE_ALONE[_FEES_OF[code]]
        return about.side, about.leaf
    return Side.IN, refs.leaf if refs and refs.side is Side.IN else NO_LEAF


_PLACES: Final = {code: _place(code) for code in chart.CHART}


class Reading:
    """Reads the lines of one book in order, from the first on; keeps whom each case is about."""

    def __init__(self) -> None:
        self.found: list[Fact] = []
        self._opened: int | None = None
        self._currencies: dict[str, _Since] = {}
        self._restricted: set[UUID] = set()
        self._cases: dict[UUID, Refs] = {}
        self._before: dict[UUID, tuple[tuple[int, Refs], ...]] = {}
        self._people: dict[UUID, UUID] = {}

    def take(self, position: int, case_id: UUID, event: FundEvent) -> tuple[Fact, ...]:
        """Return the facts of the next line, and keep them."""
        match event:
            case FundOpened():
                self._opened = month_of_day(event.occurred_on)
                self._known(position, event.currency, event.exponent)
            case AccountOpened():
                self._known(position, event.currency, event.exponent)
            case PurposeOpened() if event.restriction is Restriction.RESTRICTED:
                self._restricted.add(event.purpose_id)
            case _:
                self._learn(position, case_id, event)
        at = event.reversed_position if isinstance(event, LineReversed) else position
        facts = facts_of(position, event, self._refs(case_id, at))
        self.found += facts
        return facts

    def facts(self, fund_id: UUID, upto: int | None = None) -> Facts:
        """Return the facts of the lines that were taken, or of those up to a position.

        The first line has opened the fund.
        """
        if self._opened is None:
            raise ValueError("A book begins with the opening of its fund.")
        count = len(self.found)
        if upto is not None:
            count = bisect_right(self.found, upto, key=attrgetter("position"))
        return Facts(
            fund_id=fund_id,
            opened=self._opened,
            currencies=tuple(
                Currency(code, each.exponent)
                for code, each in self._currencies.items()
                if upto is None or each.position <= upto
            ),
            facts=tuple(self.found[:count]),
        )

    def _known(self, position: int, currency: str, exponent: int) -> None:
        self._currencies.setdefault(currency, _Since(exponent, position))

    def _refs(self, case_id: UUID, position: int) -> Refs | None:
        """Return whom the case was about at *position*."""
        for until, refs in self._before.get(case_id, ()):
            if position < until:
                return refs
        return self._cases.get(case_id)

    def _learn(self, position: int, case_id: UUID, event: FundEvent) -> None:
        refs = self._said_by(position, event)
        known = self._cases.get(case_id)
        if refs is not None and refs != known:
            if known is not None:
                before = self._before.get(case_id, ())
                self._before[case_id] = (*before, (position, known))
            self._cases[case_id] = refs

    def _said_by(self, position: int, event: FundEvent) -> Refs | None:
        """Return whom a line says its case is about; None when it says nothing new."""
        match event:
            case DonationReceived():
                leaf = self._leaf_of(event)
                giver = None if leaf == COLLECTIONS else event.giver
                return Refs(Side.IN, leaf, self._same(giver))
            case DonationPassedOn():
                return Refs(Side.OTHER, PASSED_ON)
            case GrantCommitted() | GrantPaid():
                category = event.category.value
                return Refs(Side.OUT, category, event.household, event.incident, event.payee)
            case RequestScreened():
                return Refs(Side.OUT, event.category.value, event.household, event.incident)
            case BailPosted() | BailSuretyGiven():
                return Refs(Side.OUT, BAIL, event.household, event.incident)
            case FloatSpent() if event.category is not None:
                return Refs(Side.OUT, event.category.value, event.household)
            case FloatSpent() if event.cost_category is not None:
                return Refs(Side.COSTS, event.cost_category.value)
            case CostPaid():
                return Refs(Side.COSTS, event.category.value)
            case FeeTaken() | FeeReturned():
                caused = None if event.of_case is None else self._refs(event.of_case, position)
                return caused or _FEE_ALONE[event.kind]
            case _:
                return None

    def _same(self, reference: UUID | None) -> UUID | None:
        """Return a reference in the one copy that is kept of it."""
        return None if reference is None else self._people.setdefault(reference, reference)

    def _leaf_of(self, event: DonationReceived) -> str:
        match event.kind:
            case DonationKind.COLLECTION:
                return COLLECTIONS
            case DonationKind.GRANT:
                return GRANTS
            case DonationKind.GIFT:
                return RESTRICTED_GIFTS if event.purpose_id in self._restricted else GIFTS
