"""Caps and waiting times: set by stewards, kept beside the rest of the rules."""

from ledger.chart import Category
from ledger.events import HelpRule
from tests.api.pages.people.stage import Town
from tests.api.pages.recording.stage import filled_in, text_of


async def test_a_cap_and_a_time_are_set_and_shown(town: Town) -> None:
    heron = town.people["heron"]
    before = (await town.state()).governance.policy
    fields = filled_in(await heron.page("policy/help-rules"))
    typed = fields | {"cap_hotel": "300", "cool_down_hotel": "30", "one_per_food": "90"}
    checked = await heron.send("policy/help-rules", typed, "check")
    said = text_of(checked.text)
    assert "Most for one case of hotel nothing → becomes $300.00" in said
    answer = await heron.send("policy/help-rules", filled_in(checked.text), "write")
    assert answer.headers["location"] == f"{heron.prefix}/policy"
    after = (await town.state()).governance.policy
    assert after.help_rules == (
        HelpRule(category=Category.HOTEL, cap=300_00, cool_down_days=30),
        HelpRule(category=Category.FOOD, one_per_days=90),
    )
    assert after.ladder == before.ladder
    assert "Help with food is noted once within 90 days" in text_of(await heron.page("policy"))
    again = filled_in(await heron.page("policy/help-rules"))
    assert (again["cap_hotel"], again["cool_down_hotel"]) == ("300.00", "30")
