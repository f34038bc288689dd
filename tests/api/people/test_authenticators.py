"""The second factor and recovery codes, attacked."""

import asyncio

import asyncpg
import pytest

from api.people.authenticators import qr_png
from api.people.refused import StepUpNeeded, TooSoon
from ledger.vault.keys import Keys
from tests.api.people.stage import OTHER_PASSPHRASE, PASSPHRASE, Stage, holding


async def awaiting(stage: Stage, handle: str = "fox") -> str:
    entry = await stage.people.enter(handle, PASSPHRASE)
    assert entry is not None
    assert entry.needs_code
    return entry.pending


async def test_the_passphrase_alone_opens_nothing(stage: Stage) -> None:
    founder = await stage.founder("fox")
    await stage.with_app(founder.sign_in_id)
    pending = await awaiting(stage)
    assert await stage.people.is_pending(pending)
    assert await stage.sessions.find(pending, "page") is None
    assert await stage.sessions.find(pending, "api") is None
    listed = await stage.sessions.list_of(founder.sign_in_id)
    assert len(listed) == 1, "only the one in which the app was set up"


async def test_the_code_of_the_app_lets_in(stage: Stage) -> None:
    founder = await stage.founder("fox")
    app = await stage.with_app(founder.sign_in_id)
    pending = await awaiting(stage)
    code = app.code()
    assert await stage.people.answer(pending, f" {code[:3]} {code[3:]} ") == founder.sign_in_id
    assert not await stage.people.is_pending(pending)


async def test_each_step_is_taken_once_however_it_is_replayed(stage: Stage) -> None:
    founder = await stage.founder("fox")
    app = await stage.with_app(founder.sign_in_id)
    code = app.code()
    assert await stage.people.answer(await awaiting(stage), code) == founder.sign_in_id
    assert await stage.people.answer(await awaiting(stage), code) is None
    assert await stage.people.answer(await awaiting(stage), app.code(-1)) is None, "an earlier one"
    session = await stage.session(founder.sign_in_id)
    assert await stage.people.step_up(session, code) is None
    stage.clock.pass_by(seconds=30)
    assert await stage.people.answer(await awaiting(stage), app.code()) == founder.sign_in_id


async def test_the_code_that_confirmed_the_app_does_not_count_again(stage: Stage) -> None:
    founder = await stage.founder("fox")
    app = await stage.with_app(founder.sign_in_id)
    assert await stage.people.answer(await awaiting(stage), app.code(-1)) is None


async def test_a_code_is_taken_in_its_own_step_and_the_next_and_never_early(stage: Stage) -> None:
    founder = await stage.founder("fox")
    app = await stage.with_app(founder.sign_in_id)
    stage.clock.pass_by(minutes=5)
    for steps, is_taken in ((-2, False), (2, False), (1, False), (-1, True), (0, True)):
        answer = await stage.people.answer(await awaiting(stage), app.code(steps))
        assert (answer is not None) == is_taken, steps


async def test_of_two_who_send_one_code_at_once_one_gets_in(stage: Stage) -> None:
    founder = await stage.founder("fox")
    app = await stage.with_app(founder.sign_in_id)
    pending = [await awaiting(stage) for _ in range(4)]
    answers = await asyncio.gather(*(stage.people.answer(each, app.code()) for each in pending))
    assert sum(answer is not None for answer in answers) == 1


async def test_two_connections_cannot_both_use_a_step(stage: Stage, service_url: str) -> None:
    founder = await stage.founder("fox")
    app = await stage.with_app(founder.sign_in_id)
    verify = stage.people.authenticators.verify
    async with holding(service_url, "select from authenticators for update"):
        both = [asyncio.create_task(verify(founder.sign_in_id, app.code())) for _ in range(2)]
        await asyncio.sleep(0.3)  # both have come as far as they can
    assert sorted(await asyncio.gather(*both)) == [False, True]


