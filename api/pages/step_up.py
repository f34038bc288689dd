"""A fresh code before something that counts: authorising money, making tokens, changing an app.

Other pages lead here and back (`step_up_first`), or take the code in their own form (`StepUp`).
What somebody had typed there is brought back, filled, and never written by it.
"""

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from litestar import Request, Response, get, post

from api.access import Power, needs
from api.i18n import N_, Words
from api.pages.arriving import Going, carry_on, on_the_way
from api.pages.asking import Ask, Link, blame_one, show, wait_words
from api.pages.fields import PageForm
from api.pages.flow import Sent
from api.pages.frame import carried, form_fields, language_of, safe_next, see_other
from api.pages.renewing import renew
from api.pages.secret_fields import app_code
from api.pages.sign_in import WRONG_CODE, signed_out
from api.people.refused import TooSoon
from api.problems import CODE_REFUSED, SIGN_IN_NEEDED, WebRefused
from api.sessions import Session, cookie_name, session_of
from api.site import site_of
from ledger.rejections import Rejection
from ledger.rejections.base import Kind

AnyRequest = Request[Any, Any, Any]

CODE_FIELD: Final = "code"


class StepUpForm(PageForm):
    """The code."""

    code = app_code()


class StepUpRefused(Rejection):
    """The code of a step-up is wrong, too old, or was used before."""

    code, kind = "step-up-refused", Kind.INVALID
    title, message = CODE_REFUSED.title, WRONG_CODE

    def __init__(self, words: Words | None = None) -> None:
        self.words = words or Words(self.message)
        super().__init__()

    def facts(self) -> dict[str, object]:
        """Return nothing: what was typed is not repeated."""
        return {}


class StepUp:
    """Whether a form asks for a code: of whoever has an app and is not stepped up.

    Whoever has none needs none: where it is demanded, `api.access` lets nobody without one in.
    """

    def __init__(self, *, is_needed: bool) -> None:
        self.is_needed = is_needed

    async def take(self, request: AnyRequest, form: PageForm) -> None:
        """Step up with the code in *form*, if one is needed. Raises StepUpRefused."""
        if not self.is_needed:
            return
        try:
            is_right = await step_up_with(request, form[CODE_FIELD].data)
        except TooSoon as wait:
            raise StepUpRefused(wait_words(wait)) from None
        if not is_right:
            raise StepUpRefused
        self.is_needed = False
        del form[CODE_FIELD]  # it has done its work: nobody is asked for it again


def with_code(form: type[PageForm], step_up: StepUp) -> type[PageForm]:
    """Return *form* with a field for the code at its end, when one is needed."""
    if not step_up.is_needed:
        return form
    return type("Form", (form,), {CODE_FIELD: app_code()})


async def step_up_for(request: AnyRequest) -> StepUp:
    """Say whether the forms of this request ask for a code."""
    if is_stepped_up(request):
        return StepUp(is_needed=False)
    who = own_session(request).sign_in_id
    return StepUp(is_needed=await site_of(request).people.has_totp(who))


def own_session(request: AnyRequest) -> Session:
    """Return the session of somebody who is signed in; the gate has sent strangers away."""
    session = session_of(request)
    if session is None:
        raise WebRefused(SIGN_IN_NEEDED)
    return session


async def own_handle(request: AnyRequest) -> str:
    """Return the handle of whoever is signed in, empty before they chose one."""
    return await site_of(request).people.handle_of(own_session(request).sign_in_id) or ""


def is_stepped_up(request: AnyRequest) -> bool:
    """Whether a code was given in this session within the last five minutes."""
    return own_session(request).is_stepped_up(site_of(request).now())


async def is_over(request: AnyRequest) -> bool:
    """Whether the session that this request came with has ended: the fifth wrong code ends it."""
    site = site_of(request)
    secret = request.cookies.get(cookie_name(site.settings), "")
    return await site.sessions.find(secret, "page") is None


async def step_up_with(request: AnyRequest, code: str) -> bool:
    """Take a *code* typed into some form; False when it is wrong.

    The session gets another secret: what is drawn afterwards carries its token, and the answer its
    cookie. Raises TooSoon.
    """
    site = site_of(request)
    secret = await site.people.step_up(own_session(request), code)
    if secret is None:
        return False
    await renew(request, secret)
    return True


async def step_up_first(
    request: AnyRequest, fields: Sequence[tuple[str, str]] = ()
) -> Response[Any] | None:
    """Return None for whoever is stepped up, else the answer that asks for the code.

    *fields* are those of a sent form: it comes back filled after the code.
    """
    if is_stepped_up(request):
        return None
    here = quote(request.scope["path"])
    if request.method == "POST":
        return await _asked(request, StepUpForm(), Going(here, carried(fields) if fields else ""))
    query = request.scope.get("query_string", b"").decode("latin-1")
    going = f"{here}?{query}" if query else here
    return see_other(on_the_way(f"/{language_of(request).code}/step-up", going))


async def step_up_of_own_app(request: AnyRequest, back: str) -> Response[Any] | None:
    """Return None for whoever is stepped up or has no app, else what leads to the code and *back*.

    For forms of which nothing is kept: there is nothing typed in them, or nothing but secrets.
    """
    if not (await step_up_for(request)).is_needed:
        return None
    prefix = f"/{language_of(request).code}"
    return see_other(on_the_way(f"{prefix}/step-up", f"{prefix}/{back}"))


async def _asked(
    request: AnyRequest,
    form: PageForm,
    going: Going,
    *,
    status: int = 200,
    wait: TooSoon | None = None,
) -> Response[Any]:
    prefix = f"/{language_of(request).code}"
    if not await site_of(request).people.has_totp(own_session(request).sign_in_id):
        return see_other(on_the_way(f"{prefix}/me/totp", going.address))
    view = Ask(
        title=N_("A fresh code, please"),
        lede=N_("What comes next takes a code that is not older than five minutes."),
        verb=N_("Go on"),
        action=f"{prefix}/step-up",
        form=form,
        hidden=going.hidden(),
        note=N_("What you typed is kept.") if going.packed else "",
        links=(Link(N_("Your sign-in"), f"{prefix}/me"),),
    )
    return show(request, view, status=status, wait=wait)


@get("/step-up", opt=needs(Power.OWN_SIGN_IN))
async def step_up_form(request: AnyRequest) -> Response[Any]:
    """Ask for the code; whoever gave one just now goes on."""
    going = Going(safe_next(request.query_params.get("next", "")))
    if is_stepped_up(request):
        return carry_on(request, going)
    return await _asked(request, StepUpForm(), going)


@post("/step-up", opt=needs(Power.OWN_SIGN_IN), status_code=200)
async def step_up(request: AnyRequest) -> Response[Any]:
    """Take the code and go on; after five wrong ones the session has ended."""
    sent = Sent(await form_fields(request))
    form, going = StepUpForm(sent), Going.of(sent)
    if not form.validate():
        return await _asked(request, form, going, status=422)
    try:
        if await step_up_with(request, form["code"].data):
            return carry_on(request, going)
    except TooSoon as wait:
        return await _asked(request, form, going, wait=wait)
    if await is_over(request):
        return signed_out(request)
    blame_one(form, "code", WRONG_CODE)
    return await _asked(request, form, going, status=CODE_REFUSED.status)


STEP_UP_PAGES: Final = (step_up_form, step_up)
