"""The one word about how much there is, which changes on Mondays and at no other time."""

from typing import TYPE_CHECKING, Final

from api.i18n import N_
from ledger.store.connection import Connection
from projections.bands import Band, get_band
from projections.known import ProjectionBehind
from projections.reports.published import PublicState

if TYPE_CHECKING:  # pages of the book lead here, so this must not need them
    from api.pages.reading.reader import Reader

BANDS: Final[dict[Band, str]] = {
    Band.NOTHING: N_("There is nothing to promise this week."),
    Band.LITTLE: N_("There is little to promise this week."),
    Band.ENOUGH: N_("There is enough to promise this week."),
    Band.PLENTY: N_("There is plenty to promise this week."),
}


def tells_weekly(state: PublicState) -> bool:
    """Say whether members are told the word at all."""
    return state.rule is None or state.rule.bands_weekly


async def word_of_week(connection: Connection, reader: "Reader") -> str:
    """Return the sentence of this week, or that it is said from Monday on."""
    said = await word_if_any(connection, reader)
    return said or N_("How much can be promised is said from Monday on.")


async def word_if_any(connection: Connection, reader: "Reader") -> str:
    """Return the sentence of this week; empty in the first week of a fund."""
    try:
        band = await get_band(connection, reader.fund_id, reader.today, reader.fund.time_zone)
    except ProjectionBehind:
        return ""
    return BANDS[band] if band else ""
