"""The pages about facts, refusals and the chart say what the code says, and nothing else."""

import inspect
import re
from pathlib import Path
from typing import Final

import msgspec
import pytest

from ledger.chart import CHART, GROUP_OF
from ledger.events import EVENTS
from ledger.rejections import REJECTIONS

DOCS: Final = Path(__file__).parents[2] / "docs"
TOPIC: Final = re.compile(r"[a-z_]+\.[a-z_]+\.v\d+")
CODE: Final = re.compile(r"[a-z]+(?:-[a-z]+)+")


def sections(name: str) -> dict[str, str]:
    """Return heading to text for every heading."""
    _, *parts = re.split(r"^#{1,3} ", (DOCS / name).read_text(), flags=re.MULTILINE)
    pairs = [part.partition("\n") for part in parts]
    assert len({heading for heading, _, _ in pairs}) == len(pairs), "a heading stands twice"
    return {heading.strip().strip("`"): text for heading, _, text in pairs}


EVENT_SECTIONS: Final = {
    heading: text for heading, text in sections("events.md").items() if TOPIC.fullmatch(heading)
}
REFUSAL_SECTIONS: Final = {
    heading: text for heading, text in sections("refusals.md").items() if CODE.fullmatch(heading)
}


def explained_fields(text: str) -> set[str]:
    """Return the fields that have an entry of their own: ``- `a`, `b`: …``."""
    entries = re.findall(r"^- ((?:`[a-z_]+`(?:, )?)+):", text, flags=re.MULTILINE)
    return {field for entry in entries for field in re.findall(r"`([a-z_]+)`", entry)}


def test_every_topic_has_a_paragraph_and_no_other_has() -> None:
    assert list(EVENT_SECTIONS) == sorted(EVENT_SECTIONS, key=[*EVENTS, *EVENT_SECTIONS].index)
    assert set(EVENT_SECTIONS) == set(EVENTS)


@pytest.mark.parametrize("topic", EVENTS)
def test_every_field_of_a_fact_is_explained_and_no_other(topic: str) -> None:
    fields = {field.encode_name for field in msgspec.structs.fields(EVENTS[topic])}
    assert explained_fields(EVENT_SECTIONS[topic]) == fields


@pytest.mark.parametrize("topic", EVENTS)
def test_a_fact_says_which_postings_follow_from_it(topic: str) -> None:
    text = EVENT_SECTIONS[topic]
    assert "Postings:" in text or "no postings" in text


@pytest.mark.parametrize("topic", EVENTS)
def test_an_amount_says_its_unit(topic: str) -> None:
    for entry in re.findall(r"^- .*(?:\n {2}.*)*", EVENT_SECTIONS[topic], flags=re.MULTILINE):
        named = entry.partition(":")[0]
        if re.search(r"amount|gross|fee\b|fee_returned", named):
            assert "minor units" in entry, entry


def test_every_refusal_has_a_paragraph_and_no_other_has() -> None:
    assert set(REFUSAL_SECTIONS) == set(REJECTIONS)


@pytest.mark.parametrize("code", REJECTIONS)
def test_a_refusal_says_what_to_do_and_names_its_facts(code: str) -> None:
    text = REFUSAL_SECTIONS[code]
    meaning, do, rest = text.partition("**Do:**")
    _, facts, listed = rest.partition("**Facts:**")
    assert meaning.strip()
    assert do
    assert facts
    named = set(re.findall(r"`([a-z_]+)`", listed))
    assert named == set(inspect.signature(REJECTIONS[code]).parameters)


def test_every_code_of_the_chart_is_explained_and_no_other() -> None:
    listed = re.findall(r"^- `([a-z_:]+)`: \S", (DOCS / "chart.md").read_text(), flags=re.MULTILINE)
    assert sorted(listed) == sorted(CHART)


def test_every_kind_of_help_stands_under_its_group() -> None:
    text = (DOCS / "chart.md").read_text()
    part = text.partition("## Out: help for people")[2].partition("\n## ")[0]
    titles = {"Housing": "housing", "Living and care": "living_and_care", "Legal": "legal_and_bail"}
    group, found = "", {}
    for line in part.splitlines():
        group = next((g for title, g in titles.items() if line.startswith(title)), group)
        if match := re.match(r"- `help:([a-z_]+)`", line):
            found[match[1]] = group
    expected = {category.value: group.value for category, group in GROUP_OF.items()}
    assert found == {name: group for name, group in expected.items() if name != "bail"}


def test_every_entry_of_the_glossary_is_a_word_and_what_it_means() -> None:
    lines = (DOCS / "glossary.md").read_text().splitlines()
    entries = [line for line in lines if line.startswith("- ")]
    assert all(re.match(r"- \*\*[^*]+\*\*[^:]*:", entry) for entry in entries)
