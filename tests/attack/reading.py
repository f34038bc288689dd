"""What an attacker reads: figures of reports, as equations and bands over what happened."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from tests.attack.books import GROUP_OF, GROUPS

Subject = Literal["IN", "OUT", "COSTS", "BALANCE", "COURTS", "FEES", "EXCHANGED"]
ROOT: Final = ""
Clock = tuple[int, str, str]
"""A report, a side and a currency."""
Stretch = tuple[int, int]
"""The first and the last of some months."""


class Figure(Struct, frozen=True, kw_only=True):
    """One figure of report *number*: a sum that lies between *low* and *high*, in minor units.

    *people* is between how many households or givers there are in it. *where* it was read tells a
    failing test what to look at.
    """

    number: int
    subject: Subject
    currency: str
    first: int
    until: int
    low: Fraction
    high: Fraction
    node: str = ROOT
    people: tuple[int, int] | None = None
    where: str = ""

    @property
    def exact(self) -> bool:
        """Say whether it is told to the last minor unit."""
        return self.low == self.high


def month(text: str) -> int:
    """Return a month that is written ``2026-07``."""
    year, index = text.split("-")
    return int(year) * 12 + int(index) - 1


def leaves(subject: str, node: str) -> tuple[str, ...] | None:
    """Return the leaves below a node; none: all of them."""
    if node == ROOT:
        return None
    return GROUPS.get(node, (node,)) if subject == "OUT" else (node,)


def parent(subject: str, node: str) -> str:
    """Return what a node is a part of."""
    return GROUP_OF.get(node, ROOT) if subject == "OUT" else ROOT


def read_manifest(text: bytes) -> list[Figure]:
    """Return every figure of a report's JSON."""
    told = json.loads(text)
    reader = _Manifest(told)
    found = [
        *reader.side("money_in", "IN", "givers"),
        *reader.side("paid_out", "OUT", "households"),
        *reader.side("costs", "COSTS", ""),
        *reader.side("fees", "FEES", ""),
    ]
    for each in told["bridge"]:
        found += reader.bridge(each)
    for each in told["at_courts"]:
        found.append(reader.courts(each))
    return found


class _Manifest:
    def __init__(self, told: Mapping[str, Any]) -> None:
        self.told = told
        self.number = int(told["number"])
        self.bases = {each["currency"]: each["base"] for each in told["policy"]["rounding"]}
        self.step = told["policy"]["count_step"]

    def side(self, key: str, subject: Subject, counted: str) -> list[Figure]:
        found = []
        for entry in self.told.get(key, ()):
            where = f"{key} {entry['from']} {entry['until']}"
            amount = Fraction(entry["amount"])
            root = self._figure(subject, entry, amount, amount, where)
            found.append(replace(root, people=self.people(entry.get(counted))))
            for part in entry.get("parts", ()):
                node = part.get("leaf") or part["group"]
                low, high = self.band(part, entry["currency"])
                made = self._figure(subject, entry, low, high, f"{where} {node}")
                found.append(replace(made, node=node, people=self.people(part.get(counted))))
        return found

    def band(self, part: Mapping[str, Any], currency: str) -> tuple[Fraction, Fraction]:
        if "amount" in part:
            return Fraction(part["amount"]), Fraction(part["amount"])
        half = Fraction(self.bases[currency], 2)
        return part["about"] - half, part["about"] + half

    def people(self, told: int | str | None) -> tuple[int, int] | None:
        if told is None:
            return None
        if isinstance(told, str):
            return 0, int(told.removeprefix("fewer_than_")) - 1
        return told - self.step // 2, told + self.step // 2

    def bridge(self, entry: Mapping[str, Any]) -> list[Figure]:
        """Read a bridge: two balances, and sums over all its months."""
        where = f"bridge {entry['from']} {entry['until']}"
        sums: tuple[tuple[str, Subject], ...] = (
            ("money_in", "IN"),
            ("paid_out", "OUT"),
            ("costs", "COSTS"),
            ("closing", "BALANCE"),
            ("exchanged_in", "EXCHANGED"),
            ("exchanged_out", "EXCHANGED"),
        )
        found = [
            self._figure(subject, entry, Fraction(entry[key]), Fraction(entry[key]), where)
            for key, subject in sums
            if key in entry
        ]
        opening = Fraction(entry["opening"])
        before = self._figure("BALANCE", entry, opening, opening, f"{where} opening")
        return [*found, replace(before, until=before.first - 1)]

    def courts(self, entry: Mapping[str, Any]) -> Figure:
        half = Fraction(self.bases[entry["currency"]], 2)
        return Figure(
            number=self.number,
            subject="COURTS",
            currency=entry["currency"],
            first=0,
            until=month(entry["until"]),
            low=entry["about"] - half,
            high=entry["about"] + half,
            where="at_courts",
        )

    def _figure(
        self, subject: Subject, entry: Mapping[str, Any], low: Fraction, high: Fraction, where: str
    ) -> Figure:
        return Figure(
            number=self.number,
            subject=subject,
            currency=entry["currency"],
            first=month(entry["from"]),
            until=month(entry["until"]),
            low=low,
            high=high,
            where=f"report {self.number}: {where}",
        )


def clocks(figures: Sequence[Figure], first: int) -> dict[Clock, list[Stretch]]:
    """Return the new months that each report tells of each side and currency, from *first* on.

    Whatever else a report says of earlier months it says again, as it knows them by then. What a
    bridge says is a sum of what the sides say.
    """
    ends: dict[tuple[str, str], int] = {}
    found: dict[Clock, list[Stretch]] = defaultdict(list)
    own = [each for each in figures if ": bridge " not in each.where]
    for each in sorted(own, key=lambda each: (each.number, each.first, -each.until)):
        side = each.subject, each.currency
        if each.subject in ("IN", "OUT", "COSTS") and each.first == ends.get(side, first - 1) + 1:
            found[each.number, *side].append((each.first, each.until))
            ends[side] = each.until
    return found
