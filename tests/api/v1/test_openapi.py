"""The description of the API: complete, valid, and the same as what the rules say."""

import re
from enum import Enum
from typing import Any, Final, get_args

import httpx
import msgspec
import pytest
from litestar.handlers import HTTPRouteHandler

from api.problems import WebRefusal
from api.v1 import CONCEPTS
from api.v1.bodies import body_of
from api.v1.deciding.proposing import Changing, Proposing
from api.v1.lines import Correction, Reversal
from api.v1.meanings import MEANINGS
from api.v1.refusals import ANY_READ, ANY_WRITE
from api.v1.requests import TICKED, Screening
from api.v1.strict import find_wrong, without_null
from ledger.break_glass import InstallSuccessors
from ledger.corrections import ReverseLine
from ledger.decider import AnyCommand
from ledger.deciding.commands import CarryOutDecision, ChangeProposal, CloseProposal, Propose
from ledger.members import NameFounder
from ledger.orders.commands import ExpireRatification
from ledger.orders.settling import RatifyOrder
from ledger.publishing.commands import BeginLog
from ledger.recordings import CorrectLine
from ledger.rejections import REJECTIONS
from ledger.requests import ScreenRequest

HANDLERS: Final[list[HTTPRouteHandler]] = [
    handler for _, _, handlers in CONCEPTS for handler in handlers
]
WRITES: Final = [handler for handler in HANDLERS if "body" in handler.opt]
COMMAND_OF: Final[dict[type, type]] = {
    Reversal: ReverseLine,
    Correction: CorrectLine,
    Screening: ScreenRequest,
    Proposing: Propose,
    Changing: ChangeProposal,
}
SAID_TO_THE_API: Final = {TICKED}
"""What whoever asks says besides the command; it stands in no book."""
IN_WORDS: Final = {Propose, ChangeProposal}
"""Commands whose words are sent, and of which the book has a digest."""
OF_MACHINERY: Final = {
    *(NameFounder, ExpireRatification, InstallSuccessors),
    *(CloseProposal, CarryOutDecision, RatifyOrder, BeginLog),
}
"""Commands that only the service itself gives: nobody could ask for them."""
SHORTHAND: Final = {"dates": ("date-in-future", "date-too-early")}


def codes_in(command: type) -> list[str]:
    """Return the refusals that the docstring of a command lists, in their order."""
    text = " ".join((command.__doc__ or "").split())
    listed = text.partition("Refusals in order:")[2]
    found: list[str] = []
    for word in re.findall(r"[a-z]+(?:-[a-z]+)*", re.sub(r"\([^)]*\)", "", listed)):
        for code in SHORTHAND.get(word, (word,)):
            if code in REJECTIONS and code not in found:
                found.append(code)
    return found


def command_of(handler: HTTPRouteHandler) -> type:
    body: type = handler.opt["body"]
    return COMMAND_OF.get(body, body)


def test_every_command_has_a_route() -> None:
    # More than one where a case may be opened, or gone on with.
    assert {command_of(each) for each in WRITES} == {
        command for command in get_args(AnyCommand) if command not in OF_MACHINERY
    }


@pytest.mark.parametrize("handler", WRITES, ids=lambda handler: str(handler.operation_id))
def test_a_route_declares_the_refusals_of_its_command(handler: HTTPRouteHandler) -> None:
    declared = [refusal.code for refusal in handler.opt["refusals"]]
    assert len(declared) == len(set(declared))
    assert codes_in(command_of(handler)) != []
    assert declared == codes_in(command_of(handler))


@pytest.mark.parametrize("handler", WRITES, ids=lambda handler: str(handler.operation_id))
def test_a_body_has_the_fields_of_its_command(handler: HTTPRouteHandler) -> None:
    body = handler.opt["body"]
    given = {field.name for field in msgspec.structs.fields(body_of(body))}
    needed = {field.name for field in msgspec.structs.fields(command_of(handler))}
    if command_of(handler) in IN_WORDS:
        assert {"title", "text"} <= given
        given, needed = given - {"title", "text"}, needed - {"text_hash"}
    assert given - SAID_TO_THE_API == needed - {"case_id", "order_id", "position"}


