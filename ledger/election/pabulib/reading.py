"""Reading a ``.pb`` file: strictly, and every error names its line and what was expected there."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from io import StringIO
from typing import Final, TypeAlias

from msgspec import Struct

from ledger.election.pabulib.poll import PabulibError, Poll, Project

_AMOUNT: Final = re.compile(r"[0-9]{1,18}(?:[.,][0-9]{1,9})?")
_SECTIONS: Final = ("META", "PROJECTS", "VOTES")
_APPROVAL: Final = ("approval", "choose-1")
"""Kinds of ballots that say of each project yes or nothing."""
_SHOWN: Final = 40

_Row: TypeAlias = tuple[int, list[str]]
"""The number of a row's first line, from one, and its fields."""


class _Section(Struct, frozen=True):
    """A section: the line of its name, and its rows."""

    line: int
    rows: list[_Row]


def read_pb(data: bytes) -> Poll:
    """Return the election that a file holds. Raises PabulibError for anything unusable.

    The file is UTF-8, with or without a mark at its beginning, and its lines end as they like.
    Amounts have a point or a comma before their decimals and are exact. Columns that are not
    needed are passed over. So are the ids of voters, but none may be there twice.
    """
    meta, projects, votes = _sections(_rows(_text(data)))
    said = _meta(meta)
    found = _projects(projects)
    ballots = _ballots(votes, {project.project_id: n for n, project in enumerate(found)})
    _agree(said, "num_projects", len(found), "PROJECTS")
    _agree(said, "num_votes", len(ballots), "VOTES")
    vote_type, line = _needed(said, meta, "vote_type")
    if vote_type not in _APPROVAL:
        raise PabulibError(line, f"vote_type is {_shown(vote_type)}: expected approval")
    budget, line = _needed(said, meta, "budget")
    return Poll(
        projects=tuple(found),
        budget=_amount(line, "budget", budget),
        ballots=tuple(ballots),
        meta={key: value for key, (value, _) in said.items()},
    )


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise PabulibError(data[: wrong.start].count(b"\n") + 1, "expected UTF-8") from None


def _rows(text: str) -> Iterator[_Row]:
    """Yield the rows that are not empty."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=";", strict=True)
    line = 1
    try:
        for row in reader:
            fields = [each.strip() for each in row]
            if any(fields):
                yield line, fields
            line = reader.line_num + 1
    except csv.Error:
        sentence = "expected fields between semicolons, and every quote closed"
        raise PabulibError(line, sentence) from None


def _sections(rows: Iterable[_Row]) -> list[_Section]:
    """Return the three sections, which stand in their order."""
    sections: list[_Section] = []
    last = 0
    for last, row in rows:
        begins = row[0] in _SECTIONS and not any(row[1:])
        if begins and sections and row[0] not in _SECTIONS[len(sections) :]:
            raise PabulibError(last, f"expected {row[0]} once")
        if (begins or not sections) and row[0] != _SECTIONS[len(sections)]:
            raise PabulibError(last, f"expected {_SECTIONS[len(sections)]}")
        if begins:
            sections.append(_Section(last, []))
        else:
            sections[-1].rows.append((last, row))
    if len(sections) < len(_SECTIONS):
        raise PabulibError(last + 1, f"expected {_SECTIONS[len(sections)]}")
    return sections


def _meta(section: _Section) -> dict[str, tuple[str, int]]:
    """Return what the file says of itself, and on which line."""
    said: dict[str, tuple[str, int]] = {}
    for line, (key, *values) in section.rows:
        if key in said:
            raise PabulibError(line, f"expected {_shown(key)} once")
        said[key] = ";".join(values), line
    said.pop("key", None)  # the heading
    return said


def _needed(said: dict[str, tuple[str, int]], section: _Section, key: str) -> tuple[str, int]:
    if key not in said:
        raise PabulibError(section.line, f"expected {key} in META")
    return said[key]


def _agree(said: dict[str, tuple[str, int]], key: str, found: int, section: str) -> None:
    """Refuse a file that says another number than it holds: some of it is missing."""
    value, line = said.get(key, (str(found), 0))
    if value != str(found):
        raise PabulibError(line, f"{key} is {_shown(value)}: expected {found}, as in {section}")


def _columns(section: _Section, name: str, *wanted: str) -> list[int]:
    """Return where the columns *wanted* stand."""
    line, heading = section.rows[0] if section.rows else (section.line, [])
    for column in wanted:
        if heading.count(column) != 1:
            raise PabulibError(line, f"expected a column {column} in {name}")
    return [heading.index(column) for column in wanted]


def _cell(row: _Row, column: int, name: str) -> str:
    line, fields = row
    if column >= len(fields):
        raise PabulibError(line, f"expected a field for {name}")
    return fields[column]


def _projects(section: _Section) -> list[Project]:
    id_column, cost_column = _columns(section, "PROJECTS", "project_id", "cost")
    heading = section.rows[0][1]
    name_column = heading.index("name") if "name" in heading else None
    found: dict[str, Project] = {}
    for row in section.rows[1:]:
        line, fields = row
        one = _cell(row, id_column, "project_id")
        if not one or "," in one or not one.isprintable():
            raise PabulibError(line, "expected a project_id, of printable signs without a comma")
        if one in found:
            raise PabulibError(line, f"expected project {_shown(one)} once")
        cost = _amount(line, "cost", _cell(row, cost_column, "cost"))
        named = name_column is not None and name_column < len(fields)
        found[one] = Project(one, cost, fields[name_column or 0] if named else "")
    return list(found.values())


def _ballots(section: _Section, numbers: dict[str, int]) -> list[tuple[int, ...]]:
    voter_column, vote_column = _columns(section, "VOTES", "voter_id", "vote")
    voters: set[str] = set()
    ballots = []
    for row in section.rows[1:]:
        voter, vote = _cell(row, voter_column, "voter_id"), _cell(row, vote_column, "vote")
        if voter in voters:
            raise PabulibError(row[0], f"expected voter {_shown(voter)} once")
        voters.add(voter)
        ballots.append(_ballot(row[0], vote.split(",") if vote else (), numbers))
    return ballots


def _ballot(line: int, wanted: Sequence[str], numbers: dict[str, int]) -> tuple[int, ...]:
    ballot: dict[int, None] = {}
    for each in wanted:
        number = numbers.get(each.strip())
        if number is None:
            raise PabulibError(line, f"vote is for {_shown(each)}: expected a project of PROJECTS")
        if number in ballot:
            raise PabulibError(line, f"vote is twice for {_shown(each)}: expected once")
        ballot[number] = None
    return tuple(ballot)


def _amount(line: int, name: str, text: str) -> Fraction:
    if not _AMOUNT.fullmatch(text):
        sentence = f"{name} is {_shown(text)}: expected an amount such as 1200 or 1200.50"
        raise PabulibError(line, sentence)
    return Fraction(text.replace(",", "."))


def _shown(text: str) -> str:
    """Return what stood there, so that it does no harm in a terminal."""
    short = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return f"“{short}”" if short.isprintable() else ascii(short)
