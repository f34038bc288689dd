"""Notes under a proposal: said once, in order, sealed, and taken away by whom they are from."""

from uuid import UUID, uuid4

import pytest

from api.deciding.notes import MOST_NOTES, Note
from ledger.deciding.commands import WithdrawProposal
from ledger.events.protocols import Stance
from ledger.rejections import (
    CaseUnknown,
    MandateMissing,
    MayNotDecide,
    NotesFull,
    ProposalIsClosed,
    WordsUnusable,
)
from ledger.store.database import Database
from tests.api.deciding.stage import Members
from tests.funds import DAY


async def test_notes_are_said_once_and_in_order(members: Members, database: Database) -> None:
    proposal_id = await members.propose()
    first, second = members.people[1], members.people[2]
    say = members.deciding.note
    one = await say(members.fund_id, proposal_id, by=first, text="Too dear", key="1")
    assert one == await say(members.fund_id, proposal_id, by=first, text="Too dear", key="1")
    two = await say(
        members.fund_id, proposal_id, by=second, text="No", key="1", stance=Stance.BLOCK
    )
    assert await members.deciding.notes(members.fund_id, proposal_id) == (
        Note(note_id=one, by=first, text="Too dear"),
        Note(note_id=two, by=second, text="No", stance=Stance.BLOCK),
    )
    async with database.acquire() as connection:
        sealed = b"".join(
            row[0] for row in await connection.fetch("select sealed from proposal_notes")
        )
    for shown in (b"Too dear", first.bytes, str(first).encode()):
        assert shown not in sealed
    with pytest.raises(MandateMissing):
        await members.deciding.unsay(
            members.fund_id, proposal_id, one, actor=str(_plain(members, first))
        )
    await members.deciding.unsay(members.fund_id, proposal_id, one, actor=str(first))
    await members.deciding.unsay(members.fund_id, proposal_id, one, actor=str(first))
    await members.deciding.unsay(members.fund_id, proposal_id, two, actor=str(members.steward))
    assert await members.deciding.notes(members.fund_id, proposal_id) == ()


def _plain(members: Members, but: UUID) -> UUID:
    stewards = (members.founder, members.steward)
    return next(who for who in members.people if who not in (*stewards, but))


async def test_notes_are_refused(members: Members, database: Database) -> None:
    proposal_id = await members.propose()
    who = members.people[1]
    say = members.deciding.note
    for text in ("", "x" * 501, "a\u0007"):
        with pytest.raises(WordsUnusable):
            await say(members.fund_id, proposal_id, by=who, text=text, key="k")
    with pytest.raises(CaseUnknown):
        await say(members.fund_id, uuid4(), by=who, text="Yes", key="k")
    with pytest.raises(MayNotDecide):
        await say(members.fund_id, proposal_id, by=uuid4(), text="Yes", key="k")
    await say(members.fund_id, proposal_id, by=who, text="Yes", key="k")
    async with database.acquire() as connection:
        await connection.execute(
            "insert into proposal_notes select fund_id, proposal_id, number + step,"
            " gen_random_uuid(), sealed from proposal_notes, generate_series(1, $1) as step",
            MOST_NOTES - 1,
        )
    with pytest.raises(NotesFull):
        await say(members.fund_id, proposal_id, by=who, text="One more", key="l")
    await say(members.fund_id, proposal_id, by=who, text="Yes", key="k")
    await members.ask(members.people[0], WithdrawProposal(occurred_on=DAY, case_id=proposal_id))
    with pytest.raises(ProposalIsClosed):
        await say(members.fund_id, proposal_id, by=who, text="Late", key="m")
