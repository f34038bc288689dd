"""Whether somebody was helped before: the same telephone or address with somebody else.

Each person's fingerprints are made with a key of their own. So to compare takes everybody's key,
one after another, and nobody does it while the vault is locked or with the database alone. A match
is a note to whoever screens: telephones are shared, and change.
"""

import hmac
from collections.abc import Collection, Iterable, Mapping
from typing import Final
from uuid import UUID

from ledger.rejections import PersonErased
from ledger.vault.custody import Custody
from ledger.vault.records import Draft, FileDraft, OpenedRecord
from ledger.vault.sealing import contact_fingerprint

CONTACT_FIELDS: Final = frozenset({"phone", "email", "messenger", "other_contact"})
"""Fields that say how somebody is reached."""


def contacts_in(of: Iterable[Draft | FileDraft | OpenedRecord]) -> set[str]:
    """Return in which ways somebody is reached who has these records."""
    return {
        value.strip()
        for each in of
        if not isinstance(each, FileDraft)
        for name, value in each.fields.items()
        if name in CONTACT_FIELDS and value.strip()
    }


def find_matches(
    custody: Custody, reached: Collection[str], prints: Mapping[UUID, Collection[bytes]]
) -> list[UUID]:
    """Return whose fingerprints are those of a contact in *reached*, trying every one of them.

    Raises VaultLocked.
    """
    private, found = custody.private_key(), []
    for person_id, theirs in prints.items():
        try:
            key = custody.person_key(person_id, private)
        except PersonErased:
            continue
        ours = [contact_fingerprint(key, custody.fund_id, each) for each in reached]
        if sum(hmac.compare_digest(one, other) for one in ours for other in theirs):
            found.append(person_id)
    return sorted(found)
