"""The draw: the same for everybody who makes it, and chosen by nobody."""

from hashlib import sha256
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from api.auditing.draw import LINES, draw_lines, draw_people, seed_of_lot, seed_of_round

FUND = UUID(int=7, version=4)


def test_the_seed_is_what_the_page_says_it_is() -> None:
    assert seed_of_round(FUND, 2, "abc") == sha256(f"{FUND} audit 2 abc".encode()).hexdigest()
    assert seed_of_lot(FUND, 1, "abc") == sha256(f"{FUND} lot 1 abc".encode()).hexdigest()


def test_the_first_twelve_by_the_digest_of_seed_and_number_are_drawn() -> None:
    by_hand = sorted(range(1, 100), key=lambda each: sha256(f"s {each}".encode()).hexdigest())
    assert draw_lines("s", range(1, 100)) == tuple(sorted(by_hand[:12]))


@given(st.sets(st.integers(1, 10**6)), st.text("0123456789abcdef", min_size=1))
def test_a_draw_takes_all_of_few_and_twelve_of_many_whatever_their_order(
    positions: set[int], seed: str
) -> None:
    drawn = draw_lines(seed, positions)
    assert drawn == draw_lines(seed, sorted(positions, reverse=True))
    assert set(drawn) <= positions
    assert len(drawn) == min(LINES, len(positions))


@given(st.sets(st.uuids(version=4), min_size=1))
def test_everybody_on_a_list_has_one_place_in_the_draw(people: set[UUID]) -> None:
    drawn = draw_people("seed", people)
    assert sorted(drawn) == sorted(people)
    assert drawn == draw_people("seed", sorted(people, reverse=True))


def test_another_report_draws_others() -> None:
    people = [UUID(int=number, version=4) for number in range(1, 21)]
    first = {draw_people(seed_of_lot(FUND, 1, str(said)), people)[0] for said in range(60)}
    assert len(first) > 10
