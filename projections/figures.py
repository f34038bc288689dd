"""The figures of one case: what it was about, what is left of it, when it falls due. Pure."""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct

from ledger import bail, grants, refunds
from ledger.case import Case
from ledger.cash import still_lost
from ledger.chart import Category
from ledger.events import (
    AccountTransferMade,
    BailKind,
    BailPosted,
    BailSuretyGiven,
    BailVerified,
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
    MoneyLost,
    ProposalMade,
    PurposeTransferMade,
    Step,
)
from projections.bail import BailNow, bail_now
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
    out, or the premium of a bail, *came_back* what a court returned, a donor got back, a supplier
    refunded or a carrier brought back, *lost* what a court kept or was missing.
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

    *kind* is ``bail`` or ``grant``. *amount* was posted or committed, *rest* is held, with the
    depositor, or promised. *bail* says where a bail stands.
    """

    case_id: UUID
    kind: str
    opened_position: int
    opened_on: date
    last_position: int
    purpose_id: UUID | None
    authority_id: UUID | None = None
    category: Category | None = None
    bail_kind: BailKind | None = None
    currency: str
    exponent: int
    amount: int
    rest: int
    due: tuple[Due, ...] = ()
    bail: BailNow | None = None

    @property
    def next_due(self) -> Due | None:
        """Return the instalment that falls due first, if any is left."""
        return self.due[0] if self.due else None

    def overdue(self, today: date) -> int:
        """Return what fell due before *today* and is not paid, in minor units."""
        return sum(due.amount for due in self.due if due.due_on < today)


def due_of(case: Case) -> tuple[Due, ...]:
    """List what is left of each instalment of a grant by day: together it is what is promised.

    As of a past day a payment may be there before the plan that it is of, and a plan before the one
    that made it smaller. What no instalment says is promised all the same, and falls due last.
    """
    rest, found = grants.promised(case), list[Due]()
    plan = sorted(grants.plan_of(case), key=lambda planned: (planned.due_on, planned.number))
    for each in plan:
        amount = rest if each is plan[-1] else min(each.left, rest)
        if amount > 0:
            found.append(Due(each.number, each.due_on, amount))
            rest -= amount
    return tuple(found)


def open_case_of(case: Case) -> OpenCase | None:
    """Return a bail or grant as it stands, with a *rest* of zero when it is closed.

    None for other cases, and for one that was taken back as a whole.
    """
    opening = case.opening
    if isinstance(opening, GrantCommitted):
        return OpenCase(
            kind="grant",
            category=opening.category,
            amount=grants.whole(case),
            rest=grants.promised(case),
            due=due_of(case),
            purpose_id=opening.purpose_id,
            **_opened(case, opening),
        )
    now, begun = bail_now(case), bail.posted_of(case) or _asked_for(opening)
    if now is None or begun is None:
        return None
    return OpenCase(
        kind="bail",
        authority_id=begun.authority_id,
        bail_kind=begun.kind,
        amount=now.deposited or _to_pay(case, begun),
        rest=now.held + now.owed,
        bail=now,
        purpose_id=begun.purpose_id if isinstance(begun, BailPosted) else None,
        **_opened(case, begun),
    )


def _asked_for(opening: FundEvent | None) -> BailVerified | BailSuretyGiven | None:
    """Return what opened a bail of which nothing was posted."""
    return opening if isinstance(opening, BailVerified | BailSuretyGiven) else None


def _to_pay(case: Case, begun: BailPosted | BailVerified | BailSuretyGiven) -> int:
    """Return the amount of a bail of which nothing is deposited: of what was verified our share."""
    if not isinstance(begun, BailVerified):
        return begun.amount
    return case.events(BailVerified)[-1].share


def _opened(
    case: Case, opening: GrantCommitted | BailPosted | BailVerified | BailSuretyGiven
) -> dict[str, Any]:
    return {
        "case_id": case.case_id,
        "opened_position": case.standing[0].position,
        "opened_on": opening.occurred_on,
        "last_position": case.lines[-1].position,
        "currency": opening.currency,
        "exponent": opening.exponent,
    }


def family_of(case: Case) -> str | None:
    """Return what sort of case it is (``bail``, ``donation``), None when it was taken back.

    One in which nothing has happened yet but orders is ``asked``; one that members decide about is
    a ``proposal``.
    """
    if case.opening is not None:
        return kind_of(case.opening.topic).partition(".")[0]
    if case.lines and isinstance(case.lines[0].event, ProposalMade):
        return "proposal"
    return "asked" if all(isinstance(line.event, Step) for line in case.lines) else None


def figures_of(case: Case) -> CaseFigures | None:
    """Return the figures of a case; None when it has none or was taken back as a whole."""
    opening = case.opening
    match opening:
        case DonationReceived():
            rest = refunds.left(case)
            return _figures(opening, opening.gross, rest=rest, came_back=opening.gross - rest)
        case BailPosted() | BailVerified() | BailSuretyGiven():
            return _of_bail(case, opening)
        case GrantCommitted():
            back = grants.came_back(case)
            return _figures(
                opening,
                grants.whole(case),
                rest=grants.promised(case),
                paid=grants.paid_in_all(case) + back,
                came_back=back,
                due=due_of(case),
            )
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
        case MoneyLost():
            left = still_lost(case)
            return _figures(opening, opening.amount, came_back=opening.amount - left, lost=left)
        case _:
            return _simple(opening)


def _of_bail(
    case: Case, opening: BailPosted | BailVerified | BailSuretyGiven
) -> CaseFigures | None:
    figures, posted = bail.figures_of(case), bail.posted_of(case)
    return CaseFigures(
        currency=opening.currency,
        exponent=opening.exponent,
        purpose_id=posted.purpose_id if posted else None,
        amount=figures.deposited or figures.premium or _to_pay(case, opening),
        rest=figures.held + figures.with_depositor,
        paid=figures.premium,
        came_back=figures.came_back + figures.recovered,
        lost=figures.lost,
    )


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
    | GrantCommitted
    | CostPaid
    | FloatHanded
    | MoneyLost
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
