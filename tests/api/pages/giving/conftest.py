"""A fund that publishes, and the desk of one whose treasurer writes gifts down."""

from tests.api.pages.recording.conftest import desk
from tests.api.public.conftest import square

__all__ = ["desk", "square"]
