"""The one place where the attacks touch what builds reports: a book goes in, bytes come out."""

from collections.abc import Iterator
from datetime import date
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct

from projections.reports.build import build
from projections.reports.facts import Currency, Fact, Facts, Side
from projections.reports.manifest import Manifest, RoundedTo, canonical
from projections.reports.rules import (
    Agreement,
    Docket,
    Past,
    Policy,
    Rules,
    Standing,
    StandingKind,
)
from tests.attack.books import Book, Movement
from tests.attack.world import Report

_NAMES: Final = UUID("5b6b2d36-40f5-4c5c-9d2b-0f7a2f5ef5a1")


class Published(Struct, frozen=True):
    """A report that is out, with what it was built as."""

    report: Report
    manifest: Manifest

    @property
    def text(self) -> bytes:
        """The bytes that strangers may fetch."""
        return canonical(self.manifest)


def publish(book: Book) -> list[Published]:
    """Return all reports of *book*, each built on its day from what was written down by then."""
    facts = facts_of(book)
    past: list[Past] = []
    found: list[Published] = []
    for day in book.days():
        cut = book.cut(day)
        manifest = build(facts, past, rules_of(book, day), today=day, cut=cut)
        if manifest is not None:
            past.append(Past(manifest, cut))
            found.append(Published(Report(manifest.number, day, cut), manifest))
    return found


def facts_of(book: Book) -> Facts:
    """Return a book as the builder takes it."""
    return Facts(
        fund_id=_name("fund", 0),
        opened=book.first_month,
        currencies=tuple(Currency(each.code, each.exponent) for each in book.currencies),
        facts=tuple(
            fact
            for position, each in enumerate(book.movements, 1)
            for fact in _facts(position, each)
        ),
    )


def rules_of(book: Book, day: date) -> Rules:
    """Return what a fund publishes by on *day*."""
    standings: dict[int, Standing] = {}
    for each in book.standings:
        if each.day <= day:
            standings[each.giver] = Standing(
                giver=_name("giver", each.giver),
                kind=StandingKind(each.standing),
                label_id=_name("label", each.giver) if each.standing == "named" else None,
            )
    return Rules(
        policy=Policy(
            version=1,
            period_months=book.period,
            k=book.k,
            rounding=tuple(
                RoundedTo(currency=each.code, base=each.base) for each in book.currencies
            ),
        ),
        standings=tuple(
            each for each in standings.values() if each.kind is not StandingKind.PROTECTED
        ),
        dockets=tuple(_dockets(book)) if book.docket_known else (),
        agreements=tuple(
            Agreement(from_month=book.first_month, until_month=end) for end in book.agreement_ends
        ),
    )


def _dockets(book: Book) -> Iterator[Docket]:
    for month in range(book.first_month, book.last_month + 1):
        bails = sum(each.month == month for each in book.docket)
        yield Docket(from_month=month, until_month=month, bails=bails)


def _facts(position: int, movement: Movement) -> Iterator[Fact]:
    sides = [Side[movement.side]]
    if movement.leaf == "bail":
        sides.append(Side.HELD)
    if movement.against is not None:
        currency, amount = movement.against
        yield Fact(position, movement.month, Side.OTHER, movement.leaf, currency, amount)
    kind = "giver" if movement.side == "IN" else "household"
    for side in sides:
        yield Fact(
            position,
            movement.month,
            side,
            movement.leaf,
            movement.currency,
            movement.amount,
            _known(kind, movement.party),
            _known("incident", movement.incident),
            _known("payee", movement.payee),
        )


def _known(kind: str, number: int | None) -> UUID | None:
    return None if number is None else _name(kind, number)


def _name(kind: str, number: int) -> UUID:
    return uuid5(_NAMES, f"{kind} {number}")
