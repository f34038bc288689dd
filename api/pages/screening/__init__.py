"""Pages of whoever reads requests for help: the queue, one request, the sign on the door."""

from api.pages.screening.routes import SCREENING_PAGES

__all__ = ["SCREENING_PAGES"]
