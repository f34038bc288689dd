import stat
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pytest

from ledger.rejections import PersonErased, SharesNeeded, SharesWrong, VaultLocked, VaultOpen
from ledger.vault import custody as files
from ledger.vault import panic
from ledger.vault.custody import Custody
from ledger.vault.files import destroy_file, write_file
from ledger.vault.keys import KeyMissing, KeysExposed, KeysUnusable
from ledger.vault.shares import split

PERSON = uuid4()


@pytest.fixture
def custody(tmp_path: Path) -> Custody:
    return Custody(tmp_path / "keys", uuid4())


def checked_sheets(custody: Custody) -> tuple[str, ...]:
    sheets = split(custody.private_key())
    custody.note_sheets(checked=True)
    return sheets


def test_the_first_who_needs_the_vault_makes_it(custody: Custody) -> None:
    assert not custody.state().is_made
    assert custody.state().is_open
    key = custody.make_person(PERSON)
    assert custody.state().is_made
    assert not custody.make()
    assert key is not None
    assert custody.make_person(PERSON) is None
    assert custody.person_key(PERSON) == key
    for directory in (custody.directory, custody.people):
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700
        assert {stat.S_IMODE(file.stat().st_mode) for file in directory.iterdir()} == {0o600}
    assert all(key.hex().encode() not in file.read_bytes() for file in custody.people.iterdir())
    assert all(key not in file.read_bytes() for file in custody.people.iterdir())


def test_a_file_that_is_no_persons_is_left_alone(custody: Custody) -> None:
    assert custody.list_keys() == []
    custody.make_person(PERSON)
    for name in ("abc.key", "notes.key", f"{PERSON}.key.erased", "cafe.erased"):
        (custody.people / name).write_bytes(b"")
    assert custody.list_keys() == [PERSON]
    assert custody.list_erased() == set()
    custody.rotate()
    assert custody.person_key(PERSON) is not None


def test_vaults_of_two_funds_do_not_open_each_other(custody: Custody, tmp_path: Path) -> None:
    other = Custody(tmp_path / "keys", uuid4())
    other.make_person(PERSON)
    custody.make_person(PERSON)
    (other.people / f"{PERSON}.key").replace(custody.people / f"{PERSON}.key")
    with pytest.raises(KeysUnusable, match="another vault"):
        custody.person_key(PERSON)


def test_locked_it_seals_for_somebody_new_and_opens_nobody(custody: Custody) -> None:
    before = custody.make_person(PERSON)
    assert not panic.lock(custody)  # no sheets: the key stays where it is
    new = uuid4()
    custody.make_person(new)
    for person in (PERSON, new):
        with pytest.raises(VaultLocked):
            custody.person_key(person)
    panic.unlock(custody)
    assert custody.person_key(PERSON) == before
    with pytest.raises(VaultOpen):
        panic.unlock(custody)


def test_with_tried_sheets_the_key_leaves_the_machine_and_two_sheets_bring_it_back(
    custody: Custody,
) -> None:
    key = custody.make_person(PERSON)
    sheets = checked_sheets(custody)
    assert panic.lock(custody)
    assert not (custody.directory / files.PRIVATE).exists()
    assert not custody.state().is_open
    with pytest.raises(SharesNeeded):
        panic.unlock(custody)
    with pytest.raises(SharesWrong):
        panic.unlock_with(custody, (sheets[0], sheets[0]))
    with pytest.raises(SharesWrong):
        panic.unlock_with(custody, split(b"x" * 32)[:2])
    panic.unlock_with(custody, (sheets[2], sheets[0]))
    assert custody.person_key(PERSON) == key


def test_sheets_that_nobody_tried_take_no_key_away(custody: Custody) -> None:
    custody.make()
    custody.note_sheets(checked=False)
    assert custody.state().has_sheets
    assert not panic.lock(custody)
    assert custody.state().has_private_key


def test_a_key_that_is_on_no_sheet_stays_and_locking_says_so(
    custody: Custody, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = {person: custody.make_person(person) for person in (uuid4() for _ in range(2))}
    checked_sheets(custody)

    def cut_off(_person: object, _private: object = None) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as during:
        during.setattr(custody, "person_key", cut_off)
        with pytest.raises(KeyboardInterrupt):
            custody.rotate()
    assert not panic.lock(custody)
    assert custody.state().has_private_key
    panic.unlock(custody)
    custody.rotate()
    assert {person: custody.person_key(person) for person in people} == people


def test_an_erased_person_stays_erased(custody: Custody) -> None:
    other = uuid4()
    custody.make_person(PERSON)
    key = custody.make_person(other)
    custody.erase_person(PERSON)
    custody.erase_person(PERSON)
    with pytest.raises(PersonErased):
        custody.person_key(PERSON)
    assert custody.person_key(other) == key
    assert custody.list_keys() == [other]
    assert custody.list_erased() == {PERSON}


def test_a_rotation_keeps_everybody_and_makes_the_old_key_and_its_sheets_useless(
    custody: Custody,
) -> None:
    people = {person: custody.make_person(person) for person in (uuid4() for _ in range(5))}
    sheets, old = checked_sheets(custody), custody.private_key()
    assert custody.rotate() == 5
    assert custody.private_key() != old
    assert not custody.is_ours(old)
    assert not custody.state().has_sheets
    assert {person: custody.person_key(person) for person in people} == people
    with pytest.raises(KeysUnusable):
        custody.person_key(next(iter(people)), old)
    custody.lock(forgetting=True)
    with pytest.raises(SharesWrong):
        panic.unlock_with(custody, sheets[:2])


@pytest.mark.parametrize("stop_after", range(1, 12))
def test_a_rotation_that_is_cut_off_loses_nobody(
    custody: Custody, stop_after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = {person: custody.make_person(person) for person in (uuid4() for _ in range(5))}
    left = stop_after

    def counted(work: object) -> object:
        def step(*given: object) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise InterruptedError
            work(*given)  # type: ignore[operator]

        return step

    monkeypatch.setattr("ledger.vault.custody.write_file", counted(write_file))
    monkeypatch.setattr("ledger.vault.custody.destroy_file", counted(destroy_file))
    with suppress(KeysUnusable):
        custody.rotate()
    monkeypatch.undo()
    newcomer = uuid4()
    people[newcomer] = custody.make_person(newcomer)
    assert {person: custody.person_key(person) for person in people} == people
    custody.rotate()
    assert {person: custody.person_key(person) for person in people} == people


def test_keys_that_are_gone_are_not_made_anew(custody: Custody) -> None:
    custody.make_person(PERSON)
    (custody.directory / files.PUBLIC).unlink()
    assert custody.public_key() is not None  # it follows from the private one
    (custody.directory / files.PUBLIC).unlink()
    (custody.directory / files.PRIVATE).unlink()
    with pytest.raises(KeyMissing):
        custody.make_person(uuid4())


def test_a_key_that_others_may_read_or_that_is_none_is_refused(custody: Custody) -> None:
    custody.make_person(PERSON)
    (custody.directory / files.PRIVATE).chmod(0o644)
    with pytest.raises(KeysExposed):
        custody.person_key(PERSON)
    (custody.directory / files.PRIVATE).chmod(0o600)
    (custody.people / f"{PERSON}.key").write_bytes(b"nonsense")
    with pytest.raises(KeysUnusable, match="damaged"):
        custody.person_key(PERSON)
    (custody.directory / files.PRIVATE).write_text("nonsense")
    with pytest.raises(KeysUnusable, match="does not hold a key"):
        custody.private_key()
