"""The rows of an export, read strictly: exact amounts, known words, nothing guessed.

What cannot be used is named by row and column, never by its content, which may be about people.
"""

import csv
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from msgspec import Struct

_AMOUNT: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,8})?")
_SHORT_ID: Final = re.compile(r"[0-9a-f]{8}")
_SLUG: Final = re.compile(r"\S{1,200}")
_MOST_PROBLEMS: Final = 20


class RowKind(StrEnum):
    """The kinds of transaction that are known here."""

    CONTRIBUTION = "CONTRIBUTION"
    EXPENSE = "EXPENSE"
    HOST_FEE = "HOST_FEE"
    PAYMENT_PROCESSOR_COVER = "PAYMENT_PROCESSOR_COVER"

    @property
    def is_main(self) -> bool:
        """Say whether such a row stands by itself; the others belong to one that does."""
        return self in {RowKind.CONTRIBUTION, RowKind.EXPENSE}


class Row(Struct, frozen=True, kw_only=True):
    """One transaction. Amounts are minor units as seen from the collective: out is negative.

    *number* is the row of the file, 1 being the header. *net* is what the balance changed by.
    *opposite* names the other side within Open Collective; it goes to the vault, as a keyed
    fingerprint, and nowhere else.
    """

    number: int
    happened_at: datetime
    short_id: str
    group: str
    kind: RowKind
    is_credit: bool
    is_refund: bool
    refund_of: str
    amount: int
    processor_fee: int
    net: int
    currency: str
    collective: str
    opposite: str


class FileUnusable(Exception):
    """The file cannot be used; *problems* are sentences that name row and column."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        more = len(problems) - _MOST_PROBLEMS
        shown = [*problems[:_MOST_PROBLEMS], *([f"… and {more} more."] if more > 0 else [])]
        super().__init__("\n".join(shown))


class _Cell(Exception):
    """What a cell should hold."""


def read_rows(text: Iterable[str], currency: str, exponent: int) -> list[Row]:
    """Read all rows of an export in *currency*. Raises FileUnusable with everything wrong in it."""
    reader = csv.DictReader(text, strict=True)
    try:
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise FileUnusable([f"Row 1: the column {name} is missing." for name in missing])
        rows, problems = [], []
        for number, cells in enumerate(reader, start=2):
            row, wrong = _read_row(number, cells, exponent)
            problems += wrong
            if row is not None:
                rows.append(row)
    except (csv.Error, UnicodeDecodeError):
        raise FileUnusable([f"Row {reader.line_num + 1}: not a table of text in UTF-8."]) from None
    problems += _check_together(rows, currency)
    if not rows and not problems:
        problems.append("The file has no rows.")
    if problems:
        raise FileUnusable(problems)
    return rows


def _read_row(
    number: int, cells: Mapping[str | None, str | None], exponent: int
) -> tuple[Row | None, list[str]]:
    """Return the row, or what is wrong with it."""
    if None in cells or None in cells.values():
        return None, [f"Row {number}: it has another number of columns than the header."]
    values: dict[str, Any] = {}
    problems = []
    for column, (field, read) in COLUMNS.items():
        try:
            values[field] = read(cells[column] or "", exponent)
        except _Cell as expected:
            problems.append(f"Row {number}, {column}: expected {expected}.")
    if problems:
        return None, problems
    del values["tax"]
    row = Row(number=number, **values)
    if row.is_credit is (row.amount < 0) and row.amount:
        problems.append(f"Row {number}, amount: its sign does not fit its type.")
    if not row.kind.is_main and row.net != row.amount + row.processor_fee:
        problems.append(f"Row {number}, netAmount: expected amount and paymentProcessorFee.")
    return row, problems


def _check_together(rows: list[Row], currency: str) -> list[str]:
    """Return what is wrong with rows beside one another."""
    problems = []
    seen: dict[str, int] = {}
    for row in rows:
        if row.currency != currency:
            problems.append(f"Row {row.number}, currency: the account is kept in {currency}.")
        if row.collective != rows[0].collective:
            problems.append(f"Row {row.number}, accountSlug: another collective than in row 2.")
        first = seen.setdefault(row.short_id, row.number)
        if first != row.number:
            problems.append(f"Row {row.number}, shortId: the same as in row {first}.")
    return problems


def _moment(text: str, _: int) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _Cell("a date and time in UTC") from None
    if len(text) <= len("2026-01-01") or moment.utcoffset():
        raise _Cell("a date and time in UTC")
    return moment.replace(tzinfo=UTC)


def _amount(text: str, exponent: int) -> int:
    if not _AMOUNT.fullmatch(text):
        raise _Cell("an amount such as -12.34")
    minor = Decimal(text).scaleb(exponent)
    if minor != minor.to_integral_value():
        raise _Cell(f"an amount with at most {exponent} decimal digits")
    return int(minor)


def _tax(text: str, exponent: int) -> int:
    if text and _amount(text, exponent):
        raise _Cell("no tax: it is not known how to book it")
    return 0


def _kind(text: str, _: int) -> RowKind:
    try:
        return RowKind(text)
    except ValueError:
        raise _Cell(f"one of {', '.join(RowKind)}; other kinds are not known here") from None


def _pattern(pattern: re.Pattern[str], what: str) -> Callable[[str, int], str]:
    def read(text: str, _: int) -> str:
        if not pattern.fullmatch(text):
            raise _Cell(what)
        return text

    return read


def _one_of(words: Mapping[str, bool]) -> Callable[[str, int], bool]:
    def read(text: str, _: int) -> bool:
        if text not in words:
            raise _Cell(" or ".join(word or "nothing" for word in words))
        return words[text]

    return read


COLUMNS: Final[dict[str, tuple[str, Callable[[str, int], object]]]] = {
    "datetime": ("happened_at", _moment),
    "shortId": ("short_id", _pattern(_SHORT_ID, "eight hexadecimal digits")),
    "shortGroup": ("group", _pattern(_SHORT_ID, "eight hexadecimal digits")),
    "type": ("is_credit", _one_of({"CREDIT": True, "DEBIT": False})),
    "kind": ("kind", _kind),
    "isRefund": ("is_refund", _one_of({"": False, "REFUND": True})),
    "shortRefundId": (
        "refund_of",
        _pattern(re.compile(f"|{_SHORT_ID.pattern}"), "eight hexadecimal digits, or nothing"),
    ),
    "amount": ("amount", _amount),
    "paymentProcessorFee": ("processor_fee", _amount),
    "netAmount": ("net", _amount),
    "currency": ("currency", _pattern(re.compile("[A-Z]{3}"), "three capital letters")),
    "accountSlug": ("collective", _pattern(_SLUG, "the collective's name in addresses")),
    "oppositeAccountSlug": ("opposite", _pattern(_SLUG, "the other side's name in addresses")),
    "taxAmount": ("tax", _tax),
}
"""The columns that are read, all needed: the field of `Row` and how its cell is read.

Left alone on purpose: names and free text; ``balance``, which is wrong in newer rows; and
``isRefunded``, which a newer export turns on in old rows (the refund has rows of its own).
"""
