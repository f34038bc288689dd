"""Taking a book's read models forward: one batch of lines at a time, exactly once."""

from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

import structlog

from ledger.line import Line
from ledger.store.connection import Connection
from ledger.store.errors import (
    InterfaceError,
    InternalError,
    OperationalError,
    database_errors,
)
from ledger.store.mapper import UnknownTopic, UnreadablePayload
from ledger.store.reading import list_lines_after
from projections import checkpoints
from projections.checkpoints import Track
from projections.projection import BESIDE, ReadModel, Target, line_of

_log = structlog.get_logger(__name__)

_DROP: Final = "delete from {table}{beside} where fund_id = $1"
_ADOPT: Final = "insert into {table} select * from {table}__new where fund_id = $1"
_ADOPT_CHECKPOINT: Final = """
update projection_checkpoints c
set version = n.version, position = n.position, failures = 0, failing_since = null, reason = null
from projection_checkpoints n
where c.fund_id = $1 and n.fund_id = $1 and not c.beside and n.beside
    and c.projection = n.projection
"""
_DROP_CHECKPOINTS: Final = "delete from projection_checkpoints where fund_id = $1 and beside"


class Stuck(Exception):
    """A read model cannot take in a line; the sentence says which and why, and nothing of it."""


class _Moved(Exception):
    """Somebody else took these lines in; look again."""


class Follower:
    """Takes the *models* of one fund forward on one connection. Two of them do no harm."""

    def __init__(
        self,
        connection: Connection,
        fund_id: UUID,
        models: Sequence[ReadModel],
        *,
        batch: int,
        may_try: Callable[[Track], bool] = lambda _: True,
    ) -> None:
        self._connection = connection
        self._fund_id = fund_id
        self._models = models
        self._batch = batch
        self._may_try = may_try
        self.stuck: dict[Track, Stuck] = {}

    async def step(self) -> bool:
        """Take tracks that stand at one position a batch forward; False when none can go on.

        A track that cannot is marked and listed in `stuck`; the others go on without it.
        """
        for (_, position), tracks in (await self._positions()).items():
            lines = await self._read(position, tracks)
            if lines and await self._take_in(tracks, position, lines):
                return True
        return False

    async def begin_anew(self) -> None:
        """Start to build every read model beside the one in use, from the first line on."""
        tracks = [Track(model, beside=True) for model in self._models]
        with database_errors():
            async with self._connection.transaction():
                await checkpoints.hold(self._connection, self._fund_id)
                await self._connection.execute(_DROP_CHECKPOINTS, self._fund_id)
                await self._clear(self._models, beside=True)
                await checkpoints.begin(self._connection, self._fund_id, tracks)

    async def begin_upgrades(self) -> None:
        """Start what is missing: the first version in use, a newer version beside the old one."""
        found = await checkpoints.list_checkpoints(self._connection, self._fund_id)
        missing = [Track(model) for model in self._models if (model.name, False) not in found]
        newer = [
            model
            for model in self._models
            if (used := found.get((model.name, False))) is not None
            and used.version < model.version
            and ((built := found.get((model.name, True))) is None or built.version < model.version)
        ]
        if missing:
            await checkpoints.begin(self._connection, self._fund_id, missing)
        if newer:
            with database_errors():
                async with self._connection.transaction():
                    await checkpoints.hold(self._connection, self._fund_id)
                    for model in newer:
                        await self._connection.execute(
                            _DROP_CHECKPOINTS + " and projection = $2", self._fund_id, model.name
                        )
                    await self._clear(newer, beside=True)
                    tracks = [Track(model, beside=True) for model in newer]
                    await checkpoints.begin(self._connection, self._fund_id, tracks)

    async def swap(self) -> bool:
        """Put what was built beside into use, all at once, if it has caught up with what is used.

        Readers see the old rows until they see the new ones. False when there is nothing to swap.
        """
        with database_errors():
            async with self._connection.transaction():
                held = await checkpoints.hold(self._connection, self._fund_id)
                used = {name: at for (name, beside), at in held.items() if not beside}
                built = {name: at for (name, beside), at in held.items() if beside}
                if not built or any(used.get(name, 0) > at for name, at in built.items()):
                    return False
                models = [model for model in self._models if model.name in built]
                await self._clear(models, beside=False)
                for table in (table for model in models for table in model.tables):
                    statement = _ADOPT.replace("{table}", table)
                    await self._connection.execute(statement, self._fund_id)
                await self._clear(models, beside=True)
                await self._connection.execute(_ADOPT_CHECKPOINT, self._fund_id)
                await self._connection.execute(_DROP_CHECKPOINTS, self._fund_id)
                return True

    async def _clear(self, models: Sequence[ReadModel], *, beside: bool) -> None:
        for table in (table for model in models for table in model.tables):
            statement = _DROP.replace("{table}", table).replace(
                "{beside}", BESIDE if beside else ""
            )
            await self._connection.execute(statement, self._fund_id)

    async def _positions(self) -> dict[tuple[bool, int], list[Track]]:
        """Return the tracks that may go on by where they stand: those in use go first."""
        found = await checkpoints.list_checkpoints(self._connection, self._fund_id)
        places: dict[tuple[bool, int], list[Track]] = {}
        for track in (Track(model, beside) for model in self._models for beside in (False, True)):
            at = found.get((track.model.name, track.beside))
            mine = at is not None and at.version == track.model.version
            if at is not None and mine and track not in self.stuck and self._may_try(track):
                places.setdefault((track.beside, at.position), []).append(track)
        return dict(sorted(places.items()))

    async def _read(self, position: int, tracks: Sequence[Track]) -> list[Line]:
        """Read the next lines, up to one that this program cannot read."""
        lines: list[Line] = []
        for stored in await list_lines_after(
            self._connection, self._fund_id, position, limit=self._batch
        ):
            try:
                lines.append(line_of(stored))
            except (UnknownTopic, UnreadablePayload) as error:
                if not lines:
                    for track in tracks:
                        await self._give_up(track, stored.position, error)
                break
        return lines

    async def _take_in(self, tracks: list[Track], position: int, lines: list[Line]) -> bool:
        """Take *lines* in by all *tracks* together; if that fails, each by itself."""
        try:
            await self._commit(tracks, position, lines)
            return True
        except _Moved:
            return True
        except (OperationalError, InterfaceError, InternalError):
            raise  # the connection or the server, not the lines
        except Exception as error:  # noqa: BLE001  a bug in one read model must not stop the others
            if len(lines) > 1:  # get as close to the line that fails as can be
                return await self._take_in(tracks, position, lines[: len(lines) // 2])
            if len(tracks) == 1:
                await self._give_up(tracks[0], lines[0].position, error)
                return False
        done = [await self._take_in([track], position, lines) for track in tracks]
        return any(done)

    async def _commit(self, tracks: list[Track], position: int, lines: list[Line]) -> None:
        with database_errors():
            async with self._connection.transaction():
                last = lines[-1].position
                if not await checkpoints.move(
                    self._connection, self._fund_id, tracks, position, last
                ):
                    raise _Moved
                for track in tracks:
                    target = Target(self._connection, self._fund_id, track.beside)
                    await track.model.fold(target, lines)

    async def _give_up(self, track: Track, position: int, error: Exception) -> None:
        why = str(error) if isinstance(error, UnknownTopic) else type(error).__name__
        reason = f"Stopped at position {position}: {why}"
        self.stuck[track] = Stuck(reason)
        _log.error("projection-degraded", projection=track.model.name, error=type(error).__name__)
        await checkpoints.mark_failed(self._connection, self._fund_id, track, reason)
