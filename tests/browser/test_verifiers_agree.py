"""The page and the verifier of the terminal, written without each other, say the same of a file."""

import json
from collections.abc import Sequence
from itertools import chain, product
from pathlib import Path
from random import Random
from typing import Final

import pytest
from msgspec.structs import replace

from ledger import verifier
from ledger.verifier.keys import VerifierKey, is_sound
from tests.browser.bent_keys import ALONE, TAKEN, UNREADABLE
from tests.browser.bent_receipts import BENT, OBJECTS, PROMISE, TEXT, WHOLE
from tests.browser.of_receipts import (
    CODE,
    FUND,
    KEYS,
    LOG,
    MANIFEST,
    ORIGIN,
    POLICY,
    REPORT,
    Key,
    Receipt,
    sha,
)
from tests.browser.test_verifier_checks import accepted
from tests.browser.verifier_stage import Asked, Row, asked

__all__ = ["asked"]

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

DATA: Final = Path(__file__).parents[1] / "data" / "log"
SPACED: Final = "".join(f"{sign}\u00a0\ufeff\u2003\t" for sign in CODE)
CODES: Final = (
    *(CODE, CODE.lower(), CODE.replace("-", "\u2013"), CODE.replace("1", "l"), SPACED),
    *(CODE.replace("0", "o"), CODE.replace("1", "\u0131"), " " * 300 + CODE, CODE + " " * 300),
    *(CODE + " " * 300 + "0", CODE[:-1], CODE + "0", CODE.replace("-", "_"), "0" * 1_000_000),
    *(CODE.replace("-", "\u2014"), CODE.replace("-", "\x85"), CODE.replace("-", "\x1c")),
    *(CODE.replace("-", "\u200b"), CODE.replace("0", "\u0660"), CODE.replace("0", "\uff10")),
    *(CODE.replace("J", "\u01f0"), CODE.replace("5", "\u017f"), "no code", "U" * 20),
)
FUNDS: Final = (
    *(FUND, FUND.replace("-", ""), f"{{{FUND}}}", f"urn:uuid:{FUND}", FUND[:-1], FUND + "0", ""),
    *(FUND.replace("0007", "000A"), FUND.replace("0007", "000a"), FUND.replace("-", "", 1)),
    *(FUND.replace("0-0", "-00", 1), f"{FUND}/more", FUND.replace("0", "\u0660")),
)
NUMBERS: Final = (
    *("3", "4", '"3"', "3.0", "3e0", "true", "null", "[3]", "-3", "9007199254740991", "03"),
    *("9007199254740992", "9007199254740993", "9" * 5_000, "1e999", "0.3e1", "-0", "0", "1"),
)
MANIFESTS: Final = (
    *(b"", b"3", b"[3]", b"null", b"{}", b'{"number":3}x', b'{"number":3,"number":3}', b"{"),
    *(b'\xef\xbb\xbf{"number":3}', b'{"number":3,"a":"\xff"}', b'{"number":3,"a":NaN}'),
    *('{"number":3}'.encode("utf-16"), b'{"number":3,"number":4}', b'{"number":3,"a":\t1e999}'),
    *(b'{"number":3,"a":' + b"[" * 33 + b"]" * 33 + b"}", b'{"number":3,"a":' + b"[" * 1_000_000),
    *(b'{"number":3,"a":' + b"9" * 9_000 + b"}", b'{"number":3,"a":"' + b"\\n" * 900_000 + b'"}'),
)


def of_the_terminal(
    file: str | bytes, pinned: str | bytes, code: str = "", manifest: bytes | None = None
) -> str:
    """Return the name that the verifier of the terminal gives; nothing for what is shown."""
    content = file if isinstance(file, bytes) else file.encode()
    try:
        policy = verifier.read_pinned(pinned if isinstance(pinned, bytes) else pinned.encode())
        if manifest is not None:
            verifier.check_report(manifest, content, policy)
        elif verifier.is_promise(content):
            verifier.check_promise(content, policy, code or None)
        else:
            verifier.check_receipt(content, policy, code or None)
    except verifier.PolicyUnusable:
        return "key-unreadable"
    except verifier.Failure as failure:
        return failure.name
    return ""


