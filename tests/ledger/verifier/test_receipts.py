"""Receipts: what is right is proven, and whatever is wrong has its own name."""

from collections.abc import Callable
from typing import Final

import pytest

from ledger.verifier import FAILURES, Failure, check_receipt, read_keys, read_policy
from tests.ledger.verifier.maker import (
    CODE,
    FUND,
    ORIGIN,
    SEEN,
    WITNESSES,
    Key,
    Maker,
    b64,
    compose,
    gift,
    inclusion,
    random,
)

MADE: Final = Maker([gift(3), gift(4), b"report.logged.v1\n{}"])
POLICY: Final = read_policy(MADE.policy().encode())
OTHER: Final = "ZZZZ-4567-89AB-CDEF-GHJK"


def failure_of(data: bytes | str, code: str | None = None) -> Failure:
    with pytest.raises(Failure) as caught:
        check_receipt(data.encode() if isinstance(data, str) else data, POLICY, code)
    return caught.value


def test_a_receipt_proves_that_the_line_is_in_the_log_and_who_has_seen_it() -> None:
    proven = check_receipt(MADE.receipt().encode(), POLICY, CODE.lower().replace("0", "o"))
    assert (proven.head.origin, proven.head.size, proven.index) == (ORIGIN, 64, 5)
    assert proven.commitment == MADE.leaves[5]
    assert proven.opening.topic == "donation.received.v1"
    assert proven.opening.fields["gross"] == 2500
    assert proven.gift == 3
    assert [(each.name, each.time) for each in proven.head.cosigned] == [
        ("w1", SEEN),
        ("w2", SEEN),
        ("w3", SEEN),
    ]
    assert proven.head.is_witnessed


def test_without_a_code_nobody_is_asked_whose_gift_it_is() -> None:
    assert check_receipt(MADE.receipt(1).encode(), POLICY).gift is None


def test_with_the_key_alone_nobody_has_witnessed() -> None:
    proven = check_receipt(MADE.receipt().encode(), read_keys(MADE.keys))
    assert not proven.head.is_witnessed


@pytest.mark.parametrize("size", [1, 2, 3, 5, 6, 7, 8, 9, 31, 33, 64])
def test_every_leaf_of_every_small_tree_is_found(size: int) -> None:
    for each in range(size):
        made = Maker(size=size)
        extra, head = made.extra_of(), made.head()
        leaves = (*made.leaves[:each], made.commitment(0), *made.leaves[each + 1 :])
        made.leaves = leaves
        head = made.head()
        text = compose(extra, str(each), inclusion(each, leaves), head)
        assert check_receipt(text.encode(), POLICY).index == each


def changed(receipt: str, old: str, new: str) -> str:
    assert old in receipt
    return receipt.replace(old, new, 1)


def resigned(*keys: Key, made: Maker = MADE, text: str | None = None) -> str:
    said = text or made.text()
    head = f"{said}\n{''.join(key.line(said) for key in keys)}"
    return compose(made.extra_of(), "5", inclusion(5, made.leaves), head)


def opened(opening: bytes) -> str:
    """Return a receipt that is right but for what the line says."""
    return Maker([opening]).receipt()


RIGHT: Final = MADE.receipt()
PATH: Final = inclusion(5, MADE.leaves)
LOG_KEY: Final = MADE.head_key
SAID: Final = MADE.text()


def _renamed() -> str:
    return resigned(LOG_KEY).replace(f"— {ORIGIN} ", f"— {ORIGIN}/ ")


def _pasted(key: Key, text: str) -> str:
    said = MADE.text()
    return compose(MADE.extra_of(), "5", PATH, f"{said}\n{key.line(text)}")


def _beside(key: Key, value: bytes) -> str:
    return RIGHT + f"— {key.name} {b64(key.key_id + value)}\n"


def _at_another_time() -> str:
    said, key = MADE.text(), WITNESSES[0]
    value = key.private.sign(f"cosignature/v1\ntime {SEEN}\n{said}".encode())
    return _beside(key, (SEEN + 1).to_bytes(8) + value)


def _of_nothing() -> str:
    empty = Maker([], size=0)
    return compose(MADE.extra_of(), "0", [], empty.head())


