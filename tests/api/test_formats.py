"""Money and days: written as the language writes them, read without guessing."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.formats import (
    AmountUnreadable,
    day_text,
    moment_text,
    money_html,
    money_in_words,
    money_text,
    month_names,
    parse_amount,
    tick_text,
)
from api.i18n import language
from ledger.money import MAX_AMOUNT, Money, decimal_text

EN, ES = language("en"), language("es")


@pytest.mark.parametrize(
    "typed,exponent,amount",
    [
        ("412.35", 2, 41235),
        ("412,35", 2, 41235),
        ("412", 2, 41200),
        ("412.3", 2, 41230),
        (".5", 2, 50),
        (" 1 234 ", 2, 123400),
        ("1\u202f234,50", 2, 123450),
        ("1'234.50", 2, 123450),
        ("1,234.5", 2, 123450),
        ("1.234,5", 2, 123450),
        ("1.234.567", 2, 123456700),
        ("12,34,567.00", 2, 123456700),
        ("\u06f1\u06f2\u066b\u06f5", 2, 1250),
        ("1,234", 0, 1234),
        ("1.234", 3, 1234),
        ("12.50", 1, 125),
        ("9,999,999,999,999.99", 2, MAX_AMOUNT),
    ],
)
def test_an_amount_is_read_as_it_was_meant(typed: str, exponent: int, amount: int) -> None:
    assert parse_amount(typed, exponent) == amount


@pytest.mark.parametrize(
    "typed,exponent,sentence",
    [
        ("", 2, "Write an amount"),
        ("1.234", 2, "Is it 1234.00 or 1.23? Write it like one of these."),
        ("1,234", 2, "Is it 1234.00 or 1.23? Write it like one of these."),
        ("41O.35", 2, "Write the amount as a number, like 412.35"),
        ("5e3", 2, "Write the amount as a number, like 412.35"),
        ("1.2.3", 2, "Write the amount as a number, like 412.35"),
        ("1.50.000", 2, "Write the amount as a number, like 412.35"),
        ("1,23,4.5", 2, "Write the amount as a number, like 412.35"),
        ("1,234.5,6", 2, "Write the amount as a number, like 412.35"),
        ("5.", 2, "Write the amount as a number, like 412.35"),
        ("nan", 2, "Write the amount as a number, like 412.35"),
        ("½", 2, "Write the amount as a number, like 412.35"),
        ("$5", 2, "Write the amount as a number, like 412.35"),
        ("0.123", 2, "Write at most 2 digits after the point, like 412.35"),
        ("12.5", 0, "This currency has no smaller part: write a whole number, like 412"),
        ("-5", 2, "Write the amount without a minus sign"),
        ("\u22125", 2, "Write the amount without a minus sign"),
        ("0", 2, "The amount must be more than zero"),
        ("0.00", 2, "The amount must be more than zero"),
        (
            "10000000000000",
            2,
            "The amount is too large; one line holds at most 9,999,999,999,999.99",
        ),
    ],
)
def test_what_is_unclear_is_asked(typed: str, exponent: int, sentence: str) -> None:
    with pytest.raises(AmountUnreadable) as unreadable:
        parse_amount(typed, exponent)
    assert EN.say(unreadable.value.words) == sentence


def test_the_question_offers_answers_that_can_be_read() -> None:
    with pytest.raises(AmountUnreadable) as unreadable:
        parse_amount("1.234", 2)
    facts = unreadable.value.words.facts
    assert parse_amount(str(facts["large"]), 2) == 123400
    assert parse_amount(str(facts["small"]), 2) == 123


def test_zero_is_read_where_it_may_stand() -> None:
    assert parse_amount("0", 2, zero=True) == 0


@given(st.integers(1, MAX_AMOUNT), st.integers(0, 3))
def test_what_is_written_plainly_is_read_back(amount: int, exponent: int) -> None:
    plain = decimal_text(amount, exponent)
    assert parse_amount(plain.replace(",", ""), exponent) == amount
    if exponent == 2:
        assert parse_amount(plain, exponent) == amount
        swapped = plain.translate(str.maketrans(",.", ".,"))
        assert parse_amount(swapped, exponent) == amount


@given(st.text(max_size=60), st.integers(0, 3))
def test_any_text_is_an_amount_or_a_question(typed: str, exponent: int) -> None:
    def read() -> int | str:
        try:
            return parse_amount(typed, exponent)
        except AmountUnreadable as unreadable:
            return EN.say(unreadable.words)

    answer = read()
    assert isinstance(answer, str) or 0 < answer <= MAX_AMOUNT
    assert answer


@pytest.mark.parametrize(
    "money,english,spanish",
    [
        (Money(-123450, "USD", 2), "-$1,234.50", "-1.234,50\xa0US$"),
        (Money(12345, "JPY", 0), "¥12,345", "12.345\xa0JPY"),
        (Money(1234500, "KWD", 3), "KWD\xa01,234.500", "1.234,500\xa0KWD"),
        (Money(5, "JPY", 2), "¥0.05", "0,05\xa0JPY"),
    ],
)
def test_money_has_exactly_its_own_digits(money: Money, english: str, spanish: str) -> None:
    assert money_text(money, EN) == english
    assert money_text(money, ES) == spanish
    assert money_html(money, EN) == f"<bdi class=money>{english}</bdi>"


@pytest.mark.parametrize(
    "amount,english,spanish",
    [
        (
            41235,
            "four hundred twelve US dollars and 35/100",
            "cuatrocientos doce dólares estadounidenses y 35/100",
        ),
        (100, "one US dollar", "un dólar estadounidense"),
        (2100, "twenty-one US dollars", "veintiún dólares estadounidenses"),
        (10000, "one hundred US dollars", "cien dólares estadounidenses"),
        (100100, "one thousand one US dollars", "mil un dólares estadounidenses"),
        (200000000, "two million US dollars", "dos millones de dólares estadounidenses"),
    ],
)
def test_an_amount_is_spelled_for_the_check(amount: int, english: str, spanish: str) -> None:
    assert money_in_words(Money(amount, "USD", 2), EN) == english
    assert money_in_words(Money(amount, "USD", 2), ES) == spanish


def test_ticks_are_short_and_days_are_words() -> None:
    assert [tick_text(value, 2, EN) for value in (0, 250000, 1000000, 120000000)] == [
        "0",
        "2.5K",
        "10K",
        "1.2M",
    ]
    assert day_text(date(2026, 11, 21), ES) == "21 de noviembre de 2026"
    assert month_names(ES)[0] == (1, "enero")
    moment = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
    assert moment_text(moment, EN, "America/Sao_Paulo") == "Nov 20, 2026, 11:00\u202fPM"
    assert moment_text(moment, ES, "America/Sao_Paulo") == "20 nov 2026, 23:00"
