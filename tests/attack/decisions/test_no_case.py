"""T15: what members read of a decision gives back no case, amount, payee, account or order."""

from typing import Any, Final
from uuid import UUID

import pytest

from api.pages.deciding import opened
from api.v1.deciding import shapes
from ledger.case_label import case_label
from ledger.deciding.commands import ChangeProposal
from ledger.events import ProposalKind, Role, Stance, StanceTaken
from ledger.members import GrantMandate
from ledger.orders.commands import Act, DeclareConflict
from ledger.orders.state import Order
from tests.api.two_people import form_at
from tests.attack.decisions.hall import (
    OF_ANOTHER,
    OF_THE_BAIL,
    OF_THE_GRANT,
    OF_THE_ROOMS,
    TEXT,
    TITLES,
    Hall,
    Told,
    much_is_decided,
    plain,
)
from tests.funds import DAY

OPEN_MONEY: Final = 99_77
MOVING: Final = ("money", "case", "ratified", "open money", "open case")
WRONG: Final = "0" * 64


def amounts(amount: int) -> list[str]:
    """Return an amount as pages and programs write it."""
    return [str(amount), f"{amount // 100}.{amount % 100:02}", f"{amount // 100},{amount % 100:02}"]


async def secrets(hall: Hall, paid: dict[str, Order]) -> dict[str, str]:
    """Return what nobody without a part in it may find, and what each of it is."""
    two, found = hall.two, dict[str, str]()
    for amount in (OF_THE_ROOMS, OF_THE_GRANT, OF_THE_BAIL, OF_ANOTHER, OPEN_MONEY):
        found |= dict.fromkeys(amounts(amount), f"the amount {amount}")
    found |= {str(two.opened.bank): "an account", str(two.opened.court): "a court"}
    order = paid["ratified"]
    found |= {str(order.order): "the order", str(order.case_id): "its case"}
    found[case_label(order.case_id)] = "what its case is called"
    for name in ("case", "open case"):
        case_id = await helped(hall, name)
        found |= {str(case_id): "who is helped", case_label(case_id): "what that case is called"}
    for name in MOVING:
        proposal = await hall.proposal(hall.proposals[name])
        assert proposal.content_hash is not None
        found[proposal.content_hash] = f"a digest to try amounts with, of {name}"
    found |= {
        title: f"the words about {kind.value}"
        for kind, title in TITLES.items()
        if kind is not ProposalKind.MONEY  # every member reads of what it is, and no more
    }
    return found | {TEXT: "what was said about it"}


async def helped(hall: Hall, name: str) -> UUID:
    """Return the case that members decide about."""
    order: Any = (await hall.proposal(hall.proposals[name])).order
    case_id: UUID = order.case_id
    return case_id


async def pushed(hall: Hall) -> dict[str, Told]:
    """Return what a plain member is told who sends whatever might make something talk."""
    lou, api, told = hall.two["lou"], "/proposals", dict[str, Told]()
    day = {"occurred_on": DAY.isoformat()}
    order = {"command": "pay_cost", **day}
    for name in MOVING:
        one = f"{api}/{hall.proposals[name]}"
        bodies: dict[str, Any] = {
            f"{one}/stances": day | {"stance": "agree", "text_hash": WRONG, "content_hash": WRONG},
            f"{one}/recusals": day,
            f"{one}/change": day | {"title": "x", "text": "y"},
            f"{one}/withdrawal": day,
            f"{one}/meetings": day | {"held_on": DAY.isoformat(), "present": 1, "counts": []},
            f"{one}/meetings/confirmation": day,
            f"{one}/close": None,
            f"{one}/carry-out": None,
            f"{one}/notes": {"text": "What is it?"},
            f"{one}/slips": None,
            f"{one}/ballots": {"slip": "A", "choice": "agree"},
        }
        for path, body in bodies.items():
            told[path] = plain(await lou.send("POST", path, body))
        asked = day | {"order": order, "decision": str(hall.proposals[name])}
        told[f"orders {name}"] = plain(await lou.send("POST", "/orders", asked))
        page = f"decisions/{hall.proposals[name]}"
        for part in ("stance", "note", "recuse", "close", "carry-out", "meeting", "change"):
            told[f"{page}/{part}"] = plain(await lou.post(f"{page}/{part}", {"step": "write"}))
    return told


def given_away(told: dict[str, Told], looked_for: dict[str, str]) -> dict[str, set[str]]:
    """Return what is found, and at which addresses."""
    found = dict[str, set[str]]()
    for path, (_, body, headers) in told.items():
        text = body.decode() + str(headers)
        for secret, what in looked_for.items():
            if secret in text and secret not in path:
                found.setdefault(what, set()).add(path)
    return found


