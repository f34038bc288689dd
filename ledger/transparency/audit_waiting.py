"""Whether lines of a sealed book wait for the log longer than its clock lets them."""

from datetime import datetime, timedelta
from typing import Final

MAY_WAIT: Final = timedelta(days=2)
"""A head comes once a day at least, and a service may have been away for a day."""


def is_kept_back(since: str | None, newest: str, *, has_room: bool) -> bool:
    """Say whether the oldest line that waits should be in the log by now.

    *since* and *newest* are when that line and the last one of the book were recorded. Where the
    newest batch *has_room*, whatever waited when it was filled is in it.
    """
    if since is None or not has_room:
        return False
    try:
        waited = datetime.fromisoformat(newest) - datetime.fromisoformat(since)
    except (ValueError, TypeError):  # what is no moment is found elsewhere
        return False
    return waited > MAY_WAIT
