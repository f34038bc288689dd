"""Where the lines stand that are asked for: one statement that reads only near what it finds.

Each thing, each kind and each case has an index in the order of the book, so the newest lines of
one are at its end. Days have none, because a line may be written long after its day: for them the
statement goes through the chunks of the book that have a line of such a day, and stops when it has
found enough.
"""

from datetime import date
from typing import Final

from projections.journal import days
from projections.journal.kinds import KINDS
from projections.journal.shapes import JournalFilter
from projections.view import View

_IN_CHUNKS: Final = """
select found.position
from (
    select chunk from journal_days{journal}
    where fund_id = $1 and chunk between $4 and $5 and day between $6 and $7
    group by chunk order by chunk [order]
) as c cross join lateral ([found] offset 0) as found  -- one chunk after the other
order by c.chunk [order], found.position [order] limit $8
"""
_BY_KIND: Final = """
select found.position
from unnest($4::text[]) as k (topic) cross join lateral (
    [found] order by j.position [order] limit $5
) as found
order by found.position [order] limit $5
"""
_IN_CHUNK: Final = "{}.position between c.chunk * $9::bigint + 1 and (c.chunk + 1) * $9::bigint"
_OF_DAYS: Final = "{}.occurred_on between $6 and $7"


class Wanted:
    """The lines between two positions that fit a filter: the first of them, or the last.

    *statement* finds at most *limit* positions, in order; *arguments* go with it, from ``$2`` on.
    """

    def __init__(
        self,
        view: View,
        wanted: JournalFilter,
        *,
        limit: int,
        above: int = 0,
        below: int | None = None,
        ascending: bool = False,
    ) -> None:
        first, last = above + 1, view.position if below is None else min(view.position, below - 1)
        self.arguments: list[object] = [first, last]
        self._wanted = wanted
        order = "asc" if ascending else "desc"
        if wanted.from_day is not None or wanted.to_day is not None:
            chunks = [(position - 1) // days.CHUNK_LINES for position in (first, last)]
            self.arguments += [*chunks, wanted.from_day or date.min, wanted.to_day or date.max]
            self.arguments += [limit, days.CHUNK_LINES]
            text = _IN_CHUNKS.replace("[found]", self._found(_IN_CHUNK, _OF_DAYS))
        elif wanted.kind is not None and not wanted.things and wanted.case_id is None:
            self.arguments += [self._topics, limit]
            text = _BY_KIND.replace("[found]", self._found(topics="k.topic"))
        else:
            self.arguments.append(limit)
            text = f"{self._found()} order by 1 [order] limit $4"
        self.statement = text.replace("[order]", order)

    @property
    def _topics(self) -> list[str]:
        return list(KINDS.get(self._wanted.kind or "", ()))

    def _argument(self, value: object) -> str:
        self.arguments.append(value)
        return f"${len(self.arguments) + 1}"  # the fund goes first

    def _found(self, chunk: str = "", of_days: str = "", topics: str = "") -> str:
        """Return the statement that joins the tables that narrow, what leads in front.

        Every table has all the conditions that it can have: none is read from its beginning.
        """
        tables: list[tuple[str, str, list[str]]] = []
        for number, thing in enumerate(self._wanted.things):
            own = [f"{{}}.thing_id = {self._argument(thing)}", of_days]
            tables.append(("journal_touched{journal}", f"t{number}", own))
        if self._wanted.case_id is not None:
            case = self._argument(self._wanted.case_id)
            tables.append(("events", "e", [f"{{}}.case_id = {case}"]))
        if self._wanted.kind is not None:
            topics = topics or f"any({self._argument(self._topics)}::text[])"
            tables.append(("journal{journal}", "j", [f"{{}}.topic = {topics}", of_days]))
        elif not tables or (of_days and not self._wanted.things):
            tables.append(("journal{journal}", "j", [of_days]))
        lead = tables[0][1]
        joined, conditions = [], []
        for table, name, own in tables:
            joined.append(f"join {table} {name} on {name}.position = {lead}.position")
            bounds = [f"{name}.fund_id = $1", "{}.position between $2 and $3", chunk]
            conditions += [each.format(name) for each in (*bounds, *own) if each]
        joined[0] = f"from {tables[0][0]} {lead}"
        return " ".join([f"select {lead}.position", *joined, "where", " and ".join(conditions)])
