"""A seat at the table: exact figures as of last Sunday, for three seats at least, and noted."""

import re
from datetime import date
from typing import Any

import pytest

from api.seats import KEPT
from ledger.chart import Category
from ledger.events import Instalment, Role
from ledger.grants import CommitGrant
from ledger.publishing.commands import SetDisclosure
from tests.api.pages.people.stage import Town
from tests.api.pages.recording.stage import text_of
from tests.api.publishing.conftest import town
from tests.budgets import adopting
from tests.funds import DAY

__all__ = ["town"]

SUNDAY = "August 23, 2026"


def main_of(page: str) -> str:
    return text_of(re.search(r"<main.*?</main>", page, re.DOTALL).group(0))  # type: ignore[union-attr]


async def adopt(town: Town, **items: int) -> None:
    plan = adopting(date(2026, 8, 20), ("2026-01", "2026-12"), *items.items())
    await town.ask(plan, "heron")


async def promise(town: Town, amount: int) -> None:
    day = date(2026, 8, 20)
    grant = CommitGrant(
        occurred_on=day,
        category=Category.RENT,
        purpose_id=town.fund.anything,
        amount=amount,
        currency="USD",
        exponent=2,
        instalments=(Instalment(due_on=day, amount=amount),),
    )
    await town.ask(grant, "heron")


async def three_seats(town: Town) -> None:
    for handle in ("ivy", "jay", "kit"):
        await town.join(handle, Role.SEAT, by="heron")


async def next_week(town: Town) -> None:
    """Go on to Tuesday, 25 August: the Sunday before was the 23rd."""
    town.clock.pass_by(days=5)
    for handle in list(town.people):
        await town.come(town.people[handle].sign_in, handle)


async def test_a_seat_reads_exact_items_as_of_last_sunday_and_nothing_later(town: Town) -> None:
    await adopt(town, rent=2_000_00, hosting=100_00, reserve=300_00)
    await promise(town, 80_00)
    await three_seats(town)
    await next_week(town)
    await promise(town, 33_00)
    said = main_of(await town.people["ivy"].page("seat"))
    assert SUNDAY in said
    assert "Rent $2,000.00 $80.00 $720.00 $1,200.00" in said
    assert "Hosting $100.00 $0.00 $20.00 $80.00" in said
    assert "Kept in reserve $300.00" in said
    # 1,200.00 came in; 720.00 and four times 5.00 were paid, 80.00 are promised.
    assert "Free to promise $380.00" in said
    assert "$33.00" not in said


async def test_a_seat_reads_what_came_over_and_of_which_purpose_an_item_is(town: Town) -> None:
    anything = town.fund.anything
    day, spring, summer = date(2026, 8, 20), ("2026-01", "2026-06"), ("2026-07", "2026-12")
    fields: dict[str, Any] = {"carries_over": True, "purpose_id": anything}
    for months, amount in ((spring, 1_000_00), (summer, 50_00)):
        await town.ask(adopting(day, months, ("rent", amount), **fields), "heron")
    await promise(town, 80_00)
    await three_seats(town)
    await next_week(town)
    said = main_of(await town.people["ivy"].page("seat"))
    # 720.00 were paid in spring, so 280.00 came over; with 50.00 planned, 80.00 are promised.
    assert "Rent, from Anything $50.00 and $280.00 carried over $80.00 $0.00 $250.00" in said
    assert "January to June" not in said


async def test_nothing_that_is_written_this_week_changes_a_byte_of_it(town: Town) -> None:
    await adopt(town, rent=2_000_00)
    await three_seats(town)
    await next_week(town)
    before = main_of(await town.people["ivy"].page("seat"))
    await promise(town, 33_00)
    await town.ask(town.fund.donation(50_00, occurred_on=date(2026, 8, 20)), "heron")
    assert main_of(await town.people["ivy"].page("seat")) == before


