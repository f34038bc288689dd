"""The store: PostgreSQL through asyncpg, with the contract of the `eventsourcing` library."""
