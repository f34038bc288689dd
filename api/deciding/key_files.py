"""The files that open words, notes and ballots of proposals. Destroyed, nothing opens them again.

``decisions/FUND/DIGEST.words``            opens what a proposal says
``decisions/FUND/PROPOSAL.notes``          opens what was said about it
``decisions/FUND/PROPOSAL-STAGE.ballots``  opens a ballot box; it seals without any of them

They are read anew each time, so that no key stays in the memory of the service, and what one
process destroys is gone for the others.
"""

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import UUID

from ledger.vault.files import destroy_file, explained, one_at_a_time, read_file, write_file
from ledger.vault.keys import KEY_BYTES, KeysUnusable
from ledger.vault.sealing import CannotOpen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from api.deciding.ballot_rows import OpenBox

DIRECTORY: Final = "decisions"


class KeyFiles:
    """The key files of the proposals of one fund."""

    def __init__(self, keys_dir: Path, fund_id: UUID) -> None:
        self.directory = keys_dir / DIRECTORY / str(fund_id)

    def words(self, text_hash: bytes) -> Path:
        """Name the file that opens what a proposal says."""
        return self.directory / f"{text_hash.hex()}.words"

    def notes(self, proposal_id: UUID) -> Path:
        """Name the file that opens what was said about a proposal."""
        return self.directory / f"{proposal_id}.notes"

    def ballots(self, proposal_id: UUID, stage: int) -> Path:
        """Name the file that opens a ballot box."""
        return self.directory / f"{proposal_id}-{stage}.ballots"

    def make(self, path: Path) -> bytes:
        """Return the key of a file, made when there is none. Raises KeysUnusable."""
        with explained(self.directory), one_at_a_time(self.directory):
            try:
                key = _read(path)
            except CannotOpen:
                raise KeysUnusable(f"The key {path.name} is damaged.") from None
            if key is None:
                key = secrets.token_bytes(KEY_BYTES)
                write_file(path, key.hex().encode() + b"\n")
        return key

    def read(self, path: Path) -> bytes | None:
        """Return the key of a file; None when there is none.

        Raises CannotOpen when it is damaged, and KeysUnusable when it cannot be read.
        """
        with explained(self.directory):
            return _read(path)

    def destroy(self, path: Path) -> None:
        """Overwrite a key and remove it, for ever; nothing when there is none."""
        with explained(self.directory):
            if self.directory.is_dir():
                destroy_file(path)


def count_lost(keys_dir: Path, boxes: "Iterable[OpenBox]") -> int:
    """Count the boxes whose key is not there; nothing is read."""
    return sum(
        not KeyFiles(keys_dir, place.fund_id).ballots(place.proposal_id, place.stage).is_file()
        for place in (box.place for box in boxes)
    )


def _read(path: Path) -> bytes | None:
    written = read_file(path)
    if written is None:
        return None
    try:
        key = bytes.fromhex(written.decode("ascii"))
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise CannotOpen
    return key
