"""Facts about secrets and sessions on which docs/security.md rests and that stand nowhere else."""

import math
import re
import secrets
from datetime import timedelta

import asyncpg
import httpx
import pyotp
import pytest

from api.people import authenticators, codes
from api.people.codes import INVITATION_SIGNS, RECOVERY_SIGNS, paper_code
from api.people.passphrases import passphrase_problem
from api.sign_in import ALPHABET
from ledger.store.database import Database
from tests.api.access_people import EVERYBODY
from tests.api.access_rows import ROWS
from tests.api.access_stage import FOUNDER, set_up
from tests.api.client import site_of_client
from tests.api.people.stage import PASSPHRASE, Stage
from tests.api.test_access_matrix import asked, ids_for, is_of_page


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


@pytest.mark.parametrize(
    "passphrase", ["parasol parasol", "Mutual Aid 2026", "sex worker 1 2 3 4", "Bail Fund 2026!"]
)
def test_the_words_of_this_place_are_among_those_that_are_refused(passphrase: str) -> None:
    assert len(passphrase) >= 12
    assert passphrase_problem(passphrase, "fox")


async def test_a_passphrase_is_typed_hidden_and_may_be_pasted(stranger: httpx.AsyncClient) -> None:
    for path, purpose in (("sign-in", "current-password"), ("join", "new-password")):
        if path == "sign-in":
            await _claim(stranger)
        page = (await stranger.get(f"/en/{path}")).text
        fields = re.findall(r'<input[^>]* name="passphrase"[^>]*>', page)
        assert fields
        for field in fields:
            assert 'type="password"' in field
            assert f'autocomplete="{purpose}"' in field
            assert "readonly" not in field
        assert "onpaste" not in page


async def _claim(client: httpx.AsyncClient) -> None:
    site = site_of_client(client)
    who = await site.sign_in.redeem(await site.sign_in.issue_code())
    assert who is not None
    session = await site.sessions.find(await site.sessions.start(who, "page"), "page")
    assert session is not None
    await site.people.claim(session, "founder", PASSPHRASE)


async def test_a_passphrase_gets_no_older(stage: Stage) -> None:
    await stage.founder()
    stage.clock.moment += timedelta(days=365 * 10)
    assert await stage.people.enter("founder", PASSPHRASE) is not None


async def test_what_is_kept_of_somebody_holds_no_hint(service_url: str) -> None:
    connection = await asyncpg.connect(service_url)
    try:
        columns = await connection.fetch(
            "select column_name from information_schema.columns where table_name = 'sign_ins'"
        )
    finally:
        await connection.close()
    assert {column["column_name"] for column in columns} == {
        "sign_in_id",
        "made_at",
        "handle",
        "handle_key",
        "passphrase_hash",
        "claimed_at",
    }


def test_secrets_are_drawn_from_the_generator_for_secrets() -> None:
    assert vars(codes)["secrets"] is secrets
    assert vars(authenticators)["pyotp"] is pyotp
    assert isinstance(pyotp.random, secrets.SystemRandom)


@pytest.mark.parametrize("signs, bits", [(RECOVERY_SIGNS, 120), (INVITATION_SIGNS, 80)])
def test_recovery_codes_have_120_bits_and_halves_of_invitations_80(signs: int, bits: int) -> None:
    assert signs * math.log2(len(ALPHABET)) == bits
    assert len(paper_code(signs).replace("-", "")) == signs


async def test_a_sheet_has_codes_of_120_bits(stage: Stage) -> None:
    founder = await stage.founder()
    app = await stage.with_app(founder.sign_in_id)
    assert {len(code.replace("-", "")) for code in app.recovery} == {RECOVERY_SIGNS}


async def test_a_session_has_256_random_bits(stage: Stage) -> None:
    session = await stage.founder()
    made = {await stage.sessions.start(session.sign_in_id, "page") for _ in range(20)}
    assert len(made) == 20
    assert {len(secret) * 6 // 8 for secret in made} == {32}  # base64: six bits a sign


async def test_every_page_behind_the_entrance_offers_to_sign_out(
    stranger: httpx.AsyncClient,
) -> None:
    stage = await set_up(stranger)
    headers = await stage.headers(FOUNDER, "page")
    seen = 0
    for row, who in ROWS.items():
        if not is_of_page(row) or " GET " not in row or who == EVERYBODY:
            continue
        answer = await asked(stage, row, FOUNDER, ids_for(row, stage.own), headers)
        if answer.status_code == 200 and "text/html" in answer.headers["content-type"]:
            assert 'action="/en/sign-out"' in answer.text, row
            seen += 1
    assert seen > 50
