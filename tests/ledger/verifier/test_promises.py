"""Promises: each fault has its name, and no bit of one can be changed."""

from collections.abc import Callable
from typing import Final

import pytest

from ledger.verifier import Failure, check_promise, check_receipt, is_promise, read_keys
from tests.ledger.verifier.maker import (
    CODE,
    DEADLINE,
    FUND,
    ORIGIN,
    PROMISE_KEY,
    Key,
    Maker,
    b64,
    gift,
    random,
)

MADE: Final = Maker([gift(3), gift(4)])
POLICY: Final = read_keys(MADE.keys)
RIGHT: Final = MADE.promise()
NAMES: Final = {
    "too-large",
    "malformed",
    "origin-differs",
    "signature-missing",
    "signature-wrong",
    "commitment-differs",
    "opening-unreadable",
    "code-differs",
}


def failure_of(data: bytes | str, code: str | None = None) -> Failure:
    with pytest.raises(Failure) as caught:
        check_promise(data.encode() if isinstance(data, str) else data, POLICY, code)
    return caught.value


def signed(*lines: object, key: Key = PROMISE_KEY) -> str:
    """Return a promise whose note has these lines."""
    text = "".join(f"{line}\n" for line in lines)
    return f"parasol.promise/v1\nextra {b64(MADE.extra_of())}\n\n{text}\n{key.line(text)}"


def noted(*, commitment: str | None = None, deadline: object = DEADLINE) -> list[object]:
    said = commitment or b64(MADE.commitment(0))
    return ["parasol-promise/v1", ORIGIN, said, deadline]


def test_a_promise_proves_what_is_owed_and_by_when() -> None:
    proven = check_promise(RIGHT.encode(), POLICY, CODE)
    assert is_promise(RIGHT.encode())
    assert (proven.origin, proven.deadline, proven.gift) == (ORIGIN, DEADLINE, 3)
    assert proven.commitment == MADE.leaves[5]
    assert proven.opening.fields["currency"] == "EUR"
    assert proven.note.startswith("parasol-promise/v1\n")
    assert b64(MADE.extra_of()) not in proven.note


FAULTS: Final[list[tuple[str, str, Callable[[], str | bytes]]]] = [
    ("too-large", "a byte too many", lambda: RIGHT + "x" * 262_144),
    ("malformed", "a receipt", MADE.receipt),
    ("malformed", "another version", lambda: RIGHT.replace("/v1", "/v2", 1)),
    ("malformed", "a line more", lambda: RIGHT.replace("\n\n", "\nmore\n\n", 1)),
    ("malformed", "no extra", lambda: RIGHT.replace("extra ", "more ", 1)),
    ("malformed", "a note of another kind", lambda: signed("promise", *noted()[1:])),
    ("malformed", "three lines", lambda: signed(*noted()[:3])),
    ("malformed", "five lines", lambda: signed(*noted(), "more")),
    ("malformed", "a commitment too short", lambda: signed(*noted(commitment=b64(b"x" * 31)))),
    ("malformed", "a deadline of no number", lambda: signed(*noted(deadline="tomorrow"))),
    ("malformed", "a deadline of 2^63", lambda: signed(*noted(deadline=2**63))),
    ("origin-differs", "of another log", lambda: Maker(origin=f"h/{FUND}/2").promise()),
    ("signature-missing", "by the key of heads", lambda: signed(*noted(), key=MADE.head_key)),
    (
        "signature-missing",
        "by another key",
        lambda: signed(*noted(), key=Key(PROMISE_KEY.name, seed="x")),
    ),
    (
        "signature-wrong",
        "a later deadline",
        lambda: RIGHT.replace(f"\n{DEADLINE}\n", "\n1900000000\n"),
    ),
    ("commitment-differs", "of another line", lambda: signed(*noted(commitment=b64(random("x"))))),
    ("opening-unreadable", "no JSON", lambda: Maker([b"a.v1\nnothing"]).promise()),
    ("code-differs", "of somebody else", lambda: Maker([gift(donor_commitment="00")]).promise()),
]


@pytest.mark.parametrize(
    "name, make",
    [(name, make) for name, _, make in FAULTS],
    ids=[f"{a}: {b}" for a, b, _ in FAULTS],
)
def test_each_fault_has_its_name(name: str, make: Callable[[], str | bytes]) -> None:
    assert failure_of(make(), CODE).name == name


def test_every_name_of_a_promise_has_a_row() -> None:
    assert {name for name, _, _ in FAULTS} == NAMES


def test_of_two_faults_the_first_in_order_is_named() -> None:
    other = f"h/{FUND}/2"
    wrong = Maker(origin=other).promise().replace(f"\n{DEADLINE}\n", "\n1900000000\n")
    assert failure_of(wrong).name == "origin-differs"
    unsigned = signed(*noted(commitment=b64(random("x"))), key=MADE.head_key)
    assert failure_of(unsigned).name == "signature-missing"
    assert failure_of(RIGHT.replace(b64(MADE.extra_of()), b64(MADE.extra_of(1)))).name == (
        "commitment-differs"
    )


def test_a_key_of_heads_alone_signs_no_promise_and_the_other_way_round() -> None:
    heads, promises = (read_keys(key.vkey) for key in (MADE.head_key, PROMISE_KEY))
    for check, data, policy in (
        (check_promise, RIGHT, heads),
        (check_receipt, MADE.receipt(), promises),
    ):
        with pytest.raises(Failure) as caught:
            check(data.encode(), policy)
        assert caught.value.name == "signature-missing"


def test_a_promise_is_no_head_and_a_head_no_promise() -> None:
    head = MADE.head()
    assert (
        failure_of(f"parasol.promise/v1\nextra {b64(MADE.extra_of())}\n\n{head}").name
        == "malformed"
    )


@pytest.mark.parametrize("part", range(4))
def test_no_bit_of_a_promise_can_be_changed(part: int) -> None:
    data = RIGHT.encode()
    for at in range(part, len(data), 4):
        for bit in range(8):
            flipped = bytearray(data)
            flipped[at] ^= 1 << bit
            assert failure_of(bytes(flipped)).name in NAMES, (at, bit)
