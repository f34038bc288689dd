"""The `eventsourcing` library on PostgreSQL, as it ships. Runs in ``.bench``; see threads.py.

One command: get the aggregate from the repository, trigger one event, save. On a conflict the
whole is done again, as its documentation has it. The settings come as JSON in the first argument.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import IntegrityError

from benchmarks.peers.threads import Order, serve


class Fund(Aggregate):
    """Something hot: it takes one event after another."""

    def __init__(self) -> None:
        self.count = 0

    @event("Recorded")
    def record(self, data: dict[str, Any]) -> None:  # noqa: ARG002  it is what the event stores
        """Take one more."""
        self.count += 1


class Gift(Aggregate):
    """Something that is made by one event."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data


class Funds(Application[UUID]):
    """Stock, without snapshots."""


class SnapshottingFunds(Application[UUID]):
    """Stock, with a snapshot of every hundredth version."""

    snapshotting_intervals = {Fund: 100}  # noqa: RUF012  the library declares it so


class EventsourcingPeer:
    """One application a number of callers, because its pool is made as large as they are."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self._snapshots = settings["snapshots"]
        self._env = {
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": settings["database"],
            "POSTGRES_HOST": settings["host"],
            "POSTGRES_PORT": "5432",
            "POSTGRES_USER": settings["user"],
            "POSTGRES_PASSWORD": "none",
            "POSTGRES_MAX_OVERFLOW": "0",
            "POSTGRES_ENABLE_DB_FUNCTIONS": "y" if settings["functions"] else "n",
            "AGGREGATE_CACHE_FASTFORWARD": "y" if settings["fastforward"] else "n",
        }
        if settings["cache"]:
            self._env["AGGREGATE_CACHE_MAXSIZE"] = "1000"
        self._apps: dict[int, Application[UUID]] = {}

    def command(self, order: Order) -> Callable[[float], bool]:
        """Make an aggregate for the stretch, and return what a caller does with it."""
        app = self._of(order.callers)
        if order.shape == "each":
            return lambda _end: _save(app, Gift(data=order.payload))
        fund = Fund()
        app.save(fund)

        def record(end: float) -> bool:
            while True:
                found: Fund = app.repository.get(fund.id)
                found.record(data=order.payload)
                try:
                    return _save(app, found)
                except IntegrityError:
                    _forget(app, fund)
                    if time.perf_counter() > end:
                        return False

        return record

    def tail(self) -> Callable[[], int]:
        """Follow the application's notifications, by id, as its own readers do."""
        recorder = self._of(1).recorder
        last = recorder.max_notification_id() or 0

        def read() -> int:
            nonlocal last
            found = recorder.select_notifications(last, 1000, inclusive_of_start=False)
            if found:
                last = found[-1].id
            return len(found)

        return read

    def _of(self, callers: int) -> Application[UUID]:
        if callers not in self._apps:
            env = self._env | {"POSTGRES_POOL_SIZE": str(callers)}
            kind = SnapshottingFunds if self._snapshots else Funds
            self._apps[callers] = kind(env=env)
        return self._apps[callers]


def _save(app: Application[UUID], aggregate: Aggregate) -> bool:
    app.save(aggregate)
    return True


def _forget(app: Application[UUID], fund: Fund) -> None:
    """Drop a cached copy that is not the newest any more, when nothing else brings it forward."""
    if app.repository.cache is not None and not app.repository.fastforward:
        with suppress(KeyError):
            app.repository.cache.get(fund.id, evict=True)


if __name__ == "__main__":
    for name in [name for name in os.environ if name.startswith(("PG", "POSTGRES_", "AGGREGATE_"))]:
        del os.environ[name]
    serve(EventsourcingPeer(json.loads(sys.argv[1])))
