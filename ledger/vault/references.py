"""From what names a person in another system to a random reference, and never back.

Facts carry random references. Whoever brings facts in from elsewhere (an import) finds the
reference of somebody met before by a keyed fingerprint of their name there. Without the key the
table tells nothing, and a row that is erased cuts the link for ever. Fingerprints and names are
never in facts, answers or logs.
"""

import hmac
from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

from ledger.store.connection import Connection
from ledger.store.errors import database_errors
from ledger.vault.keys import Keys

_TAG: Final = b"parasol: reference\n"
_FIND: Final = """
select fingerprint, reference from vault_references
where fund_id = $1 and kind = $2 and fingerprint = any($3::bytea[])
"""
_IS_FOUND: Final = """
select exists (
    select from vault_references where fund_id = $1 and kind = $2 and reference = $3
)
"""
_FORGET: Final = """
delete from vault_references
where fund_id = $1 and kind = $2 and fingerprint = any($3::bytea[]) returning 1
"""
_KEEP: Final = """
insert into vault_references (fund_id, kind, fingerprint, reference)
select $1, $2, * from unnest($3::bytea[], $4::uuid[])
on conflict do nothing
"""


def keyed_fingerprint(keys: Keys, fund_id: UUID, kind: str, name: str) -> bytes:
    """Return the fingerprint of *name*, which is another one in each fund and for each kind.

    *kind* says what is named, such as ``giver``; *name* must say by itself which system it is of.
    """
    said = fund_id.bytes + kind.encode() + b"\n" + name.encode()
    return hmac.digest(keys.references, _TAG + said, "sha256")


async def find_references(
    connection: Connection, fund_id: UUID, kind: str, fingerprints: Collection[bytes]
) -> dict[bytes, UUID]:
    """Find the references of fingerprints met before; the others are left out."""
    with database_errors():
        rows = await connection.fetch(_FIND, fund_id, kind, list(fingerprints))
    return {row["fingerprint"]: row["reference"] for row in rows}


async def is_found(connection: Connection, fund_id: UUID, kind: str, reference: UUID) -> bool:
    """Say whether any fingerprint leads to *reference*; which one is not said."""
    with database_errors():
        return bool(await connection.fetchval(_IS_FOUND, fund_id, kind, reference))


async def forget_references(
    connection: Connection, fund_id: UUID, kind: str, fingerprints: Collection[bytes]
) -> int:
    """Cut what leads from fingerprints to references, for ever; return how many there were."""
    with database_errors():
        gone = await connection.fetch(_FORGET, fund_id, kind, list(fingerprints))
    return len(gone)


async def keep_references(
    connection: Connection, fund_id: UUID, kind: str, references: Mapping[bytes, UUID]
) -> dict[bytes, UUID]:
    """Keep the references of new fingerprints, and return those that are kept now.

    A fingerprint that has a reference already keeps it: two at once agree on the first.
    """
    with database_errors():
        await connection.execute(_KEEP, fund_id, kind, list(references), list(references.values()))
    return await find_references(connection, fund_id, kind, references)
