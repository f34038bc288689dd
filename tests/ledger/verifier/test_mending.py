"""What was copied is read as what it was, and nothing becomes true by being mended."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.verifier import Failure, check_promise, check_receipt, mended, read_keys, read_policy
from tests.ledger.verifier.copies import COPIES, SPOILT
from tests.ledger.verifier.maker import CODE, DEADLINE, FUND, ORIGIN, Key, Maker, gift

MADE: Final = Maker([gift(3), gift(4), b"report.logged.v1\n{}"])
ONION: Final = f"{'abcdefgh234567' * 4}.onion/{FUND}/1"
FAR: Final = Maker(origin=ONION, head_key=Key(ONION), witnesses=())
RECEIPT: Final = MADE.receipt()
POLICY: Final = read_policy(MADE.policy().encode())
KEYS: Final = read_keys(MADE.keys)
FILES: Final = {
    "receipt": RECEIPT,
    "promise": MADE.promise(),
    "receipt of an onion": FAR.receipt(),
    "receipt of a log of one": Maker(size=1).receipt(0),
}


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
@pytest.mark.parametrize("how", COPIES)
def test_what_was_copied_is_what_it_was(how: str, text: str) -> None:
    copied = COPIES[how](text)
    assert copied != text
    assert mended(copied.encode()) == text.encode()


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_what_can_be_read_stays_as_it_is(text: str) -> None:
    assert mended(text.encode()) == text.encode()


@pytest.mark.parametrize("text", [RECEIPT, MADE.promise()], ids=["receipt", "promise"])
@pytest.mark.parametrize("how", SPOILT)
def test_what_is_no_copy_stays_as_it_is(how: str, text: str) -> None:
    spoilt = SPOILT[how](text)
    assert spoilt != text
    assert mended(spoilt.encode()) == spoilt.encode()


def test_no_more_is_mended_than_a_file_can_have() -> None:
    large = RECEIPT.replace("\n", "\r\n").encode() + b"\n" * 262_144
    assert mended(large) == large
    assert mended(b"\xff" + RECEIPT.encode()) == b"\xff" + RECEIPT.encode()


def test_what_was_mended_proves_the_same() -> None:
    copied = COPIES["cut at 70 and lines of Windows"]
    proven = check_receipt(mended(copied(RECEIPT).encode()), POLICY, CODE)
    assert (proven.head.origin, proven.index, proven.gift) == (ORIGIN, 5, 3)
    assert check_promise(mended(copied(MADE.promise()).encode()), KEYS, CODE).deadline == DEADLINE


@given(st.data())
def test_a_file_cut_anywhere_behind_its_words_is_whole_again(data: st.DataObject) -> None:
    lines = RECEIPT.split("\n")
    cuttable = [at for at, line in enumerate(lines) if len(line) > 50]
    for at in cuttable:
        # Where a name and what follows it are both cut, nobody knows which cut was a space.
        first = lines[at].rfind(" ") + 2
        cuts = data.draw(st.sets(st.integers(first, len(lines[at]) - 1), max_size=5))
        for cut in sorted(cuts, reverse=True):
            lines[at] = lines[at][:cut] + "\n" + lines[at][cut:]
    assert mended("\n".join(lines).encode()) == RECEIPT.encode()


@pytest.mark.parametrize("how", ["cut at 64", "lines of Windows", "no empty line"])
def test_no_bit_of_a_copy_can_be_changed_but_in_how_it_is_cut(how: str) -> None:
    """A turned bit is refused, or it turned one blank into another and says the very same."""
    data = COPIES[how](RECEIPT).encode()
    for at in range(len(data)):
        for bit in range(8):
            flipped = bytearray(data)
            flipped[at] ^= 1 << bit
            whole = mended(bytes(flipped))
            if whole == RECEIPT.encode():
                assert {data[at], flipped[at]} <= set(b"\t\n\r ")
                continue
            with pytest.raises(Failure):
                check_receipt(whole, POLICY)
