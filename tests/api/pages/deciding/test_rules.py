"""How the fund decides: read by every member, changed by two stewards or by the members."""

from msgspec.structs import replace

from ledger.deciding.setting import SetDeciding
from ledger.deciding.templates import TEMPLATES
from ledger.events.deciding import ProposalKind, Subject, Unbudgeted
from ledger.orders.content import command_of
from tests.api.pages.deciding.stage import page_text, proposal_at, propose, rules, settle
from tests.api.pages.people.stage import Town
from tests.api.pages.recording.stage import filled_in, text_of


async def test_every_member_reads_how_each_kind_is_decided(town: Town) -> None:
    page = await page_text(town, "wren", "decisions/rules")
    assert "A budget Consent Openly: everybody says what they think" in page
    assert "Help in one case Nobody can put this forward." in page
    assert "One block stops it." in page
    assert "Change how we decide" not in page
    assert (await town.people["wren"].get("decisions/rules/change")).status_code == 403


async def test_two_stewards_change_it_with_numbers_of_their_own(town: Town) -> None:
    heron = town.people["heron"]
    fields = filled_in(await heron.page("decisions/rules/change"))
    assert (fields["kind_budget"], fields["hours_budget"]) == ("consent", "168")
    answers = {
        "kind_budget": "budget_ballot",
        "kind_anything": "majority",
        "hours_anything": "72",
        "kind_money": "amount_ladder",
        "by_decision": ["rules"],
        "unbudgeted": "refused",
        "code": town.code("heron"),
    }
    checked = await heron.send("decisions/rules/change", fields | answers, "check")
    assert checked.status_code == 200, text_of(checked.text)
    said = text_of(checked.text)
    assert "Choosing items together: equal shares" in said
    assert "From $500.00 on, at least 3 people agree." in said
    kept = filled_in(checked.text) | {"by_decision": ["rules"]}
    answer = await heron.send("decisions/rules/change", kept, "write")
    assert answer.status_code == 303, text_of(answer.text)
    path = answer.headers["location"].partition(f"{heron.prefix}/")[2]
    assert path.startswith("orders/")
    order = await page_text(town, "plover", path)
    assert "Set anew how the fund decides." in order


async def test_what_the_form_says_becomes_the_command(town: Town) -> None:
    heron = town.people["heron"]
    fields = filled_in(await heron.page("decisions/rules/change"))
    answers = {
        "kind_anything": "majority",
        "hours_anything": "72",
        "kind_money": "closed",
        "by_decision": ["rules"],
        "unbudgeted": "refused",
        "code": town.code("heron"),
    }
    checked = await heron.send("decisions/rules/change", fields | answers, "check")
    kept = filled_in(checked.text) | {"by_decision": ["rules"]}
    answer = await heron.send("decisions/rules/change", kept, "write")
    path = answer.headers["location"].rpartition("/")[2]
    async with town.site.database.acquire() as connection:
        content = await connection.fetchval(
            "select convert_from(payload, 'UTF8')::jsonb->>'content' from events"
            " where fund_id = $1 and topic = 'order.requested.v1'"
            " and convert_from(payload, 'UTF8')::jsonb->>'order' = $2",
            *(town.fund.fund_id, path),
        )
    command = command_of(content)
    assert isinstance(command, SetDeciding)
    found = {each.kind: each.protocol for each in command.protocols}
    assert found[ProposalKind.BUDGET] == TEMPLATES["consent"]
    assert found[ProposalKind.ANYTHING].name == "majority"
    assert found[ProposalKind.ANYTHING].version == TEMPLATES["majority"].version + 1
    assert found[ProposalKind.ANYTHING].stages[0].hours == 72
    assert found[ProposalKind.ANYTHING].stages[0].review_days == 0
    assert ProposalKind.MONEY not in found
    assert command.by_decision == (Subject.RULES,)
    assert command.unbudgeted is Unbudgeted.REFUSED


async def test_what_can_be_proposed_says_who_decides_it(town: Town) -> None:
    page = await page_text(town, "wren", "decisions/new")
    assert "Decided by: Consent." in page
    assert "There is no budget yet that could be changed." in page
    assert "Members do not decide about A payment or a transfer Help in one case" in page


async def test_while_one_person_signs_nothing_is_proposed(town_alone: Town) -> None:
    heron = town_alone.people["heron"]
    page = text_of(await heron.page("decisions"))
    assert "Members decide together from the day on which two people sign." in page
    answer = await heron.check(
        "decisions/new/anything",
        **{"title": "x", "text": "y", "review_on-day": "1", "review_on-month": "9"},
        **{"review_on-year": "2026"},
    )
    assert answer.status_code == 409


async def test_a_proposal_keeps_the_rule_it_was_made_with(town: Town) -> None:
    path = await propose(town)
    assert (await proposal_at(town, path)).protocol == TEMPLATES["consent"]


async def test_where_the_rules_are_left_to_the_members_the_form_proposes(town_alone: Town) -> None:
    setting = replace(rules(), by_decision=(Subject.RULES,))
    town = await settle(town_alone, setting)
    heron = town.people["heron"]
    page = await heron.page("decisions/rules/change")
    assert "it becomes a proposal, and nothing changes before they have adopted it" in text_of(page)
    fields = filled_in(page) | {"by_decision": ["rules"], "kind_anything": "majority"}
    checked = await heron.send("decisions/rules/change", fields | {"reason": "Faster."}, "check")
    assert checked.status_code == 200, text_of(checked.text)
    kept = filled_in(checked.text) | {"by_decision": ["rules"]}
    answer = await heron.send("decisions/rules/change", kept, "write")
    assert answer.status_code == 303, text_of(answer.text)
    path = answer.headers["location"].partition(f"{heron.prefix}/")[2]
    said = await page_text(town, "wren", path)
    assert "Faster." in said
    assert "Set anew how the fund decides." in said
    links = await heron.page("decisions/new")
    assert "decisions/rules/change" in links
    assert "A steward puts it forward" in await page_text(town, "wren", "decisions/new")
    assert (await town.people["wren"].get(f"{path}/change")).status_code == 404
