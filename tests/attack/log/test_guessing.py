"""Whoever guesses what a line says, or has a receipt that leaked, opens no leaf but that one."""

import json
from collections.abc import AsyncIterator, Iterator
from hashlib import sha256
from hmac import digest
from itertools import permutations, product
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from ledger.store.reading import StoredLine
from ledger.transparency.dummies import Dummies, dummy_of
from ledger.transparency.keys import origin_of
from ledger.transparency.leaf import (
    Blinding,
    Opening,
    commitment_of,
    envelope_of,
    inner_of,
    opening_of,
)
from ledger.transparency.receipt import Receipt, read_extra
from tests.attack.log.counting import leaves
from tests.attack.log.twins import Pair, Twin, twins
from tests.funds import lines_of


@pytest_asyncio.fixture(loop_scope="session")
async def twin(service_url: str) -> AsyncIterator[Twin]:
    """A fund in which three gifts are in the log; every payload of it is known to everybody."""
    async with twins(service_url) as pair:
        yield await filled(pair)


async def filled(pair: Pair) -> Twin:
    await pair.begin()
    twin = pair.loud
    for gross in (25_00, 30_00, 25_00):
        donor = await twin.donor()
        twin.donors.append(donor)
        await twin.gift(donor, gross)
    await pair.turn()
    return twin


async def gifts(twin: Twin) -> list[StoredLine]:
    stored = await lines_of(twin.site.database, twin.fund_id)
    return [line for line in stored if b'"donor_commitment":"' in line.payload]


async def leaked(twin: Twin, which: int = 0) -> tuple[int, Opening]:
    """Return the index and what is opened by a receipt that somebody lost."""
    receipt = Receipt.read((await twin.fetch(twin.donors[which])).content)
    return receipt.index, read_extra(receipt.extra)


def openers(known: Opening, line: StoredLine, place: str) -> Iterator[bytes]:
    """Yield salts that somebody could think of who knows everything but the log's secret."""
    origin = place.encode()
    position = line.position.to_bytes(8, "big")
    words = [b"", known.salt, known.inner, origin, position, str(line.position).encode()]
    words += [line.payload, envelope_of(line), line.event_id.bytes, line.case_id.bytes]
    words += [b"parasol-salt/v1\n", b"parasol-salt/v1\n" + position]
    yield from (bytes(32), known.salt, known.inner)
    for one, other in permutations(words, 2):
        yield sha256(one + other).digest()
        yield digest(one, other, "sha256")
        yield digest(one, other + b"\x01", "sha256")
        yield digest(one, other + position + b"\x01", "sha256")
    salt, own = int.from_bytes(known.salt, "big"), int.from_bytes(position, "big")
    yield from ((salt ^ bit).to_bytes(32, "big") for bit in (own, 1, 2, 3, own << 192))
    yield from (((salt + step) % (1 << 256)).to_bytes(32, "big") for step in range(-3, 4))


def inners(known: Opening, line: StoredLine) -> Iterator[bytes]:
    """Yield inner digests: of the right envelope under salts of the same kind, and of none."""
    yield from (bytes(32), known.inner, sha256(envelope_of(line)).digest())
    yield from (inner_of(salt, envelope_of(line)) for salt in (b"", bytes(32), known.salt))


async def opened_by_guessing(twin: Twin) -> int:
    """Try to open the other two gifts with one receipt and all words; return how many opened."""
    place = origin_of("127.0.0.1:8000", twin.fund_id, 1)
    found, lines = {*await leaves(twin)}, await gifts(twin)
    _, known = await leaked(twin)
    own = opening_of(lines[0].topic, lines[0].payload)
    assert commitment_of(place, known.salt, known.inner, own) in found, "it opens its own line"
    opened = 0
    for line in lines[1:]:
        what = opening_of(line.topic, line.payload)
        tried = {
            commitment_of(place, salt, inner, what)
            for salt in openers(known, line, place)
            for inner in inners(known, line)
        }
        assert len(tried) > 1_000
        tried |= {sha256(what).digest(), sha256(line.payload).digest()}
        opened += len(tried & found)
    return opened


async def test_knowing_every_word_of_a_line_does_not_find_its_leaf(twin: Twin) -> None:
    assert await opened_by_guessing(twin) == 0


def of_the_position(_: Blinding, position: int) -> tuple[bytes, bytes]:
    """Salts that follow from the position alone."""
    return sha256(position.to_bytes(8, "big")).digest(), bytes(32)


def one_for_all(_: Blinding, __: int) -> tuple[bytes, bytes]:
    """One secret salt for every line and for both purposes."""
    return b"s" * 32, b"s" * 32


def one_after_another(_: Blinding, position: int) -> tuple[bytes, bytes]:
    """Salts that are counted on from a secret number."""
    return (position + (1 << 200)).to_bytes(32, "big"), bytes(32)


@pytest.mark.parametrize("salts", [of_the_position, one_for_all, one_after_another])
async def test_salts_that_are_not_secret_are_guessed(
    service_url: str, monkeypatch: pytest.MonkeyPatch, salts: Any
) -> None:
    monkeypatch.setattr(Blinding, "salts", salts)
    async with twins(service_url) as pair:
        assert await opened_by_guessing(await filled(pair)) == 2


