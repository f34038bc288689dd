"""Real elections of cities: the same winners as the reference implementation."""

import pytest

from ledger.election import elect
from ledger.election.pabulib import read_pb, write_pb
from ledger.events.protocols import ElectionRule
from tests.ledger.election.pabulib_files import EXPECTED, PLACE


def test_every_file_is_expected_and_there_are_many() -> None:
    assert {path.name for path in PLACE.glob("*.pb")} == set(EXPECTED)
    assert len(EXPECTED) == 60


@pytest.mark.parametrize("name", EXPECTED)
def test_the_winners_are_those_of_the_reference(name: str) -> None:
    expected = EXPECTED[name]
    poll = read_pb((PLACE / name).read_bytes())
    ids = [project.project_id for project in poll.projects]
    assert (len(ids), len(poll.ballots)) == (expected.projects, expected.votes)
    assert str(poll.budget) == expected.budget
    for rule, winners in (
        (ElectionRule.EQUAL_SHARES, expected.equal_shares),
        (ElectionRule.GREEDY, expected.greedy_cost),
    ):
        result = elect(rule, None, poll.ballots, poll.costs, poll.budget)
        assert {ids[item] for item in result.winners} == winners, rule


@pytest.mark.parametrize("name", EXPECTED)
def test_a_file_is_written_as_it_was_read(name: str) -> None:
    poll = read_pb((PLACE / name).read_bytes())
    written = write_pb(poll)
    again = read_pb(written.encode())
    assert (again.projects, again.budget) == (poll.projects, poll.budget)
    assert again.ballots == tuple(sorted(tuple(sorted(ballot)) for ballot in poll.ballots))
    assert write_pb(again) == written