@pytest.mark.parametrize("handler", WRITES, ids=lambda handler: str(handler.operation_id))
def test_every_example_could_be_sent(handler: HTTPRouteHandler) -> None:
    for field in msgspec.structs.fields(body_of(handler.opt["body"])):
        kind, _ = without_null(field.type)
        if isinstance(kind, type) and issubclass(kind, Enum):
            continue  # described by its own values
        assert list(find_wrong(MEANINGS[field.name].example, kind)) == [], field.name


def test_every_meaning_is_of_some_field() -> None:
    used: set[str] = set()

    def walk(struct: Any) -> None:
        for field in msgspec.structs.fields(struct):
            used.add(field.encode_name)
            for part in (field.type, *get_args(field.type)):
                for kind in (part, *get_args(part)):
                    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
                        walk(kind)

    for handler in HANDLERS:
        if body := handler.opt.get("body"):
            walk(body)
    assert set(MEANINGS) - used == set()


@pytest.fixture
async def description(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get("/api/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def operations(description: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        operation["operationId"]: operation
        for path, methods in description["paths"].items()
        if path.startswith("/api/v1/funds")
        for operation in methods.values()
    }


async def test_every_operation_is_described(description: dict[str, Any]) -> None:
    assert description["openapi"].startswith("3.1")
    found = operations(description)
    assert set(found) == {str(handler.operation_id) for handler in HANDLERS}
    for name, operation in found.items():
        assert operation["summary"], name
        assert operation["description"], name
        assert operation["tags"], name
        assert {"400", "401", "500", "503"} <= set(operation["responses"]), name
    for handler in WRITES:
        operation = found[str(handler.operation_id)]
        header = [each for each in operation["parameters"] if each["in"] == "header"]
        assert [(each["name"], each["required"]) for each in header] == [("Idempotency-Key", True)]
        assert {"200", "201", "413"} <= set(operation["responses"])
        assert "application/json" in operation["requestBody"]["content"]


async def test_every_refusal_of_a_route_is_described(description: dict[str, Any]) -> None:
    found = operations(description)
    for handler in HANDLERS:
        answers = found[str(handler.operation_id)]["responses"]
        told = " ".join(answer["description"] for answer in answers.values())
        for refusal in handler.opt["refusals"]:
            assert isinstance(refusal, WebRefusal) or refusal.code in REJECTIONS
            assert f"`{refusal.code}`" in told


async def test_every_refusal_of_a_route_has_its_paragraph(client: httpx.AsyncClient) -> None:
    page = (await client.get("/docs/refusals")).text
    common = (*ANY_READ, *ANY_WRITE)
    for refusal in (*common, *(each for handler in HANDLERS for each in handler.opt["refusals"])):
        assert f'id="{refusal.code}"' in page


async def test_every_reference_leads_somewhere(description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if "$ref" in node:
                assert node["$ref"].removeprefix("#/components/schemas/") in schemas
            for each in node.values():
                walk(each)
        elif isinstance(node, list):
            for each in node:
                walk(each)

    walk(description["paths"])
    walk(schemas)


async def test_every_field_of_a_body_says_what_it_means(description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]
    bodies = [name for name in schemas if name.endswith(("Body", "Replacement"))]
    assert len(bodies) > 40
    for name in bodies:
        for field, schema in schemas[name]["properties"].items():
            told = "$ref" in schema or "const" in schema or schema.get("description")
            assert told, f"{name}.{field}"
            if "examples" in schema:
                assert schema["examples"]


async def test_a_body_that_refuses_other_fields_says_so(description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]
    sent = {
        content["schema"]["$ref"].rpartition("/")[2]
        for methods in description["paths"].values()
        for operation in methods.values()
        for content in operation.get("requestBody", {}).get("content", {}).values()
    }
    within = {name for name in schemas if name.endswith(("Body", "Replacement", "Order"))}
    assert len(sent) > 40
    for name in sent | within - {"OneOrder"}:
        assert schemas[name]["additionalProperties"] is False, name
    assert "additionalProperties" not in schemas["Recorded"], "answers may grow"


async def test_the_description_names_no_float(description: dict[str, Any]) -> None:
    text = msgspec.json.encode(description).decode()
    assert '"type":"number"' not in text
