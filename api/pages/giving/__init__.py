"""Pages about giving: for strangers who give, and what treasurers type of who gave."""

from typing import Final

from litestar.handlers import HTTPRouteHandler

from api.pages.giving.public import code_form, code_told, give_made, give_page

GIVING_PAGES: Final[tuple[HTTPRouteHandler, ...]] = (give_page, give_made, code_form, code_told)

__all__ = ["GIVING_PAGES"]
