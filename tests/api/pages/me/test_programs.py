"""The same for programs: signing in, a fresh code, sessions and lasting tokens."""

import httpx
import msgspec
import pytest

from tests.api.pages.me.stage import OTHER, Person

ROUTES = (
    *(("GET", "/me"), ("POST", "/me/step-up"), ("GET", "/me/sessions"), ("DELETE", "/me/sessions")),
    *(("DELETE", "/me/sessions/x"), ("GET", "/me/tokens"), ("POST", "/me/tokens")),
    ("DELETE", "/me/tokens/x"),
)


class Program:
    """What somebody lets work for them."""

    def __init__(self, somebody: Person) -> None:
        self.person = somebody.elsewhere()
        self.token = ""

    async def open(self, **fields: object) -> httpx.Response:
        """Sign in; without fields with all that the person knows."""
        who = self.person
        known = {"handle": who.handle, "passphrase": who.passphrase}
        if who.secret:
            known["totp"] = who.code()
        answer = await who.client.post("/api/v1/session", json=fields or known)
        self.token = answer.json().get("token", "")
        return answer

    async def send(self, method: str, path: str, **options: object) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        return await self.person.client.request(
            method,
            f"/api/v1{path}",
            headers=headers,
            **options,  # type: ignore[arg-type]
        )


@pytest.fixture
async def keeper(somebody: Person) -> Person:
    return await (await somebody.claim()).set_up_app()


async def test_a_program_signs_in_with_handle_passphrase_and_code(keeper: Person) -> None:
    program = Program(keeper)
    wanting = await program.open(handle="heron", passphrase=keeper.passphrase)
    assert (wanting.status_code, wanting.json()["code"]) == (401, "totp-needed")
    opened = await program.open()
    assert (opened.status_code, opened.json()["expires_in_seconds"]) == (201, 43200)
    told = (await program.send("GET", "/me")).json()
    assert (told["handle"], told["has_totp"], told["recovery_codes_left"]) == ("heron", True, 10)
    assert told["stepped_up_until"] > told["signed_in_at"]
    replayed = await Program(keeper).open()
    assert (replayed.status_code, replayed.json()["code"]) == (401, "sign-in-refused")


async def test_a_recovery_code_does_as_well(keeper: Person) -> None:
    sent = {"handle": "heron", "passphrase": keeper.passphrase, "totp": keeper.sheet[0]}
    assert (await Program(keeper).open(**sent)).status_code == 201
    assert (await Program(keeper).open(**sent)).status_code == 401


async def test_whatever_is_wrong_is_answered_alike(keeper: Person) -> None:
    right = {"handle": "heron", "passphrase": keeper.passphrase}
    answers = [
        await Program(keeper).open(**{**right, **wrong})
        for wrong in ({"passphrase": OTHER}, {"handle": "nobody"}, {"totp": "000000"})
    ]
    assert {answer.content for answer in answers} == {answers[0].content}
    assert answers[0].json()["code"] == "sign-in-refused"
    assert all("set-cookie" not in answer.headers for answer in answers)


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["handle", "passphrase"]),
        ({"handle": "heron"}, ["passphrase"]),
        ({"passphrase": "x", "totp": "1"}, ["handle"]),
        ({"code": "x", "handle": "heron", "totp": "1"}, ["handle", "totp"]),
        ({"code": 7}, ["code"]),
        ({"handle": None, "password": "x"}, ["password"]),
    ],
)
async def test_a_body_that_is_neither_names_its_fields(
    somebody: Person, body: dict[str, object], fields: list[str]
) -> None:
    answer = await somebody.client.post("/api/v1/session", json=body)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == fields


async def test_too_many_wrong_tries_say_how_long_to_wait(somebody: Person) -> None:
    await somebody.claim()
    program = Program(somebody)
    wrong = {"handle": "heron", "passphrase": OTHER}
    while (answer := await program.open(**wrong)).json()["code"] == "sign-in-refused":
        pass
    assert answer.status_code == 429
    assert answer.json()["code"] == "too-many-requests"
    assert int(answer.headers["retry-after"]) > 0


async def test_a_first_code_opens_a_session_until_there_is_a_handle(somebody: Person) -> None:
    await somebody.first()
    left = await somebody.site.sign_in.issue_code()
    program = Program(somebody)
    assert (await program.open(code=await somebody.site.sign_in.issue_code())).status_code == 201
    told = (await program.send("GET", "/me")).json()
    assert (told["handle"], told["has_totp"], told["stepped_up_until"]) == (None, False, None)
    await somebody.send("me/claim", **somebody.chosen())
    assert (await program.send("GET", "/me")).status_code == 401
    assert (await program.open(code=left)).json()["code"] == "code-refused"


