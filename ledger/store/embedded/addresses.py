"""Where the embedded database answers."""

from __future__ import annotations

from urllib.parse import quote

import msgspec

from ledger.store.embedded import cluster
from ledger.store.embedded.state import Launch


class Addresses(msgspec.Struct, frozen=True):
    """Where the database answers: asyncpg addresses over the unix socket, one to each role."""

    service: str
    owner: str
    superuser: str
    version: str


def addresses_of(launch: Launch) -> Addresses:
    """Return the addresses of a launched server."""
    host = quote(launch.sockets, safe="/")

    def of(role: str) -> str:
        return f"postgresql://{role}@/{cluster.DATABASE}?host={host}&port=5432"

    return Addresses(of(cluster.SERVICE), of(cluster.OWNER), of(cluster.SUPERUSER), launch.version)
