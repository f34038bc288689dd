"""People and rules through the API: directly while one person signs, as orders afterwards."""

from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import httpx
import pyotp

from api.people.tokens import Scope
from api.session import hashed
from ledger.members import EndSingleSigner
from tests.api.client import first_sign_in, site_of_client
from tests.api.v1.program import DAY, Program
from tests.funds import ask

PASSPHRASE = "amber heron quilt sofa"


def on_day(**fields: Any) -> dict[str, Any]:
    return {"occurred_on": DAY, **fields}


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def admitted(program: Program) -> str:
    """Admit somebody and return their sign-in."""
    who = str(uuid4())
    await program.done("/members", on_day(sign_in=who))
    return who


async def come(program: Program, handle: str) -> str:
    """Have somebody admitted, invited and come."""
    who = await admitted(program)
    answer = await program.send("POST", f"/funds/{program.fund_id}/members/{who}/invitation")
    assert answer.status_code == 201, answer.text
    people = site_of_client(program.client).people
    assert await people.join(answer.json()["code"], "", handle, PASSPHRASE) == UUID(who)
    return who


async def test_whoever_opened_the_fund_holds_the_founding_mandates(program: Program) -> None:
    people = (await program.get("/people")).json()
    assert (people["single_signer"], people["known_at"]) == (True, 8)
    [founder] = people["members"]
    assert founder["sign_in"] == str(await first_sign_in(program.client))
    assert (founder["handle"], founder["suspension"]) == (None, None)
    assert {each["role"] for each in founder["mandates"]} == {"steward", "treasurer", "approver"}
    assert all(each["counts"] and each["ends_on"] is None for each in founder["mandates"])


async def test_somebody_is_admitted_invited_and_given_a_mandate(program: Program) -> None:
    handle = f"plover{program.fund_id[:8]}"
    who = await come(program, handle)
    await program.done("/mandates", on_day(holder=who, role="auditor", ends_on="2999-12-31"))
    listed = (await program.get("/people")).json()["members"][1]
    assert (listed["sign_in"], listed["handle"]) == (who, handle)
    assert listed["mandates"] == [{"role": "auditor", "ends_on": "2999-12-31", "counts": True}]
    again = await program.post("/members", on_day(sign_in=who))
    assert code_of(again) == (409, "member-exists")
    joined = await program.send("POST", f"/funds/{program.fund_id}/members/{who}/invitation")
    assert code_of(joined) == (409, "member-exists")
    await program.done("/mandates/end", on_day(holder=who, role="auditor"))
    ended = await program.post("/mandates/end", on_day(holder=who, role="auditor"))
    assert code_of(ended) == (409, "mandate-not-held")
    await program.done("/members/end", on_day(sign_in=who))
    gone = await program.post("/mandates", on_day(holder=who, role="seat"))
    assert code_of(gone) == (404, "member-unknown")


async def test_nobody_is_invited_who_was_not_admitted(program: Program) -> None:
    path = f"/funds/{program.fund_id}/members/{uuid4()}/invitation"
    assert code_of(await program.send("POST", path)) == (404, "not-found")


async def test_a_colleague_is_suspended_and_it_is_made_to_last(program: Program) -> None:
    who, founder = await admitted(program), str(await first_sign_in(program.client))
    own = await program.post("/suspensions", on_day(holder=founder))
    assert code_of(own) == (422, "suspension-own")
    early = await program.post("/suspensions/confirm", on_day(holder=who))
    assert code_of(early) == (409, "not-suspended")
    await program.done("/suspensions", on_day(holder=who))
    listed = (await program.get("/people")).json()["members"][1]
    assert listed["suspension"]["by"] == founder
    await program.done("/suspensions/confirm", on_day(holder=who))
    assert len((await program.get("/people")).json()["members"]) == 1


async def test_the_policy_is_read_and_replaced_whole(program: Program) -> None:
    start = (await program.get("/policy")).json()
    assert start["ladder"] == [{"amount": 0, "approvals": 1, "categories": []}]
    ladder = [
        {"amount": 0, "approvals": 1},
        {"amount": 500_00, "approvals": 2, "categories": ["bail"]},
    ]
    body = on_day(ladder=ladder, urgent_categories=["bail"], urgent_case_cap=100_00)
    await program.done("/policy", body | {"urgent_week_cap": 200_00, "ratify_hours": 48})
    policy = (await program.get("/policy")).json()
    assert policy["ladder"][1] == ladder[1]
    assert (policy["urgent_categories"], policy["ratify_hours"]) == (["bail"], 48)
    none = await program.post("/policy", on_day(ladder=[]))
    assert code_of(none) == (422, "policy-unusable")
    wrong = await program.post("/policy", on_day(ladder=[{"amount": "1", "approvals": 1}]))
    assert wrong.json()["errors"][0]["pointer"] == "/ladder/0/amount"


