"""A table of gifts as people paste it: one gift a line, read row by row. Pure.

Columns: ``day``, ``amount``, ``fee``, ``kind``, ``reference``, ``giver``, in this order, or in any
order under a first line that names them. Days are written 2026-11-21. What is left empty is as
chosen above the table, no fee, and nobody told apart. Columns are parted by tabs, semicolons or
commas.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from msgspec import Struct

from api.formats import AmountUnreadable, parse_amount
from api.giving.codes import read_reference
from api.giving.names import name_compared
from api.giving.service import Typed
from api.i18n import N_, Words
from ledger.chart import DonationKind

COLUMNS: Final = ("day", "amount", "fee", "kind", "reference", "giver")
MOST: Final = 200
"""How many gifts are written in one go."""


class Gift(Struct, frozen=True, kw_only=True):
    """One gift of a table; *gross* and *fee* in minor units. *day* and *kind* may be left out.

    *who* is what the table says of who gave.
    """

    gross: int
    fee: int = 0
    day: date | None = None
    kind: DonationKind | None = None
    who: Typed = Typed()


class Read(Struct, frozen=True):
    """What a table says: its gifts by the number of their line, and what is wrong with others."""

    gifts: tuple[tuple[int, Gift], ...]
    wrong: tuple[Words, ...]


def read_table(text: str, exponent: int) -> Read:
    """Return the gifts of a table whose amounts have *exponent* digits behind the point."""
    gifts: list[tuple[int, Gift]] = []
    wrong: list[Words] = []
    for number, cells in _rows(text):
        try:
            gifts.append((number, _gift(cells, exponent)))
        except _Wrong as no:
            facts = {"number": number, "what": no.words}
            wrong.append(Words(N_("Line {number}: {what}"), facts))
    return Read(tuple(gifts), tuple(wrong))


def typed_in_table(text: str) -> list[Typed]:
    """Return what a table says of who gave, line by line, whether or not the lines are gifts."""
    return [_who(cells) for _, cells in _rows(text)]


class _Wrong(ValueError):
    """A row that is no gift; *words* say what was expected."""

    def __init__(self, words: Words) -> None:
        self.words = words
        super().__init__(words.template)


def _rows(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield number and cells of every line that holds anything."""
    lines = text.lstrip("\ufeff").splitlines()
    first = next((line for line in lines if line.strip()), "")
    parted = next((sign for sign in "\t;" if sign in first), ",")
    names: Sequence[str] = COLUMNS
    is_first = True
    for number, cells in enumerate(csv.reader(lines, delimiter=parted), 1):
        plain = [cell.strip() for cell in cells]
        if not any(plain):
            continue
        lowered = [cell.lower() for cell in plain]
        if is_first and "amount" in lowered:
            names, is_first = lowered, False
            continue
        is_first = False
        row = dict(zip(names, plain, strict=False))
        if len(plain) > len(names):
            row["more"] = plain[len(names)]
        yield number, row


def _gift(cells: Mapping[str, str], exponent: int) -> Gift:
    unknown = [name for name, cell in cells.items() if name not in COLUMNS and cell]
    if unknown:
        names = ", ".join(COLUMNS)
        raise _Wrong(Words(N_("only the columns {names} are read"), {"names": names}))
    gross, fee = _amount(cells, "amount", exponent), _amount(cells, "fee", exponent)
    if not gross:
        raise _Wrong(Words(N_("the amount is missing")))
    if fee > gross:
        raise _Wrong(Words(N_("the fee is more than the amount")))
    who, kind = _who(cells), _kind(cells)
    if who.reference and read_reference(who.reference) is None:
        raise _Wrong(Words(N_("the reference has a wrong sign")))
    if who.apart and not name_compared(who.apart):
        raise _Wrong(Words(N_("what tells the giver apart needs letters or digits")))
    return Gift(gross=gross, fee=fee, day=_day(cells), kind=kind, who=who)


def _who(cells: Mapping[str, str]) -> Typed:
    return Typed(cells.get("reference", ""), cells.get("giver", ""))


def _amount(cells: Mapping[str, str], name: str, exponent: int) -> int:
    typed = cells.get(name, "")
    if not typed:
        return 0
    try:
        return parse_amount(typed, exponent, zero=name == "fee")
    except AmountUnreadable as unreadable:
        raise _Wrong(unreadable.words) from None


def _day(cells: Mapping[str, str]) -> date | None:
    typed = cells.get("day", "")
    if not typed:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise _Wrong(Words(N_("the day is written like 2026-11-21"))) from None


def _kind(cells: Mapping[str, str]) -> DonationKind | None:
    typed = cells.get("kind", "")
    if not typed:
        return None
    try:
        return DonationKind(typed.lower())
    except ValueError:
        names = ", ".join(kind.value for kind in DonationKind)
        raise _Wrong(Words(N_("the kind is one of {names}"), {"names": names})) from None
