"""What witnesses say wrongly is left out, and holds nobody else up."""

from collections.abc import Callable
from typing import Final

import pytest
from structlog.testing import capture_logs

from api.transparency.cosigning import NEAR_SECONDS, Cosigning
from ledger.events import Witness as NamedWitness
from ledger.transparency.cosignature import Cosigner
from ledger.transparency.note import Signer, read_note
from ledger.transparency.witness import Asked
from tests.api.transparency.doors import Asking, door
from tests.api.transparency.stage import START, Stage

NAME: Final = "w.example.org/witness"
SEED: Final = b"w" * 32


def cosigned(asking: Asking, name: str = NAME, seed: bytes = SEED, seconds: int = 0) -> str:
    """Return what a witness with that key would say, so many seconds from now."""
    text = read_note(Asked.read(asking.body).note).text
    return Cosigner(name, seed).cosign(text, int(START.timestamp()) + seconds)


def of_other_text(_: Asking) -> str:
    return Cosigner(NAME, SEED).cosign("other.example/1\n1\nAAAA\n", int(START.timestamp()))


def as_log(asking: Asking) -> str:
    """Return a plain signature with the key of the witness, which says nothing of when."""
    return Signer(NAME, SEED).sign(read_note(Asked.read(asking.body).note).text)


WRONG: Final[dict[str, Callable[[Asking], tuple[int, str | bytes]]]] = {
    "nothing": lambda _: (200, b""),
    "no lines": lambda _: (200, b"thanks"),
    "no text": lambda _: (200, b"\xff\xfe"),
    "NUL": lambda asking: (200, cosigned(asking) + "\0"),
    "a line without an end": lambda asking: (200, cosigned(asking).rstrip("\n")),
    "another name": lambda asking: (200, cosigned(asking, name="x.example.org/witness")),
    "another key": lambda asking: (200, cosigned(asking, seed=b"x" * 32)),
    "another text": lambda asking: (200, of_other_text(asking)),
    "a plain signature": lambda asking: (200, as_log(asking)),
    "long ago": lambda asking: (200, cosigned(asking, seconds=-NEAR_SECONDS - 60)),
    "long from now": lambda asking: (200, cosigned(asking, seconds=NEAR_SECONDS + 60)),
    "right, but an error": lambda asking: (500, cosigned(asking)),
    "right, but a redirect": lambda asking: (302, cosigned(asking)),
    "right, but something was made": lambda asking: (201, cosigned(asking)),
    "not found": lambda _: (404, "unknown log\n"),
    "forbidden": lambda _: (403, "no\n"),
    "another size, endlessly": lambda asking: (409, f"{asking.old + 1}\n"),
    "the size that was said": lambda asking: (409, f"{asking.old}\n"),
    "no size": lambda _: (409, "many\n"),
    "below nothing": lambda _: (409, "-1\n"),
    "a size beyond all": lambda _: (409, "9" * 30 + "\n"),
    "no proof fits": lambda _: (422, "no\n"),
}


@pytest.mark.parametrize("name", WRONG)
async def test_what_a_witness_says_wrongly_is_left_out(public: Stage, name: str) -> None:
    """And a right one beside it is not held up."""
    said = WRONG[name]

    def answering(asking: Asking) -> None:
        status, body = said(asking)
        asking.answer(status, body, Content_Type="text/x.tlog.size")

    def right(asking: Asking) -> None:
        asking.answer(200, cosigned(asking, "r.example", b"r" * 32))

    key = Cosigner(NAME, SEED).key.text
    good = Cosigner("r.example", b"r" * 32).key.text
    before = (await public.get("checkpoint")).text
    with door(answering) as opened, door(right) as other:
        await public.watch(
            NamedWitness(vkey=key, url=opened.url), NamedWitness(vkey=good, url=other.url)
        )
        with capture_logs() as logged:
            assert await Cosigning(public.site).look() == 1
        assert 1 <= len(opened.asked) <= 3
    after = (await public.get("checkpoint")).text
    added = after.removeprefix(before)
    assert added.startswith("— r.example ")
    assert added.count("\n") == 1
    [line] = [each for each in logged if each["event"] != "request"]
    assert line["event"] in {"head-not-cosigned", "cosignature-unusable"}
    assert NAME not in str(line)
    assert opened.url not in str(line)


async def test_lines_of_its_other_keys_are_left_aside(public: Stage) -> None:

    def answering(asking: Asking) -> None:
        lines = (cosigned(asking, seed=b"n" * 32), cosigned(asking), cosigned(asking, "x.example"))
        asking.answer(200, "".join(lines))

    with door(answering) as opened:
        await public.watch(NamedWitness(vkey=Cosigner(NAME, SEED).key.text, url=opened.url))
        before = (await public.get("checkpoint")).text
        assert await Cosigning(public.site).look() == 1
        added = (await public.get("checkpoint")).text.removeprefix(before)
        assert added.count("\n") == 1
        # The witness named its own clock; it was near enough.
        assert added.startswith(f"— {NAME} ")