async def test_amounts_and_days_cannot_be_tried_out_on_a_leaf(twin: Twin) -> None:
    """With a receipt of the same donor, all that is left to guess are a day and an amount."""
    place = origin_of("127.0.0.1:8000", twin.fund_id, 1)
    found = {*await leaves(twin)}
    index, known = await leaked(twin)
    payload: dict[str, Any] = json.loads(known.opening.partition(b"\n")[2])
    topic = known.opening.partition(b"\n")[0].decode()
    matched = set()
    for day, gross in product(range(1, 29), range(0, 50_00, 50)):
        guess = payload | {"occurred_on": f"2026-03-{day:02}", "gross": gross}
        said = json.dumps(guess, separators=(",", ":")).encode()
        matched |= {commitment_of(place, known.salt, known.inner, opening_of(topic, said))} & found
    assert len(matched) == 1, "the line of the receipt itself, so the guesses are well made"
    assert matched == {(await leaves(twin))[index]}


async def test_a_receipt_that_leaked_opens_one_leaf_and_nothing_of_the_others(twin: Twin) -> None:
    keys = await twin.site.log.keys_of(twin.fund_id, 1)
    openings = [(await leaked(twin, which))[1] for which in range(3)]
    assert len({each.salt for each in openings} | {each.inner for each in openings}) == 6
    texts = [(await twin.fetch(each)).content for each in twin.donors]
    for text, opening in zip(texts, openings, strict=True):
        everything = text + opening.opening
        assert keys.secret not in everything
        assert keys.secret.hex().encode() not in everything
        others = [each.salt for each in openings if each is not opening]
        assert not [salt for salt in others if salt in everything]
    # Nor does it hold what hides the envelope, which would show position and time to whoever tries.
    lines = await gifts(twin)
    blinding = await twin.site.log.blinding(twin.fund_id, 1)
    for line, opening in zip(lines, openings, strict=True):
        salt, salt2 = blinding.salts(line.position)
        assert (opening.salt, opening.inner) == (salt, inner_of(salt2, envelope_of(line)))
        tried = {inner_of(each, envelope_of(line)) for each in (b"", bytes(32), salt)}
        tried |= {inner_of(each, envelope_of(line)) for each in openers(opening, line, "")}
        assert opening.inner not in tried, "though position, case and time are known"


async def test_what_opens_a_line_in_one_log_opens_nothing_in_the_next(twin: Twin) -> None:
    index, known = await leaked(twin)
    before = await leaves(twin)
    assert await twin.site.log.new_origin(twin.fund_id) == 2
    size = await twin.size(2)
    after = await twin.site.log.leaves(twin.fund_id, 2, 0, size)
    assert not {*before} & {*after}, "no leaf, no dummy of one log is one of the other"
    places = [origin_of("127.0.0.1:8000", twin.fund_id, number) for number in (1, 2)]
    first = commitment_of(places[0], *known)
    assert first == before[index]
    assert not {commitment_of(place, *known) for place in places} & {*after}
    _, again = await leaked(twin)
    assert again.opening == known.opening
    assert again.salt != known.salt
    assert again.inner != known.inner
    assert commitment_of(places[1], *again) in after
    assert not {commitment_of(place, *again) for place in places} & {*before}
    for line in (await gifts(twin))[1:]:
        what = opening_of(line.topic, line.payload)
        mixed = {
            commitment_of(place, salt, inner, what)
            for place, salt, inner in product(
                places, (known.salt, again.salt), (known.inner, again.inner)
            )
        }
        assert not mixed & {*before, *after}


async def test_two_logs_have_no_key_in_common(twin: Twin) -> None:
    await twin.site.log.new_origin(twin.fund_id)
    one, other = [await twin.site.log.keys_of(twin.fund_id, number) for number in (1, 2)]
    public = {each.key.public for keys in (one, other) for each in (keys.head, keys.promise)}
    assert len(public) == 4
    assert one.secret != other.secret
    foreign = origin_of("127.0.0.1:8000", UUID(int=1), 1)
    seed = Dummies(one.secret, one.head.key.name).seed(70)
    assert dummy_of(one.head.key.name, seed) in {
        Dummies(one.secret, one.head.key.name).data(place) for place in range(64, 128)
    }
    assert dummy_of(foreign, seed) != dummy_of(one.head.key.name, seed)


async def test_what_an_auditor_has_of_one_dummy_makes_no_other(twin: Twin) -> None:
    keys = await twin.site.log.keys_of(twin.fund_id, 1)
    place, dummies = keys.head.key.name, Dummies(keys.secret, keys.head.key.name)
    found, seed = {*await leaves(twin)}, dummies.seed(100)
    assert dummies.data(100) in found
    guesses = {sha256(seed).digest(), digest(seed, b"\x01", "sha256"), bytes(32)}
    guesses |= {digest(seed, each.to_bytes(8, "big"), "sha256") for each in range(200)}
    number = int.from_bytes(seed, "big")
    guesses |= {(number ^ each).to_bytes(32, "big") for each in range(1, 256)}
    assert not {dummy_of(place, each) for each in guesses} & found