async def test_they_agree_about_every_bent_file(asked: Asked) -> None:
    rows = [*chain.from_iterable(BENT.values())]
    found = await asked.names(*((file, pinned, "", None) for _, file, pinned in rows))
    theirs = [of_the_terminal(file, pinned) for _, file, pinned in rows]
    whys = [why for why, _, _ in rows]
    assert list(zip(whys, found, strict=True)) == list(zip(whys, theirs, strict=True))


async def agree(asked: Asked, rows: Sequence[Row]) -> list[str]:
    """Check that both say the same of each row, and return it."""
    found = await asked.names(*rows)
    for row, name in zip(rows, found, strict=True):
        assert (row, name) == (row, of_the_terminal(*row))
    return found


def of_origin(origin: str) -> tuple[str, str]:
    """Return a receipt of a log with this origin, and its key."""
    key = Key(origin)
    return replace(WHOLE, origin=origin, signers=(key,)).text(), key.vkey


@pytest.mark.parametrize(
    ("text", "pinned"), [(TEXT, POLICY), (PROMISE, KEYS)], ids=["receipt", "promise"]
)
async def test_they_agree_about_every_turned_bit(asked: Asked, text: str, pinned: str) -> None:
    found = await asked.bent(text, pinned, "bits")
    for bit, name in enumerate(found):
        bent = bytearray(text.encode())
        bent[bit >> 3] ^= 1 << (bit & 7)
        assert (bit, name) == (bit, of_the_terminal(bytes(bent), pinned))


async def test_they_agree_about_keys_and_policies(asked: Asked) -> None:
    shown = await agree(asked, [(r.text(), pinned, "", None) for r, pinned in TAKEN.values()])
    assert set(shown) == {""}
    assert set(await agree(asked, [("", pinned, "", None) for pinned in UNREADABLE.values()])) == {
        "key-unreadable"
    }
    bare = ALONE.text()
    assert await agree(
        asked,
        [
            (bare, f"# remark \udcff\n{LOG.vkey}".encode("utf-8", "surrogateescape"), "", None),
            (
                TEXT,
                POLICY.replace("both", "b\udcffth").encode("utf-8", "surrogateescape"),
                "",
                None,
            ),
            (bare, b"\xff" + LOG.vkey.encode(), "", None),
            (bare, LOG.vkey.encode() + b"\xff", "", None),
        ],
    ) == ["", "", "key-unreadable", "key-unreadable"]


async def test_they_agree_about_policies_that_were_shuffled(asked: Asked) -> None:
    chance = Random(7)
    parts = [*POLICY.splitlines(), *KEYS.splitlines(), "quorum none", "quorum anna", "# é", ""]
    parts += ["group both any anna ben", "group more 1 both", "quorum more", Key("o", seed=9).vkey]
    rows: list[Row] = []
    for _ in range(1_500):
        lines = chance.sample(parts, chance.randint(1, 8))
        if chance.random() < 0.7:
            lines.sort(key=lambda line: "lwgq".find(line[:1]) % 5)
        text = "\n".join(lines)
        if chance.random() < 0.3:
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chance.choice(" \t\n+#\r\x7f\u00a00") + text[at:]
        rows.append((chance.choice((TEXT, PROMISE)), text, "", None))
    assert len(set(await agree(asked, rows))) > 3


async def test_they_agree_about_what_a_line_says(asked: Asked) -> None:
    rows: list[Row] = [(Receipt(fields=said).text(), POLICY, "", None) for said in OBJECTS]
    assert set(await agree(asked, rows)) == {""}


_PIECES: Final = (
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"a"',
    '"b"',
    '"\\u0061"',
    "1",
    "-0",
    "1.5",
    "1e5",
    "01",
    " ",
    "\n",
    "\t",
    "true",
    "null",
    '"',
    "\\",
    "x",
    "\x00",
    "\u00e9",
    '"\\ud800"',
    "9" * 17,
)
"""What JSON is made of, and what it is not."""


