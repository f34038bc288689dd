"""Databases for tests. A test asks for the least that it needs:

`database`            the service's pool on this worker's database, empty
`service_url` …       the addresses of that same database, for tests that open it themselves
`fresh_database`      addresses of a database of its own: several pools, crashes, other schemas
`unmigrated_database` the same without any table
`each_major`          like `fresh_database`, once on every PostgreSQL of this machine
"""

import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import asyncpg
import pytest
import pytest_asyncio

from ledger.store.database import Database
from tests.database import MAJORS, Cluster, Urls, directory_of_run, emptying, list_tables, run

Clusters = Callable[[int | None], Cluster]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--postgres-major",
        type=int,
        default=None,
        help="run everything on this major of PostgreSQL instead of the newest embedded one",
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes long first, in the random order that it has.

    A long test that comes last leaves every other process of the run with nothing to do. Those of
    the browser stay together: then one process alone starts services for them and fills funds.
    """
    kinds = ("browser", "crash")
    items.sort(
        key=lambda item: next(
            (place for place, kind in enumerate(kinds) if item.get_closest_marker(kind)), len(kinds)
        )
    )


def pytest_collection_finish() -> None:
    """Leave what is there for the whole run out of collecting garbage.

    Modules and fourteen thousand tests are never garbage; going over them again and again took a
    fifth of the processor time of a test.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def clusters(testrun_uid: str) -> Iterator[Clusters]:
    """Start servers by major when they are first asked for; ``None`` is the program's choice."""
    started: dict[int | None, Cluster] = {}

    def cluster_of(major: int | None) -> Cluster:
        if major not in started:
            directory = directory_of_run(f"{testrun_uid}-{major or 'default'}")
            started[major] = Cluster(directory, major)
        return started[major]

    yield cluster_of
    for cluster in started.values():
        cluster.stop()


@pytest.fixture(scope="session")
def cluster(clusters: Clusters, request: pytest.FixtureRequest) -> Cluster:
    return clusters(request.config.getoption("--postgres-major"))


@pytest.fixture(scope="session")
def _worker_urls(cluster: Cluster, worker_id: str) -> Urls:
    return run(cluster.create(f"parasol_{worker_id}"))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def _emptier(_worker_urls: Urls) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    connection = await asyncpg.connect(_worker_urls.superuser)
    statement = emptying(await list_tables(connection))

    async def empty() -> None:
        await connection.execute(statement)

    yield empty
    await connection.close()


@pytest_asyncio.fixture(loop_scope="session")
async def urls(_worker_urls: Urls, _emptier: Callable[[], Awaitable[None]]) -> Urls:
    await _emptier()
    return _worker_urls


@pytest.fixture
def service_url(urls: Urls) -> str:
    return urls.service


@pytest.fixture
def owner_url(urls: Urls) -> str:
    return urls.owner


@pytest.fixture
def superuser_url(urls: Urls) -> str:
    return urls.superuser


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def _worker_pool(_worker_urls: Urls) -> AsyncIterator[Database]:
    async with Database.open(_worker_urls.service, min_size=2, max_size=10) as database:
        yield database


@pytest.fixture
def database(urls: Urls, _worker_pool: Database) -> Database:
    return _worker_pool


@pytest.fixture
def fresh_database(cluster: Cluster) -> Iterator[Urls]:
    made = run(cluster.create())
    yield made
    run(cluster.drop(made))


@pytest.fixture
def unmigrated_database(cluster: Cluster) -> Iterator[Urls]:
    made = run(cluster.create(migrated=False))
    yield made
    run(cluster.drop(made))


@pytest.fixture(params=MAJORS, ids="postgres-{}".format)
def each_major(clusters: Clusters, request: pytest.FixtureRequest) -> Iterator[Urls]:
    cluster = clusters(request.param)
    made = run(cluster.create())
    yield made
    run(cluster.drop(made))
