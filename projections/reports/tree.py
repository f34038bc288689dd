"""How the whole of one side is cut into parts: into all its children where all are safe.

Otherwise only their parent is said. Fees that belong to no leaf go with the largest.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from ledger.chart import GROUP_OF, Category, Group
from projections.reports.bail_leaf import hides
from projections.reports.facts import BAIL, LEAVES_IN, NO_LEAF, Fact
from projections.reports.safety import Crowd, People


class Atom(Struct, frozen=True):
    """A part that is published, with its facts. *leaf* is None for a whole *group*."""

    group: str | None
    leaf: str | None
    facts: tuple[Fact, ...]


def cut_in(facts: Sequence[Fact], people: People) -> tuple[Atom, ...]:
    """Return the parts of money that came in; none when only the whole can be said."""
    leaves = _by_leaf(facts, LEAVES_IN)
    if not all(Crowd(people, each).is_safe for each in leaves.values()):
        return ()
    return tuple(Atom(None, leaf, tuple(each)) for leaf, each in leaves.items())


def cut_out(facts: Sequence[Fact], people: People, *, bail_alone: bool) -> tuple[Atom, ...]:
    """Return the parts of money that was paid out; none when only the whole can be said.

    Unless bail may stand alone, it is said only together with the rest of its group, and only where
    that rest is safe by itself and hides it: merged with next to nothing, bail would be bail still.
    """
    leaves = _by_leaf(facts, [category.value for category in Category])
    groups: dict[Group, dict[str, list[Fact]]] = {}
    for leaf, each in leaves.items():
        groups.setdefault(GROUP_OF[Category(leaf)], {})[leaf] = each
    if not all(_may_show(group, people, bail_alone=bail_alone) for group in groups.values()):
        return ()
    found: list[Atom] = []
    for name in (group for group in Group if group in groups):
        parts = groups[name]
        whole = BAIL in parts and not bail_alone
        if whole or not all(Crowd(people, each).is_safe for each in parts.values()):
            found.append(Atom(name.value, None, tuple(_joined(parts.values()))))
        else:
            found += [Atom(name.value, leaf, tuple(each)) for leaf, each in parts.items()]
    return tuple(found)


def _may_show(parts: dict[str, list[Fact]], people: People, *, bail_alone: bool) -> bool:
    """Say whether a group may be said apart from the others."""
    if BAIL in parts and not bail_alone:
        rest = Crowd(people, _joined(each for leaf, each in parts.items() if leaf != BAIL))
        if not rest.is_safe or not hides(rest, sum(abs(each.amount) for each in parts[BAIL])):
            return False
    return Crowd(people, _joined(parts.values())).is_safe


def _joined(parts: Iterable[list[Fact]]) -> list[Fact]:
    return [fact for part in parts for fact in part]


def _by_leaf(facts: Sequence[Fact], order: Sequence[str]) -> dict[str, list[Fact]]:
    """Return the facts of each leaf that has any, in *order*."""
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        found.setdefault(fact.leaf, []).append(fact)
    loose = found.pop(NO_LEAF, [])
    if found and loose:
        largest = max(found, key=lambda leaf: (sum(abs(each.amount) for each in found[leaf]), leaf))
        found[largest] += loose
    return {leaf: found[leaf] for leaf in order if leaf in found}
