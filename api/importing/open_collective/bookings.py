"""Rows that belong together, and the command they stand for.

A gift is one contribution with its fees: until 2021 the host's fee is only in the difference
between ``amount + paymentProcessorFee`` and ``netAmount``, later it is a row of its own in the
same group. A refund has rows for what went back and for the fees that came back.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from api.importing.open_collective.rows import FileUnusable, Row, RowKind
from ledger.chart import CostCategory, Fee
from ledger.costs import PayCost, RecordCostRefund, RecordFee, RecordFeeReturn
from ledger.donations import PassDonationOn, RecordDonation
from ledger.refunds import RefundDonation

KEY_PREFIX: Final = "open-collective"
GIVER: Final = "giver"
PAYEE: Final = "payee"
_MOST_EXTRAS: Final = 6

ImportCommand = (
    RecordDonation
    | RefundDonation
    | PassDonationOn
    | PayCost
    | RecordCostRefund
    | RecordFee
    | RecordFeeReturn
)
"""Everything that an import asks of the book."""


class Choices(Struct, frozen=True, kw_only=True):
    """Where in the fund the rows go, and the fund's time zone, in which days are counted."""

    account_id: UUID
    purpose_id: UUID
    category: CostCategory
    currency: str
    exponent: int
    time_zone: str


class Booking(Struct, frozen=True):
    """One line to be: its *main* row, and the rows of fees that belong to it."""

    main: Row
    extras: tuple[Row, ...] = ()

    @property
    def key(self) -> str:
        """The idempotency key: the same row is booked once, in whichever export it stands."""
        return row_key(self.main.short_id)

    @property
    def rows(self) -> tuple[Row, ...]:
        """All of its rows."""
        return (self.main, *self.extras)

    @property
    def net(self) -> int:
        """What the balance of the collective changed by, in minor units."""
        return sum(row.net for row in self.rows)

    @property
    def moves_nothing(self) -> bool:
        """Say whether there is no money in any of its rows."""
        return not any(row.amount or row.processor_fee or row.net for row in self.rows)

    @property
    def person(self) -> str | None:
        """Whether the other side is a giver, a payee, or nobody that a fact refers to."""
        match self.main.kind, self.main.is_credit, self.main.is_refund:
            case RowKind.CONTRIBUTION, True, False:
                return GIVER
            case ((RowKind.CONTRIBUTION | RowKind.EXPENSE), False, False):
                return PAYEE
            case _:
                return None

    def split(self, apart: Iterable[Row]) -> tuple["Booking", list["Booking"]]:
        """Return it without some of its extras, and those as bookings of their own."""
        gone = set(apart)
        kept = tuple(row for row in self.extras if row not in gone)
        return replace(self, extras=kept), [Booking(row) for row in self.extras if row in gone]


def row_key(short_id: str) -> str:
    """Return the idempotency key of the row *short_id*."""
    return f"{KEY_PREFIX}:{short_id}"


def list_bookings(rows: Iterable[Row]) -> list[Booking]:
    """Put rows that belong together together, oldest first, whatever the order of the file.

    A fee whose gift is not in the file stands by itself. Raises FileUnusable.
    """
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.group].append(row)
    bookings, problems = [], []
    for group in groups.values():
        mains = [row for row in group if row.kind.is_main]
        extras = tuple(sorted(set(group) - set(mains), key=lambda row: row.short_id))
        if len(mains) > 1:
            problems.append(f"Row {mains[1].number}, shortGroup: row {mains[0].number} has it too.")
        elif len(extras) > _MOST_EXTRAS:
            problems.append(f"Row {group[0].number}, shortGroup: too many rows have it.")
        elif mains:
            bookings.append(Booking(mains[0], extras))
        else:
            bookings += [Booking(row) for row in extras]
    if problems:
        raise FileUnusable(problems)
    moving = [booking for booking in bookings if not booking.moves_nothing]
    return sorted(moving, key=_when)


def _when(booking: Booking) -> tuple[object, ...]:
    main = booking.main
    return main.happened_at, not main.is_credit, main.short_id  # at one second, in before out


