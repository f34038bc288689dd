"""Exceptions become answers here: JSON for programs, a page for people, decided by the address.

A bug is a 500 with a random number and no word about what happened; the log has the same number,
the kind of error and the places it passed, and never its message.
"""

import secrets
import traceback
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

import structlog
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException, ValidationException
from msgspec import json, structs

from api.formats import refusal_words
from api.i18n import Words
from api.pages.frame import render, see_other
from api.people.refused import StepUpNeeded, TooSoon, Unfit
from api.problems import (
    BUG,
    DISK_FULL,
    KEYS_UNUSABLE,
    MALFORMED,
    PROBLEM_JSON,
    STEP_UP_NEEDED,
    TOO_MANY,
    UNAVAILABLE,
    WEB_REFUSALS,
    Problem,
    WebRefused,
    Wrong,
    problem_of,
    problem_of_rejection,
)
from ledger.rejections import Kind, Rejection
from ledger.store.errors import DiskFull, OperationalError
from ledger.transparency.stopped import KeyUnknown
from ledger.vault.keys import KeysUnusable

_RETRY_SECONDS: Final = "2"
_ROOM_SECONDS: Final = "60"
"""A full disk is cleared by a person."""
_BROKEN_OFF: Final = "client disconnected prematurely"
"""The framework's words for a body that never came whole; it calls that a mistake of its own."""
# Of several with one status the first is the plain one.
_BY_STATUS: Final = {each.status: each for each in reversed(WEB_REFUSALS)}
_log = structlog.get_logger("parasol")


def _answer(
    request: Request[Any, Any, Any],
    problem: Problem,
    detail: Words | str,
    headers: Mapping[str, str] | None = None,
) -> Response[Any]:
    """Answer a program with JSON and a person with a page."""
    if request.scope["path"].startswith("/api/"):
        return Response(
            json.encode(problem, order="deterministic"),
            status_code=problem.status,
            media_type=PROBLEM_JSON,
            headers=headers,
        )
    return render(
        request,
        "error.html",
        title=problem.title,
        status=problem.status,
        headers=headers,
        problem=problem,
        detail_words=detail,
    )


def on_rejection(request: Request[Any, Any, Any], rejection: Rejection) -> Response[Any]:
    """Answer a refusal of the ledger that no page has taken up."""
    headers = {"Retry-After": _RETRY_SECONDS} if rejection.kind is Kind.UNAVAILABLE else None
    language = request.app.state.site.language_of(request)
    words = refusal_words(rejection, language)
    return _answer(request, problem_of_rejection(rejection), words, headers)


def on_web_refusal(request: Request[Any, Any, Any], refused: WebRefused) -> Response[Any]:
    """Answer a refusal of the web face."""
    problem = problem_of(refused.refusal, errors=refused.errors)
    return _answer(request, problem, refused.refusal.detail, refused.headers)


def _errors_of(exception: HTTPException) -> tuple[Wrong, ...]:
    """Name the parameters that did not fit, without repeating what was sent."""
    extra = exception.extra if isinstance(exception, ValidationException) else None
    if not isinstance(extra, list):
        return ()
    return tuple(
        Wrong(str(each.get("key", "")), str(each.get("message", "")).split(" - at ")[0])
        for each in extra
        if isinstance(each, dict)
    )


def on_http_exception(request: Request[Any, Any, Any], exception: HTTPException) -> Response[Any]:
    """Answer what the framework itself refuses: unknown addresses, wrong methods, wrong types."""
    status = exception.status_code
    refusal = _BY_STATUS.get(status) or (UNAVAILABLE if status in {502, 504} else MALFORMED)
    if status >= 500 and exception.detail == _BROKEN_OFF:  # noqa: PLR2004  the sender's doing
        return _answer(request, problem_of(MALFORMED), MALFORMED.detail)
    if status >= 500 and refusal is not UNAVAILABLE:  # noqa: PLR2004  the framework's own bug
        return on_bug(request, exception)
    problem = problem_of(refusal, errors=_errors_of(exception))
    if status == 415:  # noqa: PLR2004  a malformed request with a status of its own
        problem = structs.replace(problem, status=415)
    kept = {
        name: value for name, value in (exception.headers or {}).items() if name.lower() == "allow"
    }
    return _answer(request, problem, refusal.detail, kept)


