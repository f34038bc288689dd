"""The reserves: set by stewards, and nothing else of the rules changes with them."""

from ledger.chart import Category
from ledger.events import Reserve
from tests.api.pages.people.stage import Town
from tests.api.pages.recording.stage import filled_in, text_of


async def test_reserves_are_set_and_the_other_rules_stay(town: Town) -> None:
    heron = town.people["heron"]
    fields = filled_in(await heron.page("policy/change"))
    checked = await heron.send(
        "policy/change", fields | {"urgent": "bail", "case_cap": "5", "week_cap": "9"}, "check"
    )
    await heron.send("policy/change", filled_in(checked.text) | {"urgent": "bail"}, "write")
    before = (await town.state()).governance.policy
    answers = {"amount_1": "600", "kinds_1": ["bail", "hotel"], "amount_2": "", "kinds_2": []}
    fields = filled_in(await heron.page("policy/reserves"))
    checked = await heron.send("policy/reserves", fields | answers, "check")
    assert "Kept for hotel, bail nothing → becomes $600.00" in text_of(checked.text)
    kept = filled_in(checked.text) | {"kinds_1": ["bail", "hotel"]}
    answer = await heron.send("policy/reserves", kept, "write")
    assert answer.headers["location"] == f"{heron.prefix}/tonight#reserves"
    after = (await town.state()).governance.policy
    assert after.reserves == (Reserve(amount=600_00, categories=(Category.HOTEL, Category.BAIL)),)
    assert (after.ladder, after.urgent_case_cap) == (before.ladder, before.urgent_case_cap)
    fields = filled_in(await heron.page("policy/reserves"))
    assert (fields["amount_1"], fields["amount_2"]) == ("600.00", "")


async def test_changing_the_rules_keeps_the_reserves(town: Town) -> None:
    heron = town.people["heron"]
    await _set(heron, {"amount_1": "50", "kinds_1": "bail"})
    fields = filled_in(await heron.page("policy/change"))
    checked = await heron.send("policy/change", fields, "check")
    await heron.send("policy/change", filled_in(checked.text), "write")
    policy = (await town.state()).governance.policy
    assert policy.reserves == (Reserve(amount=50_00, categories=(Category.BAIL,)),)


async def test_an_amount_without_a_kind_of_help_is_asked_about(town: Town) -> None:
    heron = town.people["heron"]
    answer = await heron.check("policy/reserves", amount_1="50")
    assert answer.status_code == 422
    assert "Tick at least one kind of help" in answer.text
    answer = await heron.check("policy/reserves", kinds_1="bail")
    assert "Write an amount, or tick nothing" in answer.text


async def _set(heron: object, answers: dict[str, str]) -> None:
    fields = filled_in(await heron.page("policy/reserves"))  # type: ignore[attr-defined]
    checked = await heron.send("policy/reserves", fields | answers, "check")  # type: ignore[attr-defined]
    kept = filled_in(checked.text) | answers
    await heron.send("policy/reserves", kept, "write")  # type: ignore[attr-defined]
