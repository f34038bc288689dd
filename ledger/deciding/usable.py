"""What a table of how to decide must say, so that it can be counted and never binds by one person.

Amounts are minor units of the fund's currency, times are hours, deadlines are days.
"""

import re
from typing import Final

from ledger.events.protocols import ElectionRule, Method, Protocol, Stage, Stance
from ledger.rejections import ProtocolUnusable

DAY: Final = 24
WEEK: Final = 7 * DAY
MAX_HOURS: Final = 90 * DAY
MAX_STAGES: Final = 4
MAX_EXTENSIONS: Final = 4
MAX_REVIEW_DAYS: Final = 3 * 366
MAX_LAPSES_DAYS: Final = 366
MAX_PEOPLE: Final = 1_000
MAX_STEPS: Final = 10
MAX_VERSION: Final = 1_000_000
WHOLE: Final = 100
FEWEST: Final = 2
"""Nothing is adopted by one person."""
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
"""Lines hold no free word: a table is named like a thing in a program."""


def check_protocol(protocol: Protocol) -> None:
    """Refuse a protocol that could not be counted, or by which one person could decide.

    Refusals in order: protocol-unusable (name, version, stages), then one stage after the other
    protocol-unusable (hours, least_hours, extensions, extends_hours, review_days, lapses_days,
    quorum_percent, quorum_least, supporters, supporters_from, share_whole, share_part, more_than,
    most_blocks, most_stand_asides, stances, silence_agrees, block_needs_presence, rule, completion,
    method, share_whole).
    """
    if not _NAME.fullmatch(protocol.name):
        raise ProtocolUnusable("name", "small letters, digits and _, a letter first")
    _between("version", protocol.version, 1, MAX_VERSION)
    if not 1 <= len(protocol.stages) <= MAX_STAGES:
        raise ProtocolUnusable("stages", f"1 to {MAX_STAGES}")
    for stage in protocol.stages:
        _times(stage)
        _numbers(stage)
        if stage.method is Method.STANCES:
            _open_stage(stage)
        else:
            _sealed_stage(stage, is_last=stage is protocol.stages[-1])
        _decides(stage)


def _times(stage: Stage) -> None:
    _between("hours", stage.hours, 1, MAX_HOURS)
    _between("least_hours", stage.least_hours, 0, stage.hours)
    _between("extensions", stage.extensions, 0, MAX_EXTENSIONS)
    if stage.extensions:
        _between("extends_hours", stage.extends_hours, 1, MAX_HOURS)
    _between("review_days", stage.review_days, 0, MAX_REVIEW_DAYS)
    _between("lapses_days", stage.lapses_days, 0, MAX_LAPSES_DAYS)


def _numbers(stage: Stage) -> None:
    _between("quorum_percent", stage.quorum_percent, 0, WHOLE)
    _between("quorum_least", stage.quorum_least, 0, MAX_PEOPLE)
    _between("supporters", stage.supporters, 0, MAX_PEOPLE)
    if max(stage.quorum_least, stage.supporters) < FEWEST:
        raise ProtocolUnusable("quorum_least", f"{FEWEST} people or more, or in supporters")
    steps = stage.supporters_from
    amounts = [each.amount for each in steps]
    if (
        len(steps) > MAX_STEPS
        or any(each.amount < 0 or not 1 <= each.people <= MAX_PEOPLE for each in steps)
        or amounts != sorted(set(amounts))
    ):
        expected = f"up to {MAX_STEPS} steps, of growing amounts, 1 to {MAX_PEOPLE} people each"
        raise ProtocolUnusable("supporters_from", expected)
    _between("share_whole", stage.share_whole, 0, WHOLE)
    half = -(-stage.share_whole // 2)  # nothing is adopted against more people than are for it
    _between("share_part", stage.share_part, half, stage.share_whole)
    if stage.more_than and stage.share_part == stage.share_whole:
        raise ProtocolUnusable("more_than", "only with a share of less than all")
    _between("most_blocks", stage.most_blocks, 0, MAX_PEOPLE)
    most = MAX_PEOPLE if stage.stand_asides_limited else 0
    _between("most_stand_asides", stage.most_stand_asides, 0, most)


def _open_stage(stage: Stage) -> None:
    stances = stage.stances
    if Stance.AGREE not in stances or len(set(stances)) < len(stances):
        raise ProtocolUnusable("stances", "agree and others, each once")
    if stage.block_needs_presence and Stance.BLOCK not in stances:
        raise ProtocolUnusable("block_needs_presence", "only with the stance block")
    _no_election(stage)


def _sealed_stage(stage: Stage, *, is_last: bool) -> None:
    if stage.stances:
        raise ProtocolUnusable("stances", "none where ballots are sealed")
    if stage.silence_agrees:
        raise ProtocolUnusable("silence_agrees", "only where people speak openly")
    if stage.block_needs_presence:
        raise ProtocolUnusable("block_needs_presence", "only with the stance block")
    if stage.method is Method.BALLOT:
        _no_election(stage)
        return
    if stage.rule is None:
        raise ProtocolUnusable("rule", "how a budget ballot is counted")
    if stage.completion is not None and stage.rule is not ElectionRule.EQUAL_SHARES:
        raise ProtocolUnusable("completion", "only with equal shares")
    if not is_last:
        raise ProtocolUnusable("method", "a budget ballot in the last stage only")


def _no_election(stage: Stage) -> None:
    for name, said in (("rule", stage.rule), ("completion", stage.completion)):
        if said is not None:
            raise ProtocolUnusable(name, "only with a budget ballot")


def _decides(stage: Stage) -> None:
    """Refuse a stage in which what people say could make no difference."""
    if stage.method is Method.BUDGET_BALLOT:
        if stage.share_whole or stage.supporters or stage.supporters_from:
            raise ProtocolUnusable("share_whole", "no share and no supporters of a budget ballot")
        return
    can_oppose = stage.method is Method.BALLOT or Stance.DISAGREE in stage.stances
    if can_oppose and not stage.share_whole:
        raise ProtocolUnusable("share_whole", "a share, where people may disagree")
    if not stage.share_whole and not stage.supporters:
        raise ProtocolUnusable("supporters", "1 or more, where no share is asked for")


def _between(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise ProtocolUnusable(name, f"{least} to {most}")
