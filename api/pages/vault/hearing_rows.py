"""How a hearing, and the day in a record, is shown that was opened, whichever page shows it."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from api.formats import day_text
from api.i18n import Language
from api.vault.hearings import Hearing, day_in
from api.vault.words import DAY_FIELDS
from ledger.case_label import case_label


class ShownHearing(Struct, frozen=True, kw_only=True):
    """A hearing as a page shows it: *cases* as pairs of an id and its two words."""

    day: date | None
    written: str
    place: str
    person_id: UUID
    cases: tuple[tuple[UUID, str], ...]


def shown(hearing: Hearing) -> ShownHearing:
    """Return a hearing as a page shows it."""
    return ShownHearing(
        day=hearing.day,
        written=hearing.written,
        place=hearing.place,
        person_id=hearing.person_id,
        cases=tuple((case_id, case_label(case_id)) for case_id in hearing.case_ids),
    )


def field_text(name: str, value: str, language: Language) -> str:
    """Return what a field of a record says as it is read: a day in the reader's language."""
    day = day_in(value) if name in DAY_FIELDS else None
    return day_text(day, language) if day else value
