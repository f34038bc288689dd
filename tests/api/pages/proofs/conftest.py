"""A fund that publishes and keeps a log, with people before its pages and a stranger outside."""

from tests.api.public.conftest import square
from tests.api.publishing.conftest import town

__all__ = ["square", "town"]
