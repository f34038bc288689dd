"""Facts of made-up books, written down one after another, and rules to build reports by."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import count
from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace

from ledger.publishing.months import month_of
from projections.reports.build import build
from projections.reports.facts import BAIL, GIFTS, Currency, Fact, Facts, Side
from projections.reports.manifest import Manifest, RoundedTo
from projections.reports.rules import Past, Policy, Rules

FUND: Final = UUID(int=0xF00D)
BASE: Final = 500
RULES: Final = Rules(policy=Policy(version=1, rounding=(RoundedTo(currency="USD", base=BASE),)))


def who(number: int) -> UUID:
    """Return a reference to a person, an incident or a payee."""
    return UUID(int=0xABC0_0000 + number)


class Book:
    """Facts in the order in which they are recorded; positions count from 1."""

    def __init__(self, opened: str = "2026-01") -> None:
        self.opened = opened
        self.found: list[Fact] = []
        self._positions = count(1)
        self._people = count(1_000_000)

    @property
    def head(self) -> int:
        return self.found[-1].position if self.found else 0

    def someone(self) -> UUID:
        """Return somebody who is in no other fact."""
        return who(next(self._people))

    def put(self, side: Side, month: str, leaf: str, amount: int, **fields: Any) -> Fact:
        fields.setdefault("currency", "USD")
        fact = Fact(
            position=next(self._positions),
            month=month_of(month),
            side=side,
            leaf=leaf,
            amount=amount,
            **fields,
        )
        self.found.append(fact)
        return fact

    def gift(self, month: str, amount: int, giver: UUID | None, leaf: str = GIFTS) -> Fact:
        return self.put(Side.IN, month, leaf, amount, party=giver)

    def gifts(self, month: str, amounts: Iterable[int]) -> None:
        """Put gifts of as many givers as amounts."""
        for amount in amounts:
            self.gift(month, amount, self.someone())

    def help(self, month: str, amount: int, household: UUID | None, **fields: Any) -> Fact:
        fields.setdefault("leaf", "rent")
        return self.put(Side.OUT, month, amount=amount, party=household, **fields)

    def helped(self, month: str, amounts: Iterable[int], leaf: str = "rent") -> None:
        """Put help for as many households as amounts."""
        for amount in amounts:
            self.help(month, amount, self.someone(), leaf=leaf)

    def bail(self, month: str, amount: int, household: UUID, **fields: Any) -> Fact:
        out = self.help(month, amount, household, leaf=BAIL, **fields)
        held = replace(out, side=Side.HELD, payee=None)
        self.found.append(held)
        return out

    def take_back(self, fact: Fact) -> Fact:
        found = replace(
            fact, position=next(self._positions), amount=-fact.amount, reverses=fact.position
        )
        self.found.append(found)
        return found

    def cost(self, month: str, amount: int, currency: str = "USD") -> Fact:
        return self.put(Side.COSTS, month, "hosting", amount, currency=currency)

    def other(self, month: str, leaf: str, amount: int, currency: str = "USD") -> Fact:
        return self.put(Side.OTHER, month, leaf, amount, currency=currency)

    def facts(self) -> Facts:
        return Facts(
            fund_id=FUND,
            opened=month_of(self.opened),
            currencies=(Currency("USD", 2), Currency("EUR", 2)),
            facts=tuple(self.found),
        )

    def report(
        self,
        today: date,
        history: Sequence[Past] = (),
        rules: Rules = RULES,
        cut: int | None = None,
    ) -> Past | None:
        """Build a report and take it as published; None where there is none to build."""
        cut = self.head if cut is None else cut
        manifest = build(self.facts(), history, rules, today=today, cut=cut)
        return None if manifest is None else Past(manifest, cut)

    def manifest(self, today: date, rules: Rules = RULES) -> Manifest:
        """Build the first report."""
        found = self.report(today, rules=rules)
        assert found is not None
        return found.manifest


def stretches_in(manifest: Manifest) -> list[tuple[str, str]]:
    return [(each.from_month, each.until_month) for each in manifest.money_in]


def stretches_out(manifest: Manifest) -> list[tuple[str, str]]:
    return [(each.from_month, each.until_month) for each in manifest.paid_out]
