"""The plan: what every member reads, and nothing that moves with a payment."""

import re

import pytest

from ledger.events import Role
from ledger.members import GrantMandate
from ledger.orders.commands import Act
from tests.api.pages.recording.stage import text_of
from tests.api.two_people import Two
from tests.funds import DAY


async def plan_of(two: Two, handle: str) -> str:
    page = await two[handle].get("plan")
    assert page.status_code == 200, text_of(page.text)
    return text_of(re.search(r"<main.*?</main>", page.text, re.DOTALL).group(0))  # type: ignore[union-attr]


async def test_a_member_reads_purposes_rules_and_the_text_about_reports(two: Two) -> None:
    said = await plan_of(two, "lou")
    for expected in (
        "Anything unrestricted",
        "Bail restricted, bail",
        "Any payment one person approves besides whoever asks",
        "Urgent tonight bail",
        "The next figures are not out yet.",
        "We look every February 15, May 16, August 15 and November 15.",
        "We never say what we are waiting for, because that would tell.",
    ):
        assert expected in said, said


async def test_the_plan_of_a_member_is_the_same_whatever_is_paid(two: Two) -> None:
    before = await plan_of(two, "lou")
    await two.give(two.opened.donation(5_000_00))
    order = await two.ask_for(two.opened.bail(700_00), prepared=True)
    await two.sign(order, "noor", Act.APPROVE, Act.AUTHORISE, Act.CARRY_OUT)
    assert await plan_of(two, "lou") == before


async def test_the_plan_names_nobody_and_no_amount_of_the_book(two: Two) -> None:
    said = await plan_of(two, "lou")
    for person in two.people.values():
        assert str(person.who) not in said
        assert f"{person.handle}-" not in said
    # Only the caps of the rules: 500.00 and 800.00.
    assert sorted(set(re.findall(r"\$[\d,.]+\d", said))) == ["$500.00", "$800.00"]


@pytest.mark.parametrize("role", [None, Role.SEAT])
async def test_members_and_seats_read_the_plan_and_no_case(two: Two, role: Role | None) -> None:
    if role is not None:
        order = await two.ask_for(GrantMandate(occurred_on=DAY, holder=two["lou"].who, role=role))
        await two.sign(order, "noor", Act.APPROVE)
    said = await plan_of(two, "lou")
    assert "The next figures are not out yet." in said
    assert "The budget to the cent" not in said  # there are fewer than three seats
    for path in ("", "desk", "journal", "cases", "statement", "orders"):
        assert (await two["lou"].get(path)).status_code == 403, path
