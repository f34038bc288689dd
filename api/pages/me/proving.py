"""Is it the person, or somebody who found their session open? Asked before what outlives it."""

from datetime import timedelta
from typing import Final

from api.i18n import N_
from api.pages.fields import PageForm
from api.pages.secret_fields import SecretField
from api.pages.step_up import AnyRequest, own_session
from api.site import site_of

_JUST_NOW: Final = timedelta(minutes=10)
"""Whoever has signed in so lately is not asked for the passphrase again."""


class Proof(PageForm):
    """Whoever signed in just now only presses the button."""


class ProofByPassphrase(Proof):
    """Whoever found an open session must not be able to put their own app into it."""

    passphrase = SecretField(N_("Your passphrase"), needed=N_("Type your passphrase"))


def proving(request: AnyRequest, *, has_totp: bool) -> type[Proof]:
    """Return the form that shows it is the person: all that they sign in with, once more.

    Whoever has an app has given its code before, and gives the passphrase as well. Whoever has
    none, and has signed in just now, has given all there is.
    """
    is_fresh = site_of(request).now() - own_session(request).started_at < _JUST_NOW
    return Proof if is_fresh and not has_totp else ProofByPassphrase


async def is_proven(request: AnyRequest, form: PageForm) -> bool:
    """Whether the passphrase in *form*, if it asks for one, is the right one. Raises TooSoon."""
    if "passphrase" not in form:
        return True
    passphrase = form["passphrase"].data
    return await site_of(request).people.check_passphrase(own_session(request), passphrase)
