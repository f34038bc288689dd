"""What stands before every page that is not open to strangers."""

from typing import Any, Final
from urllib.parse import quote, urlencode

from litestar import Request, Response

from api.access import OF_STRANGERS, admit
from api.forgery import is_genuine
from api.pages.frame import form_fields, language_of, see_other
from api.pages.sign_in import ask_again
from api.problems import SECOND_STEP_NEEDED, SENT_FROM_ELSEWHERE, WebRefused
from api.sessions import session_of
from api.site import site_of

SECOND_STEP_PAGE: Final = "me/totp"
"""Where somebody is led whose mandate waits for a second step of signing in."""


async def gate(request: Request[Any, Any, Any]) -> Response[Any] | None:
    """Let people pass who may see the page; send strangers to sign in, keeping what they typed.

    A form that nobody can vouch for goes no further, unless its handler takes forms through
    `api.pages.flow`, which shows the filled form again.
    """
    options = request.route_handler.opt
    if options.get("power") in OF_STRANGERS:
        return None
    is_form, session = request.method == "POST", session_of(request)
    if session is None:
        return await _asked_to_sign_in(request, is_form=is_form)
    try:
        await admit(request, session, options)
    except WebRefused as no:
        if no.refusal is SECOND_STEP_NEEDED and not is_form:
            back = urlencode({"next": quote(request.scope["path"])})
            return see_other(f"/{language_of(request).code}/{SECOND_STEP_PAGE}?{back}")
        raise
    if is_form and not options.get("takes_forms"):
        fields = dict(await form_fields(request))
        if not is_genuine(request, fields, site_of(request).settings):
            raise WebRefused(SENT_FROM_ELSEWHERE)
    return None


async def _asked_to_sign_in(request: Request[Any, Any, Any], *, is_form: bool) -> Response[Any]:
    here = quote(request.scope["path"])
    if is_form:
        # Only a form page can take up again what was typed; a single button is just lost.
        options = request.route_handler.opt
        # A file that came along would be put on the disk to be taken apart here.
        is_page = bool(options.get("takes_forms")) and not options.get("takes_files")
        return await ask_again(
            request, here if is_page else "", await form_fields(request) if is_page else ()
        )
    query = request.scope.get("query_string", b"").decode("latin-1")
    target = f"{here}?{query}" if query else here
    sign_in = f"/{language_of(request).code}/sign-in"
    is_home = here.rstrip("/").count("/") <= 1  # the start page is where signing in leads
    return see_other(sign_in if is_home else f"{sign_in}?{urlencode({'next': target})}")
