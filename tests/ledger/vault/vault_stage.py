"""What tests of the vault need: a vault with a clock that stands still, and somebody in it."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from ledger.store.database import Database
from ledger.vault.records import Draft, FileDraft, RecordKind
from ledger.vault.vault import Vault

NOW: Final = datetime(2026, 11, 21, 13, 0, tzinfo=UTC)
TODAY: Final = NOW.date()
LATER: Final = TODAY + timedelta(days=30)
ANNA: Final = "10000000-0000-4000-8000-000000000001"
BEA: Final = "20000000-0000-4000-8000-000000000002"
MARKER: Final = "Wilhelmina Zwaluw"
PHONE: Final = "+1 555 010-4477"
CONTACT: Final = Draft(RecordKind.CONTACT, {"name_used": MARKER, "phone": PHONE})
WORDS: Final = Draft(RecordKind.REQUEST, {"own_words": "They took my sister on Tuesday."})
PHOTO: Final = FileDraft("image/jpeg", b"\xff\xd8\xff" + b"photo" * 100)


def vault_in(database: Database, keys_dir: Path, now: datetime = NOW) -> Vault:
    return Vault(database, keys_dir, lambda: now)


async def somebody(
    vault: Vault, fund_id: UUID, *, phone: str = PHONE, keep_until: date = LATER
) -> UUID:
    contact = Draft(RecordKind.CONTACT, {"name_used": MARKER, "phone": phone})
    return await vault.create_person(
        fund_id, [contact, WORDS, PHOTO], keep_until=keep_until, today=TODAY
    )
