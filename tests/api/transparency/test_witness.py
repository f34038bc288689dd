"""The witness: it cosigns what was only added to, and never two histories."""

import asyncio
import re
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest

from ledger.transparency.cosignature import open_cosignature
from ledger.transparency.note import open_note
from ledger.transparency.text import Unusable
from ledger.transparency.witness import MAX_BODY, Asked, Witness
from tests.api.transparency.made_log import MadeLog, leaves

DATA: Final = Path(__file__).parents[2] / "data/log/witness"
NOW: Final = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)


def test_a_request_is_read_and_written_as_the_standard_shows_it() -> None:
    written = (DATA / "c2sp-request.txt").read_bytes()
    asked = Asked.read(written)
    assert (asked.old, len(asked.proof)) == (20852014, 4)
    assert asked.origin == "example.com/behind-the-sofa"
    assert asked.text.encode() == written


GOOD: Final = MadeLog("books.example.org/a-fund/1").asked(0, leaves(3)).decode()
HASH: Final = "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"
UNREADABLE: Final[dict[str, str | bytes]] = {
    "nothing": "",
    "no note": "old 0\n",
    "no old line": GOOD.removeprefix("old 0\n"),
    "another word": GOOD.replace("old 0", "size 0"),
    "a leading zero": GOOD.replace("old 0", "old 00"),
    "a sign": GOOD.replace("old 0", "old +0"),
    "below nothing": GOOD.replace("old 0", "old -1"),
    "two spaces": GOOD.replace("old 0", "old  0"),
    "too many digits": GOOD.replace("old 0", "old 99999999999999999999"),
    "digits of another script": GOOD.replace("old 0", "old ٣"),
    "a line end of Windows": GOOD.replace("old 0\n", "old 0\r\n"),
    "a hash that is short": GOOD.replace("old 0\n", "old 0\nAAAA\n"),
    "no base64": GOOD.replace("old 0\n", "old 0\n-\n"),
    "base64 without its end": GOOD.replace("old 0\n", f"old 0\n{HASH.replace('=', '')}"),
    "64 lines": GOOD.replace("old 0\n", "old 0\n" + 64 * HASH),
    "not UTF-8": GOOD.encode() + b"\xff",
    "NUL": GOOD + "\0",
    "a mark of the byte order": "\ufeff" + GOOD,
    "too long": GOOD + (MAX_BODY * "—"),
}


@pytest.mark.parametrize("name", UNREADABLE)
async def test_a_request_in_another_form_is_malformed(witness: Witness, name: str) -> None:
    body = UNREADABLE[name]
    given = await witness.add_checkpoint(body.encode() if isinstance(body, str) else body)
    assert given.status == 400
    assert (await witness.logs())[0].note is None


def test_63_lines_of_proof_are_read() -> None:
    assert len(Asked.read(GOOD.replace("old 0\n", "old 0\n" + 63 * HASH).encode()).proof) == 63


async def test_what_follows_is_cosigned_and_kept(witness: Witness, log: MadeLog) -> None:
    size = 0
    for grown in (2, 4, 4, 5, 64, 65, 300):
        given = await witness.add_checkpoint(log.asked(size, leaves(grown)))
        assert (given.status, given.media_type) == (200, "text/plain; charset=utf-8")
        key = await witness.key()
        text = log.checkpoint(leaves(grown)).text
        assert open_cosignature(given.body, text, key) == int(NOW.timestamp())
        kept = await witness.checkpoint(sha256(log.origin.encode()).hexdigest())
        assert kept == log.head(leaves(grown)) + given.body
        opened = open_note(kept, [log.signer.key, key])
        assert set(opened.signed) == {log.signer.key, key}
        size = grown
    assert await witness.checkpoint(sha256(b"another").hexdigest()) is None


async def test_only_the_logs_own_signature_is_kept(witness: Witness, log: MadeLog) -> None:
    """What others signed was not looked at, and is not handed on under this witness's name."""
    stranger = MadeLog(log.origin, b"x" * 32).signer.sign(log.checkpoint(leaves(2)).text)
    body = log.asked(0, leaves(2)) + stranger.encode()
    assert (await witness.add_checkpoint(body)).status == 200
    kept = (await witness.logs())[0].note
    assert kept is not None
    assert kept.startswith(log.head(leaves(2)))
    assert stranger not in kept
    assert kept.count("\n— ") == 2


async def test_a_log_that_nobody_added_is_not_found(witness: Witness, log: MadeLog) -> None:
    other = MadeLog("books.example.org/a-fund/2")
    assert (await witness.add_checkpoint(other.asked(0, leaves(2)))).status == 404
    assert await witness.remove(log.origin)
    assert not await witness.remove(log.origin)
    assert (await witness.add_checkpoint(log.asked(0, leaves(2)))).status == 404


async def test_what_the_log_did_not_sign_is_forbidden(witness: Witness, log: MadeLog) -> None:
    good = log.asked(0, leaves(2)).decode()
    of_another = MadeLog(log.origin, b"x" * 32).asked(0, leaves(2))
    bent = good.replace("\n2\n", "\n3\n").encode()
    bare = good.rpartition("\n\n")[0].encode() + b"\n"
    as_witness = re.sub(r"— \S+", "— w.example.org/witness", good).encode()
    of_other_text = MadeLog(log.origin).signer.sign("other\n")
    wrong_beside_right = good.replace("\n\n— ", f"\n\n{of_other_text}— ")
    for body in (of_another, bent, bare, as_witness, wrong_beside_right.encode()):
        given = await witness.add_checkpoint(body)
        assert given.status == 403, body
    assert (await witness.logs())[0].note is None


