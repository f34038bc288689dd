"""What waits of the members’ decisions for whoever reads the desk: one sentence and a day."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from markupsafe import escape

from api.i18n import N_, count_words
from api.pages.reading.reader import Reader
from api.pages.reading.wait import Wait
from projections.proposals import ProposalRow


def decision_waits(reader: Reader, rows: Sequence[ProposalRow]) -> Iterator[Wait]:
    """Yield at most one wait, dated as the first of *rows* that ends; it says nothing of them."""
    if not rows:
        return
    words = count_words(
        "A decision waits for what you think.",
        "{count} decisions wait for what you think.",
        len(rows),
    )
    ends_on = min(row.until for row in rows).astimezone(ZoneInfo(reader.fund.time_zone)).date()
    text = escape(reader.language.say(words))
    address = f"{reader.prefix}/decisions"
    yield Wait(N_("to decide"), text, address, is_urgent=ends_on <= reader.today, on=ends_on)
