"""Fresh ids: random, never ordered in time (UUID version 4, RFC 9562 section 5.4)."""

import os
from uuid import UUID

from asyncpg.pgproto.pgproto import UUID as DriverUUID  # noqa: N811  a class, whatever its name looks like

_AT_ONCE = 256
_BYTES = 16

_drawn: list[UUID] = []


def new_id() -> UUID:
    """Return an id that nothing else has.

    Many are drawn from the system at once, and they are the driver's own kind of UUID: both cost
    a fraction of `uuid.uuid4` in every line that is written.
    """
    if not _drawn:
        _drawn.extend(_draw(_AT_ONCE))
    return _drawn.pop()


def _draw(count: int) -> list[UUID]:
    random = bytearray(os.urandom(_BYTES * count))
    for start in range(0, len(random), _BYTES):
        random[start + 6] = random[start + 6] & 0x0F | 0x40  # version 4
        random[start + 8] = random[start + 8] & 0x3F | 0x80  # the variant of RFC 9562
    return [
        DriverUUID(bytes(random[start : start + _BYTES])) for start in range(0, len(random), _BYTES)
    ]


# Two processes must never hand out the same ids.
os.register_at_fork(after_in_child=_drawn.clear)
