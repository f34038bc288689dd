"""A persistence module of the `eventsourcing` library: any application of it can read a book.

    PERSISTENCE_MODULE=ledger.store.eventsourcing_bridge
    PARASOL_DATABASE_URL=…     how the service's role reaches the database
    PARASOL_FUND_ID=…          whose book

Its notification log gives the lines in order, its repository the facts of a case as
`RecordedFact` (with a projector function of the application's own). Whatever would write raises
``ProgrammingError``.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
    InfrastructureFactoryError,
    Mapper,
    ProcessRecorder,
    TrackingRecorder,
    Transcoder,
)
from eventsourcing.utils import Environment, EnvType

from ledger.store.database import Database
from ledger.store.errors import ProgrammingError
from ledger.store.eventsourcing_bridge.lines import LineMapper, RecordedFact
from ledger.store.eventsourcing_bridge.loop import LoopThread
from ledger.store.eventsourcing_bridge.recorders import (
    BridgedAggregateRecorder,
    BridgedProcessRecorder,
)
from ledger.store.recorder import AsyncProcessRecorder

__all__ = [
    "BridgedAggregateRecorder",
    "BridgedProcessRecorder",
    "Factory",
    "LoopThread",
    "RecordedFact",
]

DATABASE_URL = "PARASOL_DATABASE_URL"
FUND_ID = "PARASOL_FUND_ID"


class Factory(InfrastructureFactory[TrackingRecorder]):
    """Opens the book that the environment names, read only."""

    def __init__(self, env: Environment | EnvType | None) -> None:
        super().__init__(env)
        self._thread: LoopThread | None = None
        self._book: BridgedProcessRecorder | None = None

    def _open(self) -> BridgedProcessRecorder:
        if self.is_snapshotting_enabled():
            raise ProgrammingError("A book of Parasol keeps no snapshots of other applications.")
        if self._book is None:
            url, fund_id = self._setting(DATABASE_URL, str), self._setting(FUND_ID, UUID)
            thread = LoopThread()
            try:
                database = thread.enter(Database.open(url, min_size=1, max_size=4))
            except BaseException:
                thread.close()
                raise
            self._thread = thread
            self._book = BridgedProcessRecorder(thread, AsyncProcessRecorder(database, fund_id))
        return self._book

    def _setting(self, name: str, kind: Callable[[str], Any]) -> Any:  # noqa: ANN401 - of that kind
        value = self.env.get(name)
        if not value:
            raise InfrastructureFactoryError(f"{name} is not set.")
        try:
            return kind(value)
        except ValueError:
            raise InfrastructureFactoryError(f"{name} is not readable.") from None

    def mapper(
        self,
        transcoder: Transcoder | None = None,  # noqa: ARG002 - our facts need none
        mapper_class: type[Mapper[Any]] | None = None,  # noqa: ARG002
    ) -> Mapper[Any]:
        """Give the mapper that reads our facts, whatever the application would like."""
        return LineMapper()

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        """Give the cases of the book; there are no snapshots of a foreign application in it."""
        if purpose != "events":
            raise ProgrammingError(f"A book of Parasol keeps no {purpose} of other applications.")
        return BridgedAggregateRecorder(self._open())

    def application_recorder(self) -> ApplicationRecorder:
        """Give the book."""
        return self._open()

    def tracking_recorder(
        self, tracking_recorder_class: type[TrackingRecorder] | None = None
    ) -> TrackingRecorder:
        """Give the book's memory of what it took in from elsewhere."""
        if tracking_recorder_class is not None:
            raise ProgrammingError("A book of Parasol brings its own tracking recorder.")
        return self._open()

    def process_recorder(self) -> ProcessRecorder:
        """Give the book."""
        return self._open()

    def close(self) -> None:
        """Hang up."""
        if self._thread is not None:
            self._thread.close()
            self._thread = self._book = None