async def test_a_fresh_code_gives_another_token_and_ends_the_old_one(keeper: Person) -> None:
    program = Program(keeper)
    await program.open()
    keeper.clock.pass_by(minutes=6)
    assert (await program.send("GET", "/me")).json()["stepped_up_until"] is None
    wanting = await program.send("POST", "/me/tokens", json={"scopes": ["read"], "days": 7})
    assert (wanting.status_code, wanting.json()["code"]) == (403, "step-up-needed")
    wrong = await program.send("POST", "/me/step-up", json={"code": "000000"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "code-refused")
    fresh = await program.send("POST", "/me/step-up", json={"code": keeper.code()})
    assert fresh.status_code == 200
    assert (await program.send("GET", "/me")).status_code == 401
    program.token = fresh.json()["token"]
    made = await program.send("POST", "/me/tokens", json={"scopes": ["read"], "days": 7})
    assert made.status_code == 201
    assert made.json()["token"].startswith("parasol_")


async def test_five_wrong_codes_end_the_session_of_a_program_too(keeper: Person) -> None:
    program = Program(keeper)
    await program.open()
    for _ in range(5):
        await program.send("POST", "/me/step-up", json={"code": "000000"})
    assert (await program.send("GET", "/me")).json()["code"] == "sign-in-needed"


async def test_a_program_ends_other_sessions_with_a_fresh_code_only(keeper: Person) -> None:
    program = Program(keeper)
    await program.open()
    keeper.clock.pass_by(minutes=6)
    own, other = (await program.send("GET", "/me/sessions")).json()["sessions"]
    for path in (f"/me/sessions/{other['reference']}", "/me/sessions"):
        refused = await program.send("DELETE", path)
        assert (refused.status_code, refused.json()["code"]) == (403, "step-up-needed"), path
    assert await keeper.is_in()
    ended = await program.send("DELETE", f"/me/sessions/{own['reference']}")
    assert ended.status_code == 204, "its own like signing out"
    assert (await program.send("GET", "/me")).status_code == 401


async def test_sessions_are_listed_and_ended_one_by_one_and_all(keeper: Person) -> None:
    program = Program(keeper)
    await program.open()
    listed = (await program.send("GET", "/me/sessions")).json()["sessions"]
    assert [each["way"] for each in listed] == ["api", "page"]
    assert [each["is_this"] for each in listed] == [True, False]
    ended = await program.send("DELETE", f"/me/sessions/{listed[1]['reference']}")
    assert ended.status_code == 204
    assert not await keeper.is_in()
    gone = await program.send("DELETE", f"/me/sessions/{listed[1]['reference']}")
    assert (gone.status_code, gone.json()["code"]) == (404, "not-found")
    assert (await program.send("DELETE", "/me/sessions")).status_code == 204
    assert (await program.send("GET", "/me")).status_code == 401


async def test_a_lasting_token_is_listed_ended_and_reaches_nothing_of_oneself(
    keeper: Person,
) -> None:
    program, lasting = Program(keeper), Program(keeper)
    await program.open()
    made = await program.send("POST", "/me/tokens", json={"scopes": ["order", "read"], "days": 90})
    lasting.token = made.json()["token"]
    assert (await lasting.send("GET", "/funds")).status_code == 200
    for method, path in ROUTES:
        answer = await lasting.send(method, path, content=b"{}" if method == "POST" else b"")
        assert (answer.status_code, answer.json()["code"]) == (403, "scope-missing")
    [token] = (await program.send("GET", "/me/tokens")).json()["tokens"]
    assert token["scopes"] == ["read", "order"]
    assert lasting.token.startswith(f"parasol_{token['hint']}")
    assert (await program.send("DELETE", f"/me/tokens/{token['reference']}")).status_code == 204
    assert (await lasting.send("GET", "/funds")).status_code == 401
    assert (await program.send("DELETE", f"/me/tokens/{token['reference']}")).status_code == 404


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"scopes": [], "days": 7}, ["scopes"]),
        ({"scopes": ["read"], "days": 91}, ["days"]),
        ({"scopes": [], "days": 0}, ["scopes", "days"]),
        ({"scopes": ["all"], "days": "7"}, ["scopes", "days"]),
        ({}, ["scopes", "days"]),
    ],
)
async def test_a_token_that_fits_no_purpose_is_refused_by_field(
    keeper: Person, body: dict[str, object], fields: list[str]
) -> None:
    program = Program(keeper)
    await program.open()
    answer = await program.send("POST", "/me/tokens", json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed-input")
    assert [error["field"] for error in answer.json()["errors"]] == fields
    assert [error["pointer"].split("/")[1] for error in answer.json()["errors"]] == fields


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_a_stranger_learns_nothing_of_oneself(
    somebody: Person, method: str, path: str
) -> None:
    answers = [
        await somebody.client.request(method, f"/api/v1{path}", headers=headers)
        for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Bearer parasol_x"})
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1


async def test_every_operation_is_described_with_its_refusals(somebody: Person) -> None:
    description = (await somebody.client.get("/api/openapi.json")).json()
    found = {
        operation["operationId"]: operation
        for path, methods in description["paths"].items()
        if path.startswith(("/api/v1/me", "/api/v1/session"))
        for operation in methods.values()
    }
    assert len(found) == len(ROUTES) + 2
    for operation in found.values():
        assert operation["summary"]
        assert operation["description"]
        assert {"500", "503"} <= set(operation["responses"])
    assert "429" in found["open_session"]["responses"]
    assert "`step-up-needed`" in found["make_token"]["responses"]["403"]["description"]
    schemas = description["components"]["schemas"]
    assert msgspec.json.encode(schemas["OpenSession"]).count(b"description") >= 4
