"""References catch slips, codes are long, commitments follow from codes as the documents say."""

import hashlib
import hmac
from itertools import combinations
from uuid import UUID

import pytest

from api.giving import codes
from api.giving.names import name_compared
from api.sign_in import ALPHABET

FUND = UUID(int=7)


def test_a_reference_has_eight_signs_and_is_read_as_people_write_it() -> None:
    made = codes.new_reference()
    assert len(made) == 8
    for written in (made, codes.grouped(made), f" {made[:3].lower()} {made[3:]} ", made.lower()):
        assert codes.read_reference(written) == made
    assert codes.grouped(made)[4] == "-"


def test_every_wrong_sign_and_every_exchange_of_two_is_caught() -> None:
    made = codes.new_reference()
    for at in range(8):
        for sign in set(ALPHABET) - {made[at]}:
            assert codes.read_reference(made[:at] + sign + made[at + 1 :]) is None
    for one, other in combinations(range(8), 2):
        signs = list(made)
        signs[one], signs[other] = signs[other], signs[one]
        if signs[one] != signs[other]:
            assert codes.read_reference("".join(signs)) is None


@pytest.mark.parametrize("typed", ["", "0000000", "000000000", "UUUUUUUU", "ÀÀÀÀÀÀÀÀ", "0" * 900])
def test_what_is_no_reference_is_none(typed: str) -> None:
    assert codes.read_reference(typed) is None


def test_a_code_has_a_hundred_bits_and_no_two_are_alike() -> None:
    made = {codes.new_code() for _ in range(100)}
    assert len(made) == 100
    for code in made:
        assert len(codes.plain(code)) == 20
        assert set(codes.plain(code)) <= set(ALPHABET)


def test_a_commitment_follows_from_the_code_as_the_documents_say() -> None:
    """The construction of docs/giving.md, written down a second time."""
    code = "0123-4567-89AB-CDEF-GHJK"
    signs = code.replace("-", "").encode()
    seed = hashlib.sha256(b"parasol-donor-seed/1\n" + FUND.bytes + signs).digest()
    third = hmac.new(seed, b"parasol-donor-nonce/1\n\x00\x00\x00\x03", "sha256").digest()
    said = hashlib.sha256(b"parasol-donor/1\n" + FUND.bytes + third).hexdigest()
    assert codes.seed_of(FUND, code.lower()) == seed
    assert codes.commitment_of(FUND, codes.nonce_of(seed, 3)) == said
    assert said == "8125e19c5939000bc7f34bb3767865f23a1aa32bce10c4e207b87718676ad952"


def test_every_gift_of_a_code_and_every_fund_has_a_commitment_of_its_own() -> None:
    code = codes.new_code()
    found = {
        codes.commitment_of(fund, codes.nonce_of(codes.seed_of(fund, code), number))
        for fund in (FUND, UUID(int=8))
        for number in (1, 2, 3)
    }
    assert len(found) == 6


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("María José López", "MARIA JOSE LOPEZ"),
        ("Lopez, Maria", "maria lopez"),
        ("O'Neill", "ONEILL"),
        ("  the   heron ", "The Heron"),
        ("\uff21\uff22 12", "12 ab"),
    ],
)
def test_one_name_that_banks_write_in_two_ways_is_one_giver(one: str, other: str) -> None:
    assert name_compared(one) == name_compared(other)


def test_names_that_differ_stay_apart() -> None:
    assert name_compared("Ana Ruiz") != name_compared("Ana Ruz")
    assert name_compared("…—!") == ""
    assert name_compared("Ольга Сидорова") == name_compared("СИДОРОВА ОЛЬГА")