def on_step_up_needed(request: Request[Any, Any, Any], _: StepUpNeeded) -> Response[Any]:
    """Answer what takes a fresh code: people are led to type one, and back."""
    path = request.scope["path"]
    if path.startswith("/api/"):
        return _answer(request, problem_of(STEP_UP_NEEDED), STEP_UP_NEEDED.detail)
    language = request.app.state.site.language_of(request)
    return see_other(f"/{language.code}/step-up?{urlencode({'next': quote(path)})}")


def on_too_soon(request: Request[Any, Any, Any], wait: TooSoon) -> Response[Any]:
    """Answer after too many wrong attempts: how long to wait."""
    return _answer(
        request, problem_of(TOO_MANY), TOO_MANY.detail, {"Retry-After": str(wait.seconds)}
    )


def on_unfit(request: Request[Any, Any, Any], unfit: Unfit) -> Response[Any]:
    """Answer what a service of people cannot take, naming each field."""
    wrongs = tuple(Wrong(each.field, each.expected, f"/{each.field}") for each in unfit.wrongs)
    return _answer(request, problem_of(MALFORMED, errors=wrongs), MALFORMED.detail)


def on_database_away(request: Request[Any, Any, Any], error: OperationalError) -> Response[Any]:
    """Answer while PostgreSQL cannot be reached."""
    _log.warning("database away", kind=type(error).__name__)
    return _answer(
        request, problem_of(UNAVAILABLE), UNAVAILABLE.detail, {"Retry-After": _RETRY_SECONDS}
    )


def on_keys_unusable(
    request: Request[Any, Any, Any], error: KeysUnusable | KeyUnknown
) -> Response[Any]:
    """Answer while a key is missing or damaged; the log says no path either."""
    _log.error("keys unusable", kind=type(error).__name__)
    return _answer(request, problem_of(KEYS_UNUSABLE), KEYS_UNUSABLE.detail)


def on_disk_full(request: Request[Any, Any, Any], _: DiskFull) -> Response[Any]:
    """Answer while the database has no room to write."""
    _log.error("disk full")
    return _answer(request, problem_of(DISK_FULL), DISK_FULL.detail, {"Retry-After": _ROOM_SECONDS})


def note_bug(error: Exception) -> str:
    """Write a bug to the log and return the number under which it stands there.

    The log gets the kind of error and the places it passed; never its message, which may quote
    what somebody typed.
    """
    reference = secrets.token_hex(6)
    places = [
        f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    _log.error("bug", reference=reference, kind=type(error).__name__, places=places[-12:])
    return reference


def on_bug(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Answer a bug: a number to find it in the log, and nothing else."""
    reference = note_bug(error)
    problem = problem_of(BUG, reference=reference)
    try:
        return _answer(request, problem, BUG.detail)
    except Exception:  # noqa: BLE001  a page that fails must not take the answer with it
        return Response(f"{BUG.title} ({reference})", status_code=500, media_type=MediaType.TEXT)


EXCEPTION_HANDLERS: Final[dict[int | type[Exception], Any]] = {
    Rejection: on_rejection,
    WebRefused: on_web_refusal,
    StepUpNeeded: on_step_up_needed,
    TooSoon: on_too_soon,
    Unfit: on_unfit,
    HTTPException: on_http_exception,
    OperationalError: on_database_away,
    KeysUnusable: on_keys_unusable,
    KeyUnknown: on_keys_unusable,
    DiskFull: on_disk_full,
    Exception: on_bug,
}
