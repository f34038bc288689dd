"""What stands before every page that is not open to strangers."""

from typing import Any
from urllib.parse import quote, urlencode

from litestar import Request, Response

from api.forgery import is_genuine
from api.pages.frame import form_fields, language_of, see_other
from api.pages.sign_in import ask_again
from api.problems import SENT_FROM_ELSEWHERE, WebRefused
from api.sessions import session_of
from api.site import site_of


async def gate(request: Request[Any, Any, Any]) -> Response[Any] | None:
    """Let signed-in people pass; send others to sign in, keeping what they typed.

    A form that nobody can vouch for goes no further, unless its handler takes forms through
    `api.pages.flow`, which shows the filled form again.
    """
    options = request.route_handler.opt
    if options.get("open_to_strangers"):
        return None
    here = quote(request.scope["path"])
    is_form = request.method == "POST"
    if session_of(request) is None:
        if is_form:
            # Only a form page can take up again what was typed; a single button is just lost.
            is_page = bool(options.get("takes_forms"))
            return ask_again(
                request, here if is_page else "", await form_fields(request) if is_page else ()
            )
        query = request.scope.get("query_string", b"").decode("latin-1")
        target = f"{here}?{query}" if query else here
        sign_in = f"/{language_of(request).code}/sign-in"
        is_home = here.rstrip("/").count("/") <= 1  # the start page is where signing in leads
        return see_other(sign_in if is_home else f"{sign_in}?{urlencode({'next': target})}")
    if is_form and not options.get("takes_forms"):
        fields = dict(await form_fields(request))
        if not is_genuine(request, fields, site_of(request).settings):
            raise WebRefused(SENT_FROM_ELSEWHERE)
    return None
