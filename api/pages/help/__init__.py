"""Pages for whoever needs help, without a sign-in."""

from typing import Final

from litestar.handlers import HTTPRouteHandler

from api.pages.help.asking import help_page, help_sent
from api.pages.help.status import status_page, status_told

HELP_PAGES: Final[tuple[HTTPRouteHandler, ...]] = (help_page, help_sent, status_page, status_told)

__all__ = ["HELP_PAGES"]
