"""Tokens: what a program signs in with, for certain things and until a certain day."""

from typing import Any, Final

from litestar import Response, get, post
from litestar.exceptions import NotFoundException

from api.access import Power, needs
from api.i18n import N_
from api.pages.asking import Ask, Link, show
from api.pages.fields import ListField, Option, PageForm
from api.pages.flow import Sent
from api.pages.frame import form_fields, language_of, render, see_other
from api.pages.renewing import renew
from api.pages.sign_in import signed_out
from api.pages.step_up import AnyRequest, own_session, step_up_first
from api.pages.ticks import TicksField
from api.session import Scope
from api.site import site_of

SCOPES: Final = (
    Option(Scope.READ.value, N_("Read"), N_("All that you may read")),
    Option(Scope.RECORD.value, N_("Record"), N_("Facts such as donations and fees")),
    Option(Scope.ORDER.value, N_("Ask"), N_("Ask for payments; signing them takes a person")),
)
_DAYS: Final = (
    Option("7", N_("A week")),
    Option("30", N_("A month")),
    Option("90", N_("Three months")),
)


class TokenForm(PageForm):
    """What a token is for, and how long it lives."""

    scopes = TicksField(N_("What may it do?"), options=SCOPES)
    days = ListField(N_("How long?"), needed=N_("Choose how long"), options=_DAYS, default="30")


def _page(request: AnyRequest, form: TokenForm, *, status: int = 200) -> Response[Any]:
    prefix = f"/{language_of(request).code}"
    view = Ask(
        title=N_("A token for a program"),
        lede=N_(
            "A program shows it instead of signing in. It never moves money, signs or governs. "
            "Whoever has it can use it: give each program its own, and end it when it is not "
            "needed any more."
        ),
        verb=N_("Make the token"),
        action=f"{prefix}/me/tokens",
        form=form,
        links=(Link(N_("Your sign-in"), f"{prefix}/me"),),
    )
    return show(request, view, status=status)


@get("/me/tokens", opt=needs(Power.OWN_SIGN_IN))
async def token_form(request: AnyRequest) -> Response[Any]:
    """Show the form, after a fresh code."""
    if answer := await step_up_first(request):
        return answer
    return _page(request, TokenForm())


@post("/me/tokens", opt=needs(Power.OWN_SIGN_IN), status_code=200)
async def make_token(request: AnyRequest) -> Response[Any]:
    """Make a token and show it, this once.

    The session gets another secret, so that the same form sent again makes no second token.
    """
    site, session, fields = site_of(request), own_session(request), await form_fields(request)
    if answer := await step_up_first(request, fields):
        return answer
    sent = Sent(fields)
    form = TokenForm(sent)
    if sent.step == "change":
        return _page(request, form)
    if not (form.validate() and form["scopes"].data):
        if not form["scopes"].data:
            form["scopes"].errors = [N_("Tick at least one")]
        return _page(request, form, status=422)
    secret = await site.sessions.rotate(session)
    if secret is None:
        return signed_out(request)
    token = await site.people.tokens.make(
        await renew(request, secret),
        [Scope(value) for value in form["scopes"].data],
        int(form["days"].data),
    )
    return render(request, "me/token.html", title=N_("Your token"), token=token)


@post("/me/tokens/end", opt=needs(Power.OWN_SIGN_IN), status_code=303)
async def end_token(request: AnyRequest) -> Response[Any]:
    """End one token."""
    reference = Sent(await form_fields(request)).get("token")
    if not await site_of(request).people.tokens.end(own_session(request).sign_in_id, reference):
        raise NotFoundException
    return see_other(f"/{language_of(request).code}/me?done=token")


TOKEN_PAGES: Final = (token_form, make_token, end_token)
