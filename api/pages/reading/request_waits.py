"""What waits of requests for help: how many nobody read, how many nobody decided."""

from collections.abc import Iterator, Sequence

from markupsafe import escape

from api.i18n import N_, count_words
from api.pages.reading.reader import Reader
from api.pages.reading.wait import Wait
from api.requests.table import RequestRow, State


def request_waits(reader: Reader, rows: Sequence[RequestRow]) -> Iterator[Wait]:
    """Yield what waits, tonight's first; nothing of what anybody wrote."""
    unread = [row for row in rows if row.state is State.WAITING]
    tonight = sum(row.tonight for row in unread)
    undecided = sum(row.state is State.READ for row in rows)
    found = (
        (
            N_("tonight"),
            tonight,
            count_words(
                "One request for help tonight waits to be read.",
                "{count} requests for help tonight wait to be read.",
                tonight,
            ),
        ),
        (
            N_("unread"),
            len(unread) - tonight,
            count_words(
                "One request for help waits to be read.",
                "{count} requests for help wait to be read.",
                len(unread) - tonight,
            ),
        ),
        (
            N_("undecided"),
            undecided,
            count_words(
                "One request for help was read and not decided.",
                "{count} requests for help were read and not decided.",
                undecided,
            ),
        ),
    )
    for number, (state, count, words) in enumerate(found):
        if count:
            text = escape(reader.language.say(words))
            address, day = f"{reader.prefix}/requests", reader.today if number else None
            yield Wait(state, text, address, is_urgent=number == 0, on=day)
