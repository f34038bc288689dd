"""What a scene of a page that writes is made of."""

from collections.abc import Callable

from msgspec import Struct

from ledger.decider import AnyCommand
from tests.api.pages.recording.full_lines import Ids
from tests.funds import OpenedFund


class Scene(Struct, frozen=True):
    """One page: its address, what opened the case it is in, what is typed, the whole command."""

    path: str
    answers: Callable[[Ids], dict[str, str]]
    full: Callable[[Ids], AnyCommand]
    opening: Callable[[OpenedFund], AnyCommand] | None = None
    after: Callable[[Ids], AnyCommand] | None = None
    """What follows on the opening before the page is of use."""
    moves: bool = True
    """Whether something of the fund is more or less afterwards."""
