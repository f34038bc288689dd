"""The page of the log: its key, how far it is, who witnesses it, and the form that sets it."""

import re
from html import unescape
from typing import Final

import pytest

from api.pages.proofs.key_words import PAIRS, key_in_words
from api.pages.proofs.setting import proposed_size
from ledger.events import Role, Subject, Witness
from ledger.publishing.commands import SetDisclosure, SetLog
from ledger.publishing.state import KeptLog
from ledger.transparency.cosignature import Cosigner
from ledger.transparency.note import read_note
from ledger.verifier import read_pinned
from tests.api.pages.people.stage import Town
from tests.api.pages.people.test_left_to_members import left_to_members
from tests.api.pages.recording.stage import filled_in, text_of
from tests.api.publishing.stage import two_with_auditor
from tests.api.two_people import buttons_of
from tests.funds import open_fund

WITNESS: Final = Cosigner("witness.example.org/w1", b"w" * 32)
OTHER: Final = Cosigner("other.example.org", b"o" * 32)
NOT_WITNESSED: Final = "this server could show different books to different people"


def line_of(cosigner: Cosigner, url: str = "https://witness.example.org/w1") -> str:
    """Return what is typed about a witness."""
    return f"{cosigner.key.text} {url}"


async def kept(town: Town) -> KeptLog:
    """Let the log do what is due, and return it."""
    await town.site.log.keep(town.fund.fund_id, wait_seconds=10)
    log = (await town.state()).publishing.log
    assert log is not None
    return log


async def a_day_later(town: Town) -> None:
    """Let a day pass, let the log do what is due, and have everybody come back."""
    town.clock.pass_by(days=1)
    await kept(town)
    for handle, person in tuple(town.people.items()):
        await town.come(person.sign_in, handle)


async def set_to(town: Town, quorum: int, *cosigners: Cosigner) -> None:
    """Have heron set who witnesses the log, while one person signs."""
    witnesses = tuple(
        Witness(vkey=each.key.text, url="https://w.example.org") for each in cosigners
    )
    today = town.clock().date()
    await town.ask(SetLog(occurred_on=today, witnesses=witnesses, quorum=quorum), "heron")


async def test_a_member_reads_the_key_and_when_the_next_step_comes(town: Town) -> None:
    log = await kept(town)
    page = await town.people["heron"].page("log")
    text = text_of(page)
    for said in (log.origin, log.vkey, log.promise_vkey, *key_in_words(log.vkey)):
        assert said in text
    head = await town.site.log.head(town.fund.fund_id)
    assert head is not None
    assert f"has {head.size} entries, empty ones among them" in text
    assert "The next one comes on Aug 21, 2026" in text
    assert NOT_WITNESSED in text
    assert f"/en/{town.fund.fund_id}/public/check" in page


async def test_stewards_of_a_fund_that_publishes_read_that_the_key_should_hang(town: Town) -> None:
    said = "For stewards: this key should hang where members and givers see it"
    assert said not in text_of(await town.people["heron"].page("log")), "there is no key yet"
    await kept(town)
    await town.join("wren", by="heron")
    page = await town.people["heron"].page("log")
    assert said in text_of(page)
    assert f"{town.people['heron'].prefix}/log/card" in page
    assert said not in text_of(await town.people["wren"].page("log"))
    quiet = SetDisclosure(occurred_on=town.clock().date(), is_public=False)
    await town.ask(quiet, "heron")
    assert said not in text_of(await town.people["heron"].page("log"))


async def test_only_the_desk_reads_how_many_lines_wait(town: Town) -> None:
    await kept(town)
    await town.join("wren", by="heron")
    one = text_of(await town.people["heron"].page("log"))
    assert "One line waits for the next step, since Aug 20, 2026" in one
    page = await town.people["wren"].page("log")
    assert "for the next step" not in text_of(page)
    await town.ask(town.fund.donation(7_00), "heron")
    assert await town.people["wren"].page("log") == page
    seen = text_of(await town.people["heron"].page("log"))
    assert "2 lines wait for the next step, the oldest since Aug 20, 2026" in seen
    await a_day_later(town)
    assert "Every line is in the log." in text_of(await town.people["heron"].page("log"))


