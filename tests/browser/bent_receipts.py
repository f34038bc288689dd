"""Receipts and promises that show nothing: one row for each way, under the name that it has."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from tests.browser.of_receipts import (
    ANNA,
    BEN,
    KEYS,
    LOG,
    ORIGIN,
    POLICY,
    PROMISES,
    Key,
    Receipt,
    b64,
    note,
    way,
)

WHOLE: Final = Receipt()
TEXT: Final = WHOLE.text()
PROMISE: Final = WHOLE.promise()
LIMIT: Final = 262_144
OTHER: Final = Key("other.example/1", seed=7)
THEIRS: Final = Key("other.example/1/promise", seed=8)

_NO_OBJECT: Final = (
    *("", "[]", "1", "{", "{}x", "{} {}", "\ufeff{}", "[" * 100_000),
    *('{"a":1,}', '{"a":1,"a":1}', '{"a":1,"\\u0061":1}', '{"a":{"b":1,"b":2}}'),
    *('{"a":01}', '{"a":+1}', '{"a":.5}', '{"a":1.}', '{"a":1e999}', '{"a":NaN}'),
    *('{"a":9007199254740992}', '{"a":-9007199254740992}', '{"a":tru}', '{"a":undefined}'),
    *('{"a":"x"5}', '{"a":"x""y"}', '{"a":5"x"}', '{"a":[1 2]}', '{"a" 1}', "{1:2}", '{"a":-}'),
    *('{"a":-1e309}', '{"a":1e400000}', '{"a":' + "9" * 9_000 + "}", '{"a":-Infinity}'),
    *('{"a":"x\n"}', '{"a":"\\u12"}', '{"a":"x', "{}\0", "{}\x0b", "\u00a0{}", '{"a":True}'),
    *('{"a":[' + "[" * 31 + "1" + "]" * 31 + "]}", '{"a":' * 33 + "{}" + "}" * 33),
    *("{'a':1}", '{"a":"\t"}', '{"a":"\\x"}', '{"a":"\udcff"}'),
    '{"a":' + "[" * 40 + "]" * 40 + "}",
)
"""What is not exactly one JSON object that everybody reads alike."""

OBJECTS: Final = (
    *("{}", ' \t\r\n{ "a" : 1 , "b":[ ] } ', '{"a":9007199254740991,"b":-9007199254740991,"c":-0}'),
    *('{"a":1.5,"b":1e20,"c":1E-400,"d":9007199254740993.0}', '{"a":1.7976931348623157e308}'),
    *('{"a":null,"b":true,"c":false,"":""}', '{"__proto__":1,"constructor":{"__proto__":null}}'),
    *('{"a":"\\ud800","b":"\\ud83d\\ude00","c":"\x7f\u2028\ufeff"}', '{"a":"\\"\\\\\\/\\b"}'),
    *('{"a":[' + "[" * 30 + "1" + "]" * 30 + "]}", '{"a":' * 32 + "{}" + "}" * 32),
    '{"a":"' + "\\n" * 90_000 + '"}',
)
"""What everybody reads alike, up to the limits."""

BENT: Final[Mapping[str, Sequence[tuple[str, str | bytes, str]]]] = {
    "too-large": [
        ("one byte more", TEXT + "x" * (LIMIT + 1 - len(TEXT.encode())), POLICY),
        ("a promise", PROMISE + "x" * LIMIT, KEYS),
    ],
    "malformed": [
        ("nothing", "", POLICY),
        ("as large as can be", TEXT + "x" * (LIMIT - len(TEXT.encode())), POLICY),
        ("another version", TEXT.replace("@v1", "@v2"), POLICY),
        ("no last newline", TEXT[:-1], POLICY),
        ("something behind", TEXT + "\n", POLICY),
        ("lines of Windows", TEXT.replace("\n", "\r\n"), POLICY),
        ("a byte order mark", "\ufeff" + TEXT, POLICY),
        ("a NUL", TEXT.replace("index", "in\0dex"), POLICY),
        ("no UTF-8", TEXT.encode().replace(b"index", b"in\xffdex"), POLICY),
        ("no extra", TEXT.replace(WHOLE.extra, ""), POLICY),
        ("an extra of others", replace(WHOLE, mark=b"parasol-opening/v2\n").text(), POLICY),
        ("an extra cut short", TEXT.replace(WHOLE.extra, f"extra {b64(WHOLE.mark)}\n"), POLICY),
        ("an index with a zero", WHOLE.text(index="04"), POLICY),
        ("an index with a sign", WHOLE.text(index="+4"), POLICY),
        ("an index below zero", WHOLE.text(index="-1"), POLICY),
        ("an index in other digits", WHOLE.text(index="\u0664"), POLICY),
        ("an index too large", WHOLE.text(index=str(2**63)), POLICY),
        ("a hash too short", WHOLE.text(path=[b"x" * 31]), POLICY),
        ("base64 that is not the only way", TEXT.replace("=\n", "\n", 1), POLICY),
        ("a size with a zero", WHOLE.text(head=WHOLE.head.replace("\n7\n", "\n07\n")), POLICY),
        ("a head of two lines", WHOLE.text(head=f"{ORIGIN}\n7\n"), POLICY),
        ("a head of four lines", WHOLE.text(head=WHOLE.head + "more\n"), POLICY),
        ("a head with an empty line", WHOLE.text(head=WHOLE.head + "\nmore\n"), POLICY),
        ("a head without an origin", WHOLE.text(head=WHOLE.head.replace(ORIGIN, "")), POLICY),
        ("a byte order mark within", replace(WHOLE, origin=ORIGIN + "\ufeff").text(), POLICY),
        ("a tab", replace(WHOLE, origin=ORIGIN + "\t").text(), POLICY),
        ("a signature of no bytes", f"{TEXT}\u2014 anybody {b64(b'1234')}\n", POLICY),
        (
            "a promise of another version",
            PROMISE.replace("promise/v1\nfund", "promise/v2\nfund"),
            KEYS,
        ),
        ("a wide space in a name", f"{TEXT}\u2014 a\u3000b {b64(b'12345')}\n", POLICY),
        ("two spaces in a signature", TEXT + LOG.line(b"x" * 64).replace(" ", "  "), POLICY),
        ("no signature", replace(WHOLE, signers=()).text(), POLICY),
        ("a hyphen for the dash", TEXT.replace("\u2014", "-"), POLICY),
        ("a promise with a zero", WHOLE.promise(deadline="01"), KEYS),
        ("a promise of five lines", WHOLE.promise(deadline="1\nmore"), KEYS),
        (
            "a head as a promise",
            PROMISE.partition("\n\n")[0] + "\n\n" + note(WHOLE.head, LOG),
            KEYS,
        ),
    ],
    "origin-differs": [
        ("another fund", replace(WHOLE, origin=ORIGIN.replace("7/", "8/")).text(), POLICY),
        ("capitals", replace(WHOLE, origin=ORIGIN.replace("fund", "Fund")).text(), POLICY),
        ("a slash more", replace(WHOLE, origin=ORIGIN + "/").text(), POLICY),
        (
            "a letter that looks alike",
            replace(WHOLE, origin=ORIGIN.replace("a", "\u0430")).text(),
            POLICY,
        ),
        (
            "the key of promises as a log",
            replace(WHOLE, signers=(PROMISES,)).text(),
            f"log {PROMISES.vkey}\nquorum none\n",
        ),
        ("the key of promises of another", TEXT, THEIRS.vkey),
        ("a promise and the key of another", PROMISE, OTHER.vkey),
        ("both keys of another", PROMISE, f"{OTHER.vkey}\n{THEIRS.vkey}"),
        ("a promise of another", replace(WHOLE, origin=ORIGIN[:-1] + "2").promise(), KEYS),
    ],
    "signature-missing": [
        ("of its promises, and another log", TEXT, f"{PROMISES.vkey}\n{OTHER.vkey}"),
        ("a promise, and another's promises", PROMISE, f"{LOG.vkey}\n{THEIRS.vkey}"),
        ("of witnesses only", replace(WHOLE, signers=(ANNA, BEN)).text(), POLICY),
        (
            "by a key of the same name",
            replace(WHOLE, signers=(Key(ORIGIN, seed=9),)).text(),
            POLICY,
        ),
        ("by the key of promises", replace(WHOLE, signers=(PROMISES,)).text(), KEYS),
        ("the key of promises alone", TEXT, PROMISES.vkey),
        ("a promise by the key of heads", WHOLE.promise(LOG), KEYS),
        ("a promise without its key", PROMISE, LOG.vkey),
    ],
    "signature-wrong": [
        ("of another size", TEXT.replace("\n7\n", "\n8\n"), POLICY),
        ("a good one beside it", TEXT + LOG.line(b"x" * 64), POLICY),
        ("too short", replace(WHOLE, signers=()).text() + LOG.line(b"x" * 63), POLICY),
        ("of a witness", TEXT + ANNA.line(b"x" * 72), POLICY),
        ("of a witness, too short", TEXT + ANNA.line(b"x" * 64), POLICY),
        ("of a witness about another head", TEXT + BEN.sign("other\n"), POLICY),
        ("of a witness after all time", TEXT + BEN.sign(WHOLE.head, 2**63), POLICY),
        ("of a promise", PROMISE.replace(str(1_800_000_000), str(1_800_000_001)), KEYS),
    ],
    "quorum-missing": [
        ("one of two", replace(WHOLE, signers=(LOG, ANNA)).text(), POLICY),
        ("one twice", replace(WHOLE, signers=(LOG, ANNA, ANNA)).text(), POLICY),
        ("nobody", replace(WHOLE, signers=(LOG,)).text(), POLICY),
    ],
    "index-outside": [
        ("right behind", WHOLE.text(index="7"), POLICY),
        ("far behind", WHOLE.text(index=str(2**63 - 1)), POLICY),
        ("in nothing", WHOLE.text(index="0", head=WHOLE.head.replace("\n7\n", "\n0\n")), POLICY),
    ],
    "proof-length": [
        ("none", WHOLE.text(path=[]), POLICY),
        ("one short", WHOLE.text(path=way(WHOLE.leaves, 4)[:-1]), POLICY),
        ("one long", WHOLE.text(path=[*way(WHOLE.leaves, 4), b"x" * 32]), POLICY),
    ],
    "not-in-log": [
        ("another index", WHOLE.text(index="5"), POLICY),
        ("turned around", WHOLE.text(path=way(WHOLE.leaves, 4)[::-1]), POLICY),
        ("another opening", TEXT.replace(WHOLE.extra, Receipt(fields={}).extra), POLICY),
        ("another salt", TEXT.replace(WHOLE.extra, Receipt(salt=b"t" * 32).extra), POLICY),
        ("another inner", TEXT.replace(WHOLE.extra, Receipt(inner=b"t" * 32).extra), POLICY),
    ],
    "commitment-differs": [("of another line", WHOLE.promise(commitment=b"x" * 32), KEYS)],
    "opening-unreadable": [
        *((said, Receipt(fields=said).text(), POLICY) for said in _NO_OBJECT),
        ("no topic", Receipt(topic="").text(), POLICY),
        ("a topic that is none", Receipt(topic="Donation received").text(), POLICY),
        ("a promise", Receipt(fields="[]").promise(), KEYS),
    ],
}
"""Each failure, in the order of docs/proofs.md: what brings it about, and the key it is held to."""
