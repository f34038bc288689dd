"""What an order ever said, and what each change of it changed."""

from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct

from api.orders import Found
from api.pages.flow import Row
from api.pages.ordering.said import rows_of_change
from api.pages.reading.reader import Reader
from ledger.events import OrderChanged, OrderRequested
from ledger.orders.content import command_of


class Change(Struct, frozen=True):
    """One change of an order: by whom, and what it changed."""

    who: str
    rows: tuple[Row, ...]


def contents_of(found: Found) -> list[OrderRequested | OrderChanged]:
    """Return everything that the order ever said."""
    return [
        line.event
        for line in found.case.lines
        if isinstance(line.event, OrderRequested | OrderChanged)
        and line.event.order == found.order.order
    ]


def changes_of(found: Found, reader: Reader) -> Iterator[Change]:
    """Yield what each change changed, the latest first."""
    for old, new in reversed(list(pairwise(contents_of(found)))):
        before, after = command_of(old.content), command_of(new.content)
        yield Change(reader.handle(new.by), tuple(rows_of_change(before, after, reader)))
