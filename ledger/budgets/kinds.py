"""What a budget item can be about, and which codes of the chart count for it."""

from functools import lru_cache
from typing import Final

from ledger import chart
from ledger.chart import CHART, GROUP_OF, Category, CostCategory, Group, Side

RESERVE: Final = "reserve"
"""The item of a budget for what is kept and not spent."""
KINDS: Final = frozenset({*Category, *Group, *CostCategory, RESERVE})
"""Everything that an item can be about: kinds of help, their groups, kinds of cost, the reserve."""
MAX_ITEMS: Final = 100
MAX_MONTHS: Final = 36

_OF_HELP: Final = frozenset({"help", "costs", "promised"})
_GROUPS: Final[dict[str, str]] = {kind.value: group.value for kind, group in GROUP_OF.items()}


def _kind(code: str) -> str | None:
    family, _, leaf = code.partition(":")
    if family == "bail" or code in (chart.COURTS, chart.DEPOSITORS):
        return Category.BAIL.value
    return leaf if family in _OF_HELP else None


_KIND_OF: Final = {code: kind for code in CHART if (kind := _kind(code)) is not None}
COUNTED: Final = {code: CHART[code].side is Side.PROMISED for code in _KIND_OF}
"""Every code that a budget counts, and whether it says what is promised and not what is paid.

On the basis of cash: posted bail is paid until it comes back, and what a court keeps stays paid.
Fees and what is lost belong to no item.
"""


def kind_of(code: str) -> str | None:
    """Return what money of *code* went on, or is promised for; None where no budget counts it."""
    return _KIND_OF.get(code)


def is_within(kind: str, of: str) -> bool:
    """Say whether *kind* is what an item *of* a kind or group is about."""
    return of in (kind, _GROUPS.get(kind))


def kinds_within(of: str) -> frozenset[str]:
    """Return the kinds that an item *of* a kind or group is about."""
    return frozenset(kind for kind in KINDS if is_within(kind, of)) - set(Group)


def group_of(kind: str) -> str | None:
    """Return the group of a kind of help, None for everything else."""
    return _GROUPS.get(kind)


@lru_cache(maxsize=1024)
def said(key: str) -> tuple[str, str]:
    """Return kind and currency of a *key* of the usage, such as ``help:rent USD``."""
    code, _, currency = key.partition(" ")
    return _KIND_OF[code], currency