def _with_later_head() -> str:
    grown = Maker([gift(3), gift(4)], size=65)
    return compose(MADE.extra_of(), "5", [*PATH, random("leaf")], grown.head())


FAULTS: Final[list[tuple[str, str, Callable[[], str | bytes]]]] = [
    ("too-large", "a byte too many", lambda: b"x" * 262_145),
    ("too-large", "a megabyte of signatures", lambda: RIGHT + RIGHT[-150:] * 7_000),
    ("malformed", "nothing", lambda: b""),
    ("malformed", "no UTF-8", lambda: RIGHT.encode() + b"\xff"),
    ("malformed", "a NUL", lambda: changed(RIGHT, "index", "\0index")),
    ("malformed", "CRLF", lambda: RIGHT.replace("\n", "\r\n")),
    ("malformed", "a byte order mark", lambda: "\ufeff" + RIGHT),
    ("malformed", "one in a name", lambda: RIGHT + f"— a\ufeffb {b64(b'x' * 68)}\n"),
    ("malformed", "another version", lambda: changed(RIGHT, "@v1", "@v2")),
    ("malformed", "no extra", lambda: RIGHT.replace(RIGHT.split("\n")[1] + "\n", "")),
    ("malformed", "extra of another kind", lambda: compose(b"x" * 90, "5", PATH, MADE.head())),
    ("malformed", "extra too short", lambda: compose(MADE.extra_of()[:82], "5", PATH, MADE.head())),
    ("malformed", "a leading zero", lambda: changed(RIGHT, "index 5", "index 05")),
    ("malformed", "a sign", lambda: changed(RIGHT, "index 5", "index +5")),
    ("malformed", "digits of another script", lambda: changed(RIGHT, "index 5", "index \u0665")),
    ("malformed", "a huge index", lambda: changed(RIGHT, "index 5", f"index {2**63}")),
    ("malformed", "no index", lambda: changed(RIGHT, "index 5\n", "")),
    ("malformed", "a short hash", lambda: changed(RIGHT, b64(PATH[0]), b64(PATH[0][:31]))),
    ("malformed", "base64 of another kind", lambda: changed(RIGHT, "=\n", "\n")),
    ("malformed", "spaces behind", lambda: changed(RIGHT, "index 5", "index 5 ")),
    ("malformed", "no end of the last line", lambda: RIGHT[:-1]),
    ("malformed", "an empty line behind", lambda: RIGHT + "\n"),
    ("malformed", "an empty line in the head", lambda: changed(RIGHT, "\n64\n", "\n64\n\n")),
    ("malformed", "two empty lines", lambda: changed(RIGHT, "\n\n", "\n\n\n")),
    ("malformed", "an extension line", lambda: resigned(LOG_KEY, text=MADE.text() + "more\n")),
    ("malformed", "a root of 12 bytes", lambda: resigned(LOG_KEY, text=MADE.text(root=b"x" * 12))),
    ("malformed", "no signatures", resigned),
    ("malformed", "a signature of no bytes", lambda: RIGHT + "— somebody \n"),
    ("malformed", "a name with a plus", lambda: RIGHT + f"— a+b {b64(b'x' * 68)}\n"),
    ("malformed", "a name with a wide space", lambda: RIGHT + f"— a\u3000b {b64(b'x' * 68)}\n"),
    ("origin-differs", "another fund", lambda: Maker(origin=ORIGIN[:-1] + "2").receipt()),
    ("origin-differs", "capitals", lambda: Maker(origin=ORIGIN.replace("f", "F", 1)).receipt()),
    ("origin-differs", "a slash more", lambda: Maker(origin=ORIGIN + "/").receipt()),
    (
        "origin-differs",
        "a lookalike",
        lambda: Maker(origin=ORIGIN.replace("o", "\u043e", 1)).receipt(),
    ),
    ("signature-missing", "another key", lambda: resigned(Key(ORIGIN, seed="other"))),
    ("signature-missing", "the right key under another name", _renamed),
    ("signature-missing", "witnesses alone", lambda: resigned(*WITNESSES)),
    ("signature-missing", "the log's cosignature", lambda: resigned(Key(ORIGIN, 4), *WITNESSES)),
    ("signature-wrong", "another size", lambda: changed(RIGHT, "\n64\n", "\n65\n")),
    ("signature-wrong", "of another text", lambda: _pasted(LOG_KEY, Maker(size=32).text())),
    ("signature-wrong", "a good one and a bad one", lambda: _beside(LOG_KEY, b"x" * 64)),
    ("signature-wrong", "too short", lambda: _beside(LOG_KEY, b"x" * 63)),
    ("signature-wrong", "a cosignature too short", lambda: _beside(WITNESSES[0], b"x" * 64)),
    ("signature-wrong", "a cosignature of no time", lambda: _beside(WITNESSES[0], b"\xff" * 72)),
    ("signature-wrong", "a cosignature at another time", _at_another_time),
    ("signature-wrong", "a cosignature of 2^63", lambda: RIGHT + WITNESSES[0].line(SAID, 2**63)),
    ("quorum-missing", "two of three", lambda: resigned(LOG_KEY, *WITNESSES[:2])),
    ("quorum-missing", "one three times", lambda: resigned(LOG_KEY, *WITNESSES[:1] * 3)),
    ("quorum-missing", "a stranger", lambda: resigned(LOG_KEY, *WITNESSES[:2], Key("w4", 4))),
    ("index-outside", "behind the end", lambda: changed(RIGHT, "index 5", "index 64")),
    ("index-outside", "a size away", lambda: changed(RIGHT, "index 5", "index 69")),
    ("index-outside", "of nothing", _of_nothing),
    ("proof-length", "one short", lambda: compose(MADE.extra_of(), "5", PATH[:-1], MADE.head())),
    (
        "proof-length",
        "one long",
        lambda: compose(MADE.extra_of(), "5", [*PATH, PATH[0]], MADE.head()),
    ),
    ("proof-length", "none", lambda: compose(MADE.extra_of(), "5", [], MADE.head())),
    ("not-in-log", "reordered", lambda: compose(MADE.extra_of(), "5", PATH[::-1], MADE.head())),
    ("not-in-log", "beside", lambda: changed(RIGHT, "index 5", "index 4")),
    ("not-in-log", "another line", lambda: compose(MADE.extra_of(1), "5", PATH, MADE.head())),
    ("not-in-log", "a later head", _with_later_head),
    ("opening-unreadable", "no topic", lambda: opened(b"{}")),
    ("opening-unreadable", "a topic of capitals", lambda: opened(b"Gift.v1\n{}")),
    ("opening-unreadable", "no JSON", lambda: opened(b"a.v1\n{")),
    ("opening-unreadable", "two objects", lambda: opened(b"a.v1\n{}{}")),
    ("opening-unreadable", "a list", lambda: opened(b"a.v1\n[]")),
    ("opening-unreadable", "a name twice", lambda: opened(b'a.v1\n{"a":1,"a":2}')),
    ("opening-unreadable", "twice below", lambda: opened(b'a.v1\n{"b":[{"a":1,"a":2}]}')),
    ("opening-unreadable", "no number", lambda: opened(b'a.v1\n{"a":NaN}')),
    ("opening-unreadable", "too large a number", lambda: opened(b'a.v1\n{"a":9007199254740992}')),
    (
        "opening-unreadable",
        "33 deep",
        lambda: opened(b'a.v1\n{"a":' + b"[" * 33 + b"]" * 33 + b"}"),
    ),
    ("opening-unreadable", "an endless number", lambda: opened(b'a.v1\n{"a":1e999}')),
    ("opening-unreadable", "no UTF-8", lambda: opened(b'a.v1\n{"a":"\xff"}')),
    ("opening-unreadable", "very deep", lambda: opened(b"a.v1\n" + b"[" * 150_000)),
    ("opening-unreadable", "very long", lambda: opened(b'a.v1\n{"a":' + b"1" * 9_000 + b"}")),
    ("code-differs", "of somebody else", lambda: opened(gift(donor_commitment="ab" * 32))),
    ("code-differs", "no commitment", lambda: opened(b"donation.received.v1\n{}")),
    ("code-differs", "of another kind", lambda: opened(gift().replace(b"received", b"refunded"))),
    ("code-differs", "no gift", lambda: MADE.receipt(2)),
]