async def seen_by(town: Town, handle: str) -> dict[str, Any]:
    """Return what somebody's program reads of the seat."""
    token = await town.site.sessions.start(town.people[handle].sign_in, "api")
    address = f"/api/v1/funds/{town.fund.fund_id}/seat"
    answer = await town.client.get(address, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_program_reads_what_the_page_of_a_seat_shows(town: Town) -> None:
    await adopt(town, rent=2_000_00, reserve=300_00)
    await promise(town, 80_00)
    await town.join("lou", by="heron")
    nothing: dict[str, Any] = {"fewest": 3, "day": None, "free": [], "budgets": []}
    for handle in ("ivy", "jay"):
        await town.join(handle, Role.SEAT, by="heron")
    assert await seen_by(town, "ivy") == nothing | {"seating": "too_few"}
    await town.join("kit", Role.SEAT, by="heron")
    await next_week(town)
    assert await seen_by(town, "lou") == nothing | {"seating": "no_seat"}
    found = await seen_by(town, "ivy")
    assert (found["seating"], found["day"]) == ("seated", "2026-08-23")
    assert found["free"] == [{"amount": 380_00, "currency": "USD", "exponent": 2}]
    [budget] = found["budgets"]
    assert (budget["from_month"], budget["until_month"]) == ("2026-01", "2026-12")
    figures = ("kind", "planned", "carried", "promised", "paid", "left")
    assert [tuple(each[name] for name in figures) for each in budget["items"]] == [
        ("rent", 2_000_00, 0, 80_00, 720_00, 1_200_00),
        ("reserve", 300_00, 0, None, None, None),
    ]
    await promise(town, 33_00)
    assert await seen_by(town, "ivy") == found
    assert await seen_by(town, "heron") == found | {"seating": "desk"}
    said = main_of(await town.people["heron"].page("seat")).partition("Who looked")[2]
    assert [name in said for name in ("ivy", "lou", "heron")] == [True, False, False]


async def test_fewer_than_three_seats_see_what_a_member_sees_and_why(town: Town) -> None:
    await adopt(town, rent=2_000_00)
    await town.join("ivy", Role.SEAT, by="heron")
    await town.join("jay", Role.SEAT, by="heron")
    await town.join("lou", by="heron")
    await next_week(town)
    said = main_of(await town.people["ivy"].page("seat"))
    assert "Exact figures are shown once there are three seats." in said
    assert "$" not in said
    said = main_of(await town.people["lou"].page("seat"))
    assert "You have no seat at the table now" in said
    assert "$" not in said


async def test_each_look_is_noted_and_only_stewards_read_by_whom(town: Town) -> None:
    await three_seats(town)
    await next_week(town)
    await town.people["ivy"].page("seat")
    said = main_of(await town.people["heron"].page("seat"))
    assert "ivy" in said.partition("Who looked")[2]
    assert "heron" not in said.partition("Who looked")[2]
    assert "Who looked" not in await town.people["ivy"].page("seat")
    assert "Who looked" not in await town.people["jay"].page("plan")


async def test_who_looked_long_ago_is_forgotten(town: Town) -> None:
    await three_seats(town)
    await town.people["ivy"].page("seat")
    town.clock.pass_by(days=KEPT.days + 1)
    jay = await town.come(town.people["jay"].sign_in, "jay")
    heron = await town.come(town.people["heron"].sign_in, "heron")
    await jay.page("seat")
    said = main_of(await heron.page("seat")).partition("Who looked")[2]
    assert "jay" in said
    assert "ivy" not in said


@pytest.mark.parametrize("everyone", [False, True])
async def test_two_stewards_may_seat_everyone_and_the_page_says_what_that_means(
    town: Town, *, everyone: bool
) -> None:
    await town.join("lou", by="heron")
    await town.join("kit", by="heron")
    rule = SetDisclosure(occurred_on=DAY, is_public=True, everyone_seated=everyone)
    await town.ask(rule, "heron")
    await next_week(town)
    said = main_of(await town.people["lou"].page("seat"))
    assert ("whoever joins, or takes a member’s phone" in said) is everyone
    assert ("Free to promise" in said) is everyone
