"""Drawing lines of the book, and people, so that anybody can draw them again. Pure.

Everything is ranked by a SHA-256 over the seed and itself, and the first ones are drawn. The seed
follows from what nobody chooses for the draw: a report that is out, or a day.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final
from uuid import UUID

LINES: Final = 12
"""So many lines are drawn for a round."""


def seed_of_round(fund_id: UUID, number: int, said: str) -> str:
    """Return the seed of a round in hexadecimal; *said* is a manifest's hash, or a day."""
    return _digest(f"{fund_id} audit {number} {said}")


def seed_of_lot(fund_id: UUID, number: int, manifest_hash: str) -> str:
    """Return the seed of a lot in hexadecimal."""
    return _digest(f"{fund_id} lot {number} {manifest_hash}")


def draw_lines(seed: str, positions: Iterable[int]) -> tuple[int, ...]:
    """Return the lines that are drawn of *positions*, in the order of the book."""
    ranked = sorted(set(positions), key=lambda each: _digest(f"{seed} {each}"))
    return tuple(sorted(ranked[:LINES]))


def draw_people(seed: str, people: Iterable[UUID]) -> tuple[UUID, ...]:
    """Return *people* in the order in which they are drawn: who follows steps in for the first."""
    return tuple(sorted(set(people), key=lambda each: _digest(f"{seed} {each}")))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
