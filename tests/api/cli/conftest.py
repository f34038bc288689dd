from collections.abc import Iterator

import pytest

from tests.instance import Instance


@pytest.fixture(scope="module")
def shared() -> Iterator[Instance]:
    """An instance that the tests of a file share: each brings funds of its own."""
    instance = Instance()
    try:
        yield instance.start()
    finally:
        instance.close()


@pytest.fixture
def own() -> Iterator[Instance]:
    """An instance for one test, not started."""
    instance = Instance()
    try:
        yield instance
    finally:
        instance.close()
