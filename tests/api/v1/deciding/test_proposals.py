"""Proposals through the API: put forward, said yes to, changed, met about, decided, carried out."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio

from api.session import Scope
from ledger.events import Role
from tests.api.v1.deciding.stage import WORDS, Table, laid, quick

NOBODY = "6f1c1ad8-6d0f-4c57-9f3a-0d5f7f0b8a11"


@pytest_asyncio.fixture(loop_scope="session")
async def table(client: httpx.AsyncClient) -> AsyncIterator[Table]:
    """A fund that decides by consent, without a day of review."""
    consent = quick("consent")
    kinds: dict[str, Any] = dict.fromkeys(("anything", "budget", "rules", "money"), consent)
    yield await laid(client, **kinds)


def budget(table: Table) -> dict[str, Any]:
    """Return the body of an order for a budget."""
    return {
        "command": "adopt_budget",
        "occurred_on": table.today.isoformat(),
        "from_month": "2027-01",
        "until_month": "2027-03",
        "items": [
            {
                "item_id": str(uuid4()),
                "kind": "rent",
                "amount": 900_00,
                "currency": "USD",
                "exponent": 2,
            }
        ],
    }


async def test_a_plain_member_proposes_and_everybody_agrees(table: Table) -> None:
    proposal = await table.propose()
    read = await table.one(proposal, "ida")
    assert read["proposal"]["title"] == WORDS["title"]
    assert (read["text"], read["order"]) == (WORDS["text"], None)
    assert (read["may_decide"], read["awaited"], read["stances"]) == (5, 5, [])
    assert read["proposal"]["awaits_me"] is True
    assert {"stance", "recusal", "meeting"} <= set(read["acts"])
    assert (await table.say("ida", proposal, "agree")).status_code == 201
    read = await table.one(proposal, "ida")
    assert (read["mine"], read["awaited"]) == ("agree", 4)
    assert read["proposal"]["awaits_me"] is False
    assert read["stances"] == [{"stance": "agree", "people": 1}]
    await table.all_say(proposal)
    read = await table.one(proposal)
    assert (read["proposal"]["state"], read["outcome"]) == ("adopted", "adopted")
    assert read["proposal"]["reason"] == "carried"
    assert read["counted"][0]["tally"]["agree"] == 5
    assert read["acts"] == []
    listed = await table.get("lou", "/proposals?only=closed")
    assert [each["proposal_id"] for each in listed["proposals"]] == [proposal]
    assert (await table.get("lou", "/proposals"))["proposals"] == []


async def test_a_budget_is_adopted_and_counts_at_once(table: Table) -> None:
    order = budget(table)
    (item,) = order["items"]
    names = [{"item_id": item["item_id"], "text": "Winter rooms"}]
    proposal = await table.propose(kind="budget", order=order, item_names=names)
    read = await table.one(proposal)
    assert read["order"]["command"] == "adopt_budget"
    await table.all_say(proposal)
    again = await table.send("ida", f"/proposals/{proposal}/close")
    assert again.status_code == 200, again.text
    # The clock carries it out by itself; a steward may ask for it as well.
    await table["ida"].step_up()
    done = await table.send("ida", f"/proposals/{proposal}/carry-out")
    assert done.status_code in {200, 201, 404}, done.text
    (one,) = (await table.get("lou", "/budgets"))["budgets"]
    assert (one["from_month"], one["decision"]) == ("2027-01", proposal)
    (planned,) = one["items"]
    assert (planned["name"], planned["amount"], planned["used"]) == ("Winter rooms", 900_00, None)
    read = await table.one(proposal)
    assert (read["proposal"]["carried_out"], read["proposal"]["budget_id"]) == (
        True,
        one["budget_id"],
    )


async def test_the_same_key_is_the_same_proposal(table: Table) -> None:
    body = table.body(kind="anything", **WORDS)
    first, again = [await table.send("lou", "/proposals", body, key="once") for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json() | {"replayed": True}
    other = await table.send("lou", "/proposals", body | {"kind": "money"}, key="once")
    assert other.status_code == 422 or other.json()["code"] == "mandate-missing"


async def test_a_change_voids_what_was_said(table: Table) -> None:
    proposal = await table.propose()
    before = await table.one(proposal, "noor")
    await table.say("noor", proposal, "agree")
    body = table.body(title="Rooms for the spring", text="Three of them.")
    path = f"/proposals/{proposal}/change"
    refused = await table.send("ida", path, body)
    assert (refused.status_code, refused.json()["code"]) == (403, "proposal-of-another")
    assert (await table.send("lou", path, body)).status_code == 201
    read = await table.one(proposal, "noor")
    assert (read["proposal"]["title"], read["mine"]) == ("Rooms for the spring", None)
    stale = table.body(
        stance="agree", text_hash=before["text_hash"], content_hash=before["content_hash"]
    )
    refused = await table.send("noor", f"/proposals/{proposal}/stances", stale)
    assert (refused.status_code, refused.json()["code"]) == (409, "content-changed")


async def test_who_keeps_out_leaves_the_quorum(table: Table) -> None:
    proposal = await table.propose()
    kept_out = await table.send("sol", f"/proposals/{proposal}/recusals", table.body())
    assert kept_out.status_code == 201, kept_out.text
    read = await table.one(proposal, "sol")
    assert (read["may_decide"], read["acts"]) == (4, [])
    refused = await table.say("sol", proposal, "agree")
    assert (refused.status_code, refused.json()["code"]) == (403, "recused-already")


async def test_a_proposal_is_taken_back_by_who_made_it(table: Table) -> None:
    proposal = await table.propose()
    path = f"/proposals/{proposal}/withdrawal"
    assert (await table.send("ida", path, table.body())).status_code == 403
    assert (await table.send("lou", path, table.body())).status_code == 201
    assert (await table.one(proposal))["proposal"]["state"] == "withdrawn"


async def test_a_meeting_is_written_down_confirmed_by_another_and_contested(
    table: Table,
) -> None:
    proposal = await table.propose()
    body = table.body(
        held_on=table.today.isoformat(),
        present=4,
        counts=[{"stance": "agree", "people": 4}],
        recused=0,
    )
    path = f"/proposals/{proposal}/meetings"
    assert (await table.send("lou", path, body)).status_code == 201
    assert (await table.one(proposal))["meeting"]["present"] == 4
    own = await table.send("lou", f"{path}/confirmation", table.body())
    assert own.json()["code"] == "own-request"
    assert "confirmation" in (await table.one(proposal, "wren"))["acts"]
    done = await table.send("wren", f"{path}/confirmation", table.body())
    assert done.status_code == 201, done.text
    read = await table.one(proposal)
    assert (read["outcome"], read["meeting"]["is_confirmed"]) == (None, True)
    path = f"{path}/contest"
    assert (await table.send("lou", path, table.body())).json()["code"] == "own-request"
    assert "contest" in (await table.one(proposal, "ida"))["acts"]
    void = await table.send("ida", path, table.body())
    assert void.status_code == 201, void.text
    read = await table.one(proposal)
    assert (read["proposal"]["state"], read["meeting"]) == ("open", None)
    today = table.today.isoformat()
    assert read["contested"] == [{"held_on": today, "contested_on": today}]


async def test_notes_are_read_by_all_and_signed_for_whoever_may_see_people(table: Table) -> None:
    proposal = await table.propose()
    path = f"/proposals/{proposal}/notes"
    said = await table.send("sol", path, {"text": "Who has the keys?", "stance": "reservation"})
    assert said.status_code == 204, said.text
    (seen,) = (await table.one(proposal, "lou"))["notes"]
    assert (seen["text"], seen["by"], seen["stance"]) == ("Who has the keys?", None, "reservation")
    (seen,) = (await table.one(proposal, "noor"))["notes"]
    assert seen["by"] == str(table["sol"].who)
    note = f"{path}/{seen['note_id']}"
    assert (await table.send("lou", note, method="DELETE")).status_code == 403
    assert (await table.send("sol", note, method="DELETE")).status_code == 204
    assert (await table.one(proposal))["notes"] == []
    long = await table.send("sol", path, {"text": "x" * 501})
    assert (long.status_code, long.json()["code"]) == (422, "words-unusable")


async def test_words_are_forgotten_by_who_made_them_or_a_steward(table: Table) -> None:
    proposal = await table.propose()
    path = f"/proposals/{proposal}/words"
    assert (await table.send("sol", path, method="DELETE")).status_code == 403
    assert (await table.send("lou", path, method="DELETE")).status_code == 204
    read = await table.one(proposal)
    assert (read["proposal"]["title"], read["text"]) == (None, None)
    assert len(read["proposal"]["case_label"].split()) == 2


async def test_a_list_is_paged_by_a_proposal_and_not_by_a_position(table: Table) -> None:
    made = [await table.propose() for _ in range(3)]
    for proposal in made:
        await table.send("lou", f"/proposals/{proposal}/withdrawal", table.body())
    first = await table.get("lou", "/proposals?only=closed&limit=2")
    found = [each["proposal_id"] for each in first["proposals"]]
    path = first["next"].partition(str(table.fund_id))[2]
    assert found[-1] in path
    rest = await table.get("lou", path)
    found += [each["proposal_id"] for each in rest["proposals"]]
    assert (found, rest["next"]) == (made[::-1], None)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("stances", {"stance": "agree", "text_hash": "0" * 64}),
        ("recusals", {}),
        ("withdrawal", {}),
        ("meetings/confirmation", {}),
        ("change", WORDS),
        ("notes", {"text": "Why?"}),
        ("slips", None),
        ("ballots", {"slip": "x", "choice": "agree"}),
        ("close", None),
    ],
)
async def test_a_case_of_another_kind_is_no_proposal(table: Table, path: str, body: Any) -> None:
    if body is not None and path not in {"notes", "ballots"}:
        body = table.body(**body)
    gift = (await table.two.give(table.two.opened.donation())).case_id
    answers = [
        await table.send("lou", f"/proposals/{case}/{path}", body) for case in (gift, NOBODY)
    ]
    for answer, case in zip(answers, (gift, NOBODY), strict=True):
        assert (answer.status_code, answer.json()["code"]) == (404, "case-unknown"), answer.text
        assert answer.json()["facts"] == {"case_id": str(case)}


async def test_a_body_is_read_strictly(table: Table) -> None:
    answer = await table.send("lou", "/proposals", table.body(kind="wish", title=7))
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed-input")
    named = {each["pointer"] for each in answer.json()["errors"]}
    assert named == {"/kind", "/title", "/text"}
    for title in ("", "x" * 121):
        answer = await table.send(
            "lou", "/proposals", table.body(kind="anything", title=title, text="")
        )
        assert (answer.status_code, answer.json()["code"]) == (422, "words-unusable")
        assert answer.json()["facts"]["field"] == "title"


async def test_a_token_reads_and_never_decides(table: Table) -> None:
    proposal = await table.propose()
    session = await table.site.sessions.find(
        await table.site.sessions.start(table["noor"].who, "page", stepped_up=True), "page"
    )
    assert session is not None
    token = await table.site.people.tokens.make(session, tuple(Scope), 1)
    person = table["noor"]
    kept, person.token = person.token, token
    try:
        read = await table.one(proposal, "noor")
        assert read["proposal"]["title"] == WORDS["title"]
        seen = await table.site.deciding.standing(table.fund_id, UUID(proposal), person.who)
        assert seen.seen == 0
        said = await table.say("noor", proposal, "agree")
        assert (said.status_code, said.json()["code"]) == (403, "scope-missing")
    finally:
        person.token = kept
    await table.one(proposal, "noor")
    seen = await table.site.deciding.standing(table.fund_id, UUID(proposal), person.who)
    assert seen.seen == 1


async def test_what_two_stewards_decide_otherwise_becomes_a_decision(table: Table) -> None:
    order = {
        "command": "grant_mandate",
        "occurred_on": table.today.isoformat(),
        "holder": str(table["lou"].who),
        "role": "seat",
    }
    proposal = await table.propose(kind="rules", order=order)
    await table.all_say(proposal)
    await table["ida"].step_up()
    await table.send("ida", f"/proposals/{proposal}/carry-out")
    fund = await table.two.fund()
    assert Role.SEAT in {
        each.role for each in fund.governance.mandates if each.holder == table["lou"].who
    }
