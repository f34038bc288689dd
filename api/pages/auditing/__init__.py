"""Pages of an audit by somebody who is no programmer, and of auditors by lot."""

from typing import Final

from api.pages.auditing.listing import audit, begin_form, begin_sent
from api.pages.auditing.lot import lot, lot_answered, lot_turned
from api.pages.auditing.one_round import finding_replied, one_round, round_closed
from api.pages.auditing.one_step import step_form, step_sent
from api.pages.auditing.sealed_book import sealed_book_asked, sealed_book_page

AUDIT_PAGES: Final = (
    audit,
    begin_form,
    begin_sent,
    lot,
    lot_turned,
    lot_answered,
    sealed_book_page,
    sealed_book_asked,
    one_round,
    round_closed,
    finding_replied,
    step_form,
    step_sent,
)
"""Handlers of the audit's pages."""
