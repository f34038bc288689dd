"""How often something may be tried, counted in the database for all processes alike.

An attempt is counted as failed before it is looked at, so that many at once do not slip through;
whoever was right is forgiven everything. Who waits has not been looked at, and is told for how
long. Waits have an end, and a while without attempts forgets all of them.
"""

from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from api.people.refused import TooSoon

if TYPE_CHECKING:
    from api.clock import Clock
    from api.people.sealing import Sealing
    from ledger.store.database import Database


class Limit(Struct, frozen=True):
    """*free* attempts, then waits that double from *first* to *longest* seconds.

    *action* is stored and names what is tried; *memory* is how long a failure is remembered.
    """

    action: str
    free: int
    first: int
    longest: int
    memory: timedelta


# Strangers and a device together: fewer than a hundred attempts an hour on one sign-in.
STRANGER: Final = Limit("passphrase", 5, 2, 120, timedelta(minutes=15))
"""The passphrase of a handle, from wherever nobody signed in before: one lane for all of them."""
DEVICE: Final = Limit("passphrase on a device", 5, 2, 120, timedelta(minutes=15))
"""The same from one known device."""
WITH_RECOVERY: Final = Limit("passphrase with a recovery code", 5, 2, 120, timedelta(minutes=15))
"""The same by whoever has a recovery code at hand."""
# Six digits are guessed in a million attempts: who knows the passphrase gets few of them.
CODE: Final = Limit("code", 5, 30, 900, timedelta(hours=24))
"""The second factor, after the right passphrase, from wherever nobody signed in before."""
CODE_ON_DEVICE: Final = Limit("code on a device", 5, 30, 900, timedelta(hours=24))
"""The same from one known device."""

# The wait in front of attempt n+1, when n have failed.
_TAKE: Final = """
insert into attempts as a (action, subject, failures, open_at, ends_at)
values ($1, $2, 1, $3::timestamptz, $3::timestamptz + $7::interval)
on conflict (action, subject) do update set
    failures = case when a.ends_at <= $3 then 1 else a.failures + 1 end,
    open_at = $3 + make_interval(secs => case
        when a.ends_at <= $3 or a.failures + 1 < $4 then 0
        else least($6::float8, $5::float8 * power(2, least(a.failures + 1 - $4, 20)))
    end),
    ends_at = $3 + $7::interval
where a.open_at <= $3 or a.ends_at <= $3
returning true
"""

_FORGET: Final = """
delete from attempts where (action, subject) in
    (select action, subject from attempts where ends_at <= $1 for update skip locked)
"""


class Limits:
    """Counts attempts."""

    def __init__(self, database: "Database", now: "Clock", sealing: "Sealing") -> None:
        self._database = database
        self._now = now
        self._sealing = sealing

    async def take(self, limit: Limit, subject: str) -> None:
        """Count an attempt by or at *subject*. Raises `TooSoon` when it comes too early."""
        blinded, now = self._sealing.blind(limit.action, subject), self._now()
        async with self._database.acquire() as connection:
            await connection.execute(_FORGET, now)
            is_open = await connection.fetchval(
                _TAKE,
                limit.action,
                blinded,
                now,
                limit.free,
                limit.first,
                limit.longest,
                limit.memory,
            )
            if is_open:
                return
            opens = await connection.fetchval(
                "select open_at from attempts where action = $1 and subject = $2",
                limit.action,
                blinded,
            )
        raise TooSoon(max(1, ceil((opens - now).total_seconds())) if opens else 1)

    async def forgive(self, limit: Limit, subject: str) -> None:
        """Forget the attempts by or at *subject*: somebody was right."""
        async with self._database.acquire() as connection:
            await connection.execute(
                "delete from attempts where action = $1 and subject = $2",
                limit.action,
                self._sealing.blind(limit.action, subject),
            )
