"""Money at courts through the API: case by case, by age, by month, and how it goes round."""

from datetime import date
from uuid import UUID, uuid4

from litestar import get
from msgspec import Struct

from api.access import Power, access_of, needs
from api.site import site_of
from api.v1.reading import MinPosition, statement
from api.v1.receipts import AnyRequest, FundId
from api.v1.refusals import ANY_READ, responses_of
from ledger.case_label import case_label
from ledger.command import Context
from projections.bail import Ageing, BailNow
from projections.courts import Courts, Expected
from projections.courts import get_courts as read_courts
from projections.figures import OpenCase


class BailAtCourt(Struct, frozen=True, kw_only=True):
    """One bail: its *state* as of the day of the answer, and what is known of it."""

    case_id: UUID
    case_label: str
    opened_position: int
    opened_on: date
    days: int
    state: str
    days_late: int
    authority_id: UUID | None
    bail_kind: str | None
    currency: str
    exponent: int
    amount: int
    rest: int
    now: BailNow | None


class Rounds(Struct, frozen=True, kw_only=True):
    """How the money of one currency goes round. Shares are of what is not out any more.

    *times_thousandths* says how often each unit that is out or lost was posted, in thousandths;
    *returned_thousandths* and *lost_thousandths* are parts of one thousand. None where there is
    nothing to divide by.
    """

    currency: str
    exponent: int
    deposited: int
    came_back: int
    lost: int
    out: int
    days: int
    bails: int
    freed: int
    returned_thousandths: int | None
    lost_thousandths: int | None
    times_thousandths: int | None


class MoneyAtCourts(Struct, frozen=True, kw_only=True):
    """All bail that is out: overdue first, then the oldest. Ages count from the first payment.

    Bands of age are 0 to 30, 31 to 90, 91 to 180, 181 to 365 days, and more.
    """

    known_at: int
    today: date
    bails: tuple[BailAtCourt, ...]
    waiting: tuple[BailAtCourt, ...]
    vouched: tuple[BailAtCourt, ...]
    by_authority: tuple[Ageing, ...]
    by_depositor: tuple[Ageing, ...]
    expected: tuple[Expected, ...]
    rounds: tuple[Rounds, ...]


@get(
    "/courts",
    operation_id="get_courts",
    summary="Money at courts",
    responses=responses_of(ANY_READ),
    opt={"refusals": (), **needs(Power.READ_BOOK)},
)
async def get_courts(
    request: AnyRequest, fund_id: FundId, min_position: MinPosition = None
) -> MoneyAtCourts:
    """Say what is out at courts and with depositors, for how long, and what comes back when."""
    fund = access_of(request).fund
    today = Context(site_of(request).now(), "", 0, uuid4).today(fund.time_zone)
    async with statement(request, fund_id, known_at=None, min_position=min_position) as connection:
        return money_at_courts(await read_courts(connection, fund_id, today))


def money_at_courts(found: Courts) -> MoneyAtCourts:
    """Return all bail as the API says it."""
    return MoneyAtCourts(
        known_at=found.known_at,
        today=found.today,
        bails=tuple(_bail(case, found.today) for case in found.cases),
        waiting=tuple(_bail(case, found.today) for case in found.waiting),
        vouched=tuple(_bail(case, found.today) for case in found.vouched),
        by_authority=found.by_authority,
        by_depositor=found.by_depositor,
        expected=found.expected,
        rounds=tuple(
            Rounds(
                currency=each.currency,
                exponent=each.exponent,
                deposited=each.deposited,
                came_back=each.came_back,
                lost=each.lost,
                out=each.out,
                days=each.days,
                bails=each.bails,
                freed=each.freed,
                returned_thousandths=_thousandths(each.share(each.came_back)),
                lost_thousandths=_thousandths(each.share(each.lost)),
                times_thousandths=_thousandths(each.times),
            )
            for each in found.revolving
        ),
    )


def _thousandths(share: float | None) -> int | None:
    return None if share is None else round(share * 1000)


def _bail(case: OpenCase, today: date) -> BailAtCourt:
    now = case.bail
    return BailAtCourt(
        case_id=case.case_id,
        case_label=case_label(case.case_id),
        opened_position=case.opened_position,
        opened_on=case.opened_on,
        days=(today - case.opened_on).days,
        state="" if now is None else now.state(today).value,
        days_late=0 if now is None else now.days_late(today),
        authority_id=case.authority_id,
        bail_kind=case.bail_kind,
        currency=case.currency,
        exponent=case.exponent,
        amount=case.amount,
        rest=case.rest,
        now=now,
    )


ROUTES = (get_courts,)
