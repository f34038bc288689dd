"""Faults that reports must never have, planted into reports that are without fault.

Each takes a fund whose reports were read, and returns what the reports would say with the fault.
"""

import json
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from tests.attack.books import GROUPS, last_day
from tests.attack.reading import ROOT, Figure, Subject
from tests.attack.world import World

Told = dict[str, Any]
Mutant = Callable[[World, Sequence[Told]], None]
KEYS: Final[tuple[tuple[str, Subject], ...]] = (("money_in", "IN"), ("paid_out", "OUT"))


def written(month: int) -> str:
    """Return a month as reports write it."""
    return f"{last_day(month):%Y-%m}"


def planted(mutant: Mutant, world: World, told: Sequence[bytes]) -> list[bytes]:
    """Return the reports of *world* with a fault."""
    reports: list[Told] = [json.loads(text) for text in told]
    mutant(world, reports)
    return [json.dumps(report).encode() for report in reports]


def year_to_date(world: World, reports: Sequence[Told]) -> None:
    """A table by kind of help from the beginning of the book up to now, anew in every report."""
    for report in reports:
        for key, subject in KEYS:
            for entry in _last(report[key]):
                more = _entry(world, report, subject, entry, world.book.first_month)
                more["parts"] = [
                    {"group": group, "leaf": leaf}
                    | _amount(world, report, subject, more, node=leaf)
                    for group, leaves in _tree(world, subject)
                    for leaf in leaves
                ]
                report[key] = [*report[key], more]


def margin(world: World, reports: Sequence[Told]) -> None:
    """The totals of each month at the margin of a table of the stretch."""
    for report in reports:
        for key, subject in KEYS:
            for entry in list(report[key]):
                first, until = _months(entry)
                for month in range(first, until + 1):
                    one = entry | {"until": written(month)}
                    report[key].append(_entry(world, report, subject, one, month))


def restated(world: World, reports: Sequence[Told]) -> None:
    """The months of the report before once more, with what was written down since."""
    for before, report in pairwise(reports):
        for key, subject in KEYS:
            for entry in before[key]:
                again = _entry(world, report, subject, entry, _months(entry)[0])
                report[key] = [*report[key], again]


def exact_bail(world: World, reports: Sequence[Told]) -> None:
    """A line for bail that is not rounded."""
    for report in reports:
        for entry in report["paid_out"]:
            exact = _amount(world, report, "OUT", entry, node="bail")
            part = {"group": "legal_and_bail", "leaf": "bail", **exact}
            entry["parts"] = [*entry["parts"], part]


def closing_of_one_side(world: World, reports: Sequence[Told]) -> None:
    """A balance on the day on which money in ends and money out does not."""
    for report in reports:
        for entry in report["money_in"]:
            first, until = _months(entry)
            row = {"currency": entry["currency"], "from": entry["from"], "until": entry["until"]}
            for key, month in (("opening", first - 1), ("closing", until)):
                row[key] = _sum(world, report, "BALANCE", entry["currency"], month, month)
            report["bridge"] = [*report["bridge"], row]


def courts_without_bail(world: World, reports: Sequence[Told]) -> None:
    """What courts hold, rounded, whether or not bail is a part of its own."""
    for report in reports:
        bases = {each["currency"]: each["base"] for each in report["policy"]["rounding"]}
        report["at_courts"] = []
        for entry in _last(report["paid_out"]):
            base, until = bases[entry["currency"]], _months(entry)[1]
            held = _sum(world, report, "COURTS", entry["currency"], 0, until)
            row = {"currency": entry["currency"], "until": entry["until"]}
            report["at_courts"].append(row | {"about": round(Fraction(held, base)) * base})


def fees_by_themselves(world: World, reports: Sequence[Told]) -> None:
    """What processors kept of gifts, exactly and every month, beside running costs."""
    for report in reports:
        report["fees"] = [
            {"currency": entry["currency"], "from": written(month), "until": written(month)}
            | {"amount": _sum(world, report, "FEES", entry["currency"], month, month)}
            for entry in report["costs"]
            for month in range(_months(entry)[0], _months(entry)[1] + 1)
        ]


MUTANTS: Final[dict[str, Mutant]] = {
    "a year-to-date table": year_to_date,
    "a margin": margin,
    "a restated period": restated,
    "an exact bail line": exact_bail,
    "a closing balance where money in alone ends": closing_of_one_side,
    "a courts stock without the bail leaf": courts_without_bail,
    "exact processor fees on their own clock": fees_by_themselves,
}


def _entry(world: World, report: Told, subject: Subject, entry: Told, first: int) -> dict[str, Any]:
    made = {"currency": entry["currency"], "from": written(first), "until": entry["until"]}
    return made | _amount(world, report, subject, made) | {"parts": []}


def _amount(
    world: World, report: Told, subject: Subject, entry: Told, node: str = ROOT
) -> dict[str, int]:
    first, until = _months(entry)
    return {"amount": _sum(world, report, subject, entry["currency"], first, until, node)}


def _sum(
    world: World,
    report: Told,
    subject: Subject,
    currency: str,
    first: int,
    until: int,
    node: str = ROOT,
) -> int:
    asked = Figure(
        number=report["number"],
        subject=subject,
        currency=currency,
        first=first,
        until=until,
        low=Fraction(0),
        high=Fraction(0),
        node=node,
    )
    return world.truth(world.sum_of(asked)) + int(world.known(asked))


def _tree(world: World, subject: Subject) -> list[tuple[str, tuple[str, ...]]]:
    if subject == "OUT":
        return list(GROUPS.items())
    return [
        (leaf, (leaf,)) for leaf in sorted({cell.leaf for cell in world.cells if cell.side == "IN"})
    ]


def _last(entries: Sequence[Told]) -> list[Told]:
    """Return the last entry of each currency."""
    return list({entry["currency"]: entry for entry in entries}.values())


def _months(entry: Told) -> tuple[int, int]:
    first, until = (entry[key].split("-") for key in ("from", "until"))
    return int(first[0]) * 12 + int(first[1]) - 1, int(until[0]) * 12 + int(until[1]) - 1