def command_of(
    booking: Booking, choices: Choices, *, person: UUID | None = None, case_id: UUID | None = None
) -> ImportCommand:
    """Return the command that books *booking*.

    *person* is the random reference of giver or payee, *case_id* the case of what is given back.
    Raises FileUnusable when its rows do not add up to anything known.
    """
    main = booking.main
    command: ImportCommand
    match main.kind, main.is_credit, main.is_refund:
        case RowKind.CONTRIBUTION, True, False:
            command = _gift(booking, choices, person)
        case RowKind.CONTRIBUTION, False, True if case_id is not None:
            command = _refund(booking, choices, case_id)
        case RowKind.CONTRIBUTION, False, False:
            command = _passed_on(booking, choices, person)
        case RowKind.EXPENSE, False, False:
            command = _cost(booking, choices, person)
        case RowKind.EXPENSE, True, True if case_id is not None:
            command = _cost_back(booking, choices, case_id)
        case ((RowKind.HOST_FEE | RowKind.PAYMENT_PROCESSOR_COVER), _, _):
            command = _fee(booking, choices)
        case _:
            raise FileUnusable([f"Row {main.number}, kind: it is not known how to book this."])
    if effect(command) != booking.net:
        raise FileUnusable([f"Row {main.number}, netAmount: its rows do not add up to it."])
    return command


def _common(booking: Booking, choices: Choices) -> dict[str, Any]:
    moment = booking.main.happened_at.astimezone(ZoneInfo(choices.time_zone))
    return {
        "occurred_on": moment.date(),
        "account_id": choices.account_id,
        "currency": choices.currency,
        "exponent": choices.exponent,
    }


def _sum(booking: Booking, kind: RowKind, *, is_credit: bool) -> int:
    rows = [row for row in booking.extras if row.kind is kind and row.is_credit is is_credit]
    return sum(row.net for row in rows)


def _gift(booking: Booking, choices: Choices, giver: UUID | None) -> RecordDonation:
    main = booking.main
    within = main.amount + main.processor_fee - main.net
    return RecordDonation(
        **_common(booking, choices),
        purpose_id=choices.purpose_id,
        gross=main.amount,
        processor_fee=-main.processor_fee,
        host_fee=within - _sum(booking, RowKind.HOST_FEE, is_credit=False),
        giver=giver,
    )


def _refund(booking: Booking, choices: Choices, case_id: UUID) -> RefundDonation:
    main = booking.main
    covered = _sum(booking, RowKind.PAYMENT_PROCESSOR_COVER, is_credit=True)
    within = main.net - main.amount - main.processor_fee
    return RefundDonation(
        **_common(booking, choices),
        case_id=case_id,
        amount=-main.amount,
        processor_fee_returned=main.processor_fee + covered,
        host_fee_returned=within + _sum(booking, RowKind.HOST_FEE, is_credit=True),
    )


def _passed_on(booking: Booking, choices: Choices, payee: UUID | None) -> PassDonationOn:
    return PassDonationOn(
        **_common(booking, choices),
        purpose_id=choices.purpose_id,
        amount=-booking.main.amount,
        fee=-booking.main.processor_fee,
        payee=payee,
    )


def _cost(booking: Booking, choices: Choices, payee: UUID | None) -> PayCost:
    return PayCost(
        **_common(booking, choices),
        purpose_id=choices.purpose_id,
        category=choices.category,
        amount=-booking.main.amount,
        fee=-booking.main.processor_fee,
        payee=payee,
    )


def _cost_back(booking: Booking, choices: Choices, case_id: UUID) -> RecordCostRefund:
    return RecordCostRefund(
        **_common(booking, choices),
        case_id=case_id,
        amount=booking.main.amount,
    )


def _fee(booking: Booking, choices: Choices) -> RecordFee | RecordFeeReturn:
    """A row of a fee that was split off, because its gift was booked without it before."""
    main = booking.main
    record = RecordFeeReturn if main.is_credit else RecordFee
    return record(
        **_common(booking, choices),
        purpose_id=choices.purpose_id,
        kind=Fee.HOST if main.kind is RowKind.HOST_FEE else Fee.PROCESSOR,
        amount=abs(main.net),
    )


def effect(command: ImportCommand) -> int:
    """Return what *command* changes the balance of its account by, in minor units."""
    match command:
        case RecordDonation():
            return command.gross - command.processor_fee - command.host_fee
        case RefundDonation():
            return command.processor_fee_returned + command.host_fee_returned - command.amount
        case PassDonationOn() | PayCost():
            return -command.amount - command.fee
        case RecordCostRefund() | RecordFeeReturn():
            return command.amount
        case RecordFee():
            return -command.amount
