"""Signing in and out. What somebody typed before the session ended is not lost.

It takes a handle and a passphrase, and on a second page a code where one is set up. Until that
code is right nobody is signed in: the second page carries a random text that opens nothing else.
Whoever began this service has no handle yet, and comes in with the code that it printed.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from litestar import Request, Response, get, post

from api.access import Power, needs
from api.forgery import sent_from_elsewhere
from api.i18n import N_, Words
from api.pages.arriving import Going, arrive, device_of, on_the_way
from api.pages.asking import Ask, Link, blame_one, show, troubles_of, wait_headers, wait_words
from api.pages.fields import PageForm
from api.pages.flow import Sent, Trouble
from api.pages.frame import (
    carried,
    form_fields,
    hidden_field,
    language_of,
    render,
    safe_next,
    see_other,
)
from api.pages.secret_fields import CodeField, HandleField, SecretField, app_code
from api.people.refused import TooSoon
from api.problems import CODE_REFUSED, SENT_FROM_ELSEWHERE, TOO_MANY, WebRefused
from api.sessions import cookie_name, session_cookie, session_of
from api.site import site_of

_PENDING: Final = "_pending"
WRONG_CODE: Final = N_("This code does not work. Type the one that your app shows now.")
CLEARED: Final = '"cache", "cookies", "storage"'
"""What a browser is told to forget when somebody signs out."""
_REFUSED: Final = N_("Handle or passphrase is not right. Look at both, then try again.")


class SignInForm(PageForm):
    """Who it is."""

    handle = HandleField(N_("Handle"), needed=N_("Type your handle"))
    passphrase = SecretField(N_("Passphrase"), needed=N_("Type your passphrase"))


class SignInAnyway(SignInForm):
    """The same while somebody else's wrong attempts hold up this handle."""

    recovery = CodeField(
        N_("Recovery code"),
        hint=N_("One of those that you printed gets you in at once. Each works once."),
        width=32,
    )


class FirstCodeForm(PageForm):
    """How the first person comes in."""

    code = CodeField(
        N_("One-time code"),
        needed=N_("Type the code"),
        hint=N_("Four groups of five. Capitals and dashes do not matter."),
        width=26,
    )


class SecondStep(PageForm):
    """The code of the second page."""

    code = app_code()


async def _page(
    request: Request[Any, Any, Any],
    *,
    going: Going = Going(),  # noqa: B008  it never changes
    form: PageForm | None = None,
    code_form: PageForm | None = None,
    problems: Iterable[Trouble] = (),
    status: int = 200,
    wait: TooSoon | None = None,
) -> Response[Any]:
    site = site_of(request)
    first = await site.people.first()
    if code_form is None and (first is None or not await site.people.is_claimed(first)):
        code_form = FirstCodeForm()
    form = form or SignInForm()
    found = (*problems, *troubles_of(form), *(troubles_of(code_form) if code_form else ()))
    if wait is not None:
        status, found = TOO_MANY.status, (Trouble(wait_words(wait)), *found)
    return render(
        request,
        "sign_in.html",
        title=N_("Sign in"),
        status=status,
        headers=wait_headers(wait),
        wrong=bool(found),
        problems=found,
        form=form,
        code_form=code_form,
        hidden=going.hidden(),
        is_kept=bool(going.packed),
    )


async def ask_again(
    request: Request[Any, Any, Any], path: str, fields: Sequence[tuple[str, str]]
) -> Response[Any]:
    """Answer a form whose session has ended: sign in here, and what was typed comes back.

    What another site sent is not kept: nobody is to find a stranger's figures in their own form.
    """
    if not fields or sent_from_elsewhere(request, site_of(request).settings):
        return await _page(request, status=401)
    return await _page(request, going=Going(path, carried(fields)), status=401)


@get("/sign-in", opt=needs(Power.STRANGER))
async def sign_in_form(request: Request[Any, Any, Any]) -> Response[Any]:
    """Show the form."""
    return await _page(request, going=Going(safe_next(request.query_params.get("next", ""))))


@post("/sign-in", opt=needs(Power.STRANGER), status_code=200)
async def sign_in(request: Request[Any, Any, Any]) -> Response[Any]:
    """Take handle and passphrase, or the first code; then a new session, or the second page."""
    sent = Sent(await form_fields(request))
    if sent_from_elsewhere(request, site_of(request).settings):
        # Nothing of it is kept: it may be another site's figures for our form.
        problem = Trouble(Words(SENT_FROM_ELSEWHERE.detail))
        return await _page(request, problems=[problem], status=SENT_FROM_ELSEWHERE.status)
    if "code" in sent:
        return await _by_first_code(request, sent)
    return await _by_passphrase(request, sent)


