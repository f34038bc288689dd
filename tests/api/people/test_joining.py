"""Claiming the first sign-in, and invitations, attacked."""

import asyncio
from uuid import UUID, uuid4

import asyncpg
import pytest

from api.people.codes import paper_code
from api.people.refused import AlreadyClaimed, AlreadyJoined, HalvesGiven, Unfit
from api.sign_in import code_hash
from tests.api.people.stage import OTHER_PASSPHRASE, PASSPHRASE, Stage, holding


async def stewards(stage: Stage) -> tuple[UUID, UUID]:
    founder = await stage.founder("founder")
    return founder.sign_in_id, await stage.joined(founder.sign_in_id, "second")


async def join(stage: Stage, first: str, second: str = "", handle: str = "heron") -> UUID | None:
    return await stage.people.join(first, second, handle, PASSPHRASE)


async def test_the_first_person_chooses_handle_and_passphrase(stage: Stage) -> None:
    session = await stage.first_session()
    assert not await stage.people.is_claimed(session.sign_in_id)
    elsewhere = await stage.sessions.start(session.sign_in_id, "page")
    secret = await stage.people.claim(session, "La Paloma", PASSPHRASE)
    assert (await stage.found(secret)).sign_in_id == session.sign_in_id
    assert await stage.sessions.find(elsewhere, "page") is None
    assert await stage.people.is_claimed(session.sign_in_id)
    with pytest.raises(AlreadyClaimed):
        await stage.people.claim(await stage.found(secret), "another", OTHER_PASSPHRASE)


async def test_afterwards_no_code_of_the_terminal_signs_in(stage: Stage) -> None:
    session = await stage.first_session()
    waiting = await stage.sign_in.issue_code()
    await stage.people.claim(session, "fox", PASSPHRASE)
    assert await stage.sign_in.redeem(waiting) is None
    with pytest.raises(AlreadyClaimed):
        await stage.sign_in.issue_code()


async def test_a_code_that_outlived_the_claim_signs_nobody_in(
    stage: Stage, superuser_url: str
) -> None:
    session = await stage.first_session()
    waiting = await stage.sign_in.issue_code()
    await stage.people.claim(session, "fox", PASSPHRASE)
    connection = await asyncpg.connect(superuser_url)
    # As if the code had been made in the same moment.
    await connection.execute(
        "insert into sign_in_codes values ($1, $2, now(), 'infinity')",
        code_hash(waiting),
        session.sign_in_id,
    )
    await connection.close()
    assert await stage.sign_in.redeem(waiting) is None


async def test_all_that_is_wrong_with_a_choice_is_said_at_once(stage: Stage) -> None:
    session = await stage.first_session()
    with pytest.raises(Unfit) as refused:
        await stage.people.claim(session, "x", "short")
    assert [wrong.field for wrong in refused.value.wrongs] == ["handle", "passphrase"]
    assert not await stage.people.is_claimed(session.sign_in_id)


async def test_a_whole_code_makes_a_sign_in_once(stage: Stage) -> None:
    founder = await stage.founder()
    new = uuid4()
    code = await stage.people.invitations.whole(new, founder.sign_in_id)
    assert await stage.people.invitations.waiting([new]) != {}
    assert await join(stage, code.lower().replace("-", " ")) == new
    assert await stage.people.handle_of(new) == "heron"
    assert await stage.people.invitations.waiting([new]) == {}
    assert await join(stage, code, handle="another") is None
    assert await stage.people.enter("heron", PASSPHRASE) is not None


async def test_two_halves_in_any_order_make_a_sign_in(stage: Stage) -> None:
    one, other = await stewards(stage)
    for swapped in (False, True):
        new = uuid4()
        halves = [await stage.people.invitations.half(new, by) for by in (one, other)]
        first, second = reversed(halves) if swapped else halves
        assert await join(stage, first, second, f"heron {swapped}") == new


async def test_half_of_an_invitation_is_nothing(stage: Stage) -> None:
    one, other = await stewards(stage)
    new = uuid4()
    half = await stage.people.invitations.half(new, one)
    assert await join(stage, half) is None
    assert await join(stage, half, half) is None
    assert await join(stage, half, paper_code(16)) is None
    elses = await stage.people.invitations.half(uuid4(), other)
    assert await join(stage, half, elses) is None
    await stage.people.invitations.half(new, other)
    assert await join(stage, half) is None
    assert await stage.people.find("heron") is None


async def test_nobody_can_hold_both_halves(stage: Stage) -> None:
    one, other = await stewards(stage)
    new = uuid4()
    lost = await stage.people.invitations.half(new, one)
    again = await stage.people.invitations.half(new, one)
    assert await join(stage, lost, again) is None
    theirs = await stage.people.invitations.half(new, other)
    assert await join(stage, lost, theirs) is None
    third = await stage.joined(one, "third")
    with pytest.raises(HalvesGiven):
        await stage.people.invitations.half(new, third)
    assert await join(stage, again, theirs) == new


