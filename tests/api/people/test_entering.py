"""Signing in with handle and passphrase, attacked."""

import asyncio
from uuid import uuid4

import asyncpg
import pytest

from api.people.limits import STRANGER
from api.people.passphrases import Passphrases
from api.people.refused import TooSoon
from tests.api.people.stage import OTHER_PASSPHRASE, PASSPHRASE, Stage

WRONG = "not the passphrase at all"


async def hammer(stage: Stage, handle: str, times: int, device: str = "") -> int:
    """Try wrong passphrases; return how many were looked at."""
    looked_at = 0
    for _ in range(times):
        try:
            assert await stage.people.enter(handle, WRONG, device=device) is None
            looked_at += 1
        except TooSoon:
            pass
    return looked_at


async def test_the_right_passphrase_of_a_handle_lets_in(stage: Stage) -> None:
    founder = await stage.founder("La Paloma")
    for typed in ("La Paloma", "la paloma", "  LA  PALOMA "):
        entry = await stage.people.enter(typed, PASSPHRASE)
        assert entry is not None
        assert (entry.sign_in_id, entry.needs_code) == (founder.sign_in_id, False)
    assert await stage.people.enter("La Paloma", PASSPHRASE.upper()) is None


async def test_an_unknown_handle_takes_the_same_work_and_gets_the_same_answer(
    stage: Stage,
) -> None:
    await stage.founder("fox")
    for handle in ("fox", "nobody here", "", "a\x00b", "x" * 10_000, "\ud800"):
        before = stage.argon2.runs
        assert await stage.people.enter(handle, WRONG) is None
        assert stage.argon2.runs == before + 1, handle[:20]


async def test_an_unknown_handle_waits_like_a_known_one(stage: Stage) -> None:
    await stage.founder("fox")
    known = await hammer(stage, "fox", 20)
    assert known == await hammer(stage, "nobody here", 20) == STRANGER.free


async def test_who_has_not_chosen_a_passphrase_cannot_be_entered_as(stage: Stage) -> None:
    await stage.first_session()
    assert await stage.people.enter("", "") is None
    assert await stage.people.enter("", PASSPHRASE) is None


async def test_a_hundred_wrong_tries_do_not_stop_the_owner_on_a_known_device(stage: Stage) -> None:
    founder = await stage.founder("fox")
    device = await stage.people.remember_device(founder.sign_in_id)
    assert await hammer(stage, "fox", 100) < 10
    with pytest.raises(TooSoon):
        await stage.people.enter("fox", PASSPHRASE)
    assert await stage.people.enter("fox", PASSPHRASE, device=device) is not None


async def test_a_device_of_somebody_else_opens_no_lane(stage: Stage) -> None:
    founder = await stage.founder("fox")
    other = await stage.joined(founder.sign_in_id, "heron")
    device = await stage.people.remember_device(other)
    await hammer(stage, "fox", 20)
    for known in (device, "PLANTED", "", "x" * 500, "Ω"):
        with pytest.raises(TooSoon):
            await stage.people.enter("fox", PASSPHRASE, device=known)


async def test_a_stolen_device_cookie_is_slowed_down_by_itself(stage: Stage) -> None:
    founder = await stage.founder("fox")
    stolen = await stage.people.remember_device(founder.sign_in_id)
    own = await stage.people.remember_device(founder.sign_in_id)
    assert await hammer(stage, "fox", 100, device=stolen) < 10
    assert await stage.people.enter("fox", PASSPHRASE, device=own) is not None


async def test_a_recovery_code_gets_its_owner_past_whoever_hammers(stage: Stage) -> None:
    founder = await stage.founder("fox")
    app = await stage.with_app(founder.sign_in_id)
    await hammer(stage, "fox", 50)
    with pytest.raises(TooSoon):
        await stage.people.enter("fox", PASSPHRASE, recovery="0000-0000-0000-0000")
    entry = await stage.people.enter("fox", PASSPHRASE, recovery=app.recovery[0])
    assert entry is not None
    assert not entry.needs_code
    assert await stage.people.recovery_codes.left(founder.sign_in_id) == 9
    with pytest.raises(TooSoon):
        await stage.people.enter("fox", PASSPHRASE, recovery=app.recovery[0])


async def test_fewer_than_a_hundred_passphrases_an_hour_are_looked_at(stage: Stage) -> None:
    await stage.founder("fox")
    looked_at = 0
    for _ in range(3600):
        looked_at += await hammer(stage, "fox", 1)
        stage.clock.pass_by(seconds=1)
    assert 10 < looked_at < 60


async def test_many_at_once_do_not_slip_past_the_limit(stage: Stage) -> None:
    await stage.founder("fox")
    before = stage.argon2.runs
    answers = await asyncio.gather(
        *(stage.people.enter("fox", WRONG) for _ in range(15)), return_exceptions=True
    )
    assert stage.argon2.runs - before == STRANGER.free
    assert sum(isinstance(answer, TooSoon) for answer in answers) == 10


