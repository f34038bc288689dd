"""What a field of something to be published is expected to be, in the words of a language.

A refusal says it in English, as a program reads it and another process hands it on. Each way to say
it stands here once more, so that pages say it in the language of whoever reads.
"""

import re
from datetime import date
from typing import Final

from api.i18n import N_, Words

EXPECTED: Final[tuple[str, ...]] = (
    N_("one of {values}"),
    N_("{number}, or {other} with smaller_group"),
    N_("{number} to {other} items"),
    N_("{number} to {other} months, from_month first"),
    N_("{number} to {other}"),
    N_("{number} or more of a currency"),
    N_("each currency once"),
    N_("each item once in a currency"),
    N_("kinds of help, their groups, kinds of cost, reserve"),
    N_("the code of a language, like en or es"),
    N_("up to {number} characters that can be printed"),
    N_("with standing named, and only then"),
    N_("a day after the last month"),
    N_("a month that is over"),
    N_("a month, written as 2026-07"),
    N_("a report date to come, such as {day}"),
    N_("each once, and one at least or open findings"),
    N_("true, because a finding of an audit is not settled"),
    N_("a report that fits into one line of the book"),
    N_("canonical JSON"),
    N_("a report of format parasol-report/1"),
    N_("a report of this fund, and of this number"),
    N_("stretches of one month at least"),
    N_("built for today, or before"),
    N_("128 lower-case hexadecimal digits"),
    N_("64 lower-case hexadecimal digits"),
    N_("items of a plan, each once"),
)
"""Every way in which rules about publishing say what they expected."""
_VALUES: Final = {
    "values": r"\d+(?:, \d+)*",
    "number": r"\d+",
    "other": r"\d+",
    "day": r"\d{4}-\d{2}-\d{2}",
}


def _pattern(template: str) -> re.Pattern[str]:
    pattern = re.escape(template)
    for name, value in _VALUES.items():
        pattern = pattern.replace(re.escape(f"{{{name}}}"), f"(?P<{name}>{value})")
    return re.compile(pattern)


_PATTERNS: Final = tuple((_pattern(template), template) for template in EXPECTED)


def expected_words(said: str) -> Words | None:
    """Return what a refusal *said* that it expected, to be translated; None for other words."""
    for pattern, template in _PATTERNS:
        if found := pattern.fullmatch(said):
            facts: dict[str, object] = dict(found.groupdict())
            if "day" in facts:
                facts["day"] = date.fromisoformat(str(facts["day"]))
            return Words(template, facts)
    return None
