"""Requests that only the book knows are listed beside those that came through the door."""

from ledger.chart import Category
from ledger.events import ClosingReason, Outcome, Urgency
from ledger.orders.commands import Act
from ledger.requests import CloseRequest, ScreenRequest, WaitlistRequest
from tests.api.pages.screening.stage import Readers
from tests.api.pages.screening.test_wishes import grant_of
from tests.api.pages.vault.stage import text_of
from tests.funds import DAY


async def test_what_was_screened_into_the_book_alone_is_listed_until_it_is_met_or_closed(
    readers: Readers,
) -> None:
    screened = ScreenRequest(occurred_on=DAY, category=Category.FOOD, urgency=Urgency.LATER)
    case_id = (await readers.two.give(screened)).case_id
    page = text_of(await readers["ida"].get("requests"))
    assert "There is no request." not in page
    assert "Known from the book only" in page
    assert "food, later screened on March 2, 2026" in page
    await readers.two.give(WaitlistRequest(occurred_on=DAY, case_id=case_id))
    (listed,) = (await readers["ida"].send("GET", "/requests")).json()["book_only"]
    assert (listed["case_id"], listed["is_waitlisted"]) == (str(case_id), True)
    assert "on the waiting list since" in text_of(await readers["ida"].get("requests"))
    closed = CloseRequest(
        occurred_on=DAY,
        case_id=case_id,
        outcome=Outcome.DECLINED,
        reason=ClosingReason.NO_MONEY,
    )
    await readers.two.give(closed)
    assert "There is no request." in text_of(await readers["ida"].get("requests"))
    again = ScreenRequest(
        occurred_on=DAY, category=Category.RENT, urgency=Urgency.LATER, case_id=case_id
    )
    await readers.two.give(again)
    assert "Known from the book only" in text_of(await readers["ida"].get("requests"))
    order = await readers.two.ask_for(grant_of(readers, case_id))
    await readers.two.sign(order, "noor", Act.APPROVE)
    assert "There is no request." in text_of(await readers["ida"].get("requests"))


async def test_what_came_through_the_door_is_listed_there_and_not_twice(readers: Readers) -> None:
    await readers.screened(await readers.asked())
    assert "Known from the book only" not in text_of(await readers["ida"].get("requests"))
