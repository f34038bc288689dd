"""Real elections with the winners that another program found. See tests/data/pabulib/README.md."""

import json
from pathlib import Path
from typing import Final

from msgspec import Struct, convert

PLACE: Final = Path(__file__).parents[2] / "data" / "pabulib"


class Expected(Struct, frozen=True):
    """The winners by each rule, no completion; sets, because nothing says in which order."""

    budget: str
    projects: int
    votes: int
    equal_shares: frozenset[str]
    greedy_cost: frozenset[str]


EXPECTED: Final = convert(
    json.loads((PLACE / "expected.json").read_text("utf-8")), dict[str, Expected]
)
