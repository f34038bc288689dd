"""The masthead of every page of one fund."""

from typing import Final

from api.i18n import N_
from api.pages.frame import NavItem

_ENTRIES: Final = (
    ("", N_("Overview")),
    ("record", N_("Record")),
    ("journal", N_("Journal")),
    ("cases", N_("Cases")),
    ("accounts", N_("Accounts")),
)


def fund_nav(prefix: str, current: str = "-") -> tuple[NavItem, ...]:
    """Return the entries; *prefix* is ``/en/{fund_id}``, *current* the path of the page's own."""
    return tuple(NavItem(text, f"{prefix}/{path}", path == current) for path, text in _ENTRIES)
