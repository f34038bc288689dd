"""What an ordinary `eventsourcing` application gets to see of a line."""

from uuid import UUID

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent
from msgspec import Struct

from ledger.events import Event
from ledger.store.errors import ProgrammingError
from ledger.store.eventsourcing_bridge.recorders import READ_ONLY
from ledger.store.mapper import decode


class RecordedFact(Struct, frozen=True):
    """A fact of a case (`originator_id`) with its version there, as the library wants it."""

    originator_id: UUID
    originator_version: int
    event: Event


class LineMapper(Mapper[UUID]):
    """Reads stored lines as `RecordedFact`; it writes none."""

    def __init__(self) -> None:
        super().__init__(JSONTranscoder())

    def to_stored_event(
        self,
        domain_event: DomainEventProtocol[UUID],  # noqa: ARG002 - refused unseen
    ) -> StoredEvent:
        """Refuse: lines are made by Parasol's rules only."""
        raise ProgrammingError(READ_ONLY)

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[UUID]:
        """Decode a line, taking an old topic to the one in its place."""
        return RecordedFact(
            UUID(str(stored_event.originator_id)),
            stored_event.originator_version,
            decode(stored_event.topic, stored_event.state),
        )
