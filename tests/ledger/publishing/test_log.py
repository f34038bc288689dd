"""The log of a fund: how it may grow, when one begins, and how reports are held to it."""

from hashlib import sha256
from typing import Any, Final

import pytest
from msgspec.structs import replace

from ledger.decider import written_in
from ledger.events import LogSet, ReportLogged, Subject
from ledger.fund import Fund
from ledger.orders.by_decision import subject_of
from ledger.orders.content import GOVERNING
from ledger.powers import CLOCK, OPERATOR
from ledger.publishing.cases import publications_case
from ledger.publishing.commands import BeginLog, SetLog
from ledger.publishing.log import OF_HEADS, OF_WITNESSES, name_of, public_key
from ledger.rejections import (
    LogBegunAlready,
    LogUnusable,
    NotPublic,
    OperatorMayNot,
    Rejection,
)
from tests.ledger.book import FUND, NOW, TODAY, TOMORROW, Given, Ladder, Rung, Step
from tests.ledger.people import ANA, TOGETHER
from tests.ledger.publishing.logs import (
    EMPTY,
    LOGGED,
    beginning,
    begun,
    head,
    origin,
    vkey,
    witness,
)
from tests.ledger.publishing.stage import PUBLIC, RULE, manifest, published, publishing
from tests.ledger.steps import dates

W1: Final = witness()
KEYS: Final = "keys of witnesses, as they publish them"
ADDRESSES: Final = "addresses that begin with https://, or http:// of an onion service"
FIRST_KEY: Final = f"an Ed25519 key named {origin(2)}"
SECOND_KEY: Final = f"an Ed25519 key named {origin(2)}/promise"
LAST_HEAD: Final = f"the last head of {origin(1)}"
SET: Final = LogSet(occurred_on=TODAY, batch_size=64, every_hours=24)


def unusable(field: str, expected: str, **mend: Any) -> Step:
    return Step(LogUnusable(field, expected), mend)


def watched(*others: Any) -> dict[str, Any]:
    return {"witnesses": (W1, *others)}


LADDERS: Final = (
    Ladder(
        SetLog(
            occurred_on=TOMORROW,
            batch_size=100,
            every_hours=5,
            witnesses=tuple(witness(f"w/{n}", n) for n in range(1, 17)),
            quorum=16,
        ),
        Given(*TOGETHER),
        (
            *dates(),
            unusable("batch_size", "one of 64, 128, 256, 512, 1024, 2048, 4096", batch_size=8192),
            unusable("batch_size", "one of 64, 128, 256, 512, 1024, 2048, 4096", batch_size=4096),
            unusable("every_hours", "one of 24, 12, 8, 6, 4, 3, 2, 1", every_hours=1),
            unusable("witnesses", "15 at most", **watched(replace(W1, vkey="w1"))),
            unusable("witnesses", KEYS, **watched(replace(W1, vkey=vkey("w2", OF_HEADS)))),
            unusable("witnesses", KEYS, **watched(replace(W1, url="ftp://w.example"))),
            unusable("witnesses", ADDRESSES, **watched(witness(number=8))),
            unusable("witnesses", "each name and each key once", **watched(witness("w2"))),
            unusable(
                "witnesses", "each name and each key once", **watched(witness("w2", number=8))
            ),
            unusable("quorum", "0 to the number of witnesses", quorum=-1),
            unusable("quorum", "0 to the number of witnesses", quorum=2),
        ),
        actor=ANA,
        by_order=True,
    ),
    Ladder(
        beginning(
            1,
            occurred_on=TOMORROW,
            origin=origin(3),
            vkey="key",
            promise_vkey="key",
            before=head(2),
        ),
        Given(*TOGETHER),
        (
            *dates(),
            Step(NotPublic(), given=Given(*LOGGED)),
            Step(LogBegunAlready(1), {"number": 3}),
            unusable("number", "2", number=0),
            unusable("number", "2", number=2),
            unusable("origin", f"HOST/{FUND}/2", origin=origin(2, "Fund.example.org")),
            unusable("origin", f"HOST/{FUND}/2", origin=origin(2, "")),
            unusable("origin", f"HOST/{FUND}/2", origin=origin(2)),
            unusable("vkey", FIRST_KEY, vkey=vkey(origin(1))),
            unusable("vkey", FIRST_KEY, vkey=vkey(origin(2), OF_WITNESSES)),
            unusable("vkey", FIRST_KEY, vkey=vkey(origin(2))),
            unusable("promise_vkey", SECOND_KEY, promise_vkey=vkey(origin(2))),
            unusable("promise_vkey", SECOND_KEY, promise_vkey=vkey(f"{origin(2)}/promise")),
            unusable("before", LAST_HEAD, before=None),
            unusable("before", LAST_HEAD, before=head(1, size=-1)),
            unusable("before", LAST_HEAD, before=head(1, root="F" * 64)),
            unusable("before", LAST_HEAD, before=head(1, size=0)),
        ),
        actor=OPERATOR,
    ),
)


