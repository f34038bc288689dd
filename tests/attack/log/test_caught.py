"""Every attack of an operator is caught by a command, under a name; and by its check alone."""

import pytest

from tests.attack.log import past, reports, silence, two
from tests.attack.log.operator import Operator
from tests.attack.log.registry import ATTACKS, ON_REPORTS, Attack

MODULES = (past, reports, silence, two)
"""They register attacks when they are read."""


async def assert_caught(attack: Attack, operator: Operator) -> None:
    said = await attack.work(operator)
    assert said.command == attack.command
    assert attack.failure in said.names, said
    assert said.code, said


async def assert_missed(attack: Attack, operator: Operator, patch: pytest.MonkeyPatch) -> None:
    for place, instead in attack.blind.items():
        patch.setattr(place, instead)
    said = await attack.work(operator)
    assert attack.failure not in said.names, said


@pytest.mark.parametrize("name", ATTACKS)
async def test_it_is_caught(name: str, operator: Operator) -> None:
    await assert_caught(ATTACKS[name], operator)


@pytest.mark.slow
@pytest.mark.parametrize("name", ON_REPORTS)
async def test_on_a_report_it_is_caught(name: str, reporter: Operator) -> None:
    await assert_caught(ON_REPORTS[name], reporter)


@pytest.mark.slow
@pytest.mark.parametrize("name", ATTACKS)
async def test_it_is_not_caught_where_nobody_looks(
    name: str, operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    await assert_missed(ATTACKS[name], operator, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("name", ON_REPORTS)
async def test_on_a_report_it_is_not_caught_where_nobody_looks(
    name: str, reporter: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    await assert_missed(ON_REPORTS[name], reporter, monkeypatch)
