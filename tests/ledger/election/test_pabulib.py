"""Reading and writing `.pb` files: what is in them, and what is said of one that is unusable."""

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.election.pabulib import PabulibError, Poll, Project, read_pb, write_pb

FILE = """META
key;value
description;Lantern Street, "winter"
budget;1000.50
vote_type;approval
num_projects;3
num_votes;4
PROJECTS
project_id;category;cost;name;votes
a;heat;250,25;"Blankets; ""warm"" ones";3
b;food;700;Kitchen;1
c;;0;;0
VOTES
voter_id;age;vote
v1;30;a,b
v2;;a

v3;71;
v4;20;b , a
"""

PRINTABLE = st.characters(categories=("L", "N", "P", "S"), include_characters=" ")
LINES = st.text(PRINTABLE, max_size=12).map(str.strip)
IDS = st.text(PRINTABLE, min_size=1, max_size=6).filter(
    lambda one: one == one.strip() and "," not in one and one.isprintable()
)
DECIMALS = st.builds(Fraction, st.integers(0, 10**12), st.sampled_from([1, 2, 10, 100, 1000]))


@st.composite
def polls(draw: st.DrawFn) -> Poll:
    ids = draw(st.lists(IDS, min_size=1, max_size=6, unique=True))
    ballot = st.lists(st.integers(0, len(ids) - 1), unique=True).map(tuple)
    return Poll(
        projects=tuple(Project(one, draw(DECIMALS), draw(LINES)) for one in ids),
        budget=draw(DECIMALS),
        ballots=tuple(draw(st.lists(ballot, max_size=8))),
        meta={key: draw(LINES) for key in draw(st.sets(st.sampled_from(["unit", "country"])))},
    )


def test_a_file_is_read_exactly() -> None:
    poll = read_pb(FILE.encode())
    assert poll.projects == (
        Project("a", Fraction(25025, 100), 'Blankets; "warm" ones'),
        Project("b", Fraction(700), "Kitchen"),
        Project("c", Fraction(0), ""),
    )
    assert poll.budget == Fraction(100050, 100)
    assert poll.ballots == ((0, 1), (0,), (), (1, 0))
    assert poll.meta["description"] == 'Lantern Street, "winter"'


@pytest.mark.parametrize(
    "data",
    [
        FILE.encode("utf-8-sig"),
        FILE.replace("\n", "\r\n").encode(),
        FILE.replace("\n", "\r").encode(),
        FILE.rstrip().encode(),
        ("\n \n" + FILE).encode(),
        FILE.replace("META\n", "META;;;\n").replace("VOTES\n", " VOTES ;\n").encode(),
        FILE.replace("approval", "choose-1").encode(),
        FILE.replace("num_votes;4\n", "").encode(),
    ],
    ids=["mark", "CRLF", "CR", "no end", "empty lines", "filled up", "choose one", "not counted"],
)
def test_files_of_other_programs_are_read(data: bytes) -> None:
    poll = read_pb(data)
    assert poll.projects == read_pb(FILE.encode()).projects
    assert poll.ballots == read_pb(FILE.encode()).ballots