@pytest.mark.parametrize("row", [row for ladder in LADDERS for row in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(row: Rung) -> None:
    row.check()


@pytest.mark.parametrize(
    "url",
    [
        "https://w.example/w1/",
        "https://w.example/?a",
        "https://w.example#x",
        "https://me:secret@w.example",
        "https://w.example:0",
        "https://w.example:99999",
        "https://[w.example",
        "https://",
        "https:///w1",
        "https://w.example/w 1",
        "https://w.example\\@w2.example",
        "http://w.example",
        "https://w.example/" + "w" * 200,
    ],
)
def test_an_address_that_no_head_can_be_sent_to_is_refused(url: str) -> None:
    command = SetLog(occurred_on=TODAY, witnesses=(replace(W1, url=url),))
    refusal = LogUnusable("witnesses", ADDRESSES)
    Given(*TOGETHER).carried_out(command, NOW, ANA).refused(refusal)


@pytest.mark.parametrize(
    "url",
    [
        "https://w.example:8443/w/1",
        "http://abc.onion",
        "http://localhost:8000",
        "http://[::1]:8000",
    ],
)
def test_an_address_of_an_onion_service_or_of_this_machine_needs_no_certificate(url: str) -> None:
    command = SetLog(occurred_on=TODAY, witnesses=(replace(W1, url=url),), quorum=1)
    Given(*TOGETHER).carried_out(command, NOW, ANA).then(
        replace(SET, witnesses=command.witnesses, quorum=1)
    )


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "w1",
        vkey("w1", OF_WITNESSES) + "\n",
        vkey("w 1", OF_WITNESSES),
        vkey("w+1", OF_WITNESSES),
        vkey("wé", OF_WITNESSES),
        vkey("w" * 201, OF_WITNESSES),
        vkey("w1", OF_WITNESSES).upper(),
        vkey("w1", OF_WITNESSES)[:-1] + "=",
        vkey("w1", OF_WITNESSES).replace("w1+", "w2+"),
        vkey("w1", OF_HEADS),
        vkey("w1", 6),
    ],
)
def test_what_is_no_key_of_a_witness_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="key"):
        public_key(wrong, OF_WITNESSES)


def test_a_key_that_c2sp_gives_as_an_example_is_read() -> None:
    # The example of the specification of signed notes, v1.0.0.
    example = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    key = bytes.fromhex("e932791ae6e7a840a46164c904786426d5e7821dd8b29a00d61cae72afdd4da4")
    assert public_key(example, OF_HEADS) == key
    assert name_of(example) == "example.com/foo"


def test_a_fund_that_shows_nothing_keeps_a_log_once_two_stewards_said_how() -> None:
    assert not Fund(fund_id=FUND).publishing.keeps_log
    assert Given(*TOGETHER, SET).fund.publishing.keeps_log
    Given(*TOGETHER, SET).when(beginning(), NOW, CLOCK).then(begun())