async def test_a_signed_head_in_another_form_is_malformed(witness: Witness, log: MadeLog) -> None:
    for text in (f"{log.origin}\n02\nAAAA\n", f"{log.origin}\n2\nAAAA\n", f"{log.origin}\n2\n"):
        note = f"{text}\n{log.signer.sign(text)}"
        assert (await witness.add_checkpoint(f"old 0\n\n{note}".encode())).status == 400


async def test_further_lines_of_other_logs_are_cosigned(witness: Witness, log: MadeLog) -> None:
    text = log.checkpoint(leaves(2)).text + "more\n"
    note = f"{text}\n{log.signer.sign(text)}"
    given = await witness.add_checkpoint(f"old 0\n\n{note}".encode())
    assert given.status == 200
    assert open_cosignature(given.body, text, await witness.key())


async def test_another_old_size_is_a_conflict_that_says_which(
    witness: Witness, log: MadeLog
) -> None:
    assert (await witness.add_checkpoint(log.asked(1, leaves(2)))).body == "0\n"
    await witness.add_checkpoint(log.asked(0, leaves(5)))
    for old, size in ((0, 7), (4, 7), (6, 7), (0, 2), (2, 2), (1, 5)):
        given = await witness.add_checkpoint(log.asked(old, leaves(size)))
        assert (given.status, given.body) == (409, "5\n")
        assert given.media_type == "text/x.tlog.size"
    smaller = await witness.add_checkpoint(log.asked(5, leaves(4)))
    assert smaller.status == 400
    larger = await witness.add_checkpoint(log.asked(8, leaves(7), proof=()))
    assert larger.status == 400


async def test_a_proof_that_does_not_fit_is_refused(witness: Witness, log: MadeLog) -> None:
    with_proof = log.asked(0, leaves(5), proof=log.proof(2, leaves(5)))
    assert (await witness.add_checkpoint(with_proof)).status == 422
    await witness.add_checkpoint(log.asked(0, leaves(5)))
    right = log.proof(5, leaves(9))
    for proof in ([], right[:-1], [*right, right[0]], right[::-1], log.proof(4, leaves(9))):
        given = await witness.add_checkpoint(log.asked(5, leaves(9), proof=proof))
        assert given.status == 422
    same = log.asked(5, leaves(5), proof=right[:1])
    assert (await witness.add_checkpoint(same)).status == 422
    assert (await witness.add_checkpoint(log.asked(5, leaves(9)))).status == 200


async def test_the_empty_log_has_one_root(witness: Witness, log: MadeLog) -> None:
    text = f"{log.origin}\n0\n{HASH}"
    note = f"{text}\n{log.signer.sign(text)}"
    assert (await witness.add_checkpoint(f"old 0\n\n{note}".encode())).status == 422
    assert (await witness.add_checkpoint(log.asked(0, []))).status == 200
    assert (await witness.add_checkpoint(log.asked(0, leaves(3)))).status == 200


async def test_two_histories_are_never_cosigned(witness: Witness, log: MadeLog) -> None:
    """The one that came second is evidence: the log's own key signed both."""
    one, two = leaves(5), leaves(5, "other ")
    await witness.add_checkpoint(log.asked(0, one))
    given = await witness.add_checkpoint(log.asked(5, two))
    assert (given.status, given.body) == (409, "5\n")
    grown = [*two, *leaves(3)]
    assert (await witness.add_checkpoint(log.asked(5, grown))).status == 422
    assert (await witness.add_checkpoint(log.asked(0, grown))).status == 409
    kept = (await witness.logs())[0]
    assert (kept.size, kept.root) == (5, log.checkpoint(one).root)
    assert kept.fork == log.head(two)
    both = [open_note(note, [log.signer.key]).text for note in (kept.note or "", kept.fork)]
    assert [text.splitlines()[1] for text in both] == ["5", "5"]
    assert both[0] != both[1]
    # The first contradiction stays, and the true history goes on.
    await witness.add_checkpoint(log.asked(5, leaves(5, "third ")))
    assert (await witness.logs())[0].fork == log.head(two)
    assert (await witness.add_checkpoint(log.asked(5, [*one, *leaves(3)]))).status == 200


async def test_of_two_that_come_at_once_none_rolls_the_other_back(
    witness: Witness, log: MadeLog
) -> None:
    await witness.add_checkpoint(log.asked(0, leaves(2)))
    sizes = list(range(3, 23))
    answers = await asyncio.gather(
        *(witness.add_checkpoint(log.asked(2, leaves(size))) for size in sizes)
    )
    cosigned = [size for size, each in zip(sizes, answers, strict=True) if each.status == 200]
    assert len(cosigned) == 1
    assert {each.status for each in answers} == {200, 409}
    assert (await witness.logs())[0].size == cosigned[0]


async def test_histories_that_come_at_once_get_one_cosignature_at_each_size(
    witness: Witness, log: MadeLog
) -> None:
    histories = [leaves(4, str(number)) for number in range(12)]
    answers = await asyncio.gather(
        *(witness.add_checkpoint(log.asked(0, data)) for data in histories)
    )
    assert sorted(each.status for each in answers) == [200] + 11 * [409]


async def test_only_keys_of_logs_are_added(witness: Witness, log: MadeLog) -> None:
    own = (await witness.key()).text
    for vkey in ("", "name", own, log.vkey.replace("+", " ", 1), log.vkey[:-4], log.vkey + "A"):
        with pytest.raises(Unusable):
            await witness.add(vkey)
