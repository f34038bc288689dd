"""What a process holds of a book in memory, and how it is brought up to date."""

from collections.abc import Iterable
from uuid import UUID

from ledger.decider import AnyCommand, also_read, written_in
from ledger.known import Known
from ledger.store.connection import Connection


class Current:
    """The state of one book here: nothing yet, behind perhaps, or as new as can be told."""

    def __init__(self, fund_id: UUID) -> None:
        self._fund_id = fund_id
        self._stale = True
        self.known: Known | None = None

    def doubt(self) -> None:
        """Look for lines of others before the state is used again."""
        self._stale = True

    def forget(self) -> None:
        """Trust nothing in memory any more; the tables are read again."""
        self.known = None

    async def read(self, connection: Connection) -> Known:
        """Return the state, with what others wrote if there is doubt. Raises BookReadOnly."""
        known = self.known
        if known is None:
            known = Known(self._fund_id)
            await known.open(connection)
            self._stale = True
        if self._stale:
            self.known = None  # half caught up is worth nothing
            await known.catch_up(connection)
            self.known = known
            self._stale = False
        return known

    async def read_for(self, connection: Connection, commands: Iterable[AnyCommand]) -> Known:
        """Return the state with every case that *commands* name. Raises BookReadOnly."""
        known = await self.read(connection)
        named = {self._fund_id}.union(*map(self.cases_named, commands))
        await known.load_cases(connection, list(named))
        return known

    def cases_named(self, command: AnyCommand) -> tuple[UUID, ...]:
        """Return the cases that must be in memory for *command*: its own, unless it opens one."""
        named = written_in(command, self._fund_id), also_read(command)
        return tuple(each for each in named if each is not None)
