"""Tokens of programs, and stepping up, attacked."""

from datetime import timedelta

import asyncpg
import pytest
from msgspec.structs import replace

from api.people.refused import StepUpNeeded, Unfit
from api.people.tokens import PREFIX
from api.session import STEPPED_UP, Scope
from api.sessions import ABSOLUTE
from tests.api.people.stage import Stage


async def test_a_token_takes_a_fresh_code(stage: Stage) -> None:
    founder = await stage.founder()
    app = await stage.with_app(founder.sign_in_id)
    session = await stage.session(founder.sign_in_id)
    with pytest.raises(StepUpNeeded):
        await stage.people.tokens.make(session, [Scope.READ], 30)
    stepped_up = await stage.found(await stage.people.step_up(session, app.code()))
    secret = await stage.people.tokens.make(stepped_up, [Scope.READ, Scope.ORDER], 30)
    assert secret.startswith(PREFIX)
    found = await stage.people.tokens.find(secret)
    assert found is not None
    assert found.sign_in_id == founder.sign_in_id
    assert found.is_token
    assert (found.may(Scope.READ), found.may(Scope.ORDER), found.may(Scope.RECORD)) == (
        True,
        True,
        False,
    )


async def test_a_token_is_never_stepped_up_and_makes_no_other(stage: Stage) -> None:
    founder = await stage.founder()
    app = await stage.with_app(founder.sign_in_id)
    session = await stage.session(founder.sign_in_id, stepped_up=True)
    secret = await stage.people.tokens.make(session, list(Scope), 1)
    token = await stage.people.tokens.find(secret)
    assert token is not None
    assert not token.is_stepped_up(stage.clock())
    assert await stage.people.step_up(token, app.recovery[0]) is None
    assert await stage.people.recovery_codes.left(founder.sign_in_id) == 10, "none was used up"
    assert await stage.sessions.rotate(token) is None
    with pytest.raises(StepUpNeeded):
        await stage.people.tokens.make(token, [Scope.READ], 1)
    with pytest.raises(StepUpNeeded):
        await stage.people.authenticators.begin(token)
    with pytest.raises(StepUpNeeded):
        await stage.people.recovery_codes.renew(token)


async def test_whatever_is_stored_beside_it_a_token_is_not_stepped_up(stage: Stage) -> None:
    founder = await stage.founder()
    session = await stage.session(founder.sign_in_id, stepped_up=True)
    assert session.is_stepped_up(stage.clock())
    assert not replace(session, scopes=frozenset(Scope)).is_stepped_up(stage.clock())


async def test_a_token_ends_on_its_day_and_when_it_is_revoked(stage: Stage) -> None:
    founder = await stage.founder()
    other = await stage.joined(founder.sign_in_id, "heron")
    session = await stage.session(founder.sign_in_id, stepped_up=True)
    tokens = stage.people.tokens
    secrets = [await tokens.make(session, [Scope.READ], days) for days in (1, 2, 2)]
    stage.clock.pass_by(days=1)
    assert await tokens.find(secrets[0]) is None
    listed = await tokens.list_of(founder.sign_in_id)
    assert {token.hint for token in listed} == {
        secret.removeprefix(PREFIX)[:4] for secret in secrets[1:]
    }
    assert not await tokens.end(other, listed[0].reference), "not theirs"
    assert await tokens.end(founder.sign_in_id, listed[0].reference)
    assert not await tokens.end(founder.sign_in_id, listed[0].reference)
    alive = [secret for secret in secrets if await tokens.find(secret)]
    assert len(alive) == 1
    assert await tokens.end_all_of(founder.sign_in_id) == 1


@pytest.mark.parametrize(
    ("scopes", "days", "fields"),
    [([], 5, ["scopes"]), ([Scope.READ], 0, ["days"]), ([], 91, ["scopes", "days"])],
)
async def test_a_token_without_use_or_end_is_refused(
    stage: Stage, scopes: list[Scope], days: int, fields: list[str]
) -> None:
    founder = await stage.founder()
    session = await stage.session(founder.sign_in_id, stepped_up=True)
    with pytest.raises(Unfit) as refused:
        await stage.people.tokens.make(session, scopes, days)
    assert [wrong.field for wrong in refused.value.wrongs] == fields


