"""Public pages as bytes, kept for a minute: whoever asks meanwhile costs no database.

What is kept is dropped when this process publishes a report, and never because a line about money
was written: how long an answer takes would tell of it.
"""

import asyncio
import gzip
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from litestar.response.base import ASGIResponse
from msgspec import Struct

from api.clock import Clock
from api.public.frame import Rendered

KEPT: Final = timedelta(seconds=60)
_MOST: Final = 1_000
"""Pages and files; the one that nobody asked for longest goes first."""
CACHE_CONTROL: Final = "public, max-age=60"
"""The same for everything that is public: it says nothing about when something changes."""
Key = tuple[UUID, str, str]
"""Fund, language and path."""


class Answers(Struct, frozen=True):
    """One answer twice: as it is, and compressed. Nothing in it is secret."""

    plain: ASGIResponse
    compressed: ASGIResponse
    made_at: datetime


def answers_of(rendered: Rendered, made_at: datetime) -> Answers:
    """Compress once what is asked for often."""
    headers = {
        "Content-Security-Policy": rendered.policy,
        "Cache-Control": CACHE_CONTROL,
        "Vary": "Accept-Encoding",
    }
    if rendered.file_name:
        headers["Content-Disposition"] = f'attachment; filename="{rendered.file_name}"'
    compressed = gzip.compress(rendered.body, mtime=0)
    return Answers(
        ASGIResponse(body=rendered.body, headers=headers, media_type=rendered.media_type),
        ASGIResponse(
            body=compressed,
            headers={**headers, "Content-Encoding": "gzip"},
            media_type=rendered.media_type,
        ),
        made_at,
    )


class PublicPages:
    """What this process keeps. A page that several ask for at once is made once."""

    def __init__(self, now: Clock) -> None:
        self._now = now
        self._kept: OrderedDict[Key, Answers] = OrderedDict()
        self._making: dict[Key, asyncio.Lock] = {}

    def find(self, key: Key) -> Answers | None:
        """Return what is kept and not too old."""
        found = self._kept.get(key)
        if found is None or not timedelta() <= self._now() - found.made_at < KEPT:
            return None
        return found

    async def get(self, key: Key, make: Callable[[], Awaitable[Rendered]]) -> Answers:
        """Return what is kept, or make it. What *make* raises is kept for nobody."""
        found = self.find(key)
        if found is not None:
            return found
        lock = self._making.setdefault(key, asyncio.Lock())
        try:
            async with lock:
                return self.find(key) or self._keep(key, await make())
        finally:
            if not lock.locked():
                self._making.pop(key, None)

    def _keep(self, key: Key, rendered: Rendered) -> Answers:
        answers = answers_of(rendered, self._now())
        self._kept[key] = answers
        self._kept.move_to_end(key)
        while len(self._kept) > _MOST:
            self._kept.popitem(last=False)
        return answers

    def forget(self, fund_id: UUID) -> None:
        """Drop what is kept of a fund, because it has published."""
        for key in [each for each in self._kept if each[0] == fund_id]:
            del self._kept[key]
