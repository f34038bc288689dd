"""Lines for tests of the store, which does not look into them."""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid4

from ledger.store.append import NewLine

NOW: Final = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def new_line(
    version: int = 0, *, case_id: UUID | None = None, topic: str = "test.happened.v1"
) -> NewLine:
    """Make a line of a new case, or of *case_id*."""
    return NewLine(
        case_id=case_id or uuid4(),
        version=version,
        topic=topic,
        payload=b'{"amount":100}',
        event_id=uuid4(),
        actor="someone",
        cause=uuid4(),
    )
