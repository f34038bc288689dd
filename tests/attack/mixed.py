"""Funds that are partly like one shape and partly like another: what nobody thought of."""

from random import Random
from typing import Any

from tests.attack.books import Book
from tests.attack.drawn import LEAVES, SHAPES, Shape, draw


def mixed(seed: int) -> Book:
    """Return a small fund by chance, always the same for a *seed*."""
    chance = Random(seed)
    one, other = chance.sample(SHAPES, 2)
    fields: dict[str, Any] = {
        name: getattr(chance.choice((one, other)), name) for name in one.__struct_fields__
    }
    fields |= {
        "name": "mixed",
        "helps": chance.choice((2, 4, 8, 12)),
        "gifts": chance.choice((2, 4, 8, 12)),
        "households": chance.choice((12, 15, 30, 100, 400)),
        "givers": chance.choice((12, 15, 40, 200)),
        "named": max(1, fields["named"]),
        "bails": min(1.0, fields["bails"] * chance.uniform(0, 1.3)),
        "docket": chance.choice((fields["docket"], 0.5, 1.0, 2.0, 4.0)),
        "second": chance.choice((0.02, 0.2, 0.5)),
        "leaves": tuple(chance.sample(LEAVES, chance.randint(1, 6))),
        "agreements": tuple(each for each in fields["agreements"] if each < fields["months"]),
    }
    return draw(Shape(**fields), seed)
