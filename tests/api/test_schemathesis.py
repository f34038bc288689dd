"""Every operation of the described API, asked for what nobody thought of, says what it promises.

schemathesis makes the requests from the description and holds the answers against it. All of them
are made first, always the same ones, and then sent over ASGI in the loop of the tests.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid5

import httpx
import pytest
import pytest_asyncio
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import create_app
from tests.api.access_stage import FOUNDER, MEMBER, SIGNED_OUT, Stage, set_up
from tests.api.client import ORIGIN, plain_settings, serving, site_of_client
from tests.api.test_access_matrix import ids_for
from tests.database import Urls
from tests.funds import DAY, OpenedFund

pytestmark = pytest.mark.slow

WELL_FORMED: Final = 6
MALFORMED: Final = 5
KEYS: Final = UUID(int=7)
Asked = Case[Any]
PROMISES: Final[list[CheckFunction]] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
DESCRIPTION: Final = create_app(plain_settings(), database_url="").openapi_schema.to_schema()
for _described in DESCRIPTION["components"]["schemas"].values():
    # No body may hold a field that is not described, and no answer should.
    if "properties" in _described:
        _described["additionalProperties"] = False
OPERATIONS: Final = {
    result.ok().label: result.ok()
    for result in schemathesis.openapi.from_dict(DESCRIPTION).get_all_operations()
    if isinstance(result, Ok)
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stage(
    _worker_urls: Urls, _emptier: Callable[[], Awaitable[None]]
) -> AsyncIterator[Stage]:
    await _emptier()
    async with serving(_worker_urls.service) as client:
        yield await set_up(client)


def drawn(label: str, mode: GenerationMode, many: int) -> list[Asked]:
    """Return the same *many* requests at every run."""
    found: list[Asked] = []

    @settings(
        max_examples=many,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(OPERATIONS[label].as_strategy(generation_mode=mode))
    def collect(case: Asked) -> None:
        found.append(case)

    collect()
    return found


def filled(node: Any, things: dict[str, Any]) -> Any:
    """Return a body whose accounts, purposes and sums are those of the fund that is asked."""
    if isinstance(node, list):
        return [filled(each, things) for each in node]
    if isinstance(node, dict):
        return {name: things.get(name, filled(each, things)) for name, each in node.items()}
    return node


def things_of(fund: OpenedFund) -> dict[str, Any]:
    """Return what a body about *fund* says, by the names of its fields."""
    return {
        "account_id": str(fund.bank),
        "from_account_id": str(fund.bank),
        "to_account_id": str(fund.cash_box),
        "purpose_id": str(fund.anything),
        "from_purpose_id": str(fund.anything),
        "to_purpose_id": str(fund.bail_only),
        "authority_id": str(fund.court),
        "occurred_on": DAY.isoformat(),
        "due_on": DAY.isoformat(),
        "ends_on": None,
        "time_zone": "America/New_York",
        "label": "Another",
        "days": 30,
        **dict.fromkeys(("currency", "bought_currency", "sold_currency"), "USD"),
        **dict.fromkeys(("exponent", "bought_exponent", "sold_exponent"), 2),
        **dict.fromkeys(("amount", "gross", "bought_amount", "sold_amount"), 1_00),
        **dict.fromkeys(("fee", "host_fee", "processor_fee", "dispute_fee"), 0),
    }


def requests_to(label: str, stage: Stage) -> Iterator[Asked]:
    """Yield requests to an operation: most about what is there, some about what is not."""
    ids, things = ids_for(label, stage.own), things_of(stage.own.fund)
    for mode, many in (
        (GenerationMode.POSITIVE, WELL_FORMED),
        (GenerationMode.NEGATIVE, MALFORMED),
    ):
        for number, case in enumerate(drawn(label, mode, many)):
            names = case.path_parameters or {}
            if number % 3:
                case.path_parameters = {name: ids.get(name, names[name]) for name in names}
            if number % 3 and mode is GenerationMode.POSITIVE:
                case.body = filled(case.body, things)
                case.query = {} if number % 2 else case.query
            if number % 2 and case.headers is not None:
                case.headers["Idempotency-Key"] = str(uuid5(KEYS, f"{label}{mode}{number}"))
            yield case


async def send(stage: Stage, case: Asked, headers: dict[str, str]) -> httpx.Response:
    made: Any = case.as_transport_kwargs(base_url=ORIGIN)
    made["headers"] = {**made.get("headers", {}), **headers}
    made = requests.Request(**{name: made[name] for name in made if name != "timeout"}).prepare()
    body = made.body.encode() if isinstance(made.body, str) else made.body
    return await stage.client.request(
        made.method, made.url, headers=dict(made.headers), content=body
    )


async def token_of(stage: Stage, persona: str) -> dict[str, str]:
    """Return what a session of *persona* sends along in which a code was typed just now."""
    if persona == SIGNED_OUT:
        return {}
    site = site_of_client(stage.client)
    secret = await site.sessions.start(stage.people[persona], "api", stepped_up=True)
    return {"Authorization": f"Bearer {secret}"}


@pytest.mark.parametrize("label", OPERATIONS)
async def test_whatever_is_asked_the_answer_is_one_that_the_description_promises(
    stage: Stage, label: str
) -> None:
    for case in requests_to(label, stage):
        for persona in (FOUNDER, MEMBER, SIGNED_OUT):
            answer = await send(stage, case, await token_of(stage, persona))
            case.validate_response(answer, checks=PROMISES)


def test_every_described_operation_is_asked() -> None:
    assert set(OPERATIONS) == {
        f"{method.upper()} {path}"
        for path, methods in DESCRIPTION["paths"].items()
        for method in methods
    }


PROBLEM: Final = {"type": "t", "title": "t", "status": 401, "code": "c", "detail": "d"}
JSON: Final = "application/json"


@pytest.mark.parametrize(
    "status, kind, body",
    [
        (500, "application/problem+json", {**PROBLEM, "status": 500}),
        (418, JSON, {}),
        (200, "text/html", {}),
        (200, JSON, {"funds": "none"}),
        (401, "application/problem+json", {**PROBLEM, "status": "no"}),
    ],
)
def test_an_answer_that_is_not_promised_is_found(status: int, kind: str, body: object) -> None:
    [case] = drawn("GET /api/v1/funds", GenerationMode.POSITIVE, 1)
    request = httpx.Request("GET", f"{ORIGIN}/api/v1/funds")
    content = json.dumps(body)
    answer = httpx.Response(status, headers={"Content-Type": kind}, text=content, request=request)
    answer.headers["Content-Type"] = kind
    answer.elapsed = timedelta()
    with pytest.raises(FailureGroup):
        case.validate_response(answer, checks=PROMISES)
