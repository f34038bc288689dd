"""The figures of one case: what it was about, what is left of it, when it falls due. Pure."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from ledger import bail, grants, refunds
from ledger.case import Case
from ledger.chart import Category
from ledger.events import (
    AccountTransferMade,
    BailKind,
    BailPosted,
    BailReturned,
    BalanceBroughtForward,
    CostPaid,
    CostRefunded,
    DonationPassedOn,
    DonationReceived,
    ExchangeMade,
    FeeReturned,
    FeeTaken,
    FloatClosed,
    FloatHanded,
    FloatSpent,
    FundEvent,
    GrantCommitted,
    GrantPaid,
    PurposeTransferMade,
    Step,
)
from projections.journal.kinds import kind_of


class Due(Struct, frozen=True):
    """What is still to be paid of an instalment (counted from 1), in minor units."""

    instalment: int
    due_on: date
    amount: int


class CaseFigures(Struct, frozen=True, kw_only=True):
    """A case in figures, in minor units.

    *amount* was posted, committed or given. *rest* is what an authority still holds, what is
    promised, in a float, or what may still be given back. *paid* is what a grant or a float paid
    out, *came_back* what a court returned, a donor got back, a supplier refunded or a carrier
    brought back, *lost* what a court kept or was missing.
    """

    currency: str
    exponent: int
    purpose_id: UUID | None
    amount: int
    rest: int = 0
    paid: int = 0
    came_back: int = 0
    lost: int = 0
    due: tuple[Due, ...] = ()


class OpenCase(Struct, frozen=True, kw_only=True):
    """A bail or a grant with something left: held by *authority_id*, or promised.

    *kind* is ``bail`` or ``grant``. *amount* was posted or committed, *rest* is held or promised.
    """

    case_id: UUID
    kind: str
    opened_position: int
    opened_on: date
    last_position: int
    purpose_id: UUID
    authority_id: UUID | None = None
    category: Category | None = None
    bail_kind: BailKind | None = None
    currency: str
    exponent: int
    amount: int
    rest: int
    due: tuple[Due, ...] = ()

    @property
    def next_due(self) -> Due | None:
        """Return the instalment that falls due first, if any is left."""
        return self.due[0] if self.due else None

    def overdue(self, today: date) -> int:
        """Return what fell due before *today* and is not paid, in minor units."""
        return sum(due.amount for due in self.due if due.due_on < today)


def due_of(case: Case, grant: GrantCommitted) -> tuple[Due, ...]:
    """List what is left of each instalment by day, never more in all than is still promised."""
    left = grants.promised(case)
    found = []
    plan = sorted(enumerate(grant.instalments, 1), key=lambda planned: planned[1].due_on)
    for number, instalment in plan:
        amount = min(instalment.amount - grants.paid(case, number), left)
        if amount > 0:
            found.append(Due(number, instalment.due_on, amount))
            left -= amount
    return tuple(found)


def open_case_of(case: Case) -> OpenCase | None:
    """Return a bail or grant as it stands, with a *rest* of zero when it is closed.

    None for other cases, and for one that was taken back as a whole.
    """
    opening = case.opening
    if not isinstance(opening, BailPosted | GrantCommitted):
        return None
    is_bail = isinstance(opening, BailPosted)
    return OpenCase(
        case_id=case.case_id,
        kind="bail" if is_bail else "grant",
        opened_position=case.standing[0].position,
        opened_on=opening.occurred_on,
        last_position=case.lines[-1].position,
        purpose_id=opening.purpose_id,
        authority_id=opening.authority_id if isinstance(opening, BailPosted) else None,
        category=opening.category if isinstance(opening, GrantCommitted) else None,
        bail_kind=opening.kind if isinstance(opening, BailPosted) else None,
        currency=opening.currency,
        exponent=opening.exponent,
        amount=opening.amount,
        rest=bail.held(case) if is_bail else grants.promised(case),
        due=due_of(case, opening) if isinstance(opening, GrantCommitted) else (),
    )


def family_of(case: Case) -> str | None:
    """Return what sort of case it is (``bail``, ``donation``), None when it was taken back.

    One in which nothing has happened yet but orders is ``asked``.
    """
    if case.opening is not None:
        return kind_of(case.opening.topic).partition(".")[0]
    return "asked" if all(isinstance(line.event, Step) for line in case.lines) else None


def figures_of(case: Case) -> CaseFigures | None:
    """Return the figures of a case; None when it has none or was taken back as a whole."""
    opening = case.opening
    match opening:
        case DonationReceived():
            rest = refunds.left(case)
            return _figures(opening, opening.gross, rest=rest, came_back=opening.gross - rest)
        case BailPosted():
            came_back = sum(event.amount for event in case.events(BailReturned))
            rest = bail.held(case)
            lost = opening.amount - rest - came_back
            return _figures(opening, opening.amount, rest=rest, came_back=came_back, lost=lost)
        case GrantCommitted():
            paid = sum(event.amount for event in case.events(GrantPaid))
            rest, due = grants.promised(case), due_of(case, opening)
            return _figures(opening, opening.amount, rest=rest, paid=paid, due=due)
        case CostPaid():
            came_back = sum(event.amount for event in case.events(CostRefunded))
            rest = opening.amount - came_back
            return _figures(opening, opening.amount, rest=rest, came_back=came_back)
        case FloatHanded():
            paid = sum(event.amount for event in case.events(FloatSpent))
            came_back = sum(event.amount for event in case.events(FloatClosed))
            lost = sum(event.missing for event in case.events(FloatClosed))
            rest = opening.amount - paid - came_back - lost
            return _figures(
                opening, opening.amount, rest=rest, paid=paid, came_back=came_back, lost=lost
            )
        case _:
            return _simple(opening)


def _simple(opening: FundEvent | None) -> CaseFigures | None:
    match opening:
        case ExchangeMade():
            return CaseFigures(
                currency=opening.sold_currency,
                exponent=opening.sold_exponent,
                purpose_id=opening.purpose_id,
                amount=opening.sold_amount,
            )
        case PurposeTransferMade():
            return CaseFigures(
                currency=opening.currency,
                exponent=opening.exponent,
                purpose_id=opening.from_purpose_id,
                amount=opening.amount,
            )
        case (
            AccountTransferMade()
            | BalanceBroughtForward()
            | DonationPassedOn()
            | FeeTaken()
            | FeeReturned()
        ):
            return _figures(opening, opening.amount)
        case _:
            return None


def _figures(
    opening: DonationReceived
    | BailPosted
    | GrantCommitted
    | CostPaid
    | FloatHanded
    | AccountTransferMade
    | BalanceBroughtForward
    | DonationPassedOn
    | FeeTaken
    | FeeReturned,
    amount: int,
    *,
    rest: int = 0,
    paid: int = 0,
    came_back: int = 0,
    lost: int = 0,
    due: tuple[Due, ...] = (),
) -> CaseFigures:
    return CaseFigures(
        currency=opening.currency,
        exponent=opening.exponent,
        purpose_id=opening.purpose_id,
        amount=amount,
        rest=rest,
        paid=paid,
        came_back=came_back,
        lost=lost,
        due=due,
    )
