"""Words are sealed before their line, read by members, found again by a retry, and forgotten."""

import asyncio
import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest

from api.deciding import word_rows
from api.deciding.key_files import KeyFiles
from api.deciding.sealing import unseal_words
from api.deciding.words import Words
from ledger.deciding.commands import ChangeProposal, Propose, WithdrawProposal
from ledger.deciding.templates import TEMPLATES
from ledger.events.deciding import ProposalKind
from ledger.rejections import (
    CaseUnknown,
    KeyReused,
    KindClosed,
    MandateMissing,
    WordsUnusable,
)
from ledger.store.database import Database
from tests.api.deciding.stage import TEXT, TITLE, Members
from tests.funds import DAY

ASKED = Propose(occurred_on=DAY, kind=ProposalKind.ANYTHING, text_hash="")


async def put(members: Members, title: str = TITLE, text: str = TEXT, **changes: Any) -> UUID:
    fields: dict[str, Any] = {"actor": str(members.people[0]), "key": str(uuid4())}
    receipt = await members.deciding.propose(
        members.fund_id, ASKED, title, text, **(fields | changes)
    )
    return receipt.answer.case_id


async def read(members: Members, proposal_id: UUID) -> Words | None:
    return (await members.deciding.words(members.fund_id, [proposal_id])).get(proposal_id)


async def stored(database: Database) -> int:
    async with database.acquire() as connection:
        count: int = await connection.fetchval("select count(*) from proposal_words")
    return count


def key_files(keys_dir: Path) -> list[str]:
    return sorted(path.suffix for path in (keys_dir / "decisions").glob("*/*"))


async def test_members_read_the_words(members: Members) -> None:
    first, second = await put(members), await put(members, "Another", "Of other words")
    found = await members.deciding.words(members.fund_id, [first, second, uuid4()])
    assert found == {first: Words(TITLE, TEXT), second: Words("Another", "Of other words")}
    assert await members.deciding.words(uuid4(), [first, second]) == {}


async def test_the_line_holds_the_salted_digest_of_the_words(
    members: Members, database: Database, keys_dir: Path
) -> None:
    proposal_id = await put(members)
    proposal = await members.proposal(proposal_id)
    text_hash = bytes.fromhex(proposal.text_hash)
    async with database.acquire() as connection:
        (row,) = await word_rows.list_words(connection, members.fund_id, [proposal_id])
    files = KeyFiles(keys_dir, members.fund_id)
    key = files.read(files.words(text_hash))
    assert key is not None
    place = b"parasol: words\n" + members.fund_id.bytes + text_hash
    kept = msgspec.json.decode(unseal_words(row.sealed, key, place))
    said = msgspec.json.encode({"text": TEXT, "title": TITLE})
    salt = msgspec.convert(kept["salt"], bytes)
    assert hashlib.sha256(salt + said).digest() == text_hash
    assert len(row.sealed) == 12 + 1024 + 16
    assert TITLE.encode() not in row.sealed


async def test_the_same_key_is_the_same_proposal(members: Members, database: Database) -> None:
    first = await put(members, key="form")
    again = await put(members, key="form")
    assert first == again
    assert await stored(database) == 1
    assert await read(members, first) == Words(TITLE, TEXT)


async def test_sent_twice_at_once_it_is_one(members: Members, database: Database) -> None:
    first, again = await asyncio.gather(put(members, key="form"), put(members, key="form"))
    assert first == again
    assert await stored(database) == 1


async def test_the_same_key_with_other_words_is_refused(
    members: Members, database: Database, keys_dir: Path
) -> None:
    first = await put(members, key="form")
    with pytest.raises(KeyReused):
        await put(members, "Other words", key="form")
    assert await stored(database) == 1
    assert key_files(keys_dir) == [".words"]
    assert await read(members, first) == Words(TITLE, TEXT)


async def test_a_refusal_leaves_no_words_behind(
    members: Members, database: Database, keys_dir: Path
) -> None:
    asked = Propose(occurred_on=DAY, kind=ProposalKind.MONEY, text_hash="")
    with pytest.raises(KindClosed):
        await members.deciding.propose(
            members.fund_id, asked, TITLE, TEXT, actor=str(members.founder), key="form"
        )
    assert await stored(database) == 0
    assert key_files(keys_dir) == []


UNUSABLE = [
    ("title", "", TEXT),
    ("title", "  \n ", TEXT),
    ("title", "x" * 121, TEXT),
    ("title", "a\u0007b", TEXT),
    ("title", "a\u202eb", TEXT),
    ("title", "a\u200bb", TEXT),
    ("text", TITLE, ""),
    ("text", TITLE, "x" * 4001),
    ("text", TITLE, "a\u0000b"),
    ("text", TITLE, "\u2028"),
]


@pytest.mark.parametrize(("field", "title", "text"), UNUSABLE)
async def test_words_that_cannot_be_used(
    members: Members, field: str, title: str, text: str
) -> None:
    with pytest.raises(WordsUnusable) as refused:
        await put(members, title, text)
    assert refused.value.field == field


async def test_words_are_kept_composed(members: Members) -> None:
    proposal_id = await put(members, "  Cafe\u0301   now ", "a\r\n b  \r\n\r\nc\n")
    assert await read(members, proposal_id) == Words("Caf\u00e9 now", "a\n b\n\nc")


