"""What the page that checks receipts reckons: asked in a browser, held against others' data."""

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any, Final

import pytest
from msgspec.structs import replace

from tests.browser.bent_receipts import BENT, PROMISE, TEXT, WHOLE
from tests.browser.of_receipts import (
    ANNA,
    BEN,
    CODE,
    GIFT,
    KEYS,
    LOG,
    MANIFEST,
    ORIGIN,
    POLICY,
    PROMISES,
    REPORT,
    Receipt,
    commitment_of,
    note,
)
from tests.browser.verifier_stage import Asked, asked

__all__ = ["asked"]

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

DATA: Final = Path(__file__).parents[1] / "data" / "log"
DOCUMENTED: Final = {
    *("too-large", "malformed", "origin-differs", "signature-missing", "signature-wrong"),
    *("quorum-missing", "index-outside", "proof-length", "not-in-log", "commitment-differs"),
    *("opening-unreadable", "code-differs", "report-differs", "key-unreadable"),
}


async def test_hashes_are_those_of_others(asked: Asked) -> None:
    messages = [bytes(n % 251 for n in range(length)) for length in range(300)]
    found = await asked.evaluate(
        """all => all.map(([key, text]) => { const at = n => n ? unhex(n) : new Uint8Array();
            return [sha256(at(text)), sha512(at(text)), hmac(at(key), at(text))].map(hex); })""",
        [[bytes(each[:64]).hex(), each.hex()] for each in messages],
    )
    for message, hashes in zip(messages, found, strict=True):
        assert hashes == [
            hashlib.sha256(message).hexdigest(),
            hashlib.sha512(message).hexdigest(),
            hmac.digest(message[:64], message, "sha256").hex(),
        ]


async def accepted(asked: Asked, rows: list[list[Any]]) -> list[bool]:
    """Return which signatures (key, signature, message in hexadecimal) the page takes."""
    found: list[bool] = await asked.evaluate(
        """rows => rows.map(row => row.slice(0, 3).map(n => n ? unhex(n) : new Uint8Array()))
            .map(([key, signature, message]) => isSignature(key, message, signature))""",
        rows,
    )
    return found


async def test_signatures_are_taken_as_rfc_8032_has_it(asked: Asked) -> None:
    rows = json.loads((DATA / "ed25519" / "wycheproof.json").read_text())
    assert await accepted(asked, rows) == [row[3] == "valid" for row in rows]


async def test_odd_points_are_refused_and_so_are_keys_of_a_small_group(asked: Asked) -> None:
    rows = json.loads((DATA / "ed25519" / "cctv.json").read_text())
    refused = {
        *("low_order_A", "non_canonical_A", "non_canonical_R"),
        *("low_order_residue", "reencoded_k"),
    }
    assert await accepted(asked, rows) == [not refused & set(row[3]) for row in rows]