@pytest.mark.parametrize(
    "name, make",
    [(name, make) for name, _, make in FAULTS],
    ids=[f"{a}: {b}" for a, b, _ in FAULTS],
)
def test_each_fault_has_its_name(name: str, make: Callable[[], str | bytes]) -> None:
    assert failure_of(make(), CODE).name == name


@pytest.mark.parametrize(
    "origin", ["f", f"f/{FUND}", f"f/{FUND}/1/2", f"f/{FUND.hex}/1", f"f/{FUND}x/1", "f//1"]
)
def test_an_origin_that_names_no_fund_has_no_codes(origin: str) -> None:
    made = Maker(origin=origin, head_key=Key(origin), witnesses=())
    policy = read_keys(made.keys)
    assert check_receipt(made.receipt().encode(), policy).index == 5
    with pytest.raises(Failure, match="code-differs"):
        check_receipt(made.receipt().encode(), policy, CODE)


@pytest.mark.parametrize("nested", [0, 1, 32])
def test_what_is_nested_but_not_deep_is_read(nested: int) -> None:
    opening = (
        b'a.v1\n{"a":' + b"[" * nested + b"9007199254740991" * (nested < 32) + b"]" * nested + b"}"
    )
    assert check_receipt(opened(opening).encode(), POLICY).opening.topic == "a.v1"


