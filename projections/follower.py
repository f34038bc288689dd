"""Taking a book's read models forward: one batch of lines at a time, exactly once."""

from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
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
from ledger.store.mapper import UnknownTopic
from projections import checkpoints
from projections.ahead import Ahead, Piece, fold
from projections.checkpoints import Checkpoint, Track
from projections.projection import ReadModel, Target
from projections.retired import KEEP, remove_piece

_log = structlog.get_logger(__name__)


class Stuck(Exception):
    """A read model cannot take in a line; the sentence says which and why, and nothing of it."""


class _Moved(Exception):
    """Somebody else took these lines in; look again."""


class Follower:
    """Takes the *models* of one fund forward on one connection. Two of them do no harm.

    Rows that went out of use are kept for the time *keep*.
    """

    def __init__(
        self,
        connection: Connection,
        fund_id: UUID,
        models: Sequence[ReadModel],
        *,
        batch: int,
        keep: timedelta = KEEP,
        may_try: Callable[[Track], bool] = lambda _: True,
    ) -> None:
        self._connection = connection
        self._fund_id = fund_id
        self._models = models
        self._keep = keep
        self._may_try = may_try
        self._ahead = Ahead(connection, fund_id, batch)
        self.stuck: dict[Track, Stuck] = {}

    async def step(self) -> bool:
        """Take tracks that stand at one position a batch forward; False when none can go on.

        A track that cannot is marked and listed in `stuck`; the others go on without it.
        """
        for (_, position), tracks in (await self._positions()).items():
            models = [track.model for track in tracks]
            piece = await self._ahead.take(position, models)
            if piece.unreadable is not None:
                for track in tracks:
                    await self._give_up(track, position + 1, piece.unreadable)
            elif piece.lines and await self._take_in(tracks, position, piece):
                return True
        return False

    async def begin(self) -> None:
        """Make the checkpoints of read models that do not follow this book yet."""
        found = await checkpoints.list_checkpoints(self._connection, self._fund_id)
        missing = [Track(model) for model in self._models if (model.name, False) not in found]
        if missing:
            await checkpoints.begin(self._connection, self._fund_id, missing)

    async def begin_anew(self, models: Collection[ReadModel] | None = None) -> float:
        """Start to build read models (default: all) beside those in use, from the first line on.

        Returns 0 when that is done; else in how many seconds to try again, because rows that
        went out of use must be kept until then.
        """
        chosen = list(self._models if models is None else models)
        while not await self._begin_beside(chosen):
            wait = await remove_piece(self._connection, self._fund_id, chosen, self._keep)
            if wait:
                return wait
        return 0.0

    async def begin_upgrades(self) -> None:
        """Start what is missing: the first version in use, a newer version beside the old one.

        A newer version begins later when the other side is still in the way.
        """
        await self.begin()
        found = await checkpoints.list_checkpoints(self._connection, self._fund_id)
        newer = [
            model
            for model in self._models
            if found[model.name, False].version < model.version
            and ((built := found.get((model.name, True))) is None or _is_in_the_way(built, model))
        ]
        if newer:
            await self.begin_anew(newer)

    async def swap(self) -> bool:
        """Put what was built beside into use, all at once, if it has caught up with what is used.

        Readers see the old rows until they see the new ones. False when there is nothing to swap.
        """
        with database_errors():
            async with self._connection.transaction():
                held = await checkpoints.hold(self._connection, self._fund_id)
                used = {name: at for (name, beside), at in held.items() if not beside}
                built = {
                    name: at for (name, beside), at in held.items() if beside and not at.retired
                }
                if not built or any(
                    used[name].position > at.position for name, at in built.items()
                ):
                    return False
                await checkpoints.swap(self._connection, self._fund_id, list(built))
                return True

    async def tidy(self) -> bool:
        """Remove a piece of the rows that went out of use long enough ago; False if none did."""
        left = await remove_piece(self._connection, self._fund_id, self._models, self._keep)
        return left == 0

    async def _begin_beside(self, models: Sequence[ReadModel]) -> bool:
        """Begin on the other side; False when rows are in the way, which are now retired."""
        names = [model.name for model in models]
        with database_errors():
            async with self._connection.transaction():
                held = await checkpoints.hold(self._connection, self._fund_id)
                if any((name, True) in held for name in names):
                    await checkpoints.abandon(self._connection, self._fund_id, names)
                    return False
                sides = [1 - held[name, False].side for name in names]
                tracks = [
                    Track(model, beside=True, side=side)
                    for model, side in zip(models, sides, strict=True)
                ]
                await checkpoints.begin(self._connection, self._fund_id, tracks)
                return True

    async def _positions(self) -> dict[tuple[bool, int], list[Track]]:
        """Return the tracks that may go on by where they stand: those in use go first."""
        found = await checkpoints.list_checkpoints(self._connection, self._fund_id)
        places: dict[tuple[bool, int], list[Track]] = {}
        for model in self._models:
            for beside in (False, True):
                at = found.get((model.name, beside))
                if at is None or at.retired or at.version != model.version:
                    continue
                track = Track(model, beside, at.side)
                if track not in self.stuck and self._may_try(track):
                    places.setdefault((beside, at.position), []).append(track)
        return dict(sorted(places.items()))

    async def _take_in(self, tracks: list[Track], position: int, piece: Piece) -> bool:
        """Take lines in by all *tracks* together; if that fails, each by itself."""
        lines = piece.lines
        try:
            await self._commit(tracks, position, piece)
            return True
        except _Moved:
            return True
        except (OperationalError, InterfaceError, InternalError):
            raise  # the connection or the server, not the lines
        except Exception as error:  # noqa: BLE001  a bug in one read model must not stop the others
            if len(lines) > 1:  # get as close to the line that fails as can be
                half = lines[: len(lines) // 2]
                return await self._take_in(tracks, position, _fold(half, tracks))
            if len(tracks) == 1:
                await self._give_up(tracks[0], lines[0].position, error)
                return False
        done = [await self._take_in([track], position, _fold(lines, [track])) for track in tracks]
        return any(done)

    async def _commit(self, tracks: list[Track], position: int, piece: Piece) -> None:
        with database_errors():
            async with self._connection.transaction():
                last = piece.lines[-1].position
                if not await checkpoints.move(
                    self._connection, self._fund_id, tracks, position, last
                ):
                    raise _Moved
                for track in tracks:
                    target = Target(self._connection, self._fund_id, track.side)
                    await piece.write(track.model, target)

    async def _give_up(self, track: Track, position: int, error: Exception) -> None:
        why = str(error) if isinstance(error, UnknownTopic) else type(error).__name__
        reason = f"Stopped at position {position}: {why}"
        self.stuck[track] = Stuck(reason)
        _log.error("projection-degraded", projection=track.model.name, error=type(error).__name__)
        await checkpoints.mark_failed(self._connection, self._fund_id, track, reason)


def _is_in_the_way(built: Checkpoint, model: ReadModel) -> bool:
    return built.retired or built.version < model.version


def _fold(lines: Sequence[Line], tracks: Sequence[Track]) -> Piece:
    return fold(lines, [track.model for track in tracks])
