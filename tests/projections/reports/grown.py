"""Books that grow for some years while reports come out, each made from a seed."""

from datetime import date
from functools import cache
from random import Random
from typing import Final

from ledger.chart import Category
from ledger.publishing.months import first_day, month_text
from projections.reports.facts import LEAVES_IN, Side
from projections.reports.manifest import RoundedTo
from projections.reports.rules import Past, Policy, Rules
from tests.projections.reports.given import BASE, Book, who

START: Final = 2025 * 12
MONTHS: Final = 24


def rules_of(period_months: int) -> Rules:
    rounding = tuple(RoundedTo(currency=each, base=BASE) for each in ("USD", "EUR"))
    return Rules(policy=Policy(version=1, period_months=period_months, rounding=rounding))


def put_something(book: Book, random: Random, now: int, help_with: list[str]) -> None:
    """Put one thing that is recorded in month *now*; sometimes it happened long before."""
    month = month_text(max(START, now - random.choice((0, 0, 0, 0, 1, 4))))
    currency = random.choice(("USD", "USD", "USD", "EUR"))
    person = random.choice((None, *(who(random.randrange(80)) for _ in range(9))))
    amount = random.choice((100, 250, 999, 1_500)) * random.choice((1, 1, 2))
    sign = random.choice((1, 1, 1, 1, -1))
    match random.randrange(10):
        case 0:
            book.cost(month, amount * sign, currency=currency)
        case 1:
            leaf = random.choice(("brought_forward", "exchanged", "lost_or_found", "passed_on"))
            book.other(month, leaf, amount * sign, currency=currency)
        case 2 | 3 | 4 | 5:
            leaf = random.choice(LEAVES_IN)
            book.put(Side.IN, month, leaf, amount * sign, party=person, currency=currency)
        case 6 if book.found:
            wrong = random.choice(book.found)
            if wrong.reverses is None and wrong.position not in {
                each.reverses for each in book.found
            }:
                book.take_back(wrong)
        case _:
            book.put(
                Side.OUT,
                month,
                random.choice(help_with),
                amount * sign,
                party=person,
                currency=currency,
                incident=who(900 + random.randrange(9)) if random.random() < 0.05 else None,
            )


@cache
def grown(seed: int) -> tuple[Book, list[Past], list[date], Rules]:
    """Grow a book for some years and publish whenever a report can be built."""
    random = Random(seed)
    rules = rules_of(random.choice((1, 3, 6)))
    book = Book(month_text(START))
    history: list[Past] = []
    days: list[date] = []
    pace = random.choice((6, 20, 60))
    help_with = random.sample([each.value for each in Category], random.choice((2, 4, 13)))
    for now in range(START, START + MONTHS):
        for _ in range(random.randrange(2 * pace)):
            put_something(book, random, now, help_with)
        today = first_day(now + 1)
        cut = max(history[-1].cut if history else 0, book.head - random.randrange(5))
        past = book.report(today, history, rules, cut=cut)
        if past is not None and random.random() < 0.8:
            history.append(past)
            days.append(today)
    return book, history, days, rules
