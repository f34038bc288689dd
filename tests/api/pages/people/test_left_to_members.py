"""What the rules leave to the members: the same forms propose it, and it is done when adopted."""

from contextlib import suppress
from typing import Any, Final
from uuid import UUID

import pytest
from msgspec.structs import replace

from ledger.deciding.proposal import Proposal
from ledger.events import ProposalKind, Role, Subject
from ledger.orders.content import Orderable
from ledger.rejections import DecisionUnknown
from tests.api.pages.deciding.stage import proposal_at, rules, say, settle
from tests.api.pages.people.stage import PASSPHRASE, Town
from tests.api.pages.people.test_two_people import code_on, step_up
from tests.api.pages.recording.stage import text_of
from tests.api.two_people import form_at

REASON: Final = "We are more people now."


async def left_to_members(town: Town, *subjects: Subject) -> Town:
    """Let the members decide about *subjects*, and two sign everything else."""
    return await settle(town, replace(rules(), by_decision=subjects))


async def adopt(town: Town, path: str) -> None:
    """Have everybody who may decide agree; what they adopted is carried out by the button."""
    proposal = await proposal_at(town, path)
    assert proposal.kind is ProposalKind.RULES
    for handle, person in tuple(town.people.items()):
        if person.sign_in in proposal.electorate:
            back = await town.come(person.sign_in, handle)  # who lost a mandate was signed out
            back.app = person.app
            await say(town, handle, path, "agree")


async def asked_for(town: Town, path: str, answer: Any) -> tuple[str, Proposal]:
    """Return where the proposal is that a form made, and what it is."""
    assert answer.status_code == 303, text_of(answer.text)
    made = answer.headers["location"].removeprefix(f"{town.people['heron'].prefix}/")
    assert made.startswith("decisions/"), (path, made)
    return made, await proposal_at(town, made)


async def test_the_rules_are_proposed_on_the_form_that_sets_them(town: Town) -> None:
    await left_to_members(town, Subject.RULES)
    heron = town.people["heron"]
    path = "policy/change"
    page = text_of(await heron.page(path))
    assert "The members decide this: it becomes a proposal" in page
    assert "This takes two" not in page
    answers = {"approvals_0": "1", "ratify_hours": "72", "ratify_approvals": "1"}
    checked = await heron.check(path, **answers, reason=REASON)
    text = text_of(checked.text)
    assert f"Why {REASON}" in text
    assert "Put it forward" in text
    made, proposal = await asked_for(town, path, await heron.write(path, **answers, reason=REASON))
    assert proposal.content
    said = await town.site.deciding.words(town.fund.fund_id, [proposal.proposal])
    assert (said[proposal.proposal].title, said[proposal.proposal].text) == (
        "Change the rules",
        REASON,
    )
    before = (await town.state()).governance.policy
    await adopt(town, made)
    await carried_out(town, proposal)
    after = (await town.state()).governance.policy
    assert (before.ratify_hours, after.ratify_hours) == (168, 72)


async def carried_out(town: Town, proposal: Proposal) -> None:
    """See that the clock or a button has carried it out."""
    fund_id, decision = town.fund.fund_id, proposal.proposal
    if decision in (await town.state()).deciding.decided:
        who = town.people["heron"].sign_in
        with suppress(DecisionUnknown):  # the clock was faster
            await town.site.deciding.carry_out(fund_id, decision, actor=str(who), key="k" * 20)
    assert decision not in (await town.state()).deciding.decided


FORMS: Final[list[tuple[Subject, str, dict[str, Any], str]]] = [
    (Subject.RULES, "policy/reserves", {"amount_1": "5", "kinds_1": "rent"}, "SetPolicy"),
    (Subject.RULES, "policy/help-rules", {"cap_rent": "500"}, "SetPolicy"),
    (Subject.PUBLISHING, "reports/rule", {}, "SetDisclosure"),
    (Subject.MANDATES, "people/{wren}/grant", {"role": "auditor"}, "GrantMandate"),
]


