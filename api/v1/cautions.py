"""What the API says besides about a rule that is asked for: `api.cautions`, in English."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from api.cautions import Caution, cautions_of
from api.i18n import DEFAULT_LANGUAGE
from api.site import Site
from ledger.orders.content import Orderable


class Warned(Struct, frozen=True):
    """Something to know before a rule is asked for, signed or decided. It refuses nothing."""

    code: Caution
    says: str


Warnings = Annotated[
    tuple[Warned, ...],
    Meta(description="What to know of it first, as things are now; of most commands nothing."),
]


async def warnings_of(site: Site, fund_id: UUID, command: Orderable) -> tuple[Warned, ...]:
    """Return what to know of *command*, in English."""
    language = site.languages[DEFAULT_LANGUAGE]
    found = await cautions_of(site, fund_id, command)
    return tuple(Warned(each.caution, language.say(each.words)) for each in found)
