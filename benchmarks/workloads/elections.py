"""(j) Counting a large budget ballot by equal shares, beside reading the same ballots from a file.

A hundred items, from one to a hundred times as dear; everybody wants ten of them on average, the
cheap ones no more than the dear ones. The limit pays for about a third of what all items cost.
"""

import random
from collections.abc import Awaitable, Callable
from fractions import Fraction
from statistics import median
from typing import Final

from benchmarks.harness import Result, interleave, ratio, show, timed
from benchmarks.place import Place
from benchmarks.scale import Scale
from ledger.election import elect
from ledger.election.pabulib import Poll, Project, read_pb, write_pb
from ledger.events.protocols import Completion, ElectionRule

_ITEMS: Final = 100
_WANTED: Final = 19  # from one to so many: ten on average


async def run(place: Place, scale: Scale) -> Result:
    """Count by both rules and read, in turn."""
    del place
    poll = _drawn(scale.ballots_counted)
    file = write_pb(poll).encode()

    def counting(rule: ElectionRule) -> Callable[[], Awaitable[float]]:
        async def count() -> None:
            elect(rule, Completion.GREEDY, poll.ballots, poll.costs, poll.budget)

        return lambda: timed(count)

    async def reading() -> float:
        async def read() -> None:
            read_pb(file)

        return await timed(read)

    sides = {
        "equal_shares": counting(ElectionRule.EQUAL_SHARES),
        "by_votes": counting(ElectionRule.GREEDY),
        "reading": reading,
    }
    found = await interleave(sides, scale.rounds)
    show("elections", ("seconds",), {name: (median(each),) for name, each in found.items()})
    return {
        "elections.vs_reading": ratio(found["equal_shares"], found["reading"]),
        "elections.ballots": len(poll.ballots),
        "elections.seconds": dict(found),
    }


def _drawn(ballots: int) -> Poll:
    """Draw an election; always the same one."""
    chance = random.Random(7)
    projects = [
        Project(str(number), Fraction(chance.randint(10_00, 1_000_00), 100))
        for number in range(1, _ITEMS + 1)
    ]
    wanted = [
        tuple(chance.sample(range(_ITEMS), chance.randint(1, _WANTED))) for _ in range(ballots)
    ]
    budget = sum((project.cost for project in projects), Fraction(0)) // 3
    return Poll(projects=tuple(projects), budget=Fraction(budget), ballots=tuple(wanted))
