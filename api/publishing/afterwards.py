"""What follows once something about the public side is in the book: pages look anew."""

from typing import Final
from uuid import UUID

from api.site import Site
from ledger.decider import AnyCommand
from ledger.publishing.commands import (
    PUBLISHING_COMMANDS,
    PublishReport,
    SetDisclosure,
    SetGiverStanding,
)

_PUBLIC_AT_ONCE: Final = (PublishReport, SetDisclosure, SetGiverStanding)
"""Everything else waits for a tick. A page made anew before that would tell that there is news."""


def after_publishing(site: Site, fund_id: UUID, command: AnyCommand) -> None:
    """Have what this process keeps of a fund read again, if *command* was about its public side.

    Other processes read it again within a minute by themselves.
    """
    if type(command) in PUBLISHING_COMMANDS:
        site.publishing.forget(fund_id)
    if isinstance(command, _PUBLIC_AT_ONCE):
        site.public_pages.forget(fund_id)
