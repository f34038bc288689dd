"""The published suites of the `eventsourcing` library, unmodified, on every PostgreSQL here.

They go through the same append as the shell. The library's test classes are left as they are;
only the hooks that they demand are filled in.
"""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Final
from uuid import uuid4

import pytest
from eventsourcing.tests.persistence import (
    AggregateRecorderTestCase,
    ApplicationRecorderTestCase,
    NonInterleavingNotificationIDsBaseCase,
    ProcessRecorderTestCase,
    TrackingRecorderTestCase,
)

from ledger.store.database import Database
from ledger.store.eventsourcing_bridge import (
    BridgedAggregateRecorder,
    BridgedProcessRecorder,
    LoopThread,
)
from ledger.store.recorder import AsyncProcessRecorder
from tests.database import MAJORS, Cluster, run


def test_both_embedded_majors_are_here() -> None:
    assert {16, 18} <= set(MAJORS), (
        "PostgreSQL 16 and 18 are examined: install the embedded binaries (embedded.lock)"
    )


class _Book:
    """Gives each test a new book, in a database of its own."""

    __test__ = False  # the classes made below are run

    major: int
    new_book: Callable[[], BridgedProcessRecorder]

    @pytest.fixture(autouse=True)
    def _open_books(self, clusters: Callable[[int | None], Cluster]) -> Iterator[None]:
        cluster = clusters(self.major)
        urls = run(cluster.create())
        with LoopThread() as thread:
            database = thread.enter(Database.open(urls.service, min_size=2, max_size=8))
            self.new_book = lambda: BridgedProcessRecorder(
                thread, AsyncProcessRecorder(database, uuid4()), scratch=True
            )
            yield
        run(cluster.drop(urls))


class _AggregateRecorder(_Book, AggregateRecorderTestCase):
    def create_recorder(self) -> BridgedAggregateRecorder:
        return BridgedAggregateRecorder(self.new_book())


class _ApplicationRecorder(_Book, ApplicationRecorderTestCase[BridgedProcessRecorder]):
    EXPECT_CONTIGUOUS_NOTIFICATION_IDS = True

    def create_recorder(self) -> BridgedProcessRecorder:
        return self.new_book()

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class _TrackingRecorder(_Book, TrackingRecorderTestCase):
    def create_recorder(self) -> BridgedProcessRecorder:
        return self.new_book()


class _ProcessRecorder(_Book, ProcessRecorderTestCase):
    def create_recorder(self) -> BridgedProcessRecorder:
        return self.new_book()


class _NonInterleaving(_Book, NonInterleavingNotificationIDsBaseCase):
    def create_recorder(self) -> BridgedProcessRecorder:
        return self.new_book()


SUITES: Final[tuple[type[_Book], ...]] = (
    _AggregateRecorder,
    _ApplicationRecorder,
    _TrackingRecorder,
    _ProcessRecorder,
    _NonInterleaving,
)


def _on_each_major() -> dict[str, type[_Book]]:
    """Make one class a suite and major, under a name of its own for pytest to find."""
    classes = {}
    for suite, major in product(SUITES, MAJORS):
        name = f"Test{suite.__name__.lstrip('_')}OnPostgres{major}"
        body = {"major": major, "__test__": True, "__module__": __name__}
        classes[name] = type(name, (suite,), body)
    return classes


globals().update(_on_each_major())


def test_every_test_of_the_suites_is_taken_over_as_it_is() -> None:
    for suite in SUITES:
        published = {name for name in dir(suite.__mro__[2]) if name.startswith("test")}
        ours = {name for name in vars(suite) if name.startswith("test")}
        assert published
        assert not published & ours