async def test_what_is_no_point_is_no_key(asked: Asked) -> None:
    prime = 2**255 - 19
    d = -121665 * pow(121666, -1, prime)

    def is_on_the_curve(y: int) -> bool:
        square = (y * y - 1) * pow(d * y * y + 1, -1, prime) % prime
        return pow(square, (prime - 1) // 2, prime) == 1

    heights = [*range(2, 60), prime - 7]
    rows = [y.to_bytes(32, "little").hex() for y in heights]
    # The same height written as more than the prime is no other key.
    rows += [(y + prime).to_bytes(32, "little").hex() for y in range(2, 19)]
    found = await asked.evaluate("rows => rows.map(row => isKey(unhex(row)))", rows)
    assert found == [*map(is_on_the_curve, heights), *[False] * 17]
    assert {True, False} <= set(found[:58])


async def test_ways_in_a_log_are_judged_as_others_do(asked: Asked) -> None:
    cases = json.loads((DATA / "merkle" / "inclusion.json").read_text())
    found = await asked.evaluate(
        """cases => { const bytes = text => Uint8Array.from(atob(text || ''), c => c.charCodeAt(0));
            return cases.map(([leaf, index, size, root, path]) => { try {
                checkInLog(bytes(leaf), {index: BigInt(index), size: BigInt(size),
                    root: readHash(root, 0), path: path.map(readHash)}); return true;
            } catch (failure) { if (!(failure instanceof Failure)) throw failure; return false; }
        }); }""",
        [
            # Numbers travel as text: they are larger than a browser's own.
            [c["leafHash"], str(c["leafIdx"]), str(c["treeSize"]), c["root"], c["proof"] or []]
            for c in cases.values()
        ],
    )
    assert found == [not case["wantErr"] for case in cases.values()]


async def test_the_examples_of_c2sp_hold(asked: Asked) -> None:
    example = json.loads((DATA / "c2sp" / "examples.json").read_text())
    found = await asked.evaluate(
        """([vkey, text]) => { const note = readNote(text.split('\\n').slice(0, -1), 0, 1);
            const key = readKey(vkey, HEAD);
            return signaturesBy(note, key).map(of => isSignature(key.key, note.text, of.signature));
        }""",
        [example["vkey"], example["note"]],
    )
    assert found == [True]


async def test_every_place_of_every_small_log_is_shown(asked: Asked) -> None:
    places = [(index, size) for size in range(1, 20) for index in range(size)]
    large = [(n * 17, 400) for n in range(23)] + [(255, 256), (256, 257), (0, 257)]
    receipts = [Receipt(index=i, size=s, signers=(LOG,)).text() for i, s in places + large]
    assert set(await asked.names(*((text, LOG.vkey, "", None) for text in receipts))) == {""}


@pytest.mark.parametrize("name", BENT)
async def test_every_failure_has_its_name(asked: Asked, name: str) -> None:
    found = await asked.names(*((file, pinned, "", None) for _, file, pinned in BENT[name]))
    assert dict(zip([why for why, _, _ in BENT[name]], found, strict=True)) == {
        why: name for why, _, _ in BENT[name]
    }


async def test_failures_come_in_their_order(asked: Asked) -> None:
    bad = Receipt(fields="[]", origin="other", signers=(ANNA,))
    wrong = LOG.line(b"x" * 64)
    none = replace(bad, origin=ORIGIN)
    outside = note(none.head.replace("\n7\n", "\n2\n"), LOG)
    start = none.text().partition("\n\n")[0].rsplit("\n", 1)[0] + "\n\n"
    rows = {
        "origin-differs": bad.text(index="9"),
        "signature-missing": none.text(index="9"),
        "signature-wrong": none.text(index="9") + wrong,
        "quorum-missing": start + outside,
        "index-outside": start
        + outside
        + ANNA.sign(outside.partition("\n\n")[0] + "\n")
        + BEN.sign(outside.partition("\n\n")[0] + "\n"),
        "proof-length": replace(none, signers=(LOG, ANNA, BEN)).text(index="3", path=[]),
        "not-in-log": replace(none, signers=(LOG, ANNA, BEN)).text(index="5"),
        "opening-unreadable": replace(none, signers=(LOG, ANNA, BEN)).text(),
    }
    found = await asked.names(*((text, POLICY, "no code", MANIFEST) for text in rows.values()))
    assert found == list(rows)


@pytest.mark.parametrize(
    ("text", "pinned"), [(TEXT, POLICY), (PROMISE, KEYS)], ids=["receipt", "promise"]
)
@pytest.mark.parametrize("how", ["bits", "ends"])
async def test_no_bit_can_be_turned_and_no_end_cut_off(
    asked: Asked, text: str, pinned: str, how: str
) -> None:
    assert await asked.name(text, pinned) == ""
    names = await asked.bent(text, pinned, how)
    assert set(names) <= DOCUMENTED
    assert len(names) == len(text.encode()) * (8 if how == "bits" else 1)


async def test_a_code_shows_whose_gift_it_is(asked: Asked) -> None:
    last = Receipt(fields={**GIFT, "donor_commitment": commitment_of(CODE, 4096)}).text()
    over = Receipt(fields={**GIFT, "donor_commitment": commitment_of(CODE, 4097)}).text()
    assert await asked.name(PROMISE, POLICY + PROMISES.vkey, CODE) == ""
    bare = Receipt(fields={"kind": "gift"}).text()
    other = replace(WHOLE, topic="grant.paid.v1").text()
    assert (
        await asked.names(
            (TEXT, POLICY, CODE, None),
            (PROMISE, KEYS, CODE, None),
            (TEXT, POLICY, " oi23 4567\u201389ab-cdef-ghjk ", None),
            (last, POLICY, CODE, None),
            (TEXT, POLICY, "   ", None),
        )
        == [""] * 5
    )
    assert (
        await asked.names(
            (TEXT, POLICY, "0123-4567-89AB-CDEF-GHJM", None),
            (PROMISE, KEYS, "0123-4567-89AB-CDEF-GHJM", None),
            (TEXT, POLICY, "0123", None),
            (over, POLICY, CODE, None),
            (bare, POLICY, CODE, None),
            (other, POLICY, CODE, None),
        )
        == ["code-differs"] * 6
    )


async def test_json_is_read_as_others_read_it(asked: Asked) -> None:
    whole = {
        "long": "x" * 150_000,
        "signs": '"\\/\b\f\n\r\t\u2028 \U0001f600',
        "numbers": [0, -1, 9007199254740991, 1.5, 1e3, True, False, None],
        "": {"__proto__": {}, "deep": [[[[[[[[]]]]]]]]},
    }
    found = await asked.evaluate(
        """text => JSON.stringify(new Json(text).whole(),
            (_, each) => each instanceof Map ? Object.fromEntries(each) : each)""",
        f" \n\t{json.dumps(whole, indent=1)}\r ",
    )
    assert json.loads(found) == whole


async def test_a_report_is_the_one_that_the_books_name(asked: Asked) -> None:
    assert await asked.names(
        (REPORT.text(), POLICY, "", MANIFEST),
        (REPORT.text(), POLICY, "", MANIFEST + b" "),
        (REPORT.text(), POLICY, "", b""),
        (TEXT, POLICY, "", MANIFEST),
    ) == ["", *["report-differs"] * 3]
