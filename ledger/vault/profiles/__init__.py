"""Record profiles: what is asked of people, how long it is kept, and which report the law wants.

What a place demands is data, one file a place, and no code asks where a fund is. A profile says
which fields a form has for each kind of help; whoever fills it in may leave any of them empty. The
least that helps is the default, and whoever chooses more has a reason. None of this is legal
advice: laws change, and `source` says only why a place asks for more.
"""

from importlib.resources import files
from typing import Final

import msgspec
from msgspec import Struct

from ledger.vault.records import RecordKind

HELPS: Final = ("bail", "housing", "living_and_care", "legal")
"""Kinds of help that ask for fields of their own."""

FIELDS: Final[dict[str, RecordKind]] = {
    "name_used": RecordKind.CONTACT,
    "phone": RecordKind.CONTACT,
    "email": RecordKind.CONTACT,
    "messenger": RecordKind.CONTACT,
    "other_contact": RecordKind.CONTACT,
    "safe_contact": RecordKind.CONTACT,
    "language": RecordKind.CONTACT,
    "own_words": RecordKind.REQUEST,
    "for_whom": RecordKind.REQUEST,
    "what_is_needed": RecordKind.NEEDS,
    "by_when": RecordKind.NEEDS,
    "screening_note": RecordKind.SCREENING,
    "legal_name": RecordKind.BAIL,
    "cause_number": RecordKind.BAIL,
    "court": RecordKind.BAIL,
    "county": RecordKind.BAIL,
    "depositor_name": RecordKind.BAIL,
    "receipt_number": RecordKind.BAIL,
    "receipt_kept_by": RecordKind.BAIL,
    "national_id": RecordKind.BAIL,
    "lawyer": RecordKind.BAIL,
    "hearing_on": RecordKind.HEARING,
    "hearing_place": RecordKind.HEARING,
    "missed_on": RecordKind.HEARING,
    "payee_name": RecordKind.PAYEE,
    "payee_account": RecordKind.PAYEE,
    "landlord": RecordKind.PAYEE,
    "address": RecordKind.PAYEE,
    "consent_words": RecordKind.CONSENT,
    "note": RecordKind.NOTE,
}
"""Every field that a profile may ask for, and in which kind of record it is sealed."""


class Profile(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is asked and kept in one place.

    *asks* names the fields for each kind of help. A request is kept for *keep_request_days* days
    after it was made, somebody with a case for *keep_case_days* after the last that was noted, and
    in any case until the money of the case is settled. *export* names the columns of the report
    that the law asks for; none is made where it is empty.
    """

    code: str
    keep_request_days: int
    keep_case_days: int
    asks: dict[str, tuple[str, ...]]
    export: tuple[str, ...] = ()
    source: str = ""

    def fields_of(self, help_kind: str) -> tuple[str, ...]:
        """Return the fields that a form for one kind of help has."""
        return self.asks[help_kind]


def _read() -> dict[str, Profile]:
    found = {}
    for file in files(__name__).iterdir():
        if file.name.endswith(".json"):
            profile = msgspec.json.decode(file.read_bytes(), type=Profile)
            asked = {field for fields in profile.asks.values() for field in fields}
            assert set(profile.asks) == set(HELPS), f"{file.name}: every kind of help, no other"
            assert (asked | set(profile.export)) <= FIELDS.keys(), f"{file.name}: unknown fields"
            assert file.name == f"{profile.code}.json", f"{file.name}: another code"
            found[profile.code] = profile
    return dict(sorted(found.items()))


PROFILES: Final[dict[str, Profile]] = _read()
"""Code to profile."""

LEAST: Final = PROFILES["least"]
"""What a fund has that chose none."""
