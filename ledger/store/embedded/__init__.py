"""The embedded PostgreSQL: the service's own server in its data directory, over a unix socket.

    with EmbeddedServer(data_dir) as server: ...

`EmbeddedServer` is one process's share; `ServiceLock` admits one `parasol serve` to a directory.
"""

from ledger.store.embedded.addresses import Addresses
from ledger.store.embedded.binaries import available_majors
from ledger.store.embedded.errors import (
    ClusterNotCreated,
    DirectoryUnusable,
    NoPostgresFound,
    NoServerAccount,
    PostgresUnavailable,
    ServerNotReady,
    ServiceRunning,
)
from ledger.store.embedded.locks import ServiceLock
from ledger.store.embedded.server import EmbeddedServer

__all__ = [
    "Addresses",
    "ClusterNotCreated",
    "DirectoryUnusable",
    "EmbeddedServer",
    "NoPostgresFound",
    "NoServerAccount",
    "PostgresUnavailable",
    "ServerNotReady",
    "ServiceLock",
    "ServiceRunning",
    "available_majors",
]
