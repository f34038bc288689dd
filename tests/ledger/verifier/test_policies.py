"""Keys and policies: read strictly, and nobody counts twice."""

import hashlib
from typing import Final

import pytest

from ledger.verifier import PolicyUnusable, check_head, read_keys, read_pinned, read_policy
from tests.ledger.verifier.maker import HEAD_KEY, PROMISE_KEY, WITNESSES, Key, Maker, b64

LOG: Final = f"log {HEAD_KEY.vkey}\n"
W1, W2, W3 = (f"witness w{n} {key.vkey}\n" for n, key in enumerate(WITNESSES, 1))
ALL: Final = LOG + W1 + W2 + W3
MADE: Final = Maker()


def read(text: str) -> object:
    return read_policy(text.encode())


@pytest.mark.parametrize(
    "groups, cosigned, is_met",
    [
        ("quorum none", "", True),
        ("quorum w1", "w1", True),
        ("quorum w1", "w2", False),
        ("group g all w1 w2\nquorum g", "w1", False),
        ("group g all w1 w2\nquorum g", "w1 w2", True),
        ("group g any w1 w2\nquorum g", "w2", True),
        ("group g any w1 w2\nquorum g", "w3", False),
        ("group g 2 w1 w2 w3\nquorum g", "w1 w3", True),
        ("group g 2 w1 w2 w3\nquorum g", "w3", False),
        ("group a any w1 w2\ngroup b all a w3\nquorum b", "w1 w3", True),
        ("group a any w1 w2\ngroup b all a w3\nquorum b", "w1 w2", False),
    ],
)
def test_a_quorum_is_met_or_not(groups: str, cosigned: str, is_met: bool) -> None:
    assert read_policy(f"{ALL}{groups}\n".encode()).is_met(set(cosigned.split())) == is_met


def test_comments_tabs_addresses_and_empty_lines_are_allowed() -> None:
    text = f"\n# é\n\t# more\n \tlog\t{HEAD_KEY.vkey}  https://a.example \n{W1} quorum  w1\t"
    policy = read_policy(text.encode() + b"\n# \xff\xfe no text\n")
    assert [str(key) for key in policy.logs] == [HEAD_KEY.vkey]
    assert policy.quorum == "w1"


@pytest.mark.parametrize(
    "text, said",
    [
        ("", "no quorum"),
        (LOG, "no quorum"),
        (LOG + "quorum none\nquorum none\n", "line 3: a second quorum"),
        (LOG + "quorum w1\n" + W1, "line 2: nothing before is called w1"),
        (LOG + LOG + "quorum none\n", "line 2: the key of"),
        (LOG + W1 + W1.replace(" w1 ", " w9 ") + "quorum w1\n", "line 3: the key of"),
        (ALL + f"witness w4 {Key('other', 4, 'w1.example.org/witness').vkey}\n", "twice"),
        (LOG + f"witness w1 {Key('w', 4, 'x').vkey}\nlog {Key('w').vkey}\nquorum\n", "line 4"),
        (ALL + W1.replace(WITNESSES[0].vkey, Key("x", 4).vkey), "the name w1 is taken"),
        (ALL + "group w1 any w2\nquorum w1\n", "the name w1 is taken"),
        (ALL + "group none any w2\nquorum w1\n", "the name none is taken"),
        (ALL + "group g any none\nquorum g\n", "nothing before is called none"),
        (ALL + "group g any g\nquorum g\n", "nothing before is called g"),
        (ALL + "group g any w1 w1\nquorum g\n", "w1 is in a group already"),
        (ALL + "group g any w1\ngroup h any w1\nquorum g\n", "w1 is in a group already"),
        (ALL + "group g 0 w1\nquorum g\n", "from 1 to 1"),
        (ALL + "group g 3 w1 w2\nquorum g\n", "from 1 to 2"),
        (ALL + "group g +1 w1 w2\nquorum g\n", "from 1 to 2"),
        (ALL + "group g most w1 w2\nquorum g\n", "from 1 to 2"),
        (ALL + "group g any\nquorum g\n", "expected a log"),
        (ALL + "qourum none\n", "expected a log"),
        (LOG.replace(" ", "\v") + "quorum none\n", "control characters"),
        (LOG + "quorum none\r\n", "line 2: control characters"),
        (W1.replace("witness w1", "log") + "quorum none\n", "not that of a log"),
        (f"witness w {HEAD_KEY.vkey}\nquorum w\n", "not that of a witness"),
        ("#" * 262_145, "too large"),
    ],
    ids=str,
)
def test_what_is_no_policy_is_named_with_its_line(text: str, said: str) -> None:
    with pytest.raises(PolicyUnusable, match=said.replace("+", r"\+")):
        read(text)


def test_a_key_of_the_log_cannot_be_its_own_witness() -> None:
    own = Key("w.example", 4, "same")
    raw = b64(b"\x01" + own.raw)
    key_id = hashlib.sha256(b"l\n\x01" + own.raw).hexdigest()[:8]
    with pytest.raises(PolicyUnusable, match="twice"):
        read(f"log l+{key_id}+{raw}\nwitness w {own.vkey}\nquorum w\n")


@pytest.mark.parametrize(
    "text",
    [
        "nothing",
        "+",
        "a+b",
        HEAD_KEY.vkey[:-1],
        HEAD_KEY.vkey + "=",
        HEAD_KEY.vkey.replace("+", "+0", 1),
        HEAD_KEY.vkey.replace("f", "F", 1),
        HEAD_KEY.vkey.upper(),
        "a b" + HEAD_KEY.vkey,
        Key("a", 4).vkey,
        Key("a", 6).vkey,
    ],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(PolicyUnusable):
        read_keys(text)


def test_keys_of_heads_and_promises_are_told_apart_by_name() -> None:
    policy = read_keys(MADE.keys + "\n" + MADE.keys)
    assert [str(key) for key in policy.logs] == [HEAD_KEY.vkey]
    assert [str(key) for key in policy.promises] == [PROMISE_KEY.vkey]
    assert not check_head(MADE.head().encode(), policy).is_witnessed


def test_witnesses_count_though_none_is_needed() -> None:
    head = check_head(MADE.head().encode(), read_policy(MADE.policy("none").encode()))
    assert head.is_witnessed


def test_a_poster_holds_keys_a_policy_or_both() -> None:
    policy = ALL + "quorum w1\n"
    assert read_pinned(MADE.keys.encode()) == read_keys(MADE.keys)
    assert read_pinned(b"# of the fund\n" + MADE.keys.encode()) == read_keys(MADE.keys)
    assert read_pinned(policy.encode()) == read_policy(policy.encode())
    both = read_pinned(f"# poster\n{policy} {PROMISE_KEY.vkey}\t\n{HEAD_KEY.vkey}".encode())
    assert (both.quorum, len(both.logs), len(both.promises)) == ("w1", 1, 1)
    for wrong in (b"", b"\n# nothing\n", b"quorum none", f"{policy}{Key('other').vkey}".encode()):
        with pytest.raises(PolicyUnusable):
            read_pinned(wrong)
