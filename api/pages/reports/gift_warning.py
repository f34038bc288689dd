"""The line of a check page that says that a gift would hold the next figures back."""

from collections.abc import Sequence
from typing import Final

from api.i18n import N_
from api.pages.flow import Row
from api.pages.reading.reader import AnyRequest
from api.pages.recording.desk import Desk
from api.publishing.gift_warning import TypedGift, gifts_hold_back
from api.site import site_of

_HELD: Final = N_(
    "This gift is a large part of all: written down like this, it puts the next figures of money "
    "in off. Ask the giver in writing whether they may be named in reports; an institution can be "
    "counted apart without its name."
)
_ONE_OF_THEM: Final = N_(
    "One of these gifts is a large part of all: written down like this, they put the next figures "
    "of money in off. Ask its giver in writing whether they may be named in reports; an "
    "institution can be counted apart without its name."
)


async def held_back(request: AnyRequest, desk: Desk, gifts: Sequence[TypedGift]) -> list[Row]:
    """Return a line for the check page where *gifts* would put reports off."""
    publishing = site_of(request).publishing
    if not await gifts_hold_back(publishing, desk.book, desk.today, gifts):
        return []
    return [Row(N_("Reports"), _HELD if len(gifts) == 1 else _ONE_OF_THEM)]
