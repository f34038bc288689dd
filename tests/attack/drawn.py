"""More than two hundred funds: shapes of funds, and several of each by chance."""

from random import Random
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from tests.attack.books import (
    GROUPS,
    Agreed,
    Bail,
    Book,
    Currency,
    Movement,
    Side,
    Writer,
    last_day,
)

DOLLAR: Final = Currency("USD", 2, 50_000)
EURO: Final = Currency("EUR", 2, 50_000)
YEN: Final = Currency("JPY", 0, 500)
LEAVES: Final = tuple(leaf for leaves in GROUPS.values() for leaf in leaves if leaf != "bail")


class Shape(Struct, frozen=True, kw_only=True):
    """What is usual in a fund. Rates are shares of lines; the others are counts a month."""

    name: str
    helps: float = 8
    gifts: float = 10
    months: int = 18
    period: int = 3
    k: int = 10
    households: int = 400
    givers: int = 300
    bails: float = 0.0
    """Share of help that is bail."""
    returned: float = 0.0
    docket: float | None = None
    """Bails of others for each of the fund's own; none: nobody counted."""
    even: bool = False
    """Bails in round amounts only."""
    late: float = 0.03
    corrected: float = 0.0
    refunded: float = 0.0
    collections: float = 0.0
    grants: float = 0.0
    named: int = 0
    counted_apart: int = 0
    withdrawn: bool = False
    floats: float = 0.0
    incidents: float = 0.1
    landlords: int | None = None
    large_gift: int = 0
    large_rent: int = 0
    raid: bool = False
    two_dear: bool = False
    """Everything but bail is for two households."""
    currencies: tuple[Currency, ...] = (DOLLAR,)
    second: float = 0.5
    """Share of lines that are in the second currency, where there is one."""
    agreements: tuple[int, ...] = ()
    leaves: tuple[str, ...] = LEAVES


SHAPES: Final = (
    Shape(name="tiny", helps=2, gifts=3, months=24),
    Shape(name="small", helps=4, gifts=6, months=24),
    Shape(name="steady"),
    Shape(name="busy", helps=25, gifts=20, months=15),
    Shape(name="large", helps=50, gifts=30, months=9),
    Shape(name="monthly", helps=20, gifts=20, months=9, period=1),
    Shape(name="half-yearly", helps=12, period=6),
    Shape(name="yearly", helps=5, gifts=5, months=24, period=12),
    Shape(name="smaller-group", helps=4, gifts=5, k=5),
    Shape(name="few-leaves", helps=12, gifts=12, leaves=("rent", "food", "legal")),
    Shape(name="nine", households=9, givers=9),
    Shape(name="ten", households=10, givers=10),
    Shape(name="one", households=1, givers=1),
    Shape(name="one-landlord", helps=10, landlords=2, leaves=("rent", "hotel", "food")),
    Shape(name="floats", helps=10, floats=0.4),
    Shape(name="raid", helps=3, raid=True),
    Shape(name="large-gift", large_gift=5_000_00),
    Shape(name="large-rent", large_rent=9_000_00),
    Shape(name="corrections", helps=12, gifts=12, corrected=0.15, late=0.15),
    Shape(name="refunds", helps=10, gifts=14, refunded=0.2, late=0.1),
    Shape(name="collections", collections=0.3, gifts=14),
    Shape(name="grants", grants=0.1, gifts=15, named=2, counted_apart=2),
    Shape(name="consent-withdrawn", grants=0.1, gifts=15, named=3, withdrawn=True),
    Shape(name="two-currencies", helps=14, gifts=16, currencies=(DOLLAR, EURO)),
    Shape(name="lone-euro", currencies=(DOLLAR, EURO), second=0.01),
    Shape(name="without-cents", helps=10, gifts=12, currencies=(YEN,)),
    Shape(name="agreements", helps=12, gifts=12, agreements=(4, 10)),
    Shape(name="bail-some", helps=15, bails=0.25, docket=4, even=True),
    Shape(name="bail-mostly", helps=10, bails=0.8, docket=4, even=True),
    Shape(name="bail-only", helps=9, bails=1.0, docket=4, even=True),
    Shape(name="bail-uneven", helps=2, bails=1.0, docket=3),
    Shape(name="bail-uncounted", helps=12, bails=0.9, even=True),
    Shape(name="bail-group", helps=25, bails=0.3, leaves=("rent", "food"), even=True),
    Shape(
        name="bail-beside-law",
        helps=30,
        bails=0.5,
        even=True,
        months=12,
        leaves=("legal", "rent", "food"),
    ),
    Shape(name="bail-and-two", bails=0.5, even=True, two_dear=True, docket=2),
    Shape(
        name="bail-alone", helps=14, bails=0.95, even=True, docket=4, months=24, leaves=("food",)
    ),
    Shape(name="bail-edge", helps=12, bails=0.5, docket=1, even=True),
    Shape(name="courts-repay", helps=10, bails=0.7, returned=0.9, docket=4, even=True, months=24),
)
SEEDS: Final = 7


