"""Stages for the embedded server; see `embedded_stage`."""

import shutil
from collections.abc import Iterator

import pytest

from tests.ledger.store.embedded_stage import IS_ROOT, LEGS, Kit, Stage, open_directory

collect_ignore = [] if IS_ROOT else ["test_embedded_as_root.py"]


@pytest.fixture(scope="session")
def kit() -> Iterator[Kit | None]:
    """What an ordinary account needs while the tests run as root."""
    if not IS_ROOT:
        yield None
        return
    place = open_directory()
    yield Kit(place)
    shutil.rmtree(place)


@pytest.fixture(params=LEGS)
def stage(request: pytest.FixtureRequest, kit: Kit | None) -> Iterator[Stage]:
    leg: str = request.param
    made = Stage(leg, kit if leg == "ordinary" else None)
    yield made
    made.close()