async def test_sheets_are_sealed_typed_and_stopped(program: Program) -> None:
    codes = ["AAAAA-BBBBB", "CCCCC-DDDDD", "EEEEE-FFFFF"]
    hashes = [sha256(code.replace("-", "").encode()).hexdigest() for code in codes]
    early = await program.post("/break-glass/break", on_day(sheets=codes, successors=[]))
    assert code_of(early) == (409, "sheets-missing")
    await program.done("/break-glass/sheets", on_day(hashes=hashes, needed=2, hours=48))
    glass = (await program.get("/break-glass")).json()
    assert glass["sheets"] == {"count": 3, "needed": 2, "hours": 48}
    assert glass["breaking"] is None
    successors = [str(await first_sign_in(program.client)), await admitted(program)]
    typed = on_day(sheets=codes[:1], successors=successors)
    assert code_of(await program.post("/break-glass/break", typed)) == (422, "sheets-wrong")
    await program.done("/break-glass/break", on_day(sheets=codes[:2], successors=successors))
    assert (await program.get("/break-glass")).json()["breaking"]["successors"] == successors
    await program.done("/break-glass/mend", on_day())
    whole = await program.post("/break-glass/mend", on_day())
    assert code_of(whole) == (409, "glass-whole")


async def test_single_signer_mode_ends_only_when_others_can_sign(program: Program) -> None:
    answer = await program.post("/single-signer/end", on_day())
    assert code_of(answer) == (409, "two-not-ready")
    assert (await program.get("")).json()["single_signer"] is True


async def act_as_steward_of_two(program: Program) -> UUID:
    """Let two sign, and go on as the second of them; return who that is."""
    who = UUID(await come(program, f"heron{program.fund_id[:8]}"))
    for role in ("steward", "approver"):
        await program.done("/mandates", on_day(holder=str(who), role=role))
    site, founder = site_of_client(program.client), await first_sign_in(program.client)
    end = EndSingleSigner(occurred_on=date.fromisoformat(DAY))
    await ask(site.books, UUID(program.fund_id), end, actor=founder)
    program.token = await site.sessions.start(who, "api")
    return who


async def test_afterwards_a_second_step_is_asked_for_and_nobody_governs_alone(
    program: Program,
) -> None:
    who = await act_as_steward_of_two(program)
    site = site_of_client(program.client)
    assert code_of(await program.get("/people")) == (403, "second-step-needed")
    session = await site.sessions.find(program.token, "api")
    assert session is not None
    enrolment = await site.people.authenticators.begin(session)
    assert await site.people.confirm_totp(session, pyotp.TOTP(enrolment.secret).now())
    program.token = await site.sessions.start(who, "api")
    new = on_day(sign_in=str(uuid4()))
    assert code_of(await program.post("/members", new)) == (403, "step-up-needed")
    program.token = await site.sessions.start(who, "api", stepped_up=True)
    assert code_of(await program.post("/members", new)) == (403, "second-person-needed")
    invitation = f"/funds/{program.fund_id}/members/{who}/invitation"
    assert code_of(await program.send("POST", invitation)) == (409, "member-exists")
    founder = str(await first_sign_in(program.client))
    await program.done("/suspensions", on_day(holder=founder))


async def let_in(program: Program, who: str) -> tuple[str, str, str]:
    """Return the secrets of a session, a token and a known device of somebody."""
    site = site_of_client(program.client)
    page = await site.sessions.start(UUID(who), "page", stepped_up=True)
    session = await site.sessions.find(page, "page")
    assert session is not None
    token = await site.people.tokens.make(session, [Scope.READ], 30)
    return page, token, await site.people.remember_device(UUID(who))


async def alive(program: Program, secrets: tuple[str, str, str]) -> tuple[bool, bool, bool]:
    """Say which of session, token and device still let somebody in."""
    site, (page, token, device) = site_of_client(program.client), secrets
    found = await site.sessions.find(page, "page"), await site.people.tokens.find(token)
    return found[0] is not None, found[1] is not None, await is_known(program, device)


async def is_known(program: Program, device: str) -> bool:
    async with site_of_client(program.client).database.acquire() as connection:
        kept: bool = await connection.fetchval(
            "select exists (select from devices where device_hash = $1)", hashed(device)
        )
    return kept


async def test_whoever_leaves_one_fund_is_still_let_into_another(program: Program) -> None:
    first, who = program.fund_id, await come(program, f"heron{program.fund_id[:8]}")
    await program.open()
    await program.done("/members", on_day(sign_in=who))
    await program.done("/mandates", on_day(holder=who, role="auditor"))
    secrets = await let_in(program, who)
    second, program.fund_id = program.fund_id, first
    await program.done("/members/end", on_day(sign_in=who))
    assert await alive(program, secrets) == (True, True, True)
    program.fund_id = second
    await program.done("/mandates/end", on_day(holder=who, role="auditor"))
    assert await alive(program, secrets) == (False, True, True)
    secrets = await let_in(program, who)
    await program.done("/members/end", on_day(sign_in=who))
    assert await alive(program, secrets) == (False, False, False)


async def test_who_is_stopped_is_signed_out_of_every_fund(program: Program) -> None:
    who = await come(program, f"egret{program.fund_id[:8]}")
    first = program.fund_id
    await program.open()
    await program.done("/members", on_day(sign_in=who))
    secrets, program.fund_id = await let_in(program, who), first
    await program.done("/suspensions", on_day(holder=who))
    assert await alive(program, secrets) == (False, True, True)
    await program.done("/suspensions/confirm", on_day(holder=who))
    assert (await alive(program, secrets))[1:] == (True, True), "they belong to the other fund"