async def _by_first_code(request: Request[Any, Any, Any], sent: Sent) -> Response[Any]:
    site, going, form = site_of(request), Going.of(sent), FirstCodeForm(sent)
    if not form.validate():
        return await _page(request, going=going, code_form=form, status=422)
    sign_in_id = await site.sign_in.redeem(form["code"].data)
    if sign_in_id is None:
        text = N_("This code does not work. It is wrong, was used before, or is older than a day.")
        blame_one(form, "code", text)
        return await _page(request, going=going, code_form=form, status=CODE_REFUSED.status)
    # Only the page's own button asks for it: whoever is in a hurry may choose a handle later.
    claim = f"/{language_of(request).code}/me/claim" if "claim" in sent else ""
    return await arrive(request, sign_in_id, going, first=claim)


async def _by_passphrase(request: Request[Any, Any, Any], sent: Sent) -> Response[Any]:
    site, going = site_of(request), Going.of(sent)
    form = SignInAnyway(sent) if "recovery" in sent else SignInForm(sent)
    if not form.validate():
        return await _page(request, going=going, form=form, status=422)
    recovery = (form["recovery"].data or "") if "recovery" in form else ""
    try:
        entry = await site.people.enter(
            form["handle"].data,
            form["passphrase"].data,
            device=device_of(request),
            recovery=recovery,
        )
    except TooSoon as wait:
        return await _page(request, going=going, form=SignInAnyway(sent), wait=wait)
    if entry is None:
        blame_one(form, "passphrase", _REFUSED)
        return await _page(request, going=going, form=form, status=CODE_REFUSED.status)
    if entry.needs_code:
        return _second_page(request, going, SecondStep(), entry.pending)
    # With an app set up, only a recovery code spares the second page.
    stepped_up = await site.people.has_totp(entry.sign_in_id)
    return await arrive(request, entry.sign_in_id, going, stepped_up=stepped_up)


def _second_page(
    request: Request[Any, Any, Any],
    going: Going,
    form: PageForm,
    pending: str,
    *,
    status: int = 200,
    wait: TooSoon | None = None,
) -> Response[Any]:
    prefix = f"/{language_of(request).code}"
    again = Link(N_("Begin again"), on_the_way(f"{prefix}/sign-in", going.address))
    view = Ask(
        title=N_("One more step"),
        lede=N_("You are signed in once this code is right. You have five minutes."),
        verb=N_("Sign in"),
        action=f"{prefix}/sign-in/code",
        form=form,
        hidden=going.hidden() + hidden_field(_PENDING, pending),
        links=() if going.packed else (again,),  # a link would lose what was typed
    )
    return show(request, view, status=status, wait=wait)


@post("/sign-in/code", opt=needs(Power.STRANGER), status_code=200)
async def second_step(request: Request[Any, Any, Any]) -> Response[Any]:
    """Take the code of the second page; after five wrong ones it begins anew."""
    site, sent = site_of(request), Sent(await form_fields(request))
    if sent_from_elsewhere(request, site.settings):
        raise WebRefused(SENT_FROM_ELSEWHERE)
    going, pending, form = Going.of(sent), sent.get(_PENDING), SecondStep(sent)
    if not form.validate():
        return _second_page(request, going, form, pending, status=422)
    try:
        who = await site.people.answer(pending, form["code"].data, device=device_of(request))
    except TooSoon as wait:
        return _second_page(request, going, form, pending, wait=wait)
    if who is not None:
        return await arrive(request, who, going, stepped_up=True)
    if not await site.people.is_pending(pending):
        text = N_("That took too long, or there were too many wrong codes. Begin again.")
        return await _page(request, going=going, problems=[Trouble(text)], status=401)
    blame_one(form, "code", WRONG_CODE)
    return _second_page(request, going, form, pending, status=CODE_REFUSED.status)


@post("/sign-out", opt=needs(Power.OWN_SIGN_IN), status_code=303)
async def sign_out(request: Request[Any, Any, Any]) -> Response[Any]:
    """End this session and take the cookie away."""
    session = session_of(request)
    if session is None:
        raise WebRefused(SENT_FROM_ELSEWHERE)
    await site_of(request).sessions.end(session)
    return signed_out(request)


def signed_out(request: Request[Any, Any, Any]) -> Response[Any]:
    """Lead to the page for signing in, and let the browser forget everything about this site."""
    settings = site_of(request).settings
    answer = see_other(f"/{language_of(request).code}/sign-in")
    answer.headers["Clear-Site-Data"] = CLEARED
    if cookie_name(settings) in request.cookies:
        answer.set_cookie(session_cookie(settings, ""))
    return answer


SIGN_IN_PAGES: Final = (sign_in_form, sign_in, second_step, sign_out)
