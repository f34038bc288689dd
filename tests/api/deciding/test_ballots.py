"""At most one ballot each, in time and by who may; the box is opened once it is over."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from api.deciding.box import Standing
from api.deciding.slips import SLIP_SIGNS, new_slip
from ledger.budgets.commands import AdoptBudget
from ledger.deciding.commands import ChangeProposal, Recuse, WithdrawProposal
from ledger.events.deciding import DecisionOutcome
from ledger.rejections import (
    BallotCast,
    BallotUnusable,
    CaseOfAnotherKind,
    CaseUnknown,
    DecidingOver,
    MayNotDecide,
    OpenStances,
    ProposalIsClosed,
    RecusedAlready,
    Rejection,
    SealedBallot,
    SlipUnusable,
)
from ledger.store.database import Database
from ledger.store.errors import IntegrityError
from tests.api.deciding.stage import Members
from tests.funds import DAY


async def rows(database: Database, table: str) -> int:
    async with database.acquire() as connection:
        count: int = await connection.fetchval(f"select count(*) from {table}")
    return count


async def test_the_same_slip_changes_a_ballot_and_another_one_does_not(
    members: Members, database: Database
) -> None:
    proposal_id = await members.propose()
    who, slip = members.people[2], new_slip()
    cast = members.deciding.cast
    assert await cast(members.fund_id, proposal_id, who, slip, "agree") == Standing(0, 1, True)
    assert await cast(members.fund_id, proposal_id, who, slip, "disagree") == Standing(0, 1, True)
    typed = slip.lower().replace("-", " ")
    assert await cast(members.fund_id, proposal_id, who, typed, "disagree") == Standing(0, 1, True)
    with pytest.raises(BallotCast):
        await cast(members.fund_id, proposal_id, who, new_slip(), "agree")
    assert await rows(database, "ballots") == await rows(database, "ballot_marks") == 1
    await members.vote(proposal_id, members.people[3], "agree")
    await members.vote(proposal_id, members.people[4], "disagree")
    await members.pass_until(proposal_id)
    closed = await members.close(proposal_id)
    assert closed.ballots == ("agree", "disagree", "disagree")
    assert closed.voters == tuple(sorted([who, *members.people[3:5]]))


async def test_the_slip_of_somebody_else_changes_nothing(members: Members) -> None:
    proposal_id = await members.propose()
    first, second = members.people[1], members.people[2]
    await members.vote(proposal_id, first, "agree")
    await members.vote(proposal_id, second, "agree")
    stolen = members.slips[first]
    with pytest.raises(BallotCast):
        await members.deciding.cast(members.fund_id, proposal_id, second, stolen, "disagree")


async def test_two_at_the_same_instant_are_one_ballot(members: Members, database: Database) -> None:
    proposal_id = await members.propose()
    who = members.people[4]
    answers = await asyncio.gather(
        *(
            members.deciding.cast(members.fund_id, proposal_id, who, new_slip(), choice)
            for choice in ("agree", "disagree")
        ),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in answers) == ["BallotCast", "Standing"]
    assert await rows(database, "ballots") == 1


async def test_the_database_keeps_a_second_mark_out(members: Members, database: Database) -> None:
    proposal_id = await members.propose()
    await members.vote(proposal_id, members.people[1], "agree")
    with pytest.raises(IntegrityError, match="23505"):
        async with database.acquire() as connection:
            await connection.execute(
                "insert into ballot_marks select fund_id, proposal_id, stage, sign_in"
                " from ballot_marks"
            )


REFUSED = [
    ("nobody", CaseUnknown, {}),
    ("a donation", CaseOfAnotherKind, {}),
    ("withdrawn", ProposalIsClosed, {}),
    ("open stances", OpenStances, {}),
    ("late", DecidingOver, {}),
    ("recused", RecusedAlready, {}),
    ("a stranger", MayNotDecide, {}),
    ("usual", SlipUnusable, {"slip": "AAAA"}),
    ("usual", SlipUnusable, {"slip": "U" * SLIP_SIGNS}),
    ("usual", BallotUnusable, {"choice": "1"}),
    ("usual", BallotUnusable, {"choice": "block"}),
    ("usual", BallotUnusable, {"choice": ""}),
]


@pytest.mark.parametrize(("case", "refusal", "what"), REFUSED)
async def test_a_ballot_is_refused(
    members: Members, case: str, refusal: type[Rejection], what: dict[str, str]
) -> None:
    fund_id, who = members.fund_id, members.people[3]
    proposal_id = await set_up(members, case)
    if case == "a stranger":
        who = uuid4()
    # Everything that comes later in the order of refusals is wrong as well.
    later = {"slip": "?", "choice": "?"} if case != "usual" else {}
    fields = {"slip": new_slip(), "choice": "agree"} | later | what
    if what.get("slip"):
        fields["choice"] = "?"
    with pytest.raises(refusal):
        await members.deciding.cast(fund_id, proposal_id, who, **fields)


async def set_up(members: Members, case: str) -> UUID:
    """Return the proposal of a row of the table."""
    if case == "nobody":
        return uuid4()
    if case == "a donation":
        receipt = await members.ask(members.founder, members.opened.donation(1_00))
        return receipt.answer.case_id
    if case == "open stances":
        return await members.propose_rules()
    proposal_id = await members.propose()
    if case == "withdrawn":
        await members.ask(members.people[0], WithdrawProposal(occurred_on=DAY, case_id=proposal_id))
    if case == "recused":
        await members.ask(members.people[3], Recuse(occurred_on=DAY, case_id=proposal_id))
    if case in ("late", "withdrawn"):
        await members.pass_until(proposal_id)
    return proposal_id


BUDGETS = ["1", "1 2 3 4", "2 4", ""]
NO_BUDGETS = ["0", "5", "2 1", "1 1", "1  2", " 1", "1 ", "01", "a", "-1", "1,2", "\u0661", "agree"]


@pytest.mark.parametrize("choice", BUDGETS)
async def test_a_budget_ballot_names_items(members: Members, choice: str) -> None:
    proposal_id = await members.propose_budget()
    await members.vote(proposal_id, members.people[1], choice)


@pytest.mark.parametrize("choice", NO_BUDGETS)
async def test_a_budget_ballot_that_names_others_is_refused(members: Members, choice: str) -> None:
    proposal_id = await members.propose_budget()
    with pytest.raises(BallotUnusable):
        await members.vote(proposal_id, members.people[1], choice)


async def test_a_budget_ballot_is_counted(members: Members) -> None:
    proposal_id = await members.propose_budget()
    for who, choice in zip(members.people, ("1 2", "1 2", "1", "3", "", "1 2"), strict=True):
        await members.vote(proposal_id, who, choice)
    await members.pass_until(proposal_id)
    closed = await members.close(proposal_id)
    assert closed.ballots == ("", "1", "1 2", "1 2", "1 2", "3")
    assert closed.outcome is DecisionOutcome.ADOPTED
    assert isinstance(closed.order, AdoptBudget)
    assert closed.chosen == tuple(item.item_id for item in closed.order.items[:2])


async def test_it_counts_until_the_last_microsecond(members: Members) -> None:
    proposal_id = await members.propose()
    await members.pass_until(proposal_id)
    members.clock.at -= timedelta(microseconds=1)
    await members.vote(proposal_id, members.people[1], "agree")
    assert not await members.deciding.close_if_due(members.fund_id, proposal_id)
    await members.pass_until(proposal_id)
    with pytest.raises(DecidingOver):
        await members.vote(proposal_id, members.people[2], "agree")
    with pytest.raises(DecidingOver):
        await members.vote(proposal_id, members.people[1], "disagree")


async def test_who_voted_cannot_keep_out_any_more(members: Members) -> None:
    proposal_id = await members.propose()
    voted, out = members.people[1], members.people[2]
    await members.vote(proposal_id, voted, "agree")
    command = Recuse(occurred_on=DAY, case_id=proposal_id)
    with pytest.raises(BallotCast):
        await members.deciding.recuse(members.fund_id, command, sign_in=voted, key="keep-out")
    await members.deciding.recuse(members.fund_id, command, sign_in=out, key="keep-out")
    with pytest.raises(RecusedAlready):
        await members.vote(proposal_id, out, "agree")


async def test_what_ballots_decide_cannot_be_changed(members: Members) -> None:
    proposal_id = await members.propose()
    change = ChangeProposal(occurred_on=DAY, case_id=proposal_id, text_hash="")
    with pytest.raises(SealedBallot):
        await members.deciding.change(
            members.fund_id, change, "New", "Words", actor=str(members.people[0]), key="change"
        )
