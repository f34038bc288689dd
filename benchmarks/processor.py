"""Processor time: how long programs worked, whoever waited for whom."""

import os
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_PARENT, _USER, _SYSTEM, _REAPED_SYSTEM = 1, 11, 12, 14
"""Fields of /proc/PID/stat, counted behind the name of the program; the last two are reaped."""
_TICK: Final = 1 / os.sysconf("SC_CLK_TCK")


def own() -> float:
    """Return the seconds that this process has worked."""
    return time.process_time()


def of_programs(roots: Collection[int]) -> float:
    """Return the seconds that programs have worked: these, all they run, and what they ever ran.

    A process that ends is counted by its parent, once that has looked after it.
    """
    stats = {pid: stat for pid in _pids() if (stat := _stat(pid)) is not None}
    family = set(roots)
    while more := {pid for pid, stat in stats.items() if stat[_PARENT] in family} - family:
        family |= more
    return _TICK * sum(sum(stats[pid][_USER : _REAPED_SYSTEM + 1]) for pid in family & stats.keys())


def _pids() -> list[int]:
    return [int(each.name) for each in _PROC.iterdir() if each.name.isdigit()]


def _stat(pid: int) -> list[int] | None:
    """Return the numbers behind the program's name; None for a process that has ended."""
    with suppress(OSError):
        state, *numbers = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        return [ord(state), *map(int, numbers)]
    return None
