"""How a fund says how it decides: which tables can be used, and which cannot."""

from typing import Any, Final

import pytest
from msgspec.structs import replace

from ledger.deciding.kinds import protocol_of
from ledger.deciding.setting import SetDeciding
from ledger.deciding.templates import DEFAULTS, TEMPLATES, check_protocol
from ledger.deciding.usable import MAX_HOURS
from ledger.events import (
    Completion,
    DecidingSet,
    ElectionRule,
    KindProtocol,
    Method,
    ProposalKind,
    Protocol,
    Stage,
    Stance,
    Subject,
    Supporters,
)
from ledger.rejections import ProtocolUnusable
from tests.ledger.book import TODAY, TOMORROW, Given, Ladder, Rung, Step
from tests.ledger.people import ANA, PEOPLE, SEALED, TOGETHER
from tests.ledger.steps import dates

CONSENT: Final = TEMPLATES["consent"]
MAJORITY: Final = TEMPLATES["majority"].stages[0]
SECRET: Final = TEMPLATES["sealed_majority"].stages[0]
BUDGET: Final = TEMPLATES["budget_ballot"].stages[0]


def by(kind: str, protocol: Protocol = CONSENT) -> KindProtocol:
    return KindProtocol(kind=ProposalKind(kind), protocol=protocol)


def wrong(field: str, expected: str, **mend: Any) -> Step:
    return Step(ProtocolUnusable(field, expected), mend)


LADDERS: Final = (
    Ladder(
        SetDeciding(
            occurred_on=TOMORROW,
            protocols=(
                by("rules", replace(CONSENT, name="Ours")),
                by("rules"),
                by("money", TEMPLATES["budget_ballot"]),
            ),
            by_decision=(Subject.BUDGETS, Subject.BUDGETS),
        ),
        Given(*TOGETHER),
        (
            *dates(),
            wrong(
                "protocols",
                "each kind once",
                protocols=(
                    by("rules", replace(CONSENT, name="Ours")),
                    by("money", TEMPLATES["budget_ballot"]),
                ),
            ),
            wrong(
                "name",
                "small letters, digits and _, a letter first",
                protocols=(by("rules"), by("money", TEMPLATES["budget_ballot"])),
            ),
            wrong(
                "protocols",
                "a budget ballot about budgets only",
                protocols=(by("rules"), by("budget", TEMPLATES["budget_ballot"])),
            ),
            wrong("by_decision", "each subject once", by_decision=(Subject.BUDGETS,)),
            wrong(
                "by_decision",
                "only what has a protocol to be decided by, and one for these rules themselves",
                by_decision=(Subject.RULES, Subject.MANDATES),
            ),
        ),
        actor=ANA,
        by_order=True,
    ),
)