async def test_of_two_who_send_one_recovery_code_at_once_one_gets_in(stage: Stage) -> None:
    founder = await stage.founder("fox")
    app = await stage.with_app(founder.sign_in_id)
    pending = [await awaiting(stage) for _ in range(4)]
    answers = await asyncio.gather(
        *(stage.people.answer(each, app.recovery[0]) for each in pending)
    )
    assert sum(answer is not None for answer in answers) == 1
    assert await stage.people.recovery_codes.left(founder.sign_in_id) == 9


async def test_one_pending_sign_in_makes_one_session(stage: Stage) -> None:
    founder = await stage.founder("fox")
    app = await stage.with_app(founder.sign_in_id)
    pending = await awaiting(stage)
    answers = await asyncio.gather(
        stage.people.answer(pending, app.code()), stage.people.answer(pending, app.recovery[0])
    )
    assert sum(answer is not None for answer in answers) == 1


async def test_five_wrong_codes_end_what_was_pending(stage: Stage) -> None:
    founder = await stage.founder("fox")
    app = await stage.with_app(founder.sign_in_id)
    pending = await awaiting(stage)
    for _ in range(5):
        assert await stage.people.answer(pending, app.wrong()) is None
    assert not await stage.people.is_pending(pending)
    assert await stage.people.answer(pending, app.code()) is None


async def test_a_code_is_awaited_for_five_minutes(stage: Stage) -> None:
    founder = await stage.founder("fox")
    app = await stage.with_app(founder.sign_in_id)
    pending = await awaiting(stage)
    stage.clock.pass_by(minutes=5)
    assert await stage.people.answer(pending, app.code()) is None
    for made_up in ("", "PLANTED", "x" * 500, "Ω"):
        assert await stage.people.answer(made_up, app.code()) is None


async def guess(stage: Stage, wrong: str, hours: int) -> int:
    """Guess codes once a minute, knowing the passphrase; return how many were looked at."""
    looked_at = 0
    for _ in range(hours * 60):
        try:
            assert await stage.people.answer(await awaiting(stage), wrong) is None
            looked_at += 1
        except TooSoon:
            pass
        stage.clock.pass_by(minutes=1)
    return looked_at


async def test_whoever_knows_the_passphrase_guesses_few_codes(stage: Stage) -> None:
    founder = await stage.founder("fox")
    await stage.with_app(founder.sign_in_id)
    assert await guess(stage, "no code", hours=8) < 50


async def test_guessing_codes_does_not_lock_the_owner_out(stage: Stage) -> None:
    founder = await stage.founder("fox")
    who = founder.sign_in_id
    device = await stage.people.remember_device(who)
    app = await stage.with_app(who)
    await guess(stage, "no code", hours=1)
    pending = await awaiting(stage)
    assert await stage.people.answer(pending, app.code(), device=device) == who
    assert await stage.people.answer(await awaiting(stage), app.recovery[0]) == who


async def test_the_secret_is_unreadable_in_the_database(stage: Stage, service_url: str) -> None:
    founder = await stage.founder("fox")
    enrolment = await stage.people.authenticators.begin(founder)
    connection = await asyncpg.connect(service_url)
    [row] = await connection.fetch("select sealed from authenticators")
    await connection.close()
    assert enrolment.secret.encode() not in row["sealed"]
    assert stage.people.authenticators._sealing.open(row["sealed"], founder.sign_in_id) is not None
    other = await stage.joined(founder.sign_in_id, "heron")
    assert stage.people.authenticators._sealing.open(row["sealed"], other) is None


async def test_with_other_keys_no_code_is_right_and_recovery_codes_still_are(stage: Stage) -> None:
    founder = await stage.founder("fox")
    app = await stage.with_app(founder.sign_in_id)
    other = Stage(stage.people._database, Keys(references=b"o" * 32, log=b"l" * 32))
    other.clock = stage.clock
    entry = await other.people.enter("fox", PASSPHRASE)
    assert entry is not None
    assert await other.people.answer(entry.pending, app.code()) is None
    assert await other.people.answer(entry.pending, app.recovery[0]) == founder.sign_in_id


