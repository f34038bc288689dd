"""Reading through the API: what is asked for, as known at which position, and for whom.

A statement says `known_at`, the position it was read at; asked for again with it, the answer is
the same for ever. `min_position` waits until the sums have got to a line that was just written.
"""

import re
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.enums import ParamType
from litestar.handlers import BaseRouteHandler
from litestar.params import ParameterKwarg, QueryParameter

from api.problems import MALFORMED, PROBLEM_JSON, Problem, WebRefused, Wrong
from api.problems import problem_of as problem_of_web
from api.site import site_of
from api.v1.refusals import READ_MODEL_BEHIND
from api.v1.strict import expectation, fits, without_null
from ledger.rejections import FundUnknown
from ledger.store.connection import Connection
from ledger.store.reading import get_head
from projections.known import ProjectionBehind

PATIENCE_SECONDS: Final = 5.0
"""How long a reader waits for the sums to get to `min_position`."""
_MONTH_PATTERN: Final = r"^[12][0-9]{3}-(0[1-9]|1[0-2])$"
_WHOLE: Final = re.compile(r"[0-9]{1,18}")

AsOf = Annotated[
    date | None,
    QueryParameter(description="Count what happened up to and with this day; default: all."),
]
KnownAt = Annotated[
    int | None,
    QueryParameter(description="As the book was known at this position; default: as of now."),
]
MinPosition = Annotated[
    int | None,
    QueryParameter(description="Wait up to 5 seconds until the sums have got to this position."),
]
Month = Annotated[str, QueryParameter(pattern=_MONTH_PATTERN, description="A month, 2026-11.")]


async def query_fits(
    connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
) -> None:
    """Refuse a query with a name that the route does not know, or a value that does not fit.

    A misspelt ``as_of`` must not quietly give another day's figures.
    """
    asked: dict[str, Any] = {}
    for name, field in handler.parsed_fn_signature.parameters.items():
        kwarg = field.kwarg_definition
        if isinstance(kwarg, ParameterKwarg) and kwarg.param_type == ParamType.QUERY:
            asked[name] = (field, kwarg, handler.opt.get("choices", {}).get(name, ()))
    given = connection.query_params
    wrong = []
    for name, (field, kwarg, choices) in asked.items():
        values = given.getall(name, [])
        if not values and field.is_required:
            wrong.append(Wrong(name, f"{_expected(field, kwarg, choices)}; it is missing"))
        elif len(values) > 1:
            wrong.append(Wrong(name, "this parameter once; it is given more often"))
        elif values and not _value_fits(values[0], field, kwarg, choices):
            wrong.append(Wrong(name, _expected(field, kwarg, choices)))
    wrong += [Wrong(name[:80], "no parameter of this name") for name in given if name not in asked]
    if wrong:
        raise WebRefused(MALFORMED, errors=tuple(wrong))


def _value_fits(text: str, field: Any, kwarg: ParameterKwarg, choices: Collection[str]) -> bool:  # noqa: ANN401
    kind, _ = without_null(field.annotation)
    if choices:
        return text in choices
    if kwarg.pattern is not None:
        return re.fullmatch(kwarg.pattern, text) is not None
    if kind is int:
        return _WHOLE.fullmatch(text) is not None and _least(kwarg) <= int(text) <= _most(kwarg)
    return fits(text, kind)


def _least(kwarg: ParameterKwarg) -> float:
    return 0 if kwarg.ge is None else kwarg.ge


def _most(kwarg: ParameterKwarg) -> float:
    return float("inf") if kwarg.le is None else kwarg.le


def _expected(field: Any, kwarg: ParameterKwarg, choices: Collection[str]) -> str:  # noqa: ANN401
    kind, _ = without_null(field.annotation)
    if choices:
        return f"one of: {', '.join(choices)}"
    if kwarg.pattern is not None:
        return "a month, like 2026-11"
    if kind is int:
        if kwarg.le is None:
            return "a whole number"
        return f"a whole number from {_least(kwarg):g} to {kwarg.le:g}"
    return expectation(kind)


@asynccontextmanager
async def statement(
    request: Request[Any, Any, Any],
    fund_id: UUID,
    *,
    known_at: int | None = None,
    min_position: int | None = None,
) -> AsyncIterator[Connection]:
    """Lend a connection once the sums of the fund have got far enough.

    Raises FundUnknown, ProjectionBehind after five seconds, and names a position beyond the book.
    """
    site = site_of(request)
    async with site.database.acquire() as connection:
        head = await get_head(connection, fund_id)
    if head is None:
        raise FundUnknown
    given = {"known_at": known_at, "min_position": min_position}
    beyond = tuple(
        Wrong(name, f"a position of the book, which ends at {head.position}")
        for name, position in given.items()
        if position is not None and position > head.position
    )
    if beyond:
        raise WebRefused(MALFORMED, errors=beyond)
    if wanted := max(known_at or 0, min_position or 0):
        await site.runner.wait_for(fund_id, wanted, timeout=PATIENCE_SECONDS)
    async with site.database.acquire() as connection:
        yield connection


def on_behind(_: Request[Any, Any, Any], behind: ProjectionBehind) -> Response[bytes]:
    """Answer that the sums have not got there yet, and how many lines they lack."""
    problem: Problem = msgspec.structs.replace(
        problem_of_web(READ_MODEL_BEHIND),
        facts={
            "wanted": behind.wanted,
            "position": behind.position,
            "lag": behind.wanted - behind.position,
        },
    )
    return Response(
        msgspec.json.encode(problem),
        status_code=problem.status,
        media_type=PROBLEM_JSON,
        headers={"Retry-After": "1"},
    )
