"""Funds to attack: what happened in them, by fixed seeds, as data that no builder has seen."""

from calendar import monthrange
from datetime import date, timedelta
from random import Random
from typing import Any, Final, Literal

from msgspec import Struct

Side = Literal["IN", "OUT", "COSTS", "OTHER"]
Standing = Literal["protected", "named", "counted_apart"]

GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "housing": ("rent_arrears", "rent", "hotel", "tenancy_deposit", "moving", "utilities"),
    "living_and_care": ("medical", "food", "transport", "care", "interpretation"),
    "legal_and_bail": ("legal", "bail"),
}
GROUP_OF: Final = {leaf: group for group, leaves in GROUPS.items() for leaf in leaves}
GIVEN: Final = ("gifts", "restricted_gifts", "grants", "collections")
DELAY: Final = 45


def month_of(year: int, month: int) -> int:
    """Return a month as one number: months can be counted."""
    return year * 12 + month - 1


def last_day(month: int) -> date:
    """Return the last day of a month."""
    year, index = divmod(month, 12)
    return date(year, index + 1, monthrange(year, index + 1)[1])


class Movement(Struct, frozen=True, kw_only=True):
    """One line's effect on one side of a report, in minor units.

    Money in and money out are positive on their own side; *OTHER* is what it does to cash. *fee*
    is what of a gift stayed with a processor; it is not in *amount*.
    """

    month: int
    written: date
    side: Side
    leaf: str
    currency: str
    amount: int
    fee: int = 0
    party: int | None = None
    incident: int | None = None
    payee: int | None = None
    against: tuple[str, int] | None = None
    """What the same line did to money in another currency, where it was exchanged."""


class Currency(Struct, frozen=True):
    """A currency with its minor units, and what a report rounds to in them."""

    code: str
    exponent: int
    base: int


class Bail(Struct, frozen=True):
    """One line of a court's docket: *movement* is its place in the book, when the fund paid it."""

    month: int
    amount: int
    currency: str
    movement: int | None = None


class Agreed(Struct, frozen=True):
    """From *day* on, the standing of a giver."""

    day: date
    giver: int
    standing: Standing


class Book(Struct, frozen=True, kw_only=True):
    """A fund: what happened in the order in which it was written down, its rule, its surroundings.

    The position of a movement is its place in *movements*, counted from 1.
    """

    name: str
    first_month: int
    last_month: int
    period: int
    k: int
    currencies: tuple[Currency, ...]
    movements: tuple[Movement, ...]
    standings: tuple[Agreed, ...] = ()
    agreement_ends: tuple[int, ...] = ()
    docket: tuple[Bail, ...] = ()
    docket_known: bool = False

    def cut(self, day: date) -> int:
        """Return the position of the last line that was written down by *day*."""
        return sum(each.written <= day for each in self.movements)

    def days(self) -> tuple[date, ...]:
        """Return the days on which somebody tries to publish."""
        ends = {
            month
            for month in range(self.first_month, self.last_month + 1)
            if (month + 1) % self.period == 0 or month in self.agreement_ends
        }
        return tuple(last_day(month) + timedelta(days=DELAY + 1) for month in sorted(ends))

    def standing(self, giver: int | None, day: date) -> Standing:
        """Return the standing of a giver on *day*."""
        said = [each for each in self.standings if each.giver == giver and each.day <= day]
        return said[-1].standing if said else "protected"

    def base(self, currency: str) -> int:
        """Return what amounts of *currency* are rounded to."""
        return next(each.base for each in self.currencies if each.code == currency)


class Writer:
    """Writes a book by chance from a seed."""

    def __init__(self, seed: int, first_month: int = month_of(2024, 1)) -> None:
        self.chance = Random(seed)
        self.first_month = first_month
        self.movements: list[Movement] = []
        self.bails: list[tuple[Movement, Bail]] = []
        self.others: list[Bail] = []

    def write(
        self, side: Side, leaf: str, month: int, amount: int, late: int = 0, **more: Any
    ) -> Movement:
        """Write one movement; *late* is how many days after its own it is written down."""
        day = last_day(month).replace(day=self.chance.randint(1, 28))
        written = day + timedelta(days=self.chance.randint(0, 9) + late)
        fields: dict[str, Any] = {"currency": "USD", "month": month, "written": written}
        made = Movement(side=side, leaf=leaf, amount=amount, **(fields | more))
        self.movements.append(made)
        return made

    def bail(self, month: int, amount: int, household: int, **more: Any) -> Movement:
        """Pay a bail, which its court's docket tells as well."""
        made = self.write("OUT", "bail", month, amount, party=household, **more)
        self.bails.append((made, Bail(month, amount, made.currency)))
        return made

    def book(self, name: str, last_month: int, **rest: Any) -> Book:
        """Return the book as it is now."""
        told = sorted(self.movements, key=lambda each: each.written)
        place = {id(each): position for position, each in enumerate(told, 1)}
        own = [
            Bail(each.month, each.amount, each.currency, place[id(made)])
            for made, each in self.bails
        ]
        fields: dict[str, Any] = {
            "period": 3,
            "k": 10,
            "currencies": (Currency("USD", 2, 50_000),),
        } | rest
        return Book(
            name=name,
            first_month=self.first_month,
            last_month=last_month,
            movements=tuple(told),
            docket=tuple(own + self.others),
            **fields,
        )
