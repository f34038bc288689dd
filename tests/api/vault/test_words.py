"""Every field, record, purpose, act and profile of the vault has its words, and no other has."""

import pytest

from api.vault.words import (
    ACT_WORDS,
    FIELD_WORDS,
    HELP_WORDS,
    KIND_WORDS,
    LONG_FIELDS,
    PROFILE_WORDS,
    PURPOSE_WORDS,
)
from ledger.vault.matching import CONTACT_FIELDS
from ledger.vault.openings import ActKind, OpeningPurpose
from ledger.vault.profiles import FIELDS, HELPS, LEAST, PROFILES, Profile
from ledger.vault.records import RecordKind


def test_everything_has_its_words() -> None:
    assert list(FIELD_WORDS) == list(FIELDS)
    assert set(LONG_FIELDS) <= set(FIELDS)
    assert set(KIND_WORDS) == set(RecordKind)
    assert set(PURPOSE_WORDS) == set(OpeningPurpose)
    assert set(ACT_WORDS) == set(ActKind)
    assert tuple(HELP_WORDS) == HELPS
    assert set(PROFILE_WORDS) == set(PROFILES)


def test_how_somebody_is_reached_is_a_contact() -> None:
    assert {FIELDS[name] for name in CONTACT_FIELDS} == {RecordKind.CONTACT}


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda each: each.code)
def test_a_profile_asks_no_field_twice_and_keeps_nobody_for_ever(profile: Profile) -> None:
    for fields in profile.asks.values():
        assert len(set(fields)) == len(fields)
    assert 0 < profile.keep_request_days <= profile.keep_case_days <= 366
    assert set(profile.export) <= {field for fields in profile.asks.values() for field in fields}
    assert profile is LEAST or profile.source


def test_the_least_asks_for_no_papers() -> None:
    asked = {field for fields in LEAST.asks.values() for field in fields}
    assert asked.isdisjoint({"national_id", "county", "missed_on", "address", "landlord"})
    assert LEAST.export == ()
