"""Signing in and out. What somebody typed before the session ended is not lost."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get, post

from api.forgery import sent_from_elsewhere
from api.i18n import N_
from api.pages.flow import Sent, new_key
from api.pages.frame import (
    CARRIED_FIELD,
    NEXT_FIELD,
    carried,
    form_fields,
    hidden_field,
    language_of,
    render,
    safe_next,
    see_other,
    uncarried,
)
from api.problems import CODE_REFUSED, SENT_FROM_ELSEWHERE, WebRefused
from api.sessions import cookie_name, forgery_token, session_cookie, session_of
from api.site import site_of

OPEN = {"open_to_strangers": True}


def _page(
    request: Request[Any, Any, Any],
    *,
    go_on: str = "",
    packed: str = "",
    problem: str = "",
    status: int = 200,
) -> Response[Any]:
    return render(
        request,
        "sign_in.html",
        title=N_("Sign in"),
        status=status,
        wrong=bool(problem),
        problem=problem,
        go_on=go_on,
        packed=packed,
    )


def ask_again(
    request: Request[Any, Any, Any], path: str, fields: Sequence[tuple[str, str]]
) -> Response[Any]:
    """Answer a form whose session has ended: sign in here, and what was typed comes back.

    What another site sent is not kept: nobody is to find a stranger's figures in their own form.
    """
    if not fields or sent_from_elsewhere(request, site_of(request).settings):
        return _page(request, status=401)
    return _page(request, go_on=path, packed=carried(fields), status=401)


@get("/sign-in", opt=OPEN, sync_to_thread=False)
def sign_in_form(request: Request[Any, Any, Any]) -> Response[Any]:
    """Show the form for the code."""
    return _page(request, go_on=safe_next(request.query_params.get("next", "")))


@post("/sign-in", opt=OPEN, status_code=200)
async def sign_in(request: Request[Any, Any, Any]) -> Response[Any]:
    """Take the code; on success a new session starts and the presented one ends."""
    site, sent = site_of(request), Sent(await form_fields(request))
    go_on, packed = safe_next(sent.get(NEXT_FIELD)), sent.get(CARRIED_FIELD)
    if sent_from_elsewhere(request, site.settings):
        # Neither is what came along: it may be another site's figures for our form.
        return _page(request, problem=SENT_FROM_ELSEWHERE.detail, status=403)
    typed = sent.get("code").strip()
    if not typed:
        text = N_("Type the code")
        return _page(request, go_on=go_on, packed=packed, problem=text, status=422)
    sign_in_id = await site.sign_in.redeem(typed)
    if sign_in_id is None:
        text = N_("This code does not work. It is wrong, was used before, or is older than a day.")
        return _page(request, go_on=go_on, packed=packed, problem=text, status=CODE_REFUSED.status)
    secret = await site.sessions.start(sign_in_id, "page", instead_of=session_of(request))
    answer = _carry_on(request, secret, go_on, packed)
    answer.set_cookie(session_cookie(site.settings, secret))
    return answer


def _carry_on(
    request: Request[Any, Any, Any], secret: str, go_on: str, packed: str
) -> Response[Any]:
    """Go where the person was; a form on its way is offered again, filled, never written."""
    fields = uncarried(packed) if packed else []
    if not fields or not go_on:
        return see_other(go_on or f"/{language_of(request).code}/")
    hidden = Sent([*fields]).kept() + hidden_field("_key", new_key())
    return render(
        request,
        "carry_on.html",
        title=N_("You are signed in"),
        action=go_on,
        hidden=hidden + hidden_field("_token", forgery_token(secret)),
    )


@post("/sign-out", status_code=303)
async def sign_out(request: Request[Any, Any, Any]) -> Response[Any]:
    """End this session and take the cookie away."""
    site, session = site_of(request), session_of(request)
    if session is None:
        raise WebRefused(SENT_FROM_ELSEWHERE)
    await site.sessions.end(session)
    answer = see_other(f"/{language_of(request).code}/sign-in")
    answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    if cookie_name(site.settings) in request.cookies:
        answer.set_cookie(session_cookie(site.settings, ""))
    return answer
