"""What holds now beside what would hold: the same rows twice, and only what differs is marked."""

from collections import Counter
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape
from msgspec.structs import replace

from api.i18n import N_, Language
from api.pages.flow import Row

_Key = tuple[str, int]


def compared_rows(old: Sequence[Row], new: Sequence[Row], language: Language) -> list[Row]:
    """Return the *new* rows, each that differs with what it says now, and then what falls away."""
    before, after = _by_label(old, language), _by_label(new, language)
    nothing = escape(language.say(N_("nothing")))
    rows = []
    for key, row in after.items():
        was = _said(before[key], language) if key in before else nothing
        now = _said(row, language)
        rows.append(row if was == now else replace(row, value=_became(was, now, language)))
    gone = ((key, row) for key, row in before.items() if key not in after)
    rows += (
        replace(row, value=_became(_said(row, language), nothing, language)) for _, row in gone
    )
    return rows


def changed_rows(old: Sequence[Row], new: Sequence[Row], language: Language) -> list[Row]:
    """Return a row for everything that differs, and none for the rest."""
    same = {(key, _said(row, language)) for key, row in _by_label(old, language).items()}
    now = _by_label(new, language)
    unchanged = {key for key, row in now.items() if (key, _said(row, language)) in same}
    marked = _by_label(compared_rows(old, new, language), language)
    return [row for key, row in marked.items() if key not in unchanged]


def _by_label(rows: Iterable[Row], language: Language) -> dict[_Key, Row]:
    """Return rows by what stands before them; where that stands twice, by its number as well."""
    times: Counter[str] = Counter()
    found: dict[_Key, Row] = {}
    for row in rows:
        label = language.say(row.label)
        found[label, times[label]] = row
        times[label] += 1
    return found


def _said(row: Row, language: Language) -> Markup:
    value = row.value
    return value if isinstance(value, Markup) else escape(language.say(value))


def _became(old: Markup, new: Markup, language: Language) -> Markup:
    becomes = language.say(N_("becomes"))
    return Markup("<s>{}</s> <span aria-hidden=true>→</span><span class=sr> {} </span> {}").format(
        old, becomes, new
    )