async def test_they_agree_about_lines_that_were_shuffled(asked: Asked) -> None:
    chance = Random(7)
    rows: list[Row] = []
    for said in ('{"a":1,"b":[true,{"c":"x\\n"},-2.5e-3],"d":{}}', '{"a":"x","b":"y"}') * 600:
        bent = said
        for _ in range(chance.randint(1, 2)):
            at, end = sorted(chance.choices(range(len(bent) + 1), k=2))
            end = min(end, at + chance.randint(0, 3))
            bent = bent[:at] + chance.choice([*_PIECES, ""]) + bent[end:]
        rows.append((Receipt(fields=bent).promise(), KEYS, "", None))
    assert set(await agree(asked, rows)) == {"", "opening-unreadable"}


async def test_they_agree_about_codes(asked: Asked) -> None:
    found = await agree(asked, [(TEXT, POLICY, code, None) for code in CODES])
    assert [CODES.index(code) for code, name in zip(CODES, found, strict=True) if not name] == [
        *range(9)
    ]
    assert set(found) == {"", "code-differs"}


async def test_they_agree_about_the_fund_in_an_origin(asked: Asked) -> None:
    origins = [f"fund.example/{fund}/1" for fund in FUNDS]
    origins += [FUND, f"/{FUND}/", f"{FUND}/1", f"fund.example/{FUND}"]
    found = await agree(asked, [(*of_origin(origin), CODE, None) for origin in origins])
    shown = [origin for origin, name in zip(origins, found, strict=True) if not name]
    assert shown == [ORIGIN, f"/{FUND}/"]
    assert set(found) == {"", "code-differs"}
    found = await agree(asked, [(*of_origin(origin), "", None) for origin in origins])
    assert set(found) == {""}


async def test_they_agree_about_reports(asked: Asked) -> None:
    rows: list[Row] = [(REPORT.text(), POLICY, "", each) for each in (MANIFEST, MANIFEST + b" ")]
    rows += [(TEXT, POLICY, "", MANIFEST), (PROMISE, KEYS, "", MANIFEST), ("", "", "", MANIFEST)]
    assert await agree(asked, rows) == [
        *("", "report-differs", "report-differs", "malformed", "key-unreadable"),
    ]
    rows = []
    for logged, written in product(NUMBERS, repeat=2):
        manifest = f'{{"number":{written}}}'.encode()
        said = f'{{"number":{logged},"manifest_hash":"{sha(manifest).hex()}"}}'
        rows.append((replace(REPORT, fields=said).text(), POLICY, "", manifest))
    found = await agree(asked, rows)
    whole = {"3", "4", "-3", "9007199254740991", "-0", "0", "1"}
    assert {
        pair for pair, name in zip(product(NUMBERS, repeat=2), found, strict=True) if not name
    } == {(one, one) for one in whole} | {("0", "-0"), ("-0", "0")}


@pytest.mark.parametrize("manifest", MANIFESTS, ids=range(len(MANIFESTS)))
async def test_they_agree_about_manifests(asked: Asked, manifest: bytes) -> None:
    said = {"number": 3, "manifest_hash": sha(manifest).hex()}
    [name] = await agree(asked, [(replace(REPORT, fields=said).text(), POLICY, "", manifest)])
    shown = (b"1e999", b"9" * 9_000, b"\\n")
    is_shown = any(part in manifest for part in shown)
    assert name == ("" if is_shown else "report-differs")


@pytest.mark.parametrize("more", [0, 1])
async def test_they_agree_how_large_a_manifest_can_be(asked: Asked, more: int) -> None:
    found = await asked.evaluate(
        """([file, pinned, size]) => { try { check(utf8(file), utf8(pinned), '',
            new Uint8Array(size)); } catch (failure) { return failure.name; } }""",
        [REPORT.text(), POLICY, 2**24 + more],
    )
    assert found == ("too-large" if more else "report-differs")
    assert found == of_the_terminal(REPORT.text(), POLICY, "", bytes(2**24 + more))


@pytest.mark.parametrize("name", ["wycheproof", "cctv"])
async def test_they_agree_about_signatures(asked: Asked, name: str) -> None:
    rows = json.loads((DATA / "ed25519" / f"{name}.json").read_text())
    theirs = []
    for key, signature, message, _ in rows:
        raw = bytes.fromhex(key)
        is_by = is_sound(raw) and VerifierKey("a", 1, raw).is_signature(
            bytes.fromhex(signature), bytes.fromhex(message)
        )
        theirs.append(is_by)
    assert await accepted(asked, rows) == theirs
    assert {True, False} <= set(theirs)
