"""Shared decisions through the API: proposals, what people say to them, ballots, and the rules."""

from typing import Final

from api.v1.deciding import ballots, proposing, reading, saying, setting

ROUTES: Final = (
    *proposing.ROUTES,
    *saying.ROUTES,
    *ballots.ROUTES,
    *reading.ROUTES,
    *setting.ROUTES,
)
