"""The index of all state tables, and the page of the documentation that they make up."""

from typing import Final

from ledger import consents, grants, requests
from ledger.account_states import ACCOUNTS
from ledger.bail.table import BAIL_TABLE
from ledger.state_table import StateTable, render

TABLES: Final[tuple[StateTable, ...]] = (
    requests.TABLE,
    consents.TABLE,
    BAIL_TABLE,
    grants.TABLE,
    ACCOUNTS,
)
"""Every table of states, in the order of the documentation."""

_HEAD: Final = """# States

What each command makes of each state: written down, or refused. A refusal without a code is
`not-in-this-state`. These tables are the ones that the rules ask; `scripts/states` writes this
page from them, and the tests run every cell. A state follows from the standing lines of a case, so
a line that is taken back changes it too.
"""


def page() -> str:
    """Return the documentation of all tables."""
    return "\n".join([_HEAD, *(render(table) for table in TABLES)])
