"""A fund that publishes, kept by heron alone at first."""

from tests.api.publishing.conftest import town

__all__ = ["town"]
