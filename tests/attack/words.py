"""Every number on a page or in a file, whatever stands around it, and what numbers it may show."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from typing import Any, Final

_NUMBER: Final = re.compile(r"\d[\d.,\u00a0\u202f]*\d|\d")
_ROUNDINGS: Final = (ROUND_HALF_EVEN, ROUND_HALF_UP)
_NAMES: Final = frozenset({Decimal(256), Decimal(360)})
"""Numbers in the names of things: SHA-256, 360Giving."""
_UNREAD: Final = frozenset({"code", "style", "script", "head", "grid"})
"""Hashes and commands are in *code*; what is drawn is read by `widths`."""


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.inside: list[str] = []
        self.styles: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "link", "br", "input", "img", "hr"):
            # Grid lines are at round numbers, whatever is drawn between them.
            self.inside.append("grid" if ("class", "grid") in attrs else tag)
        for name, value in attrs:
            if name in ("href", "src", "action"):
                self.links.append(value or "")
            elif name in ("title", "alt", "aria-label", "content"):
                self.texts.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] in (tag, "grid"):
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if "style" in self.inside:
            self.styles.append(data)
        elif not _UNREAD.intersection(self.inside):
            self.texts.append(data)


def read_page(body: bytes) -> tuple[list[str], str, list[str]]:
    """Return the texts of a page, its style sheet, and where its links lead."""
    page = _Page()
    page.feed(body.decode())
    return page.texts, "".join(page.styles), page.links


def numbers(texts: Iterable[str], language: str) -> Iterator[Decimal]:
    """Yield every number in *texts*, as the language writes them."""
    thousands, point = (",", ".") if language == "en" else (".", ",")
    for text in texts:
        for found in _NUMBER.findall(text):
            plain = re.sub(r"[\u00a0\u202f]", "", found).replace(thousands, "")
            yield Decimal(plain.replace(point, "."))


def allowed(told: Sequence[Mapping[str, Any]], days: Iterable[date]) -> set[Decimal]:
    """Return every number that the reports *told* may stand for on a page, and on which *days*.

    These are the figures of the manifests, sums over reports that the pages add up, shares that
    follow from them, counts, and the numbers of reports, years, days and rules.
    """
    found = set(_NAMES)
    sums: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for manifest in told:
        reader = _Told(manifest)
        found |= reader.figures() | reader.shares() | reader.plain()
        for key, amount in reader.terms():
            sums[key] += amount
            found.add(abs(sums[key]))
        for currency in reader.units:
            cost, helped = sums["costs", currency], sums["paid_out", currency]
            if helped > 0:
                found.add(round(100 * cost / (cost + helped)) + Decimal(0))
    for day in days:
        found |= {Decimal(day.day), Decimal(day.year)}
    return found


class _Told:
    """The numbers of one manifest."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.told = told
        self.units: dict[str, Decimal] = {
            each["currency"]: Decimal(10) ** each["exponent"] for each in told["currencies"]
        }
        self.bases = {each["currency"]: each["base"] for each in told["policy"]["rounding"]}

    def money(self, entry: Mapping[str, Any], amount: int) -> Decimal:
        return Decimal(amount) / self.units[str(entry["currency"])]

    def entries(self) -> Iterator[Mapping[str, Any]]:
        for key in ("money_in", "paid_out", "costs", "bridge", "at_courts"):
            yield from self.told[key]

    def figures(self) -> set[Decimal]:
        """Return the amounts as they stand, and those rounded to whole units."""
        amounts = {
            self.money(entry, value)
            for entry in self.entries()
            for name, value in entry.items()
            if isinstance(value, int) and name not in ("givers", "households")
        }
        amounts |= {Decimal(base) / self.units[code] for code, base in self.bases.items()}
        amounts |= {
            self.money(named, named["about"])
            for entry in self.told["money_in"]
            for named in entry["named"]
        }
        amounts |= {amount for _, amount in self.terms()}
        amounts |= {self.money(entry, _rest(entry)) for entry in self.told["bridge"]}
        amounts |= set(self._groups().values())
        return {abs(each) for each in amounts} | {
            abs(each.quantize(Decimal(1), how)) for each in amounts for how in _ROUNDINGS
        }

    def terms(self) -> Iterator[tuple[tuple[str, ...], Decimal]]:
        """Yield what is added up over reports, by what it is added up for."""
        for side, name in (("money_in", "leaf"), ("paid_out", "group"), ("costs", "")):
            for entry in self.told[side]:
                yield (side, entry["currency"]), self.money(entry, entry["amount"])
                for part in entry.get("parts", ()):
                    about = self.money(entry, part["about"])
                    yield (side, entry["currency"], part[name]), about

    def _groups(self) -> dict[tuple[str, str], Decimal]:
        sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for at, entry in enumerate(self.told["paid_out"]):
            for part in entry["parts"]:
                sums[f"{at}", part["group"]] += self.money(entry, part["about"])
        return sums

    def shares(self) -> set[Decimal]:
        """Return shares in per cent: coarser than rounding has made the figure anyway."""
        found = {Decimal(100)}
        for side in ("money_in", "paid_out"):
            for entry in self.told[side]:
                parts: dict[str, list[int]] = defaultdict(list)
                for part in entry["parts"]:
                    parts[part.get("group") or part["leaf"]].append(part["about"])
                for abouts in parts.values():
                    for each, base in [(sum(abouts), len(abouts)), *((one, 1) for one in abouts)]:
                        found |= _coarse(
                            each, base * self.bases[entry["currency"]], entry["amount"]
                        )
        for entry in self.told["bridge"]:
            spent = entry["costs"] + entry["paid_out"]
            if spent > 0:
                found.add(_rounded(entry["costs"] * 100, spent))
        return found

    def plain(self) -> set[Decimal]:
        """Return counts of people, and the numbers of the report, its years and its rules."""
        counts = {
            value
            for entry in self.entries()
            for one in (entry, *entry.get("parts", ()))
            for name, value in one.items()
            if name in ("givers", "households") and isinstance(value, int)
        }
        rules = {self.told["policy"][name] for name in ("k", "delay_days", "period_months")}
        years = {
            int(entry[key][:4])
            for entry in self.entries()
            for key in ("from", "until")
            if key in entry
        }
        rest = {10, self.told["number"], int(self.told["builder"]), int(self.told["today"][:4])}
        return {Decimal(each) for each in counts | rules | years | rest}


