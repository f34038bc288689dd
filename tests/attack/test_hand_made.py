"""Funds that are made by hand for one question each."""

import json
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from tests.attack.attacks import ATTACKS
from tests.attack.books import Agreed, Bail, Book, Writer, last_day
from tests.attack.drawn import SHAPES, draw
from tests.attack.reading import read_manifest
from tests.attack.realise import Published, publish
from tests.attack.world import World


def told(book: Book) -> list[dict[str, Any]]:
    return [json.loads(each.text) for each in publish(book)]


def stretches(book: Book, side: str) -> list[tuple[str, str]]:
    return [(each["from"], each["until"]) for report in told(book) for each in report[side]]


def learnt(book: Book, out: list[Published]) -> list[str]:
    figures = [figure for each in out for figure in read_manifest(each.text)]
    world = World(book, [each.report for each in out], figures)
    return [sentence for attack in ATTACKS.values() for sentence in attack(world)]


@pytest.mark.parametrize(("households", "quarters"), [(1, 0), (9, 0), (10, 2)])
def test_ten_households_are_a_quarter_and_nine_are_none(households: int, quarters: int) -> None:
    writer = Writer(1)
    for month in range(writer.first_month, writer.first_month + 6):
        for household in range(households):
            writer.write("OUT", "rent", month, 500_00, party=household)
    book = writer.book("few", writer.first_month + 5)
    assert len(stretches(book, "paid_out")) == quarters


def test_nine_givers_and_what_a_processor_kept_of_their_gifts_are_nine() -> None:
    writer = Writer(7)
    for giver in range(9):
        writer.write("IN", "gifts", writer.first_month, 60_00 + giver, party=giver)
    for month in range(writer.first_month, writer.first_month + 6):
        writer.write("IN", "", month, -5_00)
    assert stretches(writer.book("fees", writer.first_month + 5), "money_in") == []


def test_what_a_processor_kept_is_not_told_by_itself() -> None:
    writer = Writer(8)
    writer.write("IN", "", writer.first_month, -5_00)
    writer.write("OUT", "", writer.first_month, 2_00)
    book = writer.book("fees", writer.first_month + 5)
    assert stretches(book, "money_in") + stretches(book, "paid_out") == []


def test_nine_households_and_one_more_in_the_next_quarter_are_one_stretch() -> None:
    writer = Writer(2)
    for household in range(9):
        writer.write("OUT", "rent", writer.first_month + 1, 500_00, party=household)
    writer.write("OUT", "food", writer.first_month + 4, 450_00, party=9)
    book = writer.book("later", writer.first_month + 5)
    assert stretches(book, "paid_out") == [("2024-01", "2024-06")]


def test_twenty_six_of_one_raid_are_one() -> None:
    writer = Writer(3)
    for person in range(26):
        writer.bail(writer.first_month, 1_500_00, person, incident=7)
    writer.others += [Bail(writer.first_month + at % 6, 1_000_00, "USD") for at in range(200)]
    book = writer.book("raid", writer.first_month + 5, docket_known=True)
    assert stretches(book, "paid_out") == []
    for household in range(100, 109):
        writer.write("OUT", "rent", writer.first_month, 9_000_00, party=household)
    assert stretches(writer.book("raid", writer.first_month + 5), "paid_out") != []


@pytest.mark.parametrize("standing", ["protected", "named", "counted_apart"])
def test_nine_small_gifts_and_a_large_one_wait_whatever_the_giver_agreed_to(standing: Any) -> None:
    writer = Writer(4)
    for giver in range(9):
        writer.write("IN", "gifts", writer.first_month, 5_00, party=giver)
    writer.write("IN", "gifts", writer.first_month, 5_000_00, party=9)
    agreed = (Agreed(date(2024, 1, 1), 9, standing),)
    book = writer.book("large", writer.first_month + 5, standings=agreed)
    assert stretches(book, "money_in") == []


def test_ten_small_gifts_do_not_wait_for_a_giver_who_is_named() -> None:
    writer = Writer(5)
    for giver in range(10):
        writer.write("IN", "gifts", writer.first_month, 5_00, party=giver)
    writer.write("IN", "gifts", writer.first_month, 5_000_00, party=10)
    protected = writer.book("large", writer.first_month + 2)
    named = replace(protected, standings=(Agreed(date(2024, 1, 1), 10, "named"),))
    assert stretches(protected, "money_in") == []
    assert stretches(named, "money_in") == [("2024-01", "2024-03")]


@pytest.mark.parametrize("seed", range(4))
def test_what_is_written_down_late_changes_no_report_that_is_out(seed: int) -> None:
    book = draw(next(each for each in SHAPES if each.name == "busy"), seed)
    before = publish(book)
    at = before[2].report
    late = [
        replace(each, amount=-each.amount, written=at.day.replace(day=at.day.day + 5))
        for each in book.movements[:60:3]
    ]
    later = replace(
        book,
        movements=(*book.movements[: at.cut], *late, *book.movements[at.cut :]),
    )
    after = publish(later)
    assert [each.text for each in after[:3]] == [each.text for each in before[:3]]
    assert after[3].text != before[3].text
    assert not learnt(later, after)


def test_a_line_of_yesterday_moves_no_report_before_its_day() -> None:
    book = draw(next(each for each in SHAPES if each.name == "steady"), 0)
    cut = publish(book)[1].report.cut
    assert publish(replace(book, movements=book.movements[:cut]))[1].text == publish(book)[1].text


def test_money_in_one_currency_that_one_giver_gave_is_in_no_report() -> None:
    writer = Writer(6)
    for month in range(writer.first_month, writer.first_month + 3):
        for person in range(12):
            writer.write("IN", "gifts", month, 60_00 + person, party=person)
            writer.write("OUT", "rent", month, 40_00 + person, party=person)
    writer.write("IN", "gifts", writer.first_month, 450_00, party=99, currency="EUR")
    against = ("USD", 490_00)
    fields: dict[str, Any] = {"currency": "EUR", "against": against}
    writer.write("OTHER", "exchanged", writer.first_month, -450_00, **fields)
    currencies = draw(next(each for each in SHAPES if each.name == "lone-euro"), 0).currencies
    book = writer.book("euro", writer.first_month + 2, currencies=currencies)
    (report,) = publish(book)
    assert report.manifest.paid_out
    assert b"EUR" not in report.text
    assert b"49000" not in report.text
    assert last_day(book.last_month) < report.report.day
