"""Comparing rows as they are stored with rows as they are derived."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import asyncpg

from projections.check.report import Findings

_KEYS: Final = {
    "journal": ("position",),
    "journal_touched": ("thing_id", "position"),
    "open_cases": ("case_id",),
    "orders": ("order_id",),
    "proposals": ("proposal_id",),
}
"""What tells the rows of one fund apart, by table."""


def compare_rows(
    findings: Findings,
    table: str,
    columns: Sequence[str],
    stored: Iterable[asyncpg.Record],
    derived: Sequence[tuple[object, ...]],
) -> None:
    """Note every row that is missing, too many, or different in a column."""
    rows = [tuple(row) for row in stored]
    if rows == derived:
        return
    key = [number for number, name in enumerate(columns) if name in _KEYS[table]]
    there = {tuple(row[number] for number in key): row for row in rows}
    wanted = {tuple(row[number] for number in key): row for row in derived}
    for row_key, row in wanted.items():
        found = there.get(row_key)
        if found is None:
            findings.add(f"{table} lacks a row", _place(columns, row))
            continue
        for column, is_, should_be in zip(columns, found, row, strict=True):
            if is_ != should_be:
                findings.add(
                    f"{table}.{column} differs",
                    _place(columns, row),
                    stored=is_,
                    derived=should_be,
                )
    for row_key in there.keys() - wanted.keys():
        findings.add(f"{table} has a row too many", _place(columns, there[row_key]))


def compare_sums(
    findings: Findings, table: str, stored: Mapping[Any, int], derived: Mapping[Any, int]
) -> None:
    """Note every sum that is missing, too many, or another."""
    if stored == derived:
        return
    for key in sorted(stored.keys() | derived.keys(), key=str):
        if stored.get(key) != derived.get(key):
            findings.add(
                f"{table} differs", stored=(*key, stored.get(key)), derived=derived.get(key)
            )


def _place(columns: Sequence[str], row: Sequence[object]) -> int | None:
    """Return the position that a row is about."""
    fields = dict(zip(columns, row, strict=True))
    position = fields.get("position", fields.get("last_position"))
    return position if isinstance(position, int) else None