def _rest(entry: Mapping[str, Any]) -> int:
    """Return what a bridge holds beside money in, money out and running costs."""
    flows = entry["money_in"] - entry["paid_out"] - entry["costs"]
    return int(entry["closing"] - entry["opening"] - flows)


def _coarse(part: int, base: int, whole: int) -> set[Decimal]:
    if whole <= 0 or part < 0:
        return set()
    return {
        _rounded(100 * part, step * whole) * step
        for step in (1, 5, 10)
        if step * whole >= 100 * base
    }


def _rounded(part: int, whole: int) -> Decimal:
    return Decimal((2 * part + whole) // (2 * whole))


def bars(body: bytes, language: str) -> Iterator[tuple[Decimal, Decimal]]:
    """Yield each bar of a page: what it is long, and what it would be by the figure beside it.

    Both are in per cent of the longest bar of its table.
    """
    text = body.decode()
    for chart, rows in re.findall(r'<tbody id="(\w+)">(.*?)</tbody>', text, re.DOTALL):
        pattern = rf"#{chart} tr:nth-child\((\d+)\) \.bar\{{inline-size:([\d.]+)%\}}"
        lengths = {int(row): Decimal(length) for row, length in re.findall(pattern, text)}
        cells = re.findall(r'<span class="bar"></span></td><td class="num">(.*?)</td>', rows)
        figures = [next(numbers([cell], language)) * (-1 if "-" in cell else 1) for cell in cells]
        longest = max(figures, default=Decimal(0))
        assert len(lengths) == len(figures), "every row has a bar"
        for row, figure in enumerate(figures, 1):
            expected = max(Decimal(0), figure) * 100 / longest if longest > 0 else Decimal(0)
            yield lengths[row], expected


def decimals(body: bytes) -> set[Decimal]:
    """Return every number in a file of JSON or of comma-separated values."""
    text = body.decode()
    if text.startswith("{"):
        return {Decimal(str(each)) for each in _leaves(json.loads(text))}
    cells = (cell for line in text.splitlines()[1:] for cell in line.split(","))
    return {Decimal(cell) for cell in cells if re.fullmatch(r"-?\d+(\.\d+)?", cell)}


def _leaves(value: object) -> Iterator[int | float]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value