@pytest.mark.parametrize(
    "old, new, said",
    [
        (FILE, "", "Line 1: expected META"),
        ("META\n", "", "Line 1: expected META"),
        ("PROJECTS\n", "", "Line 12: expected PROJECTS"),
        ("VOTES\n", "META\n", "Line 13: expected META once"),
        (FILE[FILE.index("VOTES") :], "", "Line 13: expected VOTES"),
        ("v4", "VOTES\nv4", "Line 19: expected VOTES once"),
        ("budget;1000.50\n", "", "Line 1: expected budget in META"),
        ("vote_type;approval\n", "", "Line 1: expected vote_type in META"),
        ("vote_type;approval", "vote_type;ordinal", "Line 5: vote_type is “ordinal”"),
        ("num_projects", "budget", "Line 6: expected “budget” once"),
        ("budget;1000.50", "budget;lots", "Line 4: budget is “lots”: expected an amount such as"),
        ("budget;1000.50", "budget;-5", "Line 4: budget is “-5”"),
        ("num_projects;3", "num_projects;4", "Line 6: num_projects is “4”: expected 3"),
        ("num_votes;4", "num_votes;5", "Line 7: num_votes is “5”: expected 4, as in VOTES"),
        (";cost;", ";price;", "Line 9: expected a column cost in PROJECTS"),
        (";category;cost;", ";cost;cost;", "Line 9: expected a column cost in PROJECTS"),
        ("project_id;", "id;", "Line 9: expected a column project_id in PROJECTS"),
        ("age;vote", "age", "Line 14: expected a column vote in VOTES"),
        ("b;food;700", "b;food;", "Line 11: cost is “”: expected an amount such as 1200"),
        ("b;food;700", "b;food;-7", "Line 11: cost is “-7”"),
        ("b;food;700", "b;food;1e5", "Line 11: cost is “1e5”"),
        ("b;food;700", "b;food;1.000,50", "Line 11: cost is “1.000,50”"),
        ("b;food;700", "b;food;\u0667\u0660", "Line 11: cost is “\u0667\u0660”"),
        ("b;food;700", "b;food;7\x1b[2J", r"Line 11: cost is '7\x1b[2J'"),
        ("b;food;700;Kitchen;1", "b", "Line 11: expected a field for cost"),
        ("b;food", "a;food", "Line 11: expected project “a” once"),
        ("b;food", ";food", "Line 11: expected a project_id, of printable signs"),
        ("b;food", "b,d;food", "Line 11: expected a project_id, of printable signs"),
        ("b;food", "b\x1b;food", "Line 11: expected a project_id, of printable signs"),
        ("v2;;a", "v1;;a", "Line 16: expected voter “v1” once"),
        ("v2;;a", "v2;;d", "Line 16: vote is for “d”: expected a project of PROJECTS"),
        ("v2;;a", "v2;;a,", "Line 16: vote is for “”: expected a project of PROJECTS"),
        ("v2;;a", "v2;;a,b,a", "Line 16: vote is twice for “a”: expected once"),
        ("v2;;a", "v2", "Line 16: expected a field for vote"),
        ("v2;;a", 'v2;;"a', "Line 16: expected fields between semicolons, and every quote"),
        ("v2;;a", f"v2;;{'d' * 60}", f"Line 16: vote is for “{'d' * 40}…”"),
    ],
    ids=[
        "nothing",
        "no META",
        "no PROJECTS",
        "a section of another name",
        "cut off",
        "a section twice",
        "no budget",
        "no kind of ballots",
        "another kind of ballots",
        "said twice",
        "budget no amount",
        "budget below nought",
        "projects missing",
        "votes missing",
        "no column of costs",
        "two columns of costs",
        "no column of ids",
        "no column of votes",
        "no cost",
        "cost below nought",
        "cost with an exponent",
        "cost with two signs",
        "other digits",
        "cost with a control sign",
        "a short row",
        "a project twice",
        "a project without an id",
        "an id with a comma",
        "an id with a control sign",
        "a voter twice",
        "a project that is not there",
        "a comma too many",
        "twice for a project",
        "a voter without a vote",
        "an open quote",
        "a long one",
    ],
)
def test_an_unusable_file_says_the_line_and_what_was_expected(
    old: str, new: str, said: str
) -> None:
    assert FILE.count(old) == 1 or old in {"num_projects", "b;food"}
    with pytest.raises(PabulibError) as raised:
        read_pb(FILE.replace(old, new, 1).encode())
    assert str(raised.value).startswith(said)
    assert raised.value.line == int(said.partition(":")[0].removeprefix("Line "))


def test_bytes_that_are_no_text_are_refused_with_their_line() -> None:
    with pytest.raises(PabulibError, match=r"^Line 11: expected UTF-8$"):
        read_pb(FILE.encode().replace(b"Kitchen", b"K\xfcche"))


def test_ballots_are_written_sorted_and_nobody_is_named() -> None:
    poll = Poll(
        projects=(Project("1", Fraction(1205, 10), "Heat;\nlight "), Project("2", Fraction(80))),
        budget=Fraction(150),
        ballots=((1,), (1, 0), (), (0, 1)),
        meta={"description": "Winter", "num_votes": "9", "budget": "1"},
    )
    assert write_pb(poll) == (
        "META\nkey;value\ndescription;Winter\n"
        "num_projects;2\nnum_votes;4\nbudget;150\nvote_type;approval\n"
        'PROJECTS\nproject_id;cost;votes;name\n1;120.5;2;"Heat; light"\n2;80;3;\n'
        "VOTES\nvoter_id;vote\n1;\n2;1,2\n3;1,2\n4;2\n"
    )


@settings(max_examples=200, deadline=None)
@given(polls())
def test_what_is_written_is_read_again(poll: Poll) -> None:
    again = read_pb(write_pb(poll).encode())
    assert (again.projects, again.budget) == (poll.projects, poll.budget)
    assert again.ballots == tuple(sorted(tuple(sorted(ballot)) for ballot in poll.ballots))
    assert again.meta.items() >= poll.meta.items()
    assert write_pb(again) == write_pb(poll)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=80), st.text(max_size=80).map(str.encode)), st.data())
def test_anything_is_read_or_refused(noise: bytes, data: st.DataObject) -> None:
    file = FILE.encode()
    place = data.draw(st.integers(0, len(file)))
    for tried in (noise, file[:place] + noise + file[place:], file[:place]):
        with suppress(PabulibError):
            assert read_pb(tried).budget >= 0


@pytest.mark.parametrize("one", ["", " a", "a,b", "a\nb", "a\x1b"], ids=ascii)
def test_an_id_that_could_not_be_read_again_is_not_written(one: str) -> None:
    poll = Poll(projects=(Project(one, Fraction(1)),), budget=Fraction(1), ballots=())
    with pytest.raises(ValueError, match="cannot be the id"):
        write_pb(poll)


def test_neither_is_an_id_twice_or_an_amount_without_an_end() -> None:
    one, third = Project("a", Fraction(1)), Project("b", Fraction(1, 3))
    with pytest.raises(ValueError, match="there twice"):
        write_pb(Poll(projects=(one, one), budget=Fraction(1), ballots=()))
    with pytest.raises(ValueError, match="1/3 has no end in decimals"):
        write_pb(Poll(projects=(third,), budget=Fraction(1), ballots=()))
