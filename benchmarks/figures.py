"""Speed and waits in figures. Nothing but Python is imported, because peers use this file too."""

from collections.abc import Sequence
from typing import Final

PARTS: Final = {"p50_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99}


def percentile(values: Sequence[float], part: float) -> float:
    """Return the value that *part* (0 to 1) of *values* lie below; there must be one."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)]


def figures(waits_seconds: Sequence[float], took_seconds: float) -> dict[str, float]:
    """Sum up a stretch of *took_seconds* in which each piece of work took one of the waits.

    Where nothing was done in time, every figure is 0.
    """
    ordered = sorted(waits_seconds)
    waits = {
        name: 1000 * percentile(ordered, part) if ordered else 0.0 for name, part in PARTS.items()
    }
    return {"per_second": len(ordered) / took_seconds} | waits