@pytest.mark.parametrize(("subject", "path", "answers", "kind"), FORMS, ids=str)
async def test_every_form_proposes_what_is_left_to_the_members(
    town: Town, subject: Subject, path: str, answers: dict[str, Any], kind: str
) -> None:
    await left_to_members(town, subject)
    heron, wren = town.people["heron"], town.people["wren"]
    path = path.format(wren=wren.sign_in)
    _, proposal = await asked_for(town, path, await heron.write(path, **answers))
    assert type(order_of(proposal)).__name__ == kind


@pytest.mark.parametrize(
    ("subject", "path", "kind"),
    [
        (Subject.MANDATES, "people/{plover}/mandates/treasurer/end", "EndMandate"),
        (Subject.MEMBERS, "people/{wren}/end", "EndMembership"),
        (Subject.MEMBERS, "people/invite", "AdmitMember"),
    ],
    ids=str,
)
async def test_pages_of_one_button_propose_as_well(
    town: Town, subject: Subject, path: str, kind: str
) -> None:
    await left_to_members(town, subject)
    ids = {handle: person.sign_in for handle, person in town.people.items()}
    path = path.format(**ids)
    _, proposal = await asked_for(town, path, await town.people["heron"].confirm(path))
    assert type(order_of(proposal)).__name__ == kind


def order_of(proposal: Proposal) -> Orderable:
    assert proposal.order is not None
    return proposal.order


async def test_what_is_not_left_to_the_members_is_an_order_as_ever(town: Town) -> None:
    await left_to_members(town, Subject.RULES)
    path = f"people/{town.people['wren'].sign_in}/grant"
    heron = town.people["heron"]
    assert "This takes two" in text_of(await heron.page(path))
    answer = await heron.write(path, role="auditor", code=town.code("heron"))
    assert "/orders/" in answer.headers["location"]


async def test_somebody_whom_the_members_let_in_gets_halves_of_two_stewards(town: Town) -> None:
    await left_to_members(town, Subject.MEMBERS)
    heron, plover = town.people["heron"], town.people["plover"]
    assert "two stewards make one half of a code each" in text_of(await heron.page("people/invite"))
    made, proposal = await asked_for(town, "invite", await heron.confirm("people/invite"))
    new: UUID = order_of(proposal).sign_in  # type: ignore[union-attr]
    path = f"people/{new}/invitation"
    assert (await heron.get(path)).status_code == 404
    await adopt(town, made)
    await carried_out(town, proposal)
    assert path in await plover.page("people")
    halves = []
    for handle in ("heron", "plover"):
        await step_up(town, handle, path)
        halves.append(code_on((await town.people[handle].press(path)).text))
    join = town.site.people.join
    assert await join(halves[0], "", "newt", PASSPHRASE) is None
    assert await join(halves[0], halves[1], "newt", PASSPHRASE) == new


async def test_what_cannot_be_carried_out_stands_at_the_desk_with_a_button(town: Town) -> None:
    await town.join("dunlin", Role.STEWARD, by="heron")
    await left_to_members(town, Subject.MANDATES)
    await town.set_up_app("dunlin")
    heron = town.people["heron"]
    made = {}
    for handle in ("plover", "dunlin"):
        path = f"people/{town.people[handle].sign_in}/mandates/steward/end"
        made[handle] = await asked_for(town, path, await heron.confirm(path))
    for path, _ in made.values():
        await adopt(town, path)
    await carried_out(town, made["plover"][1])
    path, proposal = made["dunlin"]
    assert proposal.proposal in (await town.state()).deciding.decided
    page = text_of(await heron.page("orders"))
    assert "Decided by the members, and not carried out yet" in page
    assert "End the mandate steward of dunlin" in page
    assert "Try again" in page
    button = f"{path}/carry-out"
    fields = form_at(await heron.page("orders"), f"/{button}")
    answer = await heron.client.post(f"{heron.prefix}/{button}", data=fields)
    assert answer.status_code == 409
    assert "The fund needs" in text_of(answer.text)
    assert proposal.proposal in (await town.state()).deciding.decided