async def test_asking_for_halves_at_once_gives_each_steward_one(stage: Stage) -> None:
    one, other = await stewards(stage)
    third = await stage.joined(one, "third")
    new = uuid4()
    answers = await asyncio.gather(
        *(stage.people.invitations.half(new, by) for by in (one, other, third)),
        return_exceptions=True,
    )
    assert sum(isinstance(answer, HalvesGiven) for answer in answers) == 1


async def test_a_half_takes_the_place_of_a_whole_code(stage: Stage) -> None:
    one, other = await stewards(stage)
    new = uuid4()
    whole = await stage.people.invitations.whole(new, one)
    theirs = await stage.people.invitations.half(new, other)
    assert await join(stage, whole) is None
    assert await join(stage, whole, theirs) is None
    halves = [await stage.people.invitations.half(new, one), theirs]
    assert await join(stage, *halves) == new


async def test_wrong_used_old_and_void_invitations_look_alike(stage: Stage) -> None:
    founder = await stage.founder()
    by = founder.sign_in_id
    used = await stage.people.invitations.whole(uuid4(), by)
    await join(stage, used, handle="used")
    void_one = uuid4()
    void = await stage.people.invitations.whole(void_one, by)
    await stage.people.invitations.void([void_one])
    old = await stage.people.invitations.whole(uuid4(), by)
    stage.clock.pass_by(days=7)
    runs = stage.argon2.runs
    for code in (used, void, old, paper_code(16), "", "x", "Ω" * 80, "\ud800", "0" * 10_000):
        assert await join(stage, code) is None, code[:20]
    assert stage.argon2.runs == runs, "none of them costs more than another"


async def test_of_many_who_type_one_invitation_at_once_one_joins(stage: Stage) -> None:
    founder = await stage.founder()
    code = await stage.people.invitations.whole(uuid4(), founder.sign_in_id)
    answers = await asyncio.gather(*(join(stage, code, handle=f"heron {n}") for n in range(4)))
    assert sum(answer is not None for answer in answers) == 1


async def test_two_connections_cannot_both_take_an_invitation(
    stage: Stage, service_url: str
) -> None:
    founder = await stage.founder()
    code = await stage.people.invitations.whole(uuid4(), founder.sign_in_id)
    invited = stage.people.invitations.invited

    async def take() -> UUID | None:
        async with stage.people._database.acquire() as connection, connection.transaction():
            who = await invited(connection, code, "")
            if who is not None:
                await stage.people.invitations.end(connection, who)
        return who

    async with holding(service_url, "select from invitations for update"):
        both = [asyncio.create_task(take()) for _ in range(2)]
        await asyncio.sleep(0.3)  # both have come as far as they can
    assert sum(who is not None for who in await asyncio.gather(*both)) == 1


async def test_a_taken_handle_is_told_to_the_invited_only(stage: Stage) -> None:
    founder = await stage.founder("fox")
    assert await join(stage, paper_code(16), handle="fox") is None
    new = uuid4()
    code = await stage.people.invitations.whole(new, founder.sign_in_id)
    with pytest.raises(Unfit):
        await join(stage, code, handle="FOX")
    assert await join(stage, code) == new, "the invitation was not used up"


async def test_of_two_who_want_one_handle_at_once_one_gets_it(stage: Stage) -> None:
    founder = await stage.founder()
    codes = [await stage.people.invitations.whole(uuid4(), founder.sign_in_id) for _ in range(3)]
    answers = await asyncio.gather(*(join(stage, code) for code in codes), return_exceptions=True)
    assert sum(isinstance(answer, Unfit) for answer in answers) == 2


async def test_nobody_is_invited_into_a_sign_in_that_exists(stage: Stage) -> None:
    one, other = await stewards(stage)
    for who in (one, other):
        with pytest.raises(AlreadyJoined):
            await stage.people.invitations.half(who, one)
        with pytest.raises(AlreadyJoined):
            await stage.people.invitations.whole(who, one)


async def test_codes_are_stored_nowhere(stage: Stage, service_url: str) -> None:
    founder = await stage.founder()
    code = await stage.people.invitations.whole(uuid4(), founder.sign_in_id)
    connection = await asyncpg.connect(service_url)
    rows = await connection.fetch("select * from invitations")
    people = await connection.fetch("select * from sign_ins")
    await connection.close()
    assert code not in repr(rows)
    assert code.replace("-", "") not in repr(rows)
    assert PASSPHRASE not in repr(people)
