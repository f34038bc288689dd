"""Every page of the service, gathered from the files that have them."""

from litestar.types import ControllerRouterHandler

from api.pages.accounts import ACCOUNT_PAGES
from api.pages.auditing import AUDIT_PAGES
from api.pages.budgets.routes import BUDGET_PAGES
from api.pages.cash.routes import CASH_PAGES
from api.pages.deciding.routes import DECIDING_PAGES
from api.pages.desk import desk
from api.pages.floats.routes import FLOAT_PAGES
from api.pages.funds import home
from api.pages.giving import GIVING_PAGES
from api.pages.help import HELP_PAGES
from api.pages.joining import JOINING_PAGES
from api.pages.me import ME_PAGES
from api.pages.opening import opening_form, opening_sent
from api.pages.ordering import ORDERING_PAGES
from api.pages.people import PEOPLE_PAGES
from api.pages.plan import plan, report_for_members
from api.pages.proofs.receipts import RECEIPT_PAGES
from api.pages.proofs.routes import LOG_PAGES
from api.pages.reading import READING_PAGES
from api.pages.recording import RECORDING_PAGES
from api.pages.reports.routes import REPORT_PAGES
from api.pages.screening import SCREENING_PAGES
from api.pages.seat import seat
from api.pages.sign_in import SIGN_IN_PAGES
from api.pages.vault import VAULT_PAGES
from api.pages.well import well_page
from api.public.routes import PUBLIC_PAGES

PAGES: tuple[ControllerRouterHandler, ...] = (
    home,
    *SIGN_IN_PAGES,
    *JOINING_PAGES,
    *ME_PAGES,
    opening_form,
    opening_sent,
    well_page,
    *ACCOUNT_PAGES,
    desk,
    plan,
    report_for_members,
    seat,
    *BUDGET_PAGES,
    *DECIDING_PAGES,
    *PEOPLE_PAGES,
    *READING_PAGES,
    *RECORDING_PAGES,
    *FLOAT_PAGES,
    *CASH_PAGES,
    *ORDERING_PAGES,
    *VAULT_PAGES,
    *HELP_PAGES,
    *PUBLIC_PAGES,
    *GIVING_PAGES,
    *RECEIPT_PAGES,
    *SCREENING_PAGES,
    *REPORT_PAGES,
    *LOG_PAGES,
    *AUDIT_PAGES,
)
"""Page handlers; each is served once under every language."""
