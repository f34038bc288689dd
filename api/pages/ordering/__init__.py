"""Pages of orders: what they say, who signed, and what whoever reads may do."""

from api.pages.ordering.carrying import carry_out_sent
from api.pages.ordering.changing import change_form, change_sent
from api.pages.ordering.closing import closing_sent
from api.pages.ordering.listing import orders_page
from api.pages.ordering.members import members_form, members_sent
from api.pages.ordering.one_order import order_page
from api.pages.ordering.signing import signature_sent

ORDERING_PAGES = (
    orders_page,
    order_page,
    signature_sent,
    closing_sent,
    change_form,
    change_sent,
    members_form,
    members_sent,
    carry_out_sent,
)
"""Handlers of all pages of orders."""

__all__ = ["ORDERING_PAGES"]
