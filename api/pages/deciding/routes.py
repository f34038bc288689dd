"""The addresses of every page on which members decide together."""

from typing import Final

from api.pages.deciding.acting import ACTING_PAGES
from api.pages.deciding.ballot import BALLOT_PAGES
from api.pages.deciding.files import FILE_PAGES
from api.pages.deciding.listing import decisions
from api.pages.deciding.making import MAKING_PAGES
from api.pages.deciding.meeting import MEETING_PAGES
from api.pages.deciding.one_decision import decision
from api.pages.deciding.printing import PRINTED_PAGES
from api.pages.deciding.ruling import RULING_PAGES

DECIDING_PAGES: Final = (
    decisions,
    decision,
    *MAKING_PAGES,
    *ACTING_PAGES,
    *BALLOT_PAGES,
    *MEETING_PAGES,
    *PRINTED_PAGES,
    *RULING_PAGES,
    *FILE_PAGES,
)
"""Handlers of every page on which members decide."""
