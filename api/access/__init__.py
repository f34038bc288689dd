"""Who may see and do what: one table of powers and mandates, one check before every handler."""

from api.access.admissions import Access, Admissions
from api.access.admitting import access_if_any, access_of, admit
from api.access.naming import check_every_power
from api.access.powers import OF_STRANGERS, Power, needs, power_of

__all__ = [
    "OF_STRANGERS",
    "Access",
    "Admissions",
    "Power",
    "access_if_any",
    "access_of",
    "admit",
    "check_every_power",
    "needs",
    "power_of",
]
