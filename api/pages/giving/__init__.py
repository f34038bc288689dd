"""Pages about giving: for strangers who give, and what treasurers type of who gave."""

from typing import Final

from litestar.handlers import HTTPRouteHandler

from api.pages.giving.public import code_form, code_told, give_made, give_page
from api.pages.giving.receipts import gift_proven

GIVING_PAGES: Final[tuple[HTTPRouteHandler, ...]] = (
    give_page,
    give_made,
    code_form,
    code_told,
    gift_proven,
)

__all__ = ["GIVING_PAGES"]
