"""Receipts that were copied, and reports with their signatures: page and terminal say the same."""

import base64
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Final

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.async_api import Browser

from api.cli.verify import _report_key
from ledger import verifier
from tests.browser.bent_receipts import PROMISE, TEXT
from tests.browser.of_receipts import CODE, KEYS, MANIFEST, POLICY, REPORT, b64
from tests.browser.verifier_stage import Asked, asked, opened
from tests.ledger.verifier.copies import COPIES, SPOILT

__all__ = ["asked"]

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

FILES: Final = {"receipt": TEXT, "promise": PROMISE, "report": REPORT.text()}
REPORT_KEY: Final = Ed25519PrivateKey.from_private_bytes(b"r" * 32)
RAW: Final = REPORT_KEY.public_key().public_bytes_raw()
SIGNATURE: Final = REPORT_KEY.sign(MANIFEST)
PEM: Final = REPORT_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
OF_A_CURVE: Final = (
    generate_private_key(SECP256R1())
    .public_key()
    .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
)
REPORT_KEYS: Final[Mapping[str, tuple[bytes, bool]]] = {
    "a file": (PEM, True),
    "a file of Windows": (PEM.replace(b"\n", b"\r\n"), True),
    "hexadecimal": (RAW.hex().encode(), True),
    "hexadecimal in capitals": (RAW.hex().upper().encode(), True),
    "nothing": (b"", False),
    "a sign less": (RAW.hex()[:-1].encode(), False),
    "two signs more": (RAW.hex().encode() + b"00", False),
    "a key of another kind": (OF_A_CURVE, False),
    "a file cut short": (PEM[:-20], False),
    "a secret key's file": (PEM.replace(b"PUBLIC", b"PRIVATE"), False),
    "no key": (b"report key", False),
}
_MEND: Final = """cases => cases.map(text => {
    const whole = mended(Uint8Array.from(atob(text), sign => sign.charCodeAt(0)));
    return btoa(Array.from(whole, byte => String.fromCharCode(byte)).join('')); })"""
_SIGNED: Final = """cases => {
    const bytes = text => Uint8Array.from(atob(text), sign => sign.charCodeAt(0));
    return cases.map(([file, pinned, manifest, signature, key]) => { try {
        const signed = {signature: bytes(signature), key: bytes(key)};
        check(bytes(file), bytes(pinned), '', manifest && bytes(manifest), signed); return '';
    } catch (failure) { if (!(failure instanceof Failure)) throw failure; return failure.name; }
}); }"""


async def mend(asked: Asked, copies: list[bytes]) -> list[bytes]:
    """Return what the page makes of each copy."""
    found = await asked.evaluate(_MEND, [b64(each) for each in copies])
    return [base64.b64decode(each) for each in found]


def shuffled(text: str, chance: Random) -> bytes:
    """Return a text that was cut, joined and spaced at random."""
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(text) + 1)
        gone = chance.choice((0, 0, 0, 1, 1, 5))
        put = chance.choice(("\n", "\r\n", "\r", " ", "\t", "\u00a0", "\n\n", "", "\u2014", "x"))
        text = text[:at] + put + text[at + gone :]
    return text.encode()


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
async def test_they_mend_alike(asked: Asked, text: str) -> None:
    copies = [how(text).encode() for how in COPIES.values()]
    assert await mend(asked, copies) == [text.encode()] * len(copies)
    spoilt = [how(text).encode() for how in SPOILT.values()]
    assert await mend(asked, spoilt) == spoilt
    chance = Random(7)
    drawn = [shuffled(text, chance) for _ in range(1_500)]
    theirs = [verifier.mended(each) for each in drawn]
    assert await mend(asked, drawn) == theirs
    assert 100 < theirs.count(text.encode()) < 1_400


async def test_no_more_is_mended_than_a_file_can_have(asked: Asked) -> None:
    large = [TEXT.encode() + b"\n" * 262_144, b"\xff" + TEXT.encode(), b" " * 262_143 + b"x"]
    assert await mend(asked, large) == large == [verifier.mended(each) for each in large]


