"""The two words of a case: always the same, spread evenly, and about nobody."""

import hashlib
from collections import Counter
from random import Random
from uuid import UUID

import pytest

from ledger.case_label import case_label
from ledger.case_words import ADJECTIVES, NOUNS

LISTS_AS_PUBLISHED = "00daf2c0605508412bc4a61ca66b3a1a9c72fffa2afb0367a650c7d0e2fafc85"


def test_a_case_always_has_the_same_two_words() -> None:
    case_id = UUID("7d444840-9dc0-41d1-b245-5ffdce74fad2")
    assert case_label(case_id) == "garnet island"
    assert case_label(UUID(str(case_id))) == case_label(case_id)


def test_the_lists_never_change_because_people_speak_of_cases_by_them() -> None:
    text = "\n".join((*ADJECTIVES, "", *NOUNS))
    assert hashlib.sha256(text.encode()).hexdigest() == LISTS_AS_PUBLISHED


@pytest.mark.parametrize("words", [ADJECTIVES, NOUNS], ids=["adjectives", "nouns"])
def test_each_list_has_512_short_plain_words(words: tuple[str, ...]) -> None:
    assert len(words) == len(set(words)) == 512
    assert list(words) == sorted(words)
    for word in words:
        assert word.isascii()
        assert word.isalpha()
        assert word.islower()
        assert 2 < len(word) <= 13


def test_no_word_is_in_both_lists() -> None:
    assert not set(ADJECTIVES) & set(NOUNS)


UNWANTED = """
people and what they are like:
    baby boy brave child girl lady lonely man old person poor pretty quiet sad silent tall ugly
    woman young blonde brunette ginger tan pale dark black white brown yellow
names, faiths, nations:
    amy hazel heather iris ivy jasmine lily olive rose ruby violet angel bishop cardinal cross
    monk priest temple china jersey panama turkey swede guinea
police, courts, prisons:
    badge bail bar bars bench cage cell chain copper court cuff gavel judge jury jail law lock
    pig police prison rat sheriff snitch mole warden
sex, insults, drugs:
    beaver bunny chick cock cougar escort foxy hooker horny kitten latex leather mistress naked
    pansy polecat pussy shag slut tart tit vixen cow dog frog hog monkey slug snake toad weasel
    crack dope grass needle poppy speed weed
"""


def test_no_word_speaks_of_a_person_a_faith_a_nation_the_police_or_sex() -> None:
    assert not {*UNWANTED.split()} & {*ADJECTIVES, *NOUNS}


def test_random_cases_spread_over_all_words() -> None:
    random = Random(20261121)
    labels = [case_label(UUID(int=random.getrandbits(128), version=4)) for _ in range(50_000)]
    firsts, seconds = zip(*(label.split() for label in labels), strict=True)
    assert set(firsts) == set(ADJECTIVES)
    assert set(seconds) == set(NOUNS)
    assert max(Counter(labels).values()) <= 6
    assert max(Counter(firsts).values()) < 2 * 50_000 / 512
