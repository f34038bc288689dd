import io
from uuid import uuid4

import pytest

from api.importing.open_collective.bookings import Choices, command_of, list_bookings
from api.importing.open_collective.rows import FileUnusable, read_rows
from ledger.chart import CostCategory
from tests.importing.collective import Cells, csv_text, export_cells, rows_of

CELLS = export_cells()
GIFT = next(row for row in CELLS if row["kind"] == "CONTRIBUTION")
FEE = next(row for row in CELLS if row["kind"] == "HOST_FEE")

WRONG: dict[str, tuple[Cells, str]] = {
    "no amount": ({"amount": ""}, "Row 2, amount: expected an amount such as -12.34."),
    "a float": ({"amount": "1e2"}, "Row 2, amount: expected an amount such as -12.34."),
    "a comma": ({"amount": "5,00"}, "Row 2, amount: expected an amount such as -12.34."),
    "not a number": ({"netAmount": "NaN"}, "Row 2, netAmount: expected an amount"),
    "half a cent": ({"amount": "5.001"}, "Row 2, amount: expected an amount with at most 2"),
    "another currency": ({"currency": "EUR"}, "Row 2, currency: the account is kept in USD."),
    "a wrong date": ({"datetime": "yesterday"}, "Row 2, datetime: expected a date and time"),
    "a day only": ({"datetime": "2026-01-01"}, "Row 2, datetime: expected a date and time"),
    "local time": ({"datetime": "2026-01-01T01:00:00+02:00"}, "Row 2, datetime: expected"),
    "a new kind": ({"kind": "PLATFORM_TIP"}, "Row 2, kind: expected one of CONTRIBUTION, "),
    "no direction": ({"type": ""}, "Row 2, type: expected CREDIT or DEBIT."),
    "a wrong direction": ({"type": "DEBIT"}, "Row 2, amount: its sign does not fit its type."),
    "a strange flag": ({"isRefund": "yes"}, "Row 2, isRefund: expected nothing or REFUND."),
    "a tax": ({"taxAmount": "1.00"}, "Row 2, taxAmount: expected no tax"),
    "no id": ({"shortId": "12"}, "Row 2, shortId: expected eight hexadecimal digits."),
    "nobody": ({"oppositeAccountSlug": ""}, "Row 2, oppositeAccountSlug: expected"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_used_is_named_by_row_and_column(case: str) -> None:
    cells, said = WRONG[case]
    with pytest.raises(FileUnusable) as unusable:
        rows_of([GIFT | cells])
    assert said in str(unusable.value)
    assert GIFT["oppositeAccountName"] not in str(unusable.value)


def test_everything_wrong_is_named_at_once() -> None:
    with pytest.raises(FileUnusable) as unusable:
        rows_of([GIFT | {"amount": "x", "kind": "y"}, FEE | {"netAmount": "1.00"}])
    assert [problem.split(":")[0] for problem in unusable.value.problems] == [
        "Row 2, kind",
        "Row 2, amount",
        "Row 3, netAmount",
    ]


def test_a_long_list_of_problems_is_cut() -> None:
    with pytest.raises(FileUnusable) as unusable:
        rows_of([GIFT | {"amount": "x"}] * 30)
    assert str(unusable.value).endswith("… and 10 more.")


@pytest.mark.parametrize(
    "text, said",
    [
        ("", "Row 1: the column datetime is missing."),
        ("a,b\n1,2\n", "Row 1: the column datetime is missing."),
        (csv_text([GIFT]).splitlines()[0] + "\n", "The file has no rows."),
        (csv_text([GIFT]) + "one,two\n", "Row 3: it has another number of columns"),
        (csv_text([GIFT]) + '"open', "not a table"),
    ],
)
def test_a_file_that_is_no_export_is_refused(text: str, said: str) -> None:
    with pytest.raises(FileUnusable, match=said):
        read_rows(io.StringIO(text, newline=""), "USD", 2)


def test_the_same_row_twice_is_refused() -> None:
    with pytest.raises(FileUnusable, match="Row 3, shortId: the same as in row 2"):
        rows_of([GIFT, GIFT])


def test_two_collectives_in_one_file_are_refused() -> None:
    with pytest.raises(FileUnusable, match="Row 3, accountSlug: another collective"):
        rows_of([GIFT, FEE | {"accountSlug": "other"}])


def test_two_gifts_in_one_group_are_refused() -> None:
    other = GIFT | {"shortId": "00000000"}
    with pytest.raises(FileUnusable, match="Row 3, shortGroup: row 2 has it too"):
        list_bookings(rows_of([GIFT, other]))


def test_days_are_counted_in_the_time_zone_of_the_fund() -> None:
    late = rows_of([GIFT | {"datetime": "2026-03-01T03:30:00"}])
    (booking,) = list_bookings(late)
    days = {
        zone: command_of(booking, _choices(zone)).occurred_on.isoformat()
        for zone in ("America/New_York", "UTC", "Asia/Tokyo")
    }
    assert days == {
        "America/New_York": "2026-02-28",
        "UTC": "2026-03-01",
        "Asia/Tokyo": "2026-03-01",
    }


def test_rows_that_do_not_add_up_are_refused() -> None:
    odd = GIFT | {"kind": "EXPENSE", "type": "DEBIT", "amount": "-5", "netAmount": "-9"}
    (booking,) = list_bookings(rows_of([odd]))
    with pytest.raises(FileUnusable, match="Row 2, netAmount: its rows do not add up to it"):
        command_of(booking, _choices("UTC"))


def test_a_row_in_which_nothing_moves_is_left_out() -> None:
    nothing = GIFT | {"amount": "0", "paymentProcessorFee": "0", "netAmount": "0"}
    assert list_bookings(rows_of([nothing])) == []


def test_oldest_first_whatever_the_order_of_the_file() -> None:
    forward, backward = list_bookings(rows_of(CELLS)), list_bookings(rows_of(CELLS[::-1]))
    keys = [booking.key for booking in forward]
    assert keys == [booking.key for booking in backward]
    moments = [booking.main.happened_at for booking in forward]
    assert moments == sorted(moments)


def _choices(zone: str) -> Choices:
    return Choices(
        account_id=uuid4(),
        purpose_id=uuid4(),
        category=CostCategory.PAID_WORK,
        currency="USD",
        exponent=2,
        time_zone=zone,
    )
