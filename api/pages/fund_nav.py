"""The masthead of every page of one fund."""

from typing import Final

from api.access import Power
from api.i18n import N_
from api.pages.frame import NavItem

_ENTRIES: Final = (
    ("desk", N_("Desk"), Power.READ_BOOK),
    ("", N_("Overview"), Power.READ_BOOK),
    ("record", N_("Record"), Power.MOVE_MONEY),
    ("orders", N_("Orders"), Power.READ_BOOK),
    ("journal", N_("Journal"), Power.READ_BOOK),
    ("cases", N_("Cases"), Power.READ_BOOK),
    ("accounts", N_("Accounts"), Power.READ_BOOK),
    ("people", N_("People"), Power.READ_PEOPLE),
    ("decisions", N_("Decisions"), Power.READ_PLAN),
    ("plan", N_("Plan"), Power.READ_PLAN),
)


def fund_nav(prefix: str, current: str = "-") -> tuple[NavItem, ...]:
    """Return the entries; *prefix* is ``/en/{fund_id}``, *current* the path of the page's own.

    `api.pages.frame.render` leaves out those that whoever reads may not open.
    """
    return tuple(
        NavItem(text, f"{prefix}/{path}", path == current, power) for path, text, power in _ENTRIES
    )