@pytest.mark.parametrize("row", [row for ladder in LADDERS for row in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(row: Rung) -> None:
    row.check()


TOO_LONG: Final = f"1 to {MAX_HOURS}"
STEPS: Final = "up to 10 steps, of growing amounts, 1 to 1000 people each"
TABLES: Final[tuple[tuple[Stage, dict[str, Any], str, str], ...]] = (
    (MAJORITY, {"hours": 0}, "hours", TOO_LONG),
    (MAJORITY, {"hours": MAX_HOURS + 1}, "hours", TOO_LONG),
    (MAJORITY, {"least_hours": 169}, "least_hours", "0 to 168"),
    (MAJORITY, {"extensions": 5}, "extensions", "0 to 4"),
    (MAJORITY, {"extends_hours": 0}, "extends_hours", TOO_LONG),
    (MAJORITY, {"review_days": 1_099}, "review_days", "0 to 1098"),
    (MAJORITY, {"lapses_days": 367}, "lapses_days", "0 to 366"),
    (MAJORITY, {"quorum_percent": 101}, "quorum_percent", "0 to 100"),
    (MAJORITY, {"quorum_least": -1}, "quorum_least", "0 to 1000"),
    (MAJORITY, {"quorum_least": 1}, "quorum_least", "2 people or more, or in supporters"),
    (MAJORITY, {"supporters": 1_001}, "supporters", "0 to 1000"),
    (
        MAJORITY,
        {"supporters_from": (Supporters(amount=5, people=2), Supporters(amount=5, people=3))},
        "supporters_from",
        STEPS,
    ),
    (
        MAJORITY,
        {"supporters_from": (Supporters(amount=-1, people=2),)},
        "supporters_from",
        STEPS,
    ),
    (MAJORITY, {"supporters_from": (Supporters(amount=0, people=0),)}, "supporters_from", STEPS),
    (
        MAJORITY,
        {"supporters_from": tuple(Supporters(amount=each, people=2) for each in range(11))},
        "supporters_from",
        STEPS,
    ),
    (MAJORITY, {"share_part": 0}, "share_part", "1 to 2"),
    (MAJORITY, {"share_part": 3}, "share_part", "1 to 2"),
    (MAJORITY, {"share_whole": 101}, "share_whole", "0 to 100"),
    (MAJORITY, {"share_part": 2}, "more_than", "only with a share of less than all"),
    (MAJORITY, {"most_blocks": -1}, "most_blocks", "0 to 1000"),
    (MAJORITY, {"most_stand_asides": 1}, "most_stand_asides", "0 to 0"),
    (MAJORITY, {"stances": (Stance.DISAGREE,)}, "stances", "agree and others, each once"),
    (MAJORITY, {"stances": (Stance.AGREE,) * 2}, "stances", "agree and others, each once"),
    (
        MAJORITY,
        {"block_needs_presence": True},
        "block_needs_presence",
        "only with the stance block",
    ),
    (MAJORITY, {"rule": ElectionRule.GREEDY}, "rule", "only with a budget ballot"),
    (MAJORITY, {"completion": Completion.NONE}, "completion", "only with a budget ballot"),
    (
        MAJORITY,
        {"share_part": 0, "share_whole": 0, "more_than": False},
        "share_whole",
        "a share, where people may disagree",
    ),
    (
        TEMPLATES["consent"].stages[0],
        {"supporters": 0},
        "supporters",
        "1 or more, where no share is asked for",
    ),
    (SECRET, {"stances": (Stance.AGREE,)}, "stances", "none where ballots are sealed"),
    (SECRET, {"silence_agrees": True}, "silence_agrees", "only where people speak openly"),
    (
        SECRET,
        {"block_needs_presence": True},
        "block_needs_presence",
        "only with the stance block",
    ),
    (SECRET, {"rule": ElectionRule.GREEDY}, "rule", "only with a budget ballot"),
    (
        SECRET,
        {"share_part": 0, "share_whole": 0, "more_than": False},
        "share_whole",
        "a share, where people may disagree",
    ),
    (BUDGET, {"rule": None}, "rule", "how a budget ballot is counted"),
    (BUDGET, {"rule": ElectionRule.GREEDY}, "completion", "only with equal shares"),
    (BUDGET, {"supporters": 1}, "share_whole", "no share and no supporters of a budget ballot"),
)


@pytest.mark.parametrize(
    ("stage", "wrongly", "field", "expected"),
    [
        pytest.param(*row, id=f"{row[0].method.value}-{row[2]}-{number}")
        for number, row in enumerate(TABLES)
    ],
)
def test_a_table_that_cannot_be_used_is_named(
    stage: Stage, wrongly: dict[str, Any], field: str, expected: str
) -> None:
    with pytest.raises(ProtocolUnusable) as refused:
        check_protocol(Protocol(name="ours", version=1, stages=(replace(stage, **wrongly),)))
    assert (refused.value.field, refused.value.expected) == (field, expected)


@pytest.mark.parametrize(
    ("protocol", "field"),
    [
        (replace(CONSENT, version=0), "version"),
        (replace(CONSENT, stages=()), "stages"),
        (replace(CONSENT, stages=CONSENT.stages * 5), "stages"),
        (replace(CONSENT, stages=(BUDGET, MAJORITY)), "method"),
    ],
    ids=["version", "no stage", "five stages", "a ballot before the last"],
)
def test_a_protocol_that_cannot_be_used_is_named(protocol: Protocol, field: str) -> None:
    with pytest.raises(ProtocolUnusable) as refused:
        check_protocol(protocol)
    assert refused.value.field == field


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_the_usual_protocols_can_be_used(name: str) -> None:
    check_protocol(TEMPLATES[name])
    assert TEMPLATES[name].name == name


def test_before_its_rules_a_fund_decides_by_consent() -> None:
    deciding = Given(*TOGETHER).fund.deciding
    assert set(DEFAULTS) == {ProposalKind.BUDGET, ProposalKind.AMENDMENT, ProposalKind.ANYTHING}
    assert {protocol.name for protocol in DEFAULTS.values()} == {CONSENT.name}
    assert {each.stages[0].quorum_percent for each in DEFAULTS.values()} == {50}
    assert protocol_of(deciding, ProposalKind.BUDGET) == DEFAULTS[ProposalKind.BUDGET]
    assert protocol_of(deciding, ProposalKind.MONEY) is None


def test_rules_say_all_of_it() -> None:
    command = SetDeciding(
        occurred_on=TODAY,
        protocols=(by("rules"),),
        by_decision=(Subject.RULES,),
        case_votes=True,
    )
    given = Given(*PEOPLE, SEALED)
    (fact,) = given.when(command, actor=ANA).facts  # while one person signs, a steward alone
    assert isinstance(fact, DecidingSet)
    after = Given(*PEOPLE, fact).fund.deciding
    assert after.rules is not None
    assert after.rules.by_decision == (Subject.RULES,)
    assert protocol_of(after, ProposalKind.RULES) == CONSENT
    assert protocol_of(after, ProposalKind.BUDGET) is None
    assert all(stage.method is Method.STANCES for stage in CONSENT.stages)
