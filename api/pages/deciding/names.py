"""What purposes and budget items are called."""

from collections.abc import Mapping
from uuid import UUID

from api.pages.reading.reader import AnyRequest
from api.site import site_of
from ledger.store.labels import list_labels


async def names_in(request: AnyRequest, fund_id: UUID) -> Mapping[UUID, str]:
    """Return the names of purposes and items."""
    async with site_of(request).database.acquire() as connection:
        return {each.id: each.text for each in await list_labels(connection, fund_id)}
