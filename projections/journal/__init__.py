"""The journal: one row a line, one row a posting, and what each line touches."""

from projections.journal.kinds import KINDS, kind_of
from projections.journal.queries import (
    count_journal,
    get_line,
    list_journal,
    walk_journal,
)
from projections.journal.shapes import JournalFilter, JournalLine, JournalPage, LineView, Moved
from projections.journal.tables import JOURNAL

__all__ = [
    "JOURNAL",
    "KINDS",
    "JournalFilter",
    "JournalLine",
    "JournalPage",
    "LineView",
    "Moved",
    "count_journal",
    "get_line",
    "kind_of",
    "list_journal",
    "walk_journal",
]
