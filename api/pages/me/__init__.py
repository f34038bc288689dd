"""Pages about one's own sign-in: nobody else's is shown or changed here."""

from typing import Final

from litestar.handlers import HTTPRouteHandler

from api.pages.me.claim import claim, claim_form
from api.pages.me.contact import CONTACT_PAGES
from api.pages.me.overview import OVERVIEW_PAGES
from api.pages.me.passphrase import passphrase, passphrase_form
from api.pages.me.recovery_codes import recovery_codes, recovery_codes_form
from api.pages.me.tokens import TOKEN_PAGES
from api.pages.me.totp import TOTP_PAGES
from api.pages.step_up import STEP_UP_PAGES

ME_PAGES: Final[tuple[HTTPRouteHandler, ...]] = (
    *OVERVIEW_PAGES,
    *STEP_UP_PAGES,
    *TOTP_PAGES,
    *TOKEN_PAGES,
    *CONTACT_PAGES,
    claim_form,
    claim,
    passphrase_form,
    passphrase,
    recovery_codes_form,
    recovery_codes,
)
