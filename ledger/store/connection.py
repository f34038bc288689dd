"""What the store calls a connection."""

from typing import TYPE_CHECKING, TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

if TYPE_CHECKING:
    Connection: TypeAlias = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
else:
    # Only the stubs know what its rows are.
    Connection = asyncpg.Connection | PoolConnectionProxy
"""One session with PostgreSQL, whether it comes from a pool or not."""
