"""How fields, records, purposes and acts of the vault are called."""

from typing import Final

from api.i18n import N_
from ledger.vault.openings import ActKind, OpeningPurpose
from ledger.vault.records import RecordKind

FIELD_WORDS: Final[dict[str, str]] = {
    "name_used": N_("The name they go by"),
    "phone": N_("Telephone"),
    "email": N_("E-mail"),
    "messenger": N_("Name in a messenger"),
    "other_contact": N_("Another way to reach them"),
    "safe_contact": N_("How and when it is safe to reach them"),
    "language": N_("Language they want to be answered in"),
    "own_words": N_("In their own words"),
    "for_whom": N_("Who asks for whom"),
    "what_is_needed": N_("What is needed"),
    "by_when": N_("By when"),
    "screening_note": N_("Note of whoever screened it"),
    "legal_name": N_("Name in the papers"),
    "cause_number": N_("Number of the case at court"),
    "court": N_("Court or station"),
    "county": N_("County"),
    "depositor_name": N_("Who signed for the money"),
    "receipt_number": N_("Number of the receipt"),
    "receipt_kept_by": N_("Who keeps the original receipt"),
    "national_id": N_("Number of the identity card"),
    "lawyer": N_("Lawyer, and how to reach them"),
    "hearing_on": N_("Day of the hearing"),
    "hearing_place": N_("Place of the hearing"),
    "missed_on": N_("Days on which they did not appear"),
    "payee_name": N_("Who is paid"),
    "payee_account": N_("To which account"),
    "landlord": N_("Landlord"),
    "address": N_("Address"),
    "consent_words": N_("What they agreed to, and in which words"),
    "note": N_("Note"),
}
"""The name of every field that a record profile may ask for."""

LONG_FIELDS: Final = frozenset({"own_words", "safe_contact", "screening_note", "consent_words"}) | {
    "note",
    "what_is_needed",
}
"""Fields that take more than a line."""

DAY_FIELDS: Final = frozenset({"hearing_on"})
"""Fields that hold one day, written like 2026-11-21, so that it can be put in order."""

KIND_WORDS: Final[dict[RecordKind, str]] = {
    RecordKind.CONTACT: N_("Contact"),
    RecordKind.REQUEST: N_("Request"),
    RecordKind.NEEDS: N_("What is needed"),
    RecordKind.SCREENING: N_("Screening"),
    RecordKind.BAIL: N_("Bail papers"),
    RecordKind.PAYEE: N_("Payee"),
    RecordKind.HEARING: N_("Hearing"),
    RecordKind.CONSENT: N_("Consent"),
    RecordKind.FILE: N_("File"),
    RecordKind.NOTE: N_("Note"),
}

PURPOSE_WORDS: Final[dict[OpeningPurpose, str]] = {
    OpeningPurpose.SCREENING: N_("to screen the request"),
    OpeningPurpose.VERIFYING: N_("to verify with a court or station"),
    OpeningPurpose.PAYING: N_("to pay"),
    OpeningPurpose.CLAIMING_REFUND: N_("to claim a refund"),
    OpeningPurpose.COURT_DATE: N_("because of a court date"),
    OpeningPurpose.CONTACTING: N_("to reach them"),
    OpeningPurpose.CORRECTING: N_("to correct what is written"),
    OpeningPurpose.PERSONS_OWN_WISH: N_("because they wish it"),
    OpeningPurpose.AUDIT: N_("for an audit"),
    OpeningPurpose.STATUTORY_EXPORT: N_("for a report that the law asks for"),
}

OWN_PURPOSES: Final = tuple(
    each
    for each in OpeningPurpose
    if each not in {OpeningPurpose.AUDIT, OpeningPurpose.STATUTORY_EXPORT}
)
"""What somebody may say a record is opened for; an audit and a report have ways of their own."""

ACT_WORDS: Final[dict[ActKind, str]] = {
    ActKind.OPENED: N_("opened"),
    ActKind.WRITTEN: N_("wrote"),
    ActKind.COMPARED: N_("looked whether the contact is known"),
    ActKind.KEPT_UNTIL: N_("set the last day"),
    ActKind.HELD: N_("placed a hold"),
    ActKind.LIFT_ASKED: N_("asked to lift the hold"),
    ActKind.LIFTED: N_("lifted the hold"),
    ActKind.ERASED: N_("erased"),
    ActKind.EXPORTED: N_("made the report that the law asks for"),
    ActKind.LOCKED: N_("locked the vault"),
    ActKind.UNLOCKED: N_("unlocked the vault"),
    ActKind.PROFILE_ASKED: N_("asked for another record profile"),
    ActKind.PROFILE_SET: N_("chose the record profile"),
    ActKind.OWN_CONTACT_SAID: N_("said how they are reached themselves"),
    ActKind.GIVER_FORGOTTEN: N_("forgot a giver"),
}

HELP_WORDS: Final[dict[str, str]] = {
    "bail": N_("Bail"),
    "housing": N_("Housing"),
    "living_and_care": N_("Living and care"),
    "legal": N_("Legal help"),
}
"""Kinds of help that ask for fields of their own."""

PROFILE_WORDS: Final[dict[str, tuple[str, str]]] = {
    "least": (
        N_("The least that helps"),
        N_("No more than what is needed to reach somebody, to pay, and to get bail back."),
    ),
    "england": (
        N_("England and Wales"),
        N_("Adds who the landlord is and what somebody agreed to; kept a year after a case."),
    ),
    "kenya": (
        N_("Kenya"),
        N_("Adds the identity card, which a refund of cash bail is applied for with."),
    ),
    "new_york": (
        N_("New York"),
        N_("Kept a year after a case: a refund goes to whoever the receipt names, and takes long."),
    ),
    "texas": (
        N_("Texas"),
        N_("Adds county and missed dates, for the monthly report to the sheriff."),
    ),
}
"""Title of each record profile, and what it asks for."""