def test_the_code_of_somebody_else_opens_nothing() -> None:
    assert failure_of(RIGHT, OTHER).name == "code-differs"
    assert failure_of(RIGHT, "no code").name == "code-differs"


def test_every_name_of_a_receipt_has_a_row_in_the_order_of_precedence() -> None:
    rows = list(dict.fromkeys(name for name, _, _ in FAULTS))
    assert rows == list(FAILURES)[:11]


def test_of_two_faults_the_first_by_that_order_is_named() -> None:
    later_first = (
        (changed(RIGHT, "index 5", "index 05").replace("\n64\n", "\n65\n"), "malformed"),
        (changed(Maker(origin=ORIGIN[:-1] + "2").receipt(), "\n64\n", "\n65\n"), "origin-differs"),
        (changed(resigned(Key("a")), "\n64\n", "\n65\n"), "signature-missing"),
        (changed(resigned(LOG_KEY), "\n64\n", "\n65\n"), "signature-wrong"),
        (changed(resigned(LOG_KEY), "index 5", "index 64"), "quorum-missing"),
        (compose(MADE.extra_of(), "64", [], MADE.head()), "index-outside"),
        (compose(MADE.extra_of(1), "5", PATH[:-1], MADE.head()), "proof-length"),
        (compose(Maker([b"x"]).extra_of(), "5", PATH, MADE.head()), "not-in-log"),
        (opened(b"donation.received.v1\n["), "opening-unreadable"),
    )
    for data, name in later_first:
        assert failure_of(data, OTHER).name == name


def test_unknown_signatures_are_ignored_whatever_they_are() -> None:
    strangers = [Key(f"stranger{at}.example") for at in range(20)]
    text = MADE.text()
    extra = "".join(key.line(text) for key in strangers)
    shared_name = f"— {ORIGIN} {b64(b'none' + b'x' * 64)}\n"
    quantum = f"— {ORIGIN} {b64(b'mlds' + b'x' * 2420)}\n"
    assert check_receipt((RIGHT + extra + shared_name + quantum).encode(), POLICY).index == 5


@pytest.mark.parametrize("part", range(4))
def test_no_bit_of_a_receipt_can_be_changed(part: int) -> None:
    data = RIGHT.encode()
    for at in range(part, len(data), 4):
        for bit in range(8):
            flipped = bytearray(data)
            flipped[at] ^= 1 << bit
            assert failure_of(bytes(flipped)).name in FAILURES, (at, bit)


def test_a_receipt_can_be_cut_nowhere() -> None:
    data = RIGHT.encode()
    for at in range(len(data)):
        assert failure_of(data[:at]).name in FAILURES