async def test_a_receipt_copied_from_paper_is_shown(chromium: Browser) -> None:
    copied = COPIES["cut at 70 and lines of Windows"]
    async with opened(chromium) as asked:
        await asked.fill(copied(TEXT), code=CODE)
        assert "its line is yours alone" in await asked.text()
        await asked.page.fill("#proof", copied(PROMISE))
        await asked.page.fill("#key", KEYS)
        await asked.page.locator("button[type=submit]").click()
        await asked.page.locator("#outcome").wait_for()
        assert "The promise ends January 15, 2027" in await asked.text()


def of_the_terminal(manifest: bytes, signature: bytes, key: bytes) -> str:
    """Return the name that the verifier of the terminal gives; nothing for what is shown."""
    policy = verifier.read_pinned(POLICY.encode())
    try:
        verifier.check_report(manifest, REPORT.text().encode(), policy, (signature, key))
    except verifier.Failure as failure:
        return failure.name
    return ""


async def test_they_agree_about_signatures_of_reports(asked: Asked) -> None:
    other = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
    rows = [
        ("", MANIFEST, SIGNATURE, RAW),
        ("report-signature-wrong", MANIFEST, other.sign(MANIFEST), RAW),
        ("report-signature-wrong", MANIFEST, SIGNATURE[:-1], RAW),
        ("report-signature-wrong", MANIFEST, b"", RAW),
        ("report-signature-wrong", MANIFEST, SIGNATURE, other.public_key().public_bytes_raw()),
        ("report-signature-wrong", MANIFEST, SIGNATURE, bytes(32)),
        ("report-differs", MANIFEST + b" ", REPORT_KEY.sign(MANIFEST + b" "), RAW),
    ]
    found = await asked.evaluate(
        _SIGNED,
        [
            [
                b64(REPORT.text().encode()),
                b64(POLICY.encode()),
                b64(m),
                b64(s),
                b64(k.hex().encode()),
            ]
            for _, m, s, k in rows
        ],
    )
    for (name, manifest, signature, key), theirs in zip(rows, found, strict=True):
        assert theirs == name
        assert theirs == of_the_terminal(manifest, signature, key)


@pytest.mark.parametrize("given, is_one", REPORT_KEYS.values(), ids=REPORT_KEYS)
async def test_they_read_the_same_report_keys(
    asked: Asked, given: bytes, is_one: bool, tmp_path: Path
) -> None:
    file = [b64(each) for each in (REPORT.text().encode(), POLICY.encode(), MANIFEST, SIGNATURE)]
    [found] = await asked.evaluate(_SIGNED, [[*file, b64(given)]])
    assert found == ("" if is_one else "key-unreadable")
    (tmp_path / "key.pem").write_bytes(given)
    text = str(tmp_path / "key.pem") if b"BEGIN" in given else given.decode()
    if is_one:
        assert _report_key(text) == RAW
    else:
        with pytest.raises(verifier.PolicyUnusable):
            _report_key(text)


async def test_a_signature_without_its_report_shows_nothing(asked: Asked) -> None:
    key = b64(PEM)
    promise = [b64(PROMISE.encode()), b64(KEYS.encode()), None, b64(SIGNATURE), key]
    alone = [b64(REPORT.text().encode()), b64(POLICY.encode()), None, b64(SIGNATURE), key]
    assert await asked.evaluate(_SIGNED, [promise, alone]) == ["malformed", "report-differs"]


async def test_whoever_has_the_report_key_reads_that_it_signed(chromium: Browser) -> None:
    async with opened(chromium) as asked:
        await asked.fill(REPORT.text(), manifest=MANIFEST)
        assert "That the fund signed it with its report key." in await asked.text()
        signature = {"name": "r.sig", "mimeType": "text/plain", "buffer": SIGNATURE}
        await asked.page.set_input_files("#signature-file", signature)  # type: ignore[arg-type]
        await asked.page.locator("button[type=submit]").click()
        await asked.page.locator("#outcome").wait_for()
        assert "key-unreadable" in await asked.text(), "a signature wants its key"
        await asked.page.fill("#report-key", PEM.decode())
        await asked.page.locator("button[type=submit]").click()
        await asked.page.locator("#outcome").wait_for()
        said = await asked.text()
        assert "and the report key that you gave has signed it." in said
        assert "That the fund signed it" not in said
