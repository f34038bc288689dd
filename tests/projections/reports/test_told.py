"""What the public is told about decisions: from a tick on, and in the words that stand last."""

from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from msgspec.structs import replace

from ledger.events import DecisionTold, DisclosureSet, FundEvent
from projections.reports.published import Publication, Published, Told
from tests.ledger.book import TODAY
from tests.ledger.publishing.stage import RULE

ZONE: Final = "America/Sao_Paulo"
START: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
DECEMBER: Final = datetime(2026, 12, 1, 3, tzinfo=UTC)
JANUARY: Final = datetime(2027, 1, 1, 3, tzinfo=UTC)
A_MOMENT: Final = timedelta(microseconds=1)
ONE: Final = UUID(int=0xD1)
OTHER: Final = UUID(int=0xD2)
SAID: Final = DecisionTold(occurred_on=TODAY, decision=ONE, language="en", text="We keep more.")


def public(*facts: tuple[FundEvent, datetime]) -> Published:
    """Return a fund that went public at `START`, and wrote these facts then."""
    written: list[tuple[FundEvent, datetime]] = [(RULE, START), *facts]
    return Published.of(
        (Publication(event, number, moment) for number, (event, moment) in enumerate(written, 1)),
        ZONE,
    )


def told(text: str = "We keep more.", on: date = date(2026, 12, 1), language: str = "en") -> Told:
    return Told(decision=ONE, language=language, on=on, text=text)


def test_it_waits_for_the_first_of_the_month() -> None:
    fund = public((SAID, START + timedelta(days=1)))
    assert fund.as_of(DECEMBER - A_MOMENT).told == ()
    assert fund.as_of(DECEMBER).told == (told(),)
    assert fund.now.told == (told(),)


def test_what_was_decided_before_the_fund_went_public_is_told_with_it() -> None:
    assert isinstance(RULE, DisclosureSet)
    facts = ((SAID, START - timedelta(days=9)), (RULE, START))
    fund = Published.of((Publication(each, 1, moment) for each, moment in facts), ZONE)
    assert fund.as_of(START).told == (told(on=date(2026, 11, 20)),)


def test_other_words_take_the_place_of_those_before_and_keep_their_day() -> None:
    later = DECEMBER + timedelta(days=3)
    fund = public((SAID, START + A_MOMENT), (replace(SAID, text="We keep half."), later))
    assert fund.as_of(JANUARY - A_MOMENT).told == (told(),)
    assert fund.as_of(JANUARY).told == (told("We keep half."),)


def test_each_language_has_words_of_its_own() -> None:
    spanish = replace(SAID, language="es", text="Guardamos más.")
    fund = public((SAID, START + A_MOMENT), (spanish, START + A_MOMENT))
    assert fund.as_of(DECEMBER).told == (told(), told("Guardamos más.", language="es"))


def test_an_empty_text_takes_down_what_is_there_and_nothing_else() -> None:
    other = replace(SAID, decision=OTHER)
    nothing = replace(SAID, text="")
    fund = public((SAID, START), (other, START), (nothing, DECEMBER + A_MOMENT))
    assert [each.decision for each in fund.as_of(JANUARY - A_MOMENT).told] == [ONE, OTHER]
    assert [each.decision for each in fund.as_of(JANUARY).told] == [OTHER]
