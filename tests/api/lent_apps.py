"""Applications that are made once and started often.

To put a few hundred handlers into a router takes longer than most tests do. What an application
holds of a database it gets when it starts, so a router outlives many tests: it is lent to one at a
time, and its site forgets everything in between.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from litestar import Litestar
from msgspec import Struct

from api.app import create_app
from api.clock import Clock, utc_now
from api.settings import Settings
from api.site import site_of_app
from ledger.vault.keys import Keys

KEYS: Final = Keys(references=b"r" * 32, log=b"l" * 32)
_KEPT: Final = 4
"""How many applications are kept that nobody uses: a test of a database of its own makes one."""


class _Idle(Struct, frozen=True):
    app: Litestar
    made_of: dict[str, Any]
    site: dict[str, Any]
    """What the site knew before its first start."""


_idle: list[_Idle] = []


@contextmanager
def lent_app(
    settings: Settings, database_url: str, *, now: Clock = utc_now, **changes: Any
) -> Iterator[Litestar]:
    """Lend an application that was not started; a new one when none of the kind is idle."""
    made_of = {"settings": settings, "database_url": database_url, "keys": KEYS, **changes}
    taken = _take(made_of)
    site = site_of_app(taken.app)
    site.now = now
    yield taken.app
    # After a failure it is not lent again: nobody knows what it still holds.
    vars(site).clear()
    vars(site).update(taken.site)
    _idle.append(taken)
    del _idle[:-_KEPT]


def _take(made_of: dict[str, Any]) -> _Idle:
    for each in _idle:
        if each.made_of == made_of:
            _idle.remove(each)
            return each
    settings = made_of["settings"]
    rest = {name: value for name, value in made_of.items() if name != "settings"}
    app = create_app(settings, pseudo_language=True, **rest)
    return _Idle(app, made_of, dict(vars(site_of_app(app))))
