"""The rules of the fund: read by every member, changed by stewards."""

from ledger.chart import Category
from ledger.events import Role, Rung
from ledger.governance import Policy
from ledger.policy import SetPolicy
from tests.api.pages.people.stage import Town
from tests.api.pages.recording.stage import filled_in, text_of
from tests.funds import DAY


async def test_the_form_begins_with_something_sensible(town: Town) -> None:
    heron = town.people["heron"]
    fields = filled_in(await heron.page("policy/change"))
    assert fields["approvals_0"] == "1"
    assert fields["amount_1"] == ""
    assert fields["ratify_hours"] == "168"
    for handle in ("plover", "wren"):
        await town.join(handle, Role.APPROVER, Role.ON_CALL, by="heron")
    page = await heron.page("policy/change")
    fields = filled_in(page)
    assert (fields["amount_1"], fields["approvals_1"]) == ("1000.00", "2")
    assert (fields["case_cap"], fields["week_cap"]) == ("1000.00", "3000.00")
    assert 'value="bail" checked' in page
    assert 'value="rent" checked' not in page


async def test_the_rules_are_set_as_the_check_page_said(town: Town) -> None:
    heron = town.people["heron"]
    answers = {
        "approvals_0": "1",
        "amount_1": "500",
        "approvals_1": "2",
        "amount_2": "200.50",
        "approvals_2": "3",
        "use_2": "bail",
        "urgent": ["bail", "hotel"],
        "case_cap": "400",
        "week_cap": "900",
        "ratify_hours": "72",
        "ratify_approvals": "2",
    }
    fields = filled_in(await heron.page("policy/change"))
    checked = await heron.send("policy/change", fields | answers, "check")
    said = text_of(checked.text)
    assert "From $500.00 on nothing → becomes 2 people approve besides whoever asks" in said
    assert "From $200.50 on, for bail nothing → becomes 3 people approve" in said
    assert "Urgent tonight nothing: there is no urgent path → becomes hotel, bail" in said
    assert "Time to ratify afterwards 7 days → becomes 3 days" in said
    kept = filled_in(checked.text) | {"urgent": ["bail", "hotel"]}
    answer = await heron.send("policy/change", kept, "write")
    assert answer.headers["location"] == f"{heron.prefix}/policy"
    assert (await town.state()).governance.policy == Policy(
        ladder=(
            Rung(amount=0, approvals=1),
            Rung(amount=500_00, approvals=2),
            Rung(amount=200_50, approvals=3, categories=(Category.BAIL,)),
        ),
        urgent_categories=(Category.HOTEL, Category.BAIL),
        urgent_case_cap=400_00,
        urgent_week_cap=900_00,
        ratify_hours=72,
        ratify_approvals=2,
    )
    assert "From $500.00 on" in text_of(await heron.page("policy"))


async def test_what_is_missing_is_said_at_its_field(town: Town) -> None:
    heron = town.people["heron"]
    answer = await heron.check("policy/change", amount_1="500", urgent="bail", case_cap="0")
    assert answer.status_code == 422
    summary = answer.text.split('class="summary"')[1].split("</ul>")[0]
    for name in ("approvals_1", "case_cap", "week_cap"):
        assert f'href="#{name}"' in summary
    assert filled_in(answer.text)["amount_1"] == "500"


async def test_rules_that_the_form_would_not_make_survive_it(town: Town) -> None:
    heron = town.people["heron"]
    ladder = (
        Rung(amount=0, approvals=1),
        *(Rung(amount=100_00 * n, approvals=2, categories=(Category.FOOD,)) for n in range(1, 7)),
    )
    policy = SetPolicy(occurred_on=DAY, ladder=ladder, ratify_hours=50, ratify_approvals=1)
    await town.ask(policy, "heron")
    answer = await heron.write("policy/change")
    assert answer.status_code == 303, text_of(answer.text)
    after = (await town.state()).governance.policy
    assert (after.ladder, after.ratify_hours) == (ladder, 50)


async def test_a_rule_that_falls_away_is_said(town: Town) -> None:
    heron = town.people["heron"]
    await heron.write("policy/change", amount_1="500", approvals_1="2")
    checked = await heron.check("policy/change", amount_1="", approvals_1="")
    said = text_of(checked.text)
    assert "From $500.00 on 2 people approve besides whoever asks → becomes nothing" in said
