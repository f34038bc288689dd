"""The files that open the vault of one fund, and nothing else does.

``vaults/FUND/public.key``   seals for somebody new
``vaults/FUND/private.key``  opens; it may be on paper only
``vaults/FUND/next-….key``   the pair that a rotation is about to put in their place
``vaults/FUND/locked``       nobody opens anything while it is there
``vaults/FUND/sheets``       which sheets of paper hold the private key, and whether they were tried
``people/FUND/PERSON.key``   one person's data key, wrapped for the public key
``people/FUND/PERSON.erased`` that the key was destroyed, for ever

They are read anew each time, so what one process does counts at once for the others, and no key
stays in the memory of the service longer than it is used.
"""

import re
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct

from ledger.rejections import PersonErased, VaultLocked
from ledger.vault.files import (
    destroy_file,
    explained,
    make_directory,
    one_at_a_time,
    read_file,
    sync,
    write_file,
)
from ledger.vault.keys import KEY_BYTES, KeyMissing, KeysUnusable
from ledger.vault.sealing import (
    CannotOpen,
    key_id,
    new_data_key,
    new_key_pair,
    public_of,
    unwrap,
    wrap,
    wrapped_for,
)

PUBLIC: Final = "public.key"
PRIVATE: Final = "private.key"
_NEXT_PUBLIC: Final = "next-public.key"
_NEXT_PRIVATE: Final = "next-private.key"
_LOCKED: Final = "locked"
_SHEETS: Final = "sheets"
_PERSON: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Sheets(Struct, frozen=True):
    """Which sheets of paper hold the key: for which key, and whether two of them were tried."""

    key_id: str
    checked: bool = False


class VaultState(Struct, frozen=True):
    """What can be said of a vault without opening it."""

    is_made: bool
    is_open: bool
    has_private_key: bool
    has_sheets: bool
    sheets_checked: bool


