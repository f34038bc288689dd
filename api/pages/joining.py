"""Coming in for the first time with an invitation, and coming back after a lost passphrase."""

from typing import Any, Final

from litestar import Request, Response, get, post

from api.access import Power, needs
from api.forgery import sent_from_elsewhere
from api.i18n import N_
from api.pages.arriving import Going, arrive
from api.pages.asking import Ask, Link, blame, blame_one, show
from api.pages.flow import Sent, Trouble
from api.pages.frame import form_fields, language_of
from api.pages.secret_fields import (
    ChoosesPassphrase,
    CodeField,
    HandleField,
    chosen_again,
    chosen_handle,
    chosen_passphrase,
)
from api.people.passphrases import suggest
from api.people.refused import TooSoon, Unfit
from api.problems import CODE_REFUSED, SENT_FROM_ELSEWHERE
from api.site import site_of

AnyRequest = Request[Any, Any, Any]
_REFUSED: Final = N_(
    "This invitation does not work. A letter may be wrong, a half missing, or it was used before "
    "or is older than a week."
)


class JoinForm(ChoosesPassphrase):
    """An invitation, and what somebody wants to be called."""

    first = CodeField(
        N_("Invitation code, or its first half"),
        needed=N_("Type the code that you were given"),
        hint=N_("Four groups each. Capitals and dashes do not matter."),
        width=26,
        keeps=True,
    )
    second = CodeField(
        N_("Second half"),
        hint=N_("If two people invited you, each of them has one half."),
        width=26,
        keeps=True,
    )
    handle = chosen_handle()
    passphrase = chosen_passphrase()
    again = chosen_again()


def _joining(
    request: AnyRequest,
    form: JoinForm,
    going: Going,
    *,
    problems: tuple[Trouble, ...] = (),
    status: int = 200,
    wait: TooSoon | None = None,
) -> Response[Any]:
    prefix = f"/{language_of(request).code}"
    view = Ask(
        title=N_("You were invited"),
        lede=N_("The invitation works once. Nobody asks for your name, and no e-mail is needed."),
        verb=N_("Come in"),
        action=f"{prefix}/join",
        form=form,
        hidden=going.hidden(),
        links=(Link(N_("I have a handle already"), f"{prefix}/sign-in"),),
    )
    return show(
        request,
        view,
        problems=problems,
        status=status,
        wait=wait,
        template="join.html",
        offer=suggest(),
    )


@get("/join", opt=needs(Power.STRANGER), sync_to_thread=False)
def join_form(request: AnyRequest) -> Response[Any]:
    """Show the form for an invitation."""
    return _joining(request, JoinForm(), Going())


@post("/join", opt=needs(Power.STRANGER), status_code=200)
async def join(request: AnyRequest) -> Response[Any]:
    """Redeem an invitation. That a handle is taken is told to who was invited, and to nobody else.

    Passphrases are typed again whenever something is wrong; everything else stays.
    """
    site, sent = site_of(request), Sent(await form_fields(request))
    if sent_from_elsewhere(request, site.settings):
        problem = Trouble(SENT_FROM_ELSEWHERE.detail)
        return _joining(request, JoinForm(), Going(), problems=(problem,), status=403)
    form, going = JoinForm(sent), Going.of(sent)
    if not form.validate():
        return _joining(request, form, going, status=422)
    try:
        sign_in_id = await site.people.join(
            form["first"].data,
            form["second"].data or "",
            form["handle"].data,
            form["passphrase"].data,
        )
    except Unfit as unfit:
        blame(form, unfit.wrongs)
        return _joining(request, form, going, status=422)
    except TooSoon as wait:
        return _joining(request, form, going, wait=wait)
    if sign_in_id is None:
        blame_one(form, "first", _REFUSED)
        return _joining(request, form, going, status=CODE_REFUSED.status)
    return await arrive(request, sign_in_id, going, first=f"/{language_of(request).code}/me/totp")


class RecoverForm(ChoosesPassphrase):
    """What two of three shows, and a new passphrase."""

    handle = HandleField(N_("Handle"), needed=N_("Type your handle"))
    recovery = CodeField(
        N_("Recovery code"),
        needed=N_("Type one of the codes that you printed"),
        hint=N_("Each works once."),
        width=26,
        keeps=True,
    )
    code = CodeField(
        N_("Code from your app"), hint=N_("If you have set one up: the six digits that it shows.")
    )
    passphrase = chosen_passphrase()
    again = chosen_again()


def _recovering(
    request: AnyRequest,
    form: RecoverForm,
    *,
    problems: tuple[Trouble, ...] = (),
    status: int = 200,
    wait: TooSoon | None = None,
) -> Response[Any]:
    prefix = f"/{language_of(request).code}"
    view = Ask(
        title=N_("A new passphrase"),
        lede=N_(
            "It takes a recovery code, and a code from your app. Without them nobody can give "
            "your handle back, not even whoever runs this service: ask two stewards of your fund "
            "for a new invitation."
        ),
        verb=N_("Take the new passphrase"),
        action=f"{prefix}/recover",
        form=form,
        links=(Link(N_("Sign in"), f"{prefix}/sign-in"),),
    )
    return show(
        request,
        view,
        problems=problems,
        status=status,
        wait=wait,
        template="join.html",
        offer=suggest(),
    )


@get("/recover", opt=needs(Power.STRANGER), sync_to_thread=False)
def recover_form(request: AnyRequest) -> Response[Any]:
    """Show the form for a lost passphrase."""
    return _recovering(request, RecoverForm())


@post("/recover", opt=needs(Power.STRANGER), status_code=200)
async def recover(request: AnyRequest) -> Response[Any]:
    """Set a new passphrase; every session, token and known device of the person ends."""
    site, sent = site_of(request), Sent(await form_fields(request))
    if sent_from_elsewhere(request, site.settings):
        problem = Trouble(SENT_FROM_ELSEWHERE.detail)
        return _recovering(request, RecoverForm(), problems=(problem,), status=403)
    form = RecoverForm(sent)
    if not form.validate():
        return _recovering(request, form, status=422)
    try:
        who = await site.people.recover(
            form["handle"].data,
            form["recovery"].data,
            form["code"].data or "",
            form["passphrase"].data,
        )
    except Unfit as unfit:
        blame(form, unfit.wrongs)
        return _recovering(request, form, status=422)
    except TooSoon as wait:
        return _recovering(request, form, wait=wait)
    if who is None:
        text = N_("Something of this is not right. Look at the handle and both codes again.")
        blame_one(form, "handle", text)
        return _recovering(request, form, status=CODE_REFUSED.status)
    return await arrive(request, who, Going(), stepped_up=await site.people.has_totp(who))


JOINING_PAGES: Final = (join_form, join, recover_form, recover)