async def test_an_app_counts_once_it_has_shown_a_right_code(stage: Stage) -> None:
    founder = await stage.founder("fox")
    who = founder.sign_in_id
    assert not await stage.people.has_totp(who)
    await stage.people.authenticators.begin(founder)
    assert not await stage.people.has_totp(who)
    assert await stage.people.confirm_totp(founder, "no code") is None
    assert not await stage.people.has_totp(who)
    app = await stage.with_app(who)
    assert await stage.people.with_totp([who]) == {who}
    assert len(set(app.recovery)) == 10


async def test_a_new_secret_is_shown_for_a_quarter_of_an_hour(stage: Stage) -> None:
    founder = await stage.founder("fox")
    enrolment = await stage.people.authenticators.begin(founder)
    assert await stage.people.authenticators.fresh(founder) == enrolment
    assert "fox" in enrolment.uri
    assert "arasol" not in enrolment.uri, "the telephone need not say where"
    assert qr_png(enrolment.uri).startswith(b"\x89PNG")
    stage.clock.pass_by(minutes=15)
    assert await stage.people.authenticators.fresh(founder) is None


async def test_replacing_the_app_takes_a_fresh_code(stage: Stage) -> None:
    founder = await stage.founder("fox")
    app = await stage.with_app(founder.sign_in_id)
    session = await stage.session(founder.sign_in_id)
    with pytest.raises(StepUpNeeded):
        await stage.people.authenticators.begin(session)
    with pytest.raises(StepUpNeeded):
        await stage.people.recovery_codes.renew(session)
    stepped_up = await stage.found(await stage.people.step_up(session, app.code()))
    fresh = await stage.people.recovery_codes.renew(stepped_up)
    assert not {*fresh} & {*app.recovery}
    await stage.people.authenticators.begin(stepped_up)
    pending = await awaiting(stage)
    assert await stage.people.answer(pending, app.recovery[0]) is None, "the old ones have ended"
    stage.clock.pass_by(seconds=30)
    assert await stage.people.answer(pending, app.code()) is not None, "the old app still counts"


async def test_setting_up_an_app_ends_other_sessions(stage: Stage) -> None:
    founder = await stage.founder("fox")
    who = founder.sign_in_id
    elsewhere = await stage.sessions.start(who, "page")
    await stage.with_app(who)
    assert await stage.sessions.find(elsewhere, "page") is None


async def test_a_lost_passphrase_takes_a_recovery_code_and_the_app(stage: Stage) -> None:
    founder = await stage.founder("fox")
    who = founder.sign_in_id
    app = await stage.with_app(who)
    recover = stage.people.recover
    assert await recover("fox", "0000-0000-0000-0000", app.code(), OTHER_PASSPHRASE) is None
    assert await recover("fox", app.recovery[0], app.wrong(), OTHER_PASSPHRASE) is None
    assert await recover("heron", app.recovery[0], app.code(), OTHER_PASSPHRASE) is None
    assert await stage.people.recovery_codes.left(who) == 10, "nothing was used up"
    elsewhere = await stage.sessions.start(who, "page")
    assert await recover("fox", app.recovery[0].lower(), app.code(), OTHER_PASSPHRASE) == who
    assert await stage.sessions.find(elsewhere, "page") is None
    assert await stage.people.enter("fox", PASSPHRASE) is None
    assert await stage.people.enter("fox", OTHER_PASSPHRASE) is not None
    stage.clock.pass_by(seconds=30)
    assert await recover("fox", app.recovery[0], app.code(), PASSPHRASE) is None, "used"


async def test_the_codes_of_one_person_open_nobody_else(stage: Stage) -> None:
    founder = await stage.founder("fox")
    other = await stage.joined(founder.sign_in_id, "heron")
    app = await stage.with_app(founder.sign_in_id)
    await stage.with_app(other)
    assert await stage.people.answer(await awaiting(stage, "heron"), app.recovery[0]) is None