class Custody:
    """The key files of one fund, in the key directory of the instance."""

    def __init__(self, keys_dir: Path, fund_id: UUID) -> None:
        self.fund_id = fund_id
        self.directory = keys_dir / "vaults" / str(fund_id)
        self.people = keys_dir / "people" / str(fund_id)

    def make(self) -> bool:
        """Make the pair of keys when there is none; False when there is one already."""
        with explained(self.directory), self._locked_files():
            self._finish_rotation()
            if self._read(PUBLIC) is not None:
                return False
            private = self._read(PRIVATE)
            if private is None:
                if self.list_keys():
                    raise KeyMissing(f"The keys in {self.directory} are missing. Restore them.")
                private, _ = new_key_pair()
                write_file(self.directory / PRIVATE, _written(private))
            write_file(self.directory / PUBLIC, _written(public_of(private)))
            return True

    def state(self) -> VaultState:
        """Say what can be said without opening anything."""
        with explained(self.directory):
            public = self._read(PUBLIC)
            sheets = self._sheets()
            is_private = (self.directory / PRIVATE).exists()
            is_locked = (self.directory / _LOCKED).exists()
        is_made = public is not None
        ours = sheets is not None and is_made and sheets.key_id == _named(public or b"")
        return VaultState(
            is_made=is_made,
            is_open=not is_locked and (is_private or not is_made),
            has_private_key=is_private,
            has_sheets=ours,
            sheets_checked=ours and sheets is not None and sheets.checked,
        )

    def private_key(self) -> bytes:
        """Return the private key. Raises VaultLocked."""
        with explained(self.directory):
            if (self.directory / _LOCKED).exists():
                raise VaultLocked
            if (self.directory / _NEXT_PUBLIC).exists():
                with self._locked_files():
                    self._finish_rotation()
            private = self._read(PRIVATE)
        if private is None:
            raise VaultLocked
        return private

    def public_key(self) -> bytes:
        """Return the public key, making the pair when there is none yet. Raises KeyMissing."""
        self.make()
        with explained(self.directory):
            public = self._read(PUBLIC)
        if public is None:
            raise KeyMissing(f"The public key in {self.directory} is missing. Restore it.")
        return public

    def lock(self, *, forgetting: bool) -> bool:
        """Lock; with *forgetting* destroy the private key here, if checked sheets hold it.

        Returns whether it was destroyed. Nothing else is.
        """
        self.make()
        with explained(self.directory), self._locked_files():
            write_file(self.directory / _LOCKED, b"locked\n")
            sheets = self._sheets()
            public = self._read(PUBLIC) or b""
            is_on_paper = sheets and sheets.checked and sheets.key_id == _named(public)
            if not (forgetting and is_on_paper) or (self.directory / _NEXT_PRIVATE).exists():
                return False  # the next key of a rotation that was cut short is on no paper
            destroy_file(self.directory / PRIVATE)
            return True

    def unlock(self) -> None:
        """Take the lock away, when the private key is here. Raises VaultLocked when it is not."""
        with explained(self.directory), self._locked_files():
            if self._read(PRIVATE) is None:
                raise VaultLocked
            self._take_lock_away()

    def put_back(self, private: bytes) -> bool:
        """Put the private key back and unlock; False when it is another vault's."""
        with explained(self.directory), self._locked_files():
            if not self.is_ours(private):
                return False
            write_file(self.directory / PRIVATE, _written(private))
            self._take_lock_away()
            return True

    def is_ours(self, private: bytes) -> bool:
        """Whether a private key belongs to this vault's public key."""
        return len(private) == KEY_BYTES and public_of(private) == self._read(PUBLIC)

    def note_sheets(self, *, checked: bool) -> None:
        """Note that sheets of the present key were made, or that two of them were tried."""
        with explained(self.directory):
            sheets = Sheets(_named(self._read(PUBLIC) or b""), checked)
            write_file(self.directory / _SHEETS, msgspec.json.encode(sheets))

    def make_person(self, person_id: UUID) -> bytes | None:
        """Make and keep the data key of somebody new, and return it; None when there is one."""
        public = self.public_key()
        with explained(self.people), self._locked_files(sharing=True):
            make_directory(self.people)
            if self._key(person_id).exists() or self.is_erased(person_id):
                return None
            public = self._read(_NEXT_PUBLIC) or self._read(PUBLIC) or public
            data_key = new_data_key()
            write_file(self._key(person_id), wrap(data_key, public, self.fund_id, person_id))
        return data_key

    def person_key(self, person_id: UUID, private: bytes | None = None) -> bytes:
        """Return somebody's data key. Raises VaultLocked, PersonErased, KeysUnusable."""
        private = private or self.private_key()
        with explained(self.people):
            if self.is_erased(person_id):
                raise PersonErased
            wrapped = read_file(self._key(person_id))
            if wrapped is None:
                raise PersonErased
            try:
                if wrapped_for(wrapped) != key_id(public_of(private)):  # amid a rotation
                    private = self._read(_NEXT_PRIVATE) or private
                return unwrap(wrapped, private, self.fund_id, person_id)
            except CannotOpen:
                name = self._key(person_id).name
                raise KeysUnusable(f"The key {name} is damaged or another vault's.") from None

    def is_erased(self, person_id: UUID) -> bool:
        """Whether somebody's key was destroyed."""
        return self._tombstone(person_id).exists()

    def erase_person(self, person_id: UUID) -> None:
        """Destroy somebody's data key for ever; doing it again changes nothing."""
        with explained(self.people), self._locked_files():
            make_directory(self.people)
            write_file(self._tombstone(person_id), b"")
            destroy_file(self._key(person_id))

    def list_keys(self) -> list[UUID]:
        """List whose keys are here."""
        return sorted(self._named("key") - self.list_erased())

    def list_erased(self) -> set[UUID]:
        """List whose keys were destroyed."""
        return self._named("erased")

    def _named(self, ending: str) -> set[UUID]:
        """Return who has a file with this *ending*. A file that is no person's is left alone."""
        stems = [path.stem for path in self.people.glob(f"*.{ending}")]
        return {UUID(stem) for stem in stems if _PERSON.fullmatch(stem)}

    def rotate(self) -> int:
        """Make a new pair, wrap every person's key for it, destroy the old one; return how many.

        Interrupted, it goes on where it was when it is called again. Sheets of the old key hold
        nothing any more. Raises VaultLocked.
        """
        old = self.private_key()
        with explained(self.directory), self._locked_files():
            new = self._read(_NEXT_PRIVATE)
            if new is None:
                new, _ = new_key_pair()
                write_file(self.directory / _NEXT_PRIVATE, _written(new))
            public, people = public_of(new), self.list_keys()
            for person_id in people:
                data_key = self.person_key(person_id, old)
                write_file(self._key(person_id), wrap(data_key, public, self.fund_id, person_id))
            write_file(self.directory / _NEXT_PUBLIC, _written(public))
            self._finish_rotation()
        return len(people)

    def _finish_rotation(self) -> None:
        """Put the next pair in place, once everybody's key is wrapped for it."""
        if not (self.directory / _NEXT_PUBLIC).exists():
            return
        if (self.directory / _NEXT_PRIVATE).exists():
            destroy_file(self.directory / PRIVATE)
            (self.directory / _NEXT_PRIVATE).replace(self.directory / PRIVATE)
        destroy_file(self.directory / _SHEETS)
        (self.directory / _NEXT_PUBLIC).replace(self.directory / PUBLIC)
        sync(self.directory)

    def _key(self, person_id: UUID) -> Path:
        return self.people / f"{person_id}.key"

    def _tombstone(self, person_id: UUID) -> Path:
        return self.people / f"{person_id}.erased"

    def _take_lock_away(self) -> None:
        (self.directory / _LOCKED).unlink(missing_ok=True)
        sync(self.directory)

    def _sheets(self) -> Sheets | None:
        written = read_file(self.directory / _SHEETS)
        with suppress(msgspec.DecodeError):
            return msgspec.json.decode(written, type=Sheets) if written else None
        return None

    def _read(self, name: str) -> bytes | None:
        written = read_file(self.directory / name)
        if written is None:
            return None
        try:
            key = bytes.fromhex(written.decode().strip())
        except ValueError:
            key = b""
        if len(key) != KEY_BYTES:
            raise KeysUnusable(f"{self.directory / name} does not hold a key. Restore it.")
        return key

    def _locked_files(self, *, sharing: bool = False) -> AbstractContextManager[None]:
        """Let one at a time change the keys of this fund; *sharing* goes beside others that do."""
        return one_at_a_time(self.directory, sharing=sharing)


def _written(key: bytes) -> bytes:
    return key.hex().encode() + b"\n"


def _named(public: bytes) -> str:
    return key_id(public).hex()
