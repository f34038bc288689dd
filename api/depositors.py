"""Bail that courts paid to depositors: told apart from what is held, of which it is a part."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from projections.figures import OpenCase

Owed = Counter[tuple[UUID | None, str]]
"""What depositors owe to the fund, in minor units, by the authority that paid them and currency."""


def owed_by_depositors(cases: Iterable[OpenCase]) -> Owed:
    """Add up what is with depositors in *cases*, which are all open ones of a statement."""
    owed = Owed()
    for case in cases:
        if case.bail and case.bail.owed:
            owed[case.authority_id, case.currency] += case.bail.owed
    return owed