def test_a_log_goes_on_when_the_fund_is_not_public_any_more() -> None:
    hidden = replace(RULE, is_public=False)
    assert Given(*LOGGED, hidden).fund.publishing.keeps_log
    assert not Given(*PUBLIC, hidden).fund.publishing.keeps_log


def test_the_clock_begins_the_first_log_and_the_operator_every_other() -> None:
    Given(*PUBLIC).when(beginning(), NOW, CLOCK).then(begun())
    Given(*LOGGED).when(beginning(2), NOW, CLOCK).refused(OperatorMayNot())
    Given(*LOGGED).when(beginning(2), NOW, OPERATOR).then(begun(2))
    Given(*LOGGED, begun(2)).when(beginning(2), NOW, OPERATOR).refused(LogBegunAlready(2))


def test_nobody_else_begins_a_log() -> None:
    for actor in (ANA, "import"):
        Given(*PUBLIC).when(beginning(), NOW, actor).refused(OperatorMayNot())


def test_the_first_log_follows_none() -> None:
    given = Given(*PUBLIC)
    wrong = LogUnusable("before", "nothing, for the first log")
    given.when(beginning(before=head()), NOW, CLOCK).refused(wrong)


def test_a_log_without_a_single_head_is_followed_by_its_empty_tree() -> None:
    command = beginning(2, before=head(1, size=0, root=EMPTY))
    (fact,) = Given(*LOGGED).when(command, NOW, OPERATOR).facts
    log = Given(*LOGGED, fact).fund.publishing.log
    assert log is not None
    assert (log.number, log.origin, log.before) == (2, origin(2), command.before)


def test_the_rule_holds_from_its_line_on_and_the_log_stays() -> None:
    fund = Given(*LOGGED).fund
    assert (fund.publishing.log_rule.batch_size, fund.publishing.log_rule.every_hours) == (64, 24)
    command = SetLog(
        occurred_on=TODAY, batch_size=256, every_hours=6, witnesses=(witness(),), quorum=1
    )
    facts = Given(*LOGGED).carried_out(command, NOW, ANA).facts
    after = Given(*LOGGED, *facts).fund.publishing
    assert after.log == fund.publishing.log
    assert (after.log_rule.batch_size, after.log_rule.every_hours) == (256, 6)
    assert (after.log_rule.witnesses, after.log_rule.quorum) == (command.witnesses, 1)
    assert after.log_version == 1


def test_the_rule_is_one_of_two_stewards_and_can_be_left_to_the_members() -> None:
    assert SetLog in GOVERNING
    assert subject_of(SetLog(occurred_on=TODAY)) is Subject.PUBLISHING
    for command in (SetLog(occurred_on=TODAY), beginning()):
        assert written_in(command, FUND) == publications_case(FUND)
    assert BeginLog not in GOVERNING


def test_a_report_is_held_to_the_log_in_the_line_behind_it() -> None:
    command = publishing(head=head())
    digest = sha256(manifest(1).encode()).hexdigest()
    Given(*LOGGED).carried_out(command, NOW, ANA).then(
        published(command),
        ReportLogged(occurred_on=TODAY, number=1, manifest_hash=digest, head=head()),
    )


def test_a_report_that_is_out_before_the_first_head_names_none() -> None:
    (_, logged) = Given(*LOGGED).carried_out(publishing(), NOW, ANA).facts
    assert isinstance(logged, ReportLogged)
    assert logged.head is None


@pytest.mark.parametrize(
    "given, named, expected",
    [
        (Given(*PUBLIC), head(), "nothing, while the fund has no log"),
        (Given(*LOGGED), head(2), f"a head of {origin()}"),
        (Given(*LOGGED, begun(2)), head(1), f"a head of {origin(2)}"),
        (Given(*LOGGED), head(root="root"), f"a head of {origin()}"),
    ],
    ids=["no log", "another log", "the log before", "no head"],
)
def test_a_report_names_a_head_of_the_log_there_is(given: Given, named: Any, expected: str) -> None:
    refusal: Rejection = LogUnusable("head", expected)
    given.carried_out(publishing(head=named), NOW, ANA).refused(refusal)