def books() -> tuple[Book, ...]:
    """Return all funds, always the same."""
    return tuple(draw(shape, seed) for shape in SHAPES for seed in range(SEEDS))


def draw(shape: Shape, seed: int) -> Book:
    """Return a fund of *shape*."""
    writer = Writer(seed * 1_000 + sum(shape.name.encode()))
    fund = _Fund(shape, writer)
    last = writer.first_month + shape.months - 1
    for month in range(writer.first_month, last + 1):
        fund.live(month)
    if shape.raid:
        for person in range(26):
            writer.bail(last - 7, 1_500_00, 10_000 + person, incident=99_999)
    return writer.book(
        f"{shape.name}-{seed}",
        last,
        period=shape.period,
        k=shape.k,
        currencies=shape.currencies,
        agreement_ends=tuple(writer.first_month + each for each in shape.agreements),
        standings=fund.standings(),
        docket_known=shape.docket is not None,
    )


class _Fund:
    """Months of a fund of one shape."""

    def __init__(self, shape: Shape, writer: Writer) -> None:
        self.shape, self.writer, self.chance = shape, writer, writer.chance

    def live(self, month: int) -> None:
        """Write what happens in a month."""
        shape = self.shape
        for _ in range(_about(self.chance, shape.gifts)):
            self._give(month)
        for _ in range(_about(self.chance, shape.helps)):
            self._help(month)
        for leaf in ("hosting", "phone"):
            self.writer.write("COSTS", leaf, month, self._amount(20), **self._in(0))
        if shape.large_gift and (month - self.writer.first_month) % 7 == 2:
            self.writer.write("IN", "gifts", month, shape.large_gift, party=7)
        if shape.large_rent and (month - self.writer.first_month) % 7 == 3:
            self.writer.write("OUT", "rent", month, shape.large_rent, party=7, payee=7)
        if len(shape.currencies) > 1:
            self._exchange(month)
        if self.chance.random() < 0.1:
            self.writer.write("OTHER", "lost_or_found", month, -self._amount(3), **self._in(0))

    def standings(self) -> tuple[Agreed, ...]:
        """Return who agreed to what; the givers with the smallest numbers give grants."""
        shape, start = self.shape, last_day(self.writer.first_month)
        named = [Agreed(start, giver, "named") for giver in range(shape.named)]
        apart = range(shape.named, shape.named + shape.counted_apart)
        agreed = named + [Agreed(start, giver, "counted_apart") for giver in apart]
        if shape.withdrawn:
            agreed.append(Agreed(last_day(self.writer.first_month + 9), 0, "protected"))
        return tuple(agreed)

    def _give(self, month: int) -> None:
        shape, chance = self.shape, self.chance
        if chance.random() < shape.collections:
            self._write("IN", "collections", month, self._amount(80))
            return
        if chance.random() < shape.grants:
            giver = chance.randrange(shape.named + shape.counted_apart)
            self._write("IN", "grants", month, self._amount(2_000), party=giver)
            return
        leaf = "restricted_gifts" if chance.random() < 0.25 else "gifts"
        gross = self._amount(60)
        fee = gross * 29 // 1_000 + 30 if chance.random() < 0.5 else 0
        giver = 100 + chance.randrange(shape.givers)
        made = self._write("IN", leaf, month, gross - min(fee, gross), fee=fee, party=giver)
        if chance.random() < shape.refunded:
            later = replace(made, month=month + chance.randint(0, 4), amount=-made.amount, fee=0)
            self._again(later)

    def _help(self, month: int) -> None:
        shape, chance = self.shape, self.chance
        household = chance.randrange(shape.households)
        if shape.two_dear and chance.random() >= shape.bails:
            amount = self._amount(3_000)
            self._write("OUT", chance.choice(shape.leaves), month, amount, party=household % 2)
            return
        incident = household // 4 if chance.random() < shape.incidents else None
        if chance.random() < shape.bails:
            self._bail(month, household, incident)
            return
        leaf = chance.choice(shape.leaves)
        payee = chance.randrange(shape.landlords) if shape.landlords and leaf != "food" else None
        party = None if chance.random() < shape.floats else household
        incident = None if party is None else incident
        made = self._write(
            "OUT", leaf, month, self._amount(400), party=party, incident=incident, payee=payee
        )
        if chance.random() < shape.corrected:
            self._again(replace(made, amount=-made.amount))

    def _bail(self, month: int, household: int, incident: int | None) -> None:
        chance, writer = self.chance, self.writer
        amount = self._bail_amount()
        made = writer.bail(month, amount, household, incident=incident)
        for _ in range(_about(chance, self.shape.docket or 0.0)):
            writer.others.append(Bail(month, self._bail_amount(), "USD"))
        if chance.random() < self.shape.returned:
            self._again(replace(made, month=month + chance.randint(3, 9), amount=-amount))

    def _bail_amount(self) -> int:
        if self.shape.even:
            return self.chance.choice((500, 750, 1_000, 1_500, 2_000, 2_500, 5_000, 7_500)) * 100
        return self.chance.randint(12, 360) * 25_00

    def _exchange(self, month: int) -> None:
        amount = self._amount(200)
        first, second = (each.code for each in self.shape.currencies[:2])
        against = (second, amount * 9 // 10)
        self.writer.write("OTHER", "exchanged", month, -amount, currency=first, against=against)

    def _write(self, side: Side, leaf: str, month: int, amount: int, **more: Any) -> Movement:
        late = self.chance.randint(40, 200) if self.chance.random() < self.shape.late else 0
        place = int(self.chance.random() < self.shape.second and len(self.shape.currencies) > 1)
        return self.writer.write(side, leaf, month, amount, late, **(self._in(place) | more))

    def _again(self, movement: Movement) -> None:
        """Write what takes an earlier movement back, months later or as its correction."""
        last = self.writer.first_month + self.shape.months - 1
        if movement.month > last:
            return
        days = self.chance.randint(10, 250)
        self.writer.movements.append(
            replace(
                movement,
                written=max(movement.written, last_day(movement.month))
                + (last_day(movement.month + days // 30) - last_day(movement.month)),
            )
        )

    def _in(self, place: int) -> dict[str, Any]:
        return {"currency": self.shape.currencies[place].code}

    def _amount(self, typical: int) -> int:
        """Return an amount near *typical* whole units, round as amounts are, in minor units."""
        drawn = typical * self.chance.lognormvariate(0, 0.7)
        step = 5 if drawn > 50 else 1
        exponent = self.shape.currencies[0].exponent
        return int(max(1, round(drawn / step) * step) * 10**exponent)


def _about(chance: Random, mean: float) -> int:
    whole = int(mean)
    return max(
        0, whole + (chance.random() < mean - whole) + chance.randint(-whole // 3, whole // 3)
    )
