"""What a field is expected to be, where rules say it as a fact, in the words of a language.

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
    N_("an item_id of its own for each item"),
    N_("an item keeps its kind, currency and purpose"),
    N_("a group, or its kinds one by one"),
    N_("none: it is written down, and binds no money"),
    N_("the case that it is about, in case_id"),
    N_("one that can be ratified for more than {number} hours"),
    N_("{number} to {other} items of one currency, each within the limit"),
    N_("items of this budget, each once"),
    N_("the first one: what it decided is not changed in the next"),
    N_("a day, {number} to {other} days ahead"),
    N_("no day, or one to come"),
    N_("only with a budget ballot"),
    N_("a day from {day} to today"),
    N_("{number} or more"),
    N_("some of {values}, each once"),
    N_("{number} or more people each, and no more than were there"),
    N_("no more than the {number} who may decide"),
    N_("numbers of items from {number} to {other}, ascending"),
    N_("small letters, digits and _, a letter first"),
    N_("each kind once"),
    N_("each subject once"),
    N_("only what has a protocol to be decided by, and one for these rules themselves"),
    N_("a budget ballot about budgets only"),
    N_("a budget ballot in the last stage only"),
    N_("how a budget ballot is counted"),
    N_("only with equal shares"),
    N_("{number} people or more, or in supporters"),
    N_("{number} or more, where no share is asked for"),
    N_("up to {number} steps, of growing amounts, {other} to {most} people each"),
    N_("a share, where people may disagree"),
    N_("only with a share of less than all"),
    N_("no share and no supporters of a budget ballot"),
    N_("agree and others, each once"),
    N_("none where ballots are sealed"),
    N_("only with the stance block"),
    N_("only where people speak openly"),
)
"""Every way in which rules about publishing, budgets and decisions say what they expected."""
WORDS: Final[frozenset[str]] = frozenset((N_("closed"), N_("withdrawn"), N_("ratifying")))
"""Single words that rules say as a fact, and that stand in no list of words of the ledger."""
_VALUES: Final = {
    "values": r"[\w.]+(?:, [\w.]+)*",
    "number": r"\d+",
    "other": r"\d+",
    "most": r"\d+",
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
    if said in WORDS:
        return Words(said)
    for pattern, template in _PATTERNS:
        if found := pattern.fullmatch(said):
            facts: dict[str, object] = dict(found.groupdict())
            if "day" in facts:
                facts["day"] = date.fromisoformat(str(facts["day"]))
            return Words(template, facts)
    return None