async def test_changed_words_take_the_place_of_those_before(
    members: Members, database: Database, keys_dir: Path
) -> None:
    proposal_id = await members.propose_rules()
    maker = members.people[0]
    before = (await members.proposal(proposal_id)).text_hash
    await members.deciding.see(members.fund_id, proposal_id, members.people[1])
    change = ChangeProposal(
        occurred_on=DAY,
        case_id=proposal_id,
        text_hash="",
        order=(await members.proposal(proposal_id)).order,
        review_on=DAY + timedelta(days=30),
    )
    for _ in range(2):  # a retry changes nothing
        await members.deciding.change(
            members.fund_id, change, "Better", "Words", actor=str(maker), key="change"
        )
    assert await read(members, proposal_id) == Words("Better", "Words")
    assert (await members.proposal(proposal_id)).text_hash != before
    assert await stored(database) == 1
    assert key_files(keys_dir) == [".words"]
    standing = await members.deciding.standing(members.fund_id, proposal_id)
    assert standing.seen == 0, "what somebody opened said something else"


async def test_words_cut_off_from_their_line_are_found_again(
    members: Members, database: Database, keys_dir: Path
) -> None:
    proposal_id = await put(members, key="form")
    async with database.acquire() as connection:
        await connection.execute("update proposal_words set proposal_id = null")
    assert await read(members, proposal_id) is None
    await members.deciding.forget_due()
    assert await read(members, proposal_id) == Words(TITLE, TEXT)
    async with database.acquire() as connection:
        await connection.execute("update proposal_words set proposal_id = null")
    assert await put(members, key="form") == proposal_id
    assert await read(members, proposal_id) == Words(TITLE, TEXT)


async def test_words_that_never_got_a_line_are_removed(
    members: Members, database: Database, keys_dir: Path
) -> None:
    proposal_id = await put(members, key="form")
    async with database.acquire() as connection:
        await connection.execute(
            "insert into proposal_words (fund_id, text_hash, draft_id, sealed, made_on)"
            " select fund_id, sha256(text_hash), gen_random_uuid(), sealed, made_on"
            " from proposal_words"
        )
        left_over = await connection.fetchval(
            "select text_hash from proposal_words where proposal_id is null"
        )
    files = KeyFiles(keys_dir, members.fund_id)
    files.make(files.words(left_over))
    await members.deciding.forget_due()
    assert await stored(database) == 2
    members.clock.on(days=2)
    await members.deciding.forget_due()
    assert await stored(database) == 1
    assert key_files(keys_dir) == [".words"]
    assert await read(members, proposal_id) == Words(TITLE, TEXT)


async def test_words_of_another_row_are_not_shown(
    members: Members, database: Database, superuser_url: str
) -> None:
    first, second = await put(members), await put(members, "Another", "One")
    assert await read(members, second) == Words("Another", "One")
    connection = await asyncpg.connect(superuser_url)
    try:
        await connection.execute(
            "update proposal_words set sealed ="
            " (select sealed from proposal_words where proposal_id = $1) where proposal_id = $2",
            first,
            second,
        )
    finally:
        await connection.close()
    assert await read(members, second) is None


async def test_words_are_forgotten_by_maker_or_steward_and_nobody_else(
    members: Members, keys_dir: Path
) -> None:
    for who in (members.people[0], members.steward):
        proposal_id = await put(members)
        other = next(
            each for each in members.people[1:] if each not in (members.steward, members.founder)
        )
        await members.deciding.note(
            members.fund_id, proposal_id, by=other, text="A concern", key="n"
        )
        for refused in (other, uuid4()):
            with pytest.raises(MandateMissing):
                await members.deciding.forget(members.fund_id, proposal_id, actor=str(refused))
        for _ in range(2):
            await members.deciding.forget(members.fund_id, proposal_id, actor=str(who))
        assert await read(members, proposal_id) is None
        assert await members.deciding.notes(members.fund_id, proposal_id) == ()
        assert key_files(keys_dir) == []
    with pytest.raises(CaseUnknown):
        await members.deciding.forget(members.fund_id, uuid4(), actor=str(members.steward))


async def test_the_clock_forgets_400_days_after_the_end(members: Members) -> None:
    proposal_id, still_open = await put(members), await put(members)
    await members.ask(
        members.people[0], WithdrawProposal(occurred_on=members.today, case_id=proposal_id)
    )
    assert await members.deciding.forget_due() == 0
    members.clock.on(days=399)
    assert await members.deciding.forget_due() == 0
    members.clock.on(days=1)
    assert await members.deciding.forget_due() == 1
    assert await read(members, proposal_id) is None
    assert await read(members, still_open) == Words(TITLE, TEXT)
    assert await members.deciding.forget_due() == 0


async def test_who_opened_it_counts_for_those_who_may_decide(members: Members) -> None:
    proposal_id = await put(members)
    for who in (members.people[1], members.people[1], members.people[2], uuid4()):
        await members.deciding.see(members.fund_id, proposal_id, who)
    standing = await members.deciding.standing(members.fund_id, proposal_id)
    assert standing.seen == 2
    await members.pass_until(proposal_id)
    await members.deciding.see(members.fund_id, proposal_id, members.people[3])
    standing = await members.deciding.standing(members.fund_id, proposal_id)
    assert standing.seen == 2


async def test_silence_of_those_who_opened_it_stands_in_the_line(
    members: Members, database: Database
) -> None:
    assert TEMPLATES["lazy_consensus"].stages[0].silence_agrees
    proposal_id = await put(members)
    seen = members.people[1:4]
    for who in seen:
        await members.deciding.see(members.fund_id, proposal_id, who)
        await members.vote(proposal_id, who, "agree")
    await members.pass_until(proposal_id)
    assert (await members.close(proposal_id)).seen == tuple(sorted(seen))
    async with database.acquire() as connection:
        assert await connection.fetchval("select count(*) from proposal_seen") == 0
