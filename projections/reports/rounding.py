"""How parts and counts are rounded: everything below the whole of a side."""

from projections.reports.manifest import COUNT_LEAST, FEWER, Count


def about(amount: int, base: int) -> int:
    """Return *amount* as a multiple of *base*, half away from zero."""
    size = (2 * abs(amount) + base) // (2 * base) * base
    return size if amount >= 0 else -size


def counted(people: int, step: int) -> Count:
    """Return how many people are said: a multiple of *step*, or that there are few."""
    return FEWER if people < COUNT_LEAST else about(people, step)
