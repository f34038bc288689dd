"""Pages that read a fund: overview, journal, lines, cases, statements, what is free tonight."""

from typing import Final

from litestar.handlers import HTTPRouteHandler

from api.pages.reading.cases import cases, one_case
from api.pages.reading.courts import courts
from api.pages.reading.journal import journal, journal_csv
from api.pages.reading.line import one_line
from api.pages.reading.overview import overview
from api.pages.reading.statement import statement
from api.pages.reading.tonight import free_tonight

READING_PAGES: Final[tuple[HTTPRouteHandler, ...]] = (
    overview,
    journal,
    journal_csv,
    one_line,
    cases,
    one_case,
    courts,
    statement,
    free_tonight,
)

__all__ = ["READING_PAGES"]
