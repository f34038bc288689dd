"""What whoever asks for a rule, signs it or decides on it should know first. It refuses nothing."""

from enum import StrEnum
from typing import Final
from uuid import UUID

from msgspec import Struct

from api.i18n import N_, Words
from api.site import Site
from api.transparency.seen import list_that_never_cosigned
from ledger.orders.content import Orderable
from ledger.publishing.commands import SetLog
from ledger.publishing.log import name_of


class Caution(StrEnum):
    """What is to be known of a rule for the log."""

    NEVER_COSIGNED = "never_cosigned"
    QUORUM_SHORT = "quorum_short"
    QUORUM_OF_ALL = "quorum_of_all"


class Cautioned(Struct, frozen=True):
    """One caution, and the sentence that says it."""

    caution: Caution
    words: Words


LABEL: Final = N_("Know this first")
"""What stands before a caution on a page."""
_NEVER: Final = N_("These witnesses have never signed a step of this log: {names}.")
_SHORT: Final = N_(
    "{quorum} have to sign, and of those named only {known} ever have: until others do, no receipt "
    "from a new step can be checked. Name a witness first, and count on it once it has signed."
)
_ALL: Final = N_(
    "All that are named have to sign: while one of them is away, no receipt from a new step can be "
    "checked. One less is safer."
)


async def cautions_of(site: Site, fund_id: UUID, command: Orderable) -> tuple[Cautioned, ...]:
    """Return what to know of *command* as things are now; of most commands nothing."""
    if not isinstance(command, SetLog) or not command.witnesses:
        return ()
    head = await site.log.head(fund_id)
    async with site.database.acquire() as connection:
        never = await list_that_never_cosigned(connection, fund_id, head, command.witnesses)
    found, known = list[Cautioned](), len(command.witnesses) - len(never)
    if never:
        names = ", ".join(name_of(each.vkey) for each in never)
        found.append(Cautioned(Caution.NEVER_COSIGNED, Words(_NEVER, {"names": names})))
    if command.quorum > known:
        said = {"quorum": command.quorum, "known": known}
        found.append(Cautioned(Caution.QUORUM_SHORT, Words(_SHORT, said)))
    if command.quorum == len(command.witnesses):
        found.append(Cautioned(Caution.QUORUM_OF_ALL, Words(_ALL)))
    return tuple(found)