async def test_waiting_ends_and_is_forgotten(stage: Stage) -> None:
    await stage.founder("fox")
    await hammer(stage, "fox", 100)
    stage.clock.pass_by(minutes=2)
    assert await stage.people.enter("fox", PASSPHRASE) is not None
    assert await hammer(stage, "fox", 100) == STRANGER.free
    stage.clock.pass_by(minutes=15)
    assert await hammer(stage, "fox", 100) == STRANGER.free


async def test_processes_share_their_limits(stage: Stage) -> None:
    await stage.founder("fox")
    other = Stage(stage.people._database)
    assert await hammer(stage, "fox", 3) + await hammer(other, "fox", 3) == STRANGER.free


async def test_what_was_tried_is_not_kept(stage: Stage, service_url: str) -> None:
    await hammer(stage, "a passphrase in the wrong field", 1)
    connection = await asyncpg.connect(service_url)
    rows = await connection.fetch("select * from attempts")
    await connection.close()
    assert len(rows) == 1
    assert "wrong field" not in repr(rows)


async def test_a_flood_of_strangers_neither_fills_the_memory_nor_stops_a_known_device() -> None:
    passphrases = Passphrases()
    kept = await passphrases.hash(PASSPHRASE)
    flood = [
        asyncio.create_task(passphrases.verify(None, WRONG, is_trusted=False)) for _ in range(60)
    ]
    await asyncio.sleep(0)
    assert await passphrases.verify(kept, PASSPHRASE, is_trusted=True)
    assert sum(task.done() for task in flood) < 50, "the known device did not queue"
    answers = await asyncio.gather(*flood, return_exceptions=True)
    assert sum(isinstance(answer, TooSoon) for answer in answers) == 40
    assert answers.count(False) == 20


async def test_a_passphrase_hashed_with_older_parameters_is_hashed_anew(stage: Stage) -> None:
    founder = await stage.founder("fox")
    await stage.people._sign_ins.set_passphrase(
        founder.sign_in_id, await Passphrases().hash(PASSPHRASE)
    )
    assert await stage.people.enter("fox", PASSPHRASE) is not None
    kept = await stage.people._sign_ins.by_handle("fox")
    assert kept is not None
    assert not stage.argon2.check_needs_rehash(kept.passphrase_hash)
    assert await stage.people.enter("fox", PASSPHRASE) is not None


async def test_a_passphrase_is_the_same_however_its_letters_are_composed(stage: Stage) -> None:
    founder = await stage.founder("fox")
    assert await stage.people.change_passphrase(founder, PASSPHRASE, "jose\u0301 toca la guitarra")
    assert await stage.people.enter("fox", "jos\u00e9 toca la guitarra") is not None


async def test_changing_the_passphrase_ends_what_was_signed_in_elsewhere(stage: Stage) -> None:
    founder = await stage.founder("fox")
    who = founder.sign_in_id
    elsewhere = await stage.sessions.start(who, "page")
    device = await stage.people.remember_device(who)
    secret = await stage.people.change_passphrase(founder, PASSPHRASE, OTHER_PASSPHRASE)
    assert (await stage.found(secret)).sign_in_id == who
    assert await stage.sessions.find(elsewhere, "page") is None
    assert await stage.people._devices.owner_of(device) is None
    assert await stage.people.enter("fox", PASSPHRASE) is None
    assert await stage.people.enter("fox", OTHER_PASSPHRASE) is not None


async def test_five_wrong_passphrases_in_a_session_end_it(stage: Stage) -> None:
    founder = await stage.founder("fox")
    for _ in range(5):
        assert await stage.people.change_passphrase(founder, WRONG, OTHER_PASSPHRASE) is None
    assert await stage.sessions.list_of(founder.sign_in_id) == []
    assert await stage.people.enter("fox", PASSPHRASE) is not None


async def test_of_many_devices_the_oldest_is_forgotten(stage: Stage) -> None:
    founder = await stage.founder("fox")
    made = []
    for _ in range(12):
        made.append(await stage.people.remember_device(founder.sign_in_id))
        stage.clock.pass_by(seconds=1)
    known = [await stage.people._devices.owner_of(device) for device in made]
    assert known == [None] * 2 + [founder.sign_in_id] * 10
    stage.clock.pass_by(days=90)
    assert await stage.people._devices.owner_of(made[-1]) is None


async def test_handles_are_told_to_colleagues(stage: Stage) -> None:
    founder = await stage.founder("La Paloma")
    who = founder.sign_in_id
    assert await stage.people.handles([who, uuid4()]) == {who: "La Paloma"}
    assert await stage.people.handle_of(uuid4()) is None
    assert await stage.people.find("la paloma") == who
    assert await stage.people.first() == who