async def test_a_fund_that_keeps_no_log_says_when_one_begins(town: Town) -> None:
    heron = town.people["heron"]
    other = await open_fund(town.site.books, founder=heron.sign_in)
    page = await heron.client.get(f"/en/{other.fund_id}/log")
    assert "It begins as soon as the fund has public pages" in text_of(page.text)
    assert (await heron.client.get(f"/en/{other.fund_id}/log/card")).status_code == 404


async def test_it_stands_there_when_each_witness_last_cosigned(town: Town) -> None:
    fund_id = town.fund.fund_id
    await kept(town)
    await set_to(town, 1, WITNESS, OTHER)
    heron = town.people["heron"]
    assert text_of(await heron.page("log")).count("has not cosigned lately") == 2
    head = await town.site.log.head(fund_id)
    assert head is not None
    at = int(town.clock().timestamp())
    line = WITNESS.cosign(read_note(head.note).text, at)
    await town.site.log.add_cosignatures(fund_id, head.number, head.size, [line])
    text = text_of(await heron.page("log"))
    assert "cosigned the newest step on Aug 20, 2026" in text
    assert "A step counts once" not in text, "said on the public page"
    assert "1 of 2 witnesses" in text
    assert NOT_WITNESSED not in text
    await a_day_later(town)
    text = text_of(await town.people["heron"].page("log"))
    assert "cosigned last on Aug 20, 2026" in text
    assert "and the newest step not yet" in text


async def test_what_stopped_is_said_to_the_desk_with_what_to_do(town: Town) -> None:
    log = await kept(town)
    await town.join("wren", by="heron")
    memory = town.site.settings.keys_dir / "log" / f"{town.fund.fund_id}-{log.number}"
    for each in memory.iterdir():
        each.unlink()
    await a_day_later(town)
    text = text_of(await town.people["heron"].page("log"))
    assert "Nothing more is signed: what the signer remembers is gone" in text
    assert "parasol log new-origin" in text
    assert "Nothing more is signed" not in text_of(await town.people["wren"].page("log"))


async def test_the_form_proposes_a_size_and_sets_the_rule(town: Town) -> None:
    heron = town.people["heron"]
    page = await heron.page("log/set")
    assert "lines were written in the last 90 days: 64 would do." in text_of(page)
    assert filled_in(page)["batch_size"] == "64"
    answers = {
        "batch_size": "128",
        "every_hours": "12",
        "witnesses": f"{line_of(WITNESS)}/\n\nwitness w2 {line_of(OTHER)}",
        "quorum": "1",
    }
    checked = await heron.check("log/set", **answers)
    said = text_of(checked.text)
    assert "Entries that each step adds 64 → becomes 128" in said
    assert "A step comes once a day → becomes every 12 hours" in said
    assert "Readers ask for no witness: the log is not witnessed → becomes 1 of 2 witnesses" in said
    answer = await heron.send("log/set", filled_in(checked.text), "write")
    assert answer.headers["location"] == f"{heron.prefix}/log"
    rule = (await town.state()).publishing.log_rule
    assert (rule.batch_size, rule.every_hours, rule.quorum) == (128, 12, 1)
    assert [each.url for each in rule.witnesses] == ["https://witness.example.org/w1"] * 2
    again = await heron.page("log/set")
    assert line_of(OTHER) in again
    assert filled_in(again)["quorum"] == "1"


@pytest.mark.parametrize(
    "typed, quorum, said",
    [
        ("https://w.example.org", "0", "Line 1: a key and an address, with a space between them"),
        (f"{line_of(WITNESS)}\nkey https://w", "0", "Line 2: this is not the key of a witness"),
        (line_of(WITNESS, "http://w.example.org"), "0", "addresses that begin with https://"),
        (f"{line_of(WITNESS)}\n{line_of(WITNESS)}", "0", "each name and each key once"),
        (line_of(WITNESS), "2", "0 to the number of witnesses"),
    ],
    ids=["no key", "another key", "address", "twice", "quorum"],
)
async def test_what_is_wrong_is_said_beside_its_field(
    town: Town, typed: str, quorum: str, said: str
) -> None:
    heron = town.people["heron"]
    answer = await heron.check("log/set", witnesses=typed, quorum=quorum)
    assert answer.status_code == 422
    assert said in text_of(answer.text)
    assert f"#{'quorum' if quorum == '2' else 'witnesses'}" in answer.text
    assert typed in answer.text, "what was typed is still there"


