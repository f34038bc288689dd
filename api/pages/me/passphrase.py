"""Another passphrase for somebody who knows the present one."""

from typing import Any

from litestar import Response, get, post

from api.access import Power, needs
from api.i18n import N_
from api.pages.arriving import device_cookie_for
from api.pages.asking import Ask, Link, blame, blame_one, show
from api.pages.flow import Sent
from api.pages.frame import form_fields, language_of, see_other
from api.pages.renewing import renew
from api.pages.secret_fields import (
    ChoosesPassphrase,
    SecretField,
    chosen_again,
    chosen_passphrase,
)
from api.pages.sign_in import signed_out
from api.pages.step_up import (
    AnyRequest,
    is_over,
    own_handle,
    own_session,
    step_up_of_own_app,
)
from api.people.passphrases import suggest
from api.people.refused import TooSoon, Unfit
from api.site import site_of


class PassphraseForm(ChoosesPassphrase):
    """The present passphrase and the new one."""

    current = SecretField(
        N_("Present passphrase"), needed=N_("Type the passphrase that you sign in with now")
    )
    passphrase = chosen_passphrase()
    again = chosen_again()


async def _page(
    request: AnyRequest,
    form: PassphraseForm,
    *,
    status: int = 200,
    wait: TooSoon | None = None,
) -> Response[Any]:
    prefix = f"/{language_of(request).code}"
    view = Ask(
        title=N_("Change the passphrase"),
        lede=N_(
            "Everywhere else you are signed out, and known browsers are forgotten. Tokens of "
            "programs stay: end those that you do not know."
        ),
        verb=N_("Change it"),
        action=f"{prefix}/me/passphrase",
        form=form,
        links=(Link(N_("Your sign-in"), f"{prefix}/me"),),
        username=await own_handle(request),
    )
    return show(request, view, status=status, wait=wait, template="join.html", offer=suggest())


@get("/me/passphrase", opt=needs(Power.OWN_SIGN_IN))
async def passphrase_form(request: AnyRequest) -> Response[Any]:
    """Show the form; whoever has no passphrase yet chooses one together with a handle."""
    if not await site_of(request).people.is_claimed(own_session(request).sign_in_id):
        return see_other(f"/{language_of(request).code}/me/claim")
    if answer := await step_up_of_own_app(request, "me/passphrase"):
        return answer
    return await _page(request, PassphraseForm())


@post("/me/passphrase", opt=needs(Power.OWN_SIGN_IN), status_code=200)
async def passphrase(request: AnyRequest) -> Response[Any]:
    """Change it."""
    site, form = site_of(request), PassphraseForm(Sent(await form_fields(request)))
    session = own_session(request)
    if answer := await step_up_of_own_app(request, "me/passphrase"):
        return answer  # what was typed is secret, and goes nowhere
    if not form.validate():
        return await _page(request, form, status=422)
    try:
        secret = await site.people.change_passphrase(
            session, form["current"].data, form["passphrase"].data
        )
    except Unfit as unfit:
        blame(form, unfit.wrongs)
        return await _page(request, form, status=422)
    except TooSoon as wait:
        return await _page(request, form, wait=wait)
    if secret is None and await is_over(request):
        return signed_out(request)
    if secret is None:
        blame_one(form, "current", N_("This is not your present passphrase"))
        return await _page(request, form, status=422)
    await renew(request, secret)
    done = see_other(f"/{language_of(request).code}/me?done=passphrase")
    done.set_cookie(await device_cookie_for(request, session.sign_in_id))
    return done
