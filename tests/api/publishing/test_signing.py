"""Keys of reports: one a fund, from one file that only its owner reads, never made twice."""

import stat
from pathlib import Path
from uuid import UUID

import pytest

from api.publishing.signing import Signing, is_signed, public_pem, seed_of
from ledger.store.database import Database
from ledger.vault.keys import KeyMissing, KeysExposed, KeysForeign

ONE = UUID("00000000-0000-4000-8000-000000000001")
OTHER = UUID("00000000-0000-4000-8000-000000000002")
MANIFEST = b'{"format":"parasol-report/1"}'

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_signature_says_by_itself_whether_bytes_are_those_that_were_signed(
    database: Database, tmp_path: Path
) -> None:
    found = await Signing(database, tmp_path).sign(ONE, MANIFEST)
    assert is_signed(MANIFEST, found.signature, found.key_id)
    assert not is_signed(MANIFEST + b" ", found.signature, found.key_id)
    assert not is_signed(MANIFEST, found.signature[2:], found.key_id)
    assert not is_signed(MANIFEST, "no signature", found.key_id)
    assert public_pem(found.key_id).startswith("-----BEGIN PUBLIC KEY-----")


async def test_a_fund_keeps_its_key_and_another_fund_has_one_that_nothing_connects_with_it(
    database: Database, tmp_path: Path
) -> None:
    first = await Signing(database, tmp_path).sign(ONE, MANIFEST)
    again = await Signing(database, tmp_path).sign(ONE, MANIFEST)
    other = await Signing(database, tmp_path).sign(OTHER, MANIFEST)
    assert first == again
    assert first.key_id != other.key_id
    assert not is_signed(MANIFEST, first.signature, other.key_id)


async def test_the_seed_of_a_fund_never_changes() -> None:
    """Else nobody could tell a report of before an upgrade from one of somebody else."""
    seed = seed_of(bytes(range(32)), ONE)
    assert seed.hex() == "4002b3b6523626dac1fb339da7532cf55631149e462d9154433dbba40d737b3e"


async def test_the_key_file_is_for_its_owner_only(database: Database, tmp_path: Path) -> None:
    await Signing(database, tmp_path).sign(ONE, MANIFEST)
    file = tmp_path / "reports.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o640)
    with pytest.raises(KeysExposed):
        await Signing(database, tmp_path).sign(ONE, MANIFEST)


async def test_a_key_that_is_gone_or_another_signs_nothing(
    database: Database, tmp_path: Path
) -> None:
    signing = Signing(database, tmp_path)
    before = await signing.sign(ONE, MANIFEST)
    kept = (tmp_path / "reports.key").read_bytes()
    (tmp_path / "reports.key").unlink()
    with pytest.raises(KeyMissing):
        await signing.sign(ONE, MANIFEST)
    assert not (tmp_path / "reports.key").exists()
    (tmp_path / "reports.key").write_text("00" * 32)
    (tmp_path / "reports.key").chmod(0o600)
    with pytest.raises(KeysForeign):
        await signing.sign(ONE, MANIFEST)
    (tmp_path / "reports.key").write_bytes(kept)
    assert await signing.sign(ONE, MANIFEST) == before


async def test_a_key_that_is_lost_for_good_is_replaced_by_another_one_on_request(
    database: Database, tmp_path: Path
) -> None:
    signing = Signing(database, tmp_path)
    before = await signing.sign(ONE, MANIFEST)
    (tmp_path / "reports.key").unlink()
    assert await signing.replace() == "reports-2.key"
    after = await signing.sign(ONE, MANIFEST)
    assert after.key_id != before.key_id
    assert is_signed(MANIFEST, after.signature, after.key_id)
    assert await signing.replace() == "reports-3.key"