async def test_numbers_are_grouped_as_the_language_does(town: Town) -> None:
    heron = town.people["heron"]
    page = await heron.page("log/set")
    assert ">4,096<" in re.sub(r"\s+", "", page)
    assert 'value="4096"' in page
    checked = await heron.check("log/set", batch_size="4096")
    assert "Entries that each step adds 64 → becomes 4,096" in text_of(checked.text)
    await town.ask(SetLog(occurred_on=town.clock().date(), batch_size=4096), "heron")
    await kept(town)
    for _ in range(3):
        town.clock.pass_by(days=1)
        await town.site.log.keep(town.fund.fund_id, wait_seconds=10)
    for handle, person in tuple(town.people.items()):
        await town.come(person.sign_in, handle)
    head = await town.site.log.head(town.fund.fund_id)
    assert head is not None
    assert head.size > 10_000
    heron = town.people["heron"]
    assert f"has {head.size:,} entries" in text_of(await heron.page("log"))
    spanish = await heron.client.get(f"/es/{town.fund.fund_id}/log")
    assert f"{head.size:,}".replace(",", ".") in text_of(spanish.text)
    assert f"\n{head.size}\n" in head.note, "what programs read is not grouped"


async def test_a_second_steward_signs_what_one_asked_for(town: Town) -> None:
    await two_with_auditor(town)
    heron, plover = town.people["heron"], town.people["plover"]
    assert "This takes two: you ask for it, another steward signs it." in text_of(
        await heron.page("log/set")
    )
    asked = await heron.write("log/set", every_hours="6", code=town.code("heron"))
    order = asked.headers["location"].removeprefix(f"{heron.prefix}/")
    text = text_of(await plover.page(order))
    assert "how the log of the fund grows" in text
    assert "A step comes once a day → becomes every 6 hours" in text
    assert buttons_of(await plover.page(order))
    assert (await town.state()).publishing.log_rule.every_hours == 24


async def test_members_decide_it_where_publishing_is_left_to_them(town: Town) -> None:
    await left_to_members(town, Subject.PUBLISHING)
    heron = town.people["heron"]
    page = text_of(await heron.page("log/set"))
    assert "The members decide this: it becomes a proposal" in page
    answer = await heron.write("log/set", batch_size="256", reason="We are more.")
    path = answer.headers["location"].removeprefix(f"{heron.prefix}/")
    assert path.startswith("decisions/")
    said = text_of(await heron.page(path))
    assert "Where it changes something, what holds now is struck through." in said
    assert "Entries that each step adds 64 → becomes 256" in said


async def test_the_card_for_the_wall_has_all_that_a_checker_needs(town: Town) -> None:
    log = await kept(town)
    await town.join("wren", by="heron")
    answer = await town.people["wren"].get("log/card")
    assert "img-src 'self' data:" in answer.headers["content-security-policy"]
    text = text_of(answer.text)
    assert f"log {log.vkey}" in text
    assert "quorum none" in text
    assert log.promise_vkey in text
    assert 'src="data:image/png;base64,' in answer.text
    [card] = re.findall(r'<p class="proof" dir="ltr"><code>(.*?)</code>', answer.text, re.DOTALL)
    read = read_pinned(unescape(card).encode())
    assert read.log_origins == read.promise_origins == [log.origin]
    await set_to(town, 1, *(Cosigner("w" * 198 + f"{n:02}", bytes([n]) * 32) for n in range(1, 16)))
    many = await town.people["wren"].page("log/card")
    assert "data:image/png" not in many, "no picture holds so much"
    assert "witness w15 " in many


async def test_only_stewards_set_it(town: Town) -> None:
    await town.join("wren", Role.TREASURER, by="heron")
    wren = town.people["wren"]
    assert "log/set" not in await wren.page("log")
    assert (await wren.get("log/set")).status_code == 403


def test_a_key_has_the_same_words_every_time_and_another_key_has_others() -> None:
    key, other = WITNESS.key.text, OTHER.key.text
    assert len(key_in_words(key)) == PAIRS
    assert key_in_words(key) == key_in_words(key)
    assert not set(key_in_words(key)) & set(key_in_words(other))


@pytest.mark.parametrize(
    "lines, every_hours, size",
    [(0, 24, 64), (2_880, 24, 64), (2_881, 24, 128), (2_880, 1, 64), (10**6, 24, 4096)],
)
def test_the_proposed_size_has_room_for_twice_the_average(
    lines: int, every_hours: int, size: int
) -> None:
    assert proposed_size(lines, every_hours) == size