async def test_made_up_tokens_are_nothing(stage: Stage, service_url: str) -> None:
    founder = await stage.founder()
    session = await stage.session(founder.sign_in_id, stepped_up=True)
    secret = await stage.people.tokens.make(session, [Scope.READ], 5)
    connection = await asyncpg.connect(service_url)
    [row] = await connection.fetch("select * from api_tokens")
    await connection.close()
    assert secret not in repr(row)
    for made_up in (PREFIX, f"{PREFIX}x", row["token_hash"].hex(), "Ω", "x" * 10_000, secret[:-1]):
        assert await stage.people.tokens.find(made_up) is None


async def test_stepping_up_lasts_five_minutes_and_makes_a_new_secret(stage: Stage) -> None:
    founder = await stage.founder()
    app = await stage.with_app(founder.sign_in_id)
    secret = await stage.sessions.start(founder.sign_in_id, "page")
    session = await stage.found(secret)
    assert not session.is_stepped_up(stage.clock())
    new = await stage.people.step_up(session, app.code())
    assert await stage.sessions.find(secret, "page") is None
    stepped_up = await stage.found(new)
    assert (stepped_up.started_at, stepped_up.ends_at) == (session.started_at, session.ends_at)
    assert stepped_up.is_stepped_up(stage.clock())
    stage.clock.moment += STEPPED_UP - timedelta(seconds=1)
    assert stepped_up.is_stepped_up(stage.clock())
    stage.clock.pass_by(seconds=1)
    assert not stepped_up.is_stepped_up(stage.clock())


async def test_a_recovery_code_steps_up_once(stage: Stage) -> None:
    founder = await stage.founder()
    app = await stage.with_app(founder.sign_in_id)
    session = await stage.session(founder.sign_in_id)
    stepped_up = await stage.found(await stage.people.step_up(session, app.recovery[0]))
    assert await stage.people.step_up(stepped_up, app.recovery[0]) is None


async def test_without_an_app_nobody_steps_up(stage: Stage) -> None:
    founder = await stage.founder()
    [code, *_] = await stage.people.recovery_codes.renew(founder)
    assert await stage.people.step_up(founder, code) is None
    assert await stage.people.recovery_codes.left(founder.sign_in_id) == 10


async def test_guessing_codes_in_a_stolen_session_ends_it_and_no_other(stage: Stage) -> None:
    founder = await stage.founder()
    app = await stage.with_app(founder.sign_in_id)
    own = await stage.session(founder.sign_in_id)
    stolen = await stage.session(founder.sign_in_id)
    for _ in range(5):
        assert await stage.people.step_up(stolen, app.wrong()) is None
    assert await stage.people.step_up(stolen, app.code()) is None
    stage.clock.pass_by(seconds=30)
    assert await stage.people.step_up(own, app.code()) is not None


async def test_stepping_up_does_not_lengthen_a_session(stage: Stage) -> None:
    founder = await stage.founder()
    app = await stage.with_app(founder.sign_in_id)
    session = await stage.session(founder.sign_in_id)
    stage.clock.moment += ABSOLUTE
    assert await stage.people.step_up(session, app.code()) is None


async def test_whoever_is_gone_has_no_way_in_left(stage: Stage) -> None:
    founder = await stage.founder()
    who = founder.sign_in_id
    session = await stage.session(who, stepped_up=True)
    token = await stage.people.tokens.make(session, [Scope.READ], 5)
    device = await stage.people.remember_device(who)
    await stage.people.end_everything_of(who)
    assert await stage.sessions.list_of(who) == []
    assert await stage.people.tokens.find(token) is None
    assert await stage.people._devices.owner_of(device) is None