async def all_found(hall: Hall) -> dict[str, set[str]]:
    paid = await much_is_decided(hall)
    more, lou = await hall.items(), hall.two["lou"]
    looked_for = await secrets(hall, paid)
    told = await hall.read_by(lou, more)
    found = given_away(told, looked_for)
    for what, paths in given_away(await pushed(hall), looked_for).items():
        found[what] = found.get(what, set()) | paths
    stranger = await hall.read_by_a_stranger(more)
    assert given_away(stranger, looked_for) == {}
    assert given_away({"": (200, b"", ())}, looked_for) == {}
    return found


async def test_a_plain_member_finds_nothing_of_it(hall: Hall) -> None:
    assert await all_found(hall) == {}


async def test_whoever_reads_the_book_does_find_it(hall: Hall) -> None:
    paid = await much_is_decided(hall)
    told = await hall.read_by(hall.two["ida"], await hall.items())
    found = given_away(told, await secrets(hall, paid))
    assert {"the order", "who is helped", f"the amount {OF_THE_GRANT}"} <= {*found}


async def test_a_plain_member_decides_on_the_words_alone(hall: Hall) -> None:
    """What binds is in the line all the same, and a change makes what was read something else."""
    case_id = await hall.screened()
    decision = await hall.propose(ProposalKind.ONE_CASE, hall.grant(case_id))
    lou, path = hall.two["lou"], f"/proposals/{decision}/stances"
    read = (await lou.send("GET", f"/proposals/{decision}")).json()
    assert read["content_hash"] is None
    said = {"occurred_on": DAY.isoformat(), "stance": "agree", "text_hash": read["text_hash"]}
    answer = await lou.send("POST", path, said)
    assert answer.status_code == 201, answer.text
    proposal = await hall.proposal(decision)
    assert proposal.stances == {lou.who: Stance.AGREE}
    (line,) = [each.event for each in (await hall.two.case(decision)).lines[1:]]
    assert isinstance(line, StanceTaken)
    assert line.content_hash == proposal.content_hash
    change = ChangeProposal(
        occurred_on=DAY, case_id=decision, text_hash="", order=hall.grant(case_id, 9_00)
    )
    title, ida = TITLES[ProposalKind.ONE_CASE], str(hall.two["ida"].who)
    await hall.site.deciding.change(hall.fund_id, change, title, TEXT, actor=ida, key="less")
    again = await lou.send("POST", path, said)
    assert (again.status_code, again.json()["code"]) == (409, "content-changed")
    page = await lou.get(f"decisions/{decision}")
    form = form_at(page.text, "/stance")
    assert form["content_hash"] == ""
    sent = await lou.post(f"decisions/{decision}/stance", form | {"stance": "agree"})
    assert sent.status_code == 303, sent.text
    assert (await hall.proposal(decision)).stances == {lou.who: Stance.AGREE}


async def test_a_seat_does_not_learn_who_keeps_out_of_a_case(hall: Hall) -> None:
    """Who is close to whoever is helped tells who that is; cases are never for seats."""
    two, case_id = hall.two, await hall.screened()
    seated = GrantMandate(occurred_on=DAY, holder=two["lou"].who, role=Role.SEAT)
    await two.sign(await two.ask_for(seated), "noor", Act.APPROVE)
    sol = two["sol"].who
    close = DeclareConflict(occurred_on=DAY, case_id=case_id, order_id=case_id, sign_in=sol)
    await two.give(close, "sol")
    decision = await hall.propose(ProposalKind.ONE_CASE, hall.grant(case_id))
    hall.proposals["case"] = decision
    assert (await hall.proposal(decision)).recused == (sol,)
    name = (await hall.site.people.handles([sol]))[sol]
    told = [await two[each].get(f"decisions/{decision}") for each in ("ida", "lou")]
    assert [name in each.text for each in told] == [True, False]
    read = await hall.read_by(two["lou"], [])
    about = {path: body for path, (_, body, _) in read.items() if str(decision) in path}
    assert len(about) > 5
    for secret in (name, str(sol)):
        assert [path for path, body in about.items() if secret.encode() in body] == []


# --- planted faults ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [ProposalKind.ONE_CASE, ProposalKind.RATIFICATION])
@pytest.mark.parametrize("fault", ["pages", "programs"])
async def test_words_that_are_shown_are_found(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, fault: str, kind: ProposalKind
) -> None:
    if fault == "pages":
        monkeypatch.setattr(opened, "OF_ONE_PERSON", opened.OF_ONE_PERSON - {kind})
    else:
        monkeypatch.setattr(shapes, "ABOUT_ONE_CASE", shapes.ABOUT_ONE_CASE - {kind})
    found = await all_found(hall)
    assert f"the words about {kind.value}" in found
