"""Givers and payees of an import: from a name over there to the random reference in this fund."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID, uuid4

from api.importing.open_collective.bookings import KEY_PREFIX, Booking
from ledger.store.connection import Connection
from ledger.vault.keys import Keys
from ledger.vault.references import find_references, keep_references, keyed_fingerprint

Person = tuple[str, str]
"""What somebody is (giver or payee), and their name over there."""


def person_of(booking: Booking) -> Person | None:
    """Return the other side of a booking, if a fact refers to it."""
    return None if booking.person is None else (booking.person, booking.main.opposite)


class People:
    """The references of everybody in a file. Names stay in memory."""

    def __init__(self, keys: Keys, fund_id: UUID) -> None:
        self._keys = keys
        self._fund_id = fund_id
        self._references: dict[Person, UUID] = {}

    async def find(
        self, connection: Connection, everybody: Iterable[Person], known: Mapping[Person, UUID]
    ) -> None:
        """Find everybody's reference: in the vault, else in the lines (*known*), else a new one.

        Lines know more than the vault after a book was loaded elsewhere, where the vault is new.
        """
        for kind, people in self._by_kind(set(everybody)).items():
            found = await find_references(connection, self._fund_id, kind, people.keys())
            for fingerprint, person in people.items():
                reference = found.get(fingerprint) or known.get(person) or uuid4()
                self._references[person] = reference

    async def keep(self, connection: Connection) -> None:
        """Keep every reference in the vault; what somebody else kept meanwhile counts."""
        for kind, people in self._by_kind(self._references).items():
            wanted = {
                fingerprint: self._references[person] for fingerprint, person in people.items()
            }
            kept = await keep_references(connection, self._fund_id, kind, wanted)
            for fingerprint, reference in kept.items():
                self._references[people[fingerprint]] = reference

    def reference_of(self, booking: Booking) -> UUID | None:
        """Return the reference of the other side of a booking, if a fact refers to it."""
        person = person_of(booking)
        return None if person is None else self._references[person]

    def _by_kind(self, people: Iterable[Person]) -> dict[str, dict[bytes, Person]]:
        found: dict[str, dict[bytes, Person]] = defaultdict(dict)
        for kind, name in people:
            said = f"{KEY_PREFIX}\n{name}"
            fingerprint = keyed_fingerprint(self._keys, self._fund_id, kind, said)
            found[kind][fingerprint] = (kind, name)
        return found
