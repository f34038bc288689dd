"""A site that renders pages and has never heard of a database."""

from collections.abc import Iterator

import pytest

from api.site import Site, site_of_app
from tests.api.client import plain_settings
from tests.api.lent_apps import lent_app


@pytest.fixture
def site() -> Iterator[Site]:
    with lent_app(plain_settings(), "postgresql://nowhere/nowhere") as app:
        yield site_of_app(app)
