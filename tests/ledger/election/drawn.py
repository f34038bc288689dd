"""Elections drawn by hypothesis: small enough for the paper, and full of ties."""

from fractions import Fraction

from hypothesis import strategies as st
from msgspec import Struct

from ledger.election import Result, elect
from ledger.events.protocols import Completion, ElectionRule

AMOUNTS = st.one_of(
    st.integers(0, 12),
    st.integers(0, 10**12),
    st.fractions(min_value=0, max_value=12, max_denominator=30),
)


class Drawn(Struct, frozen=True):
    ballots: tuple[tuple[int, ...], ...]
    costs: tuple[int | Fraction, ...]
    limit: int | Fraction

    def counted(self, rule: ElectionRule, completion: Completion | None = None) -> Result:
        return elect(rule, completion, self.ballots, self.costs, self.limit)

    @property
    def exact(self) -> tuple[Fraction, ...]:
        return tuple(Fraction(cost) for cost in self.costs)


@st.composite
def elections(draw: st.DrawFn, least: int = 0) -> Drawn:
    """Draw up to eight items of costs that are often equal, and up to fourteen voters."""
    costs = draw(st.lists(AMOUNTS, max_size=8))
    ballots: list[tuple[int, ...]] = []
    if costs:
        ballot = st.lists(st.integers(0, len(costs) - 1), unique=True).map(tuple)
        ballots = draw(st.lists(ballot, min_size=least, max_size=14))
    elif least:
        ballots = [()] * least
    limit = draw(st.one_of(AMOUNTS, st.integers(0, 60)))
    return Drawn(tuple(ballots), tuple(costs), limit)
