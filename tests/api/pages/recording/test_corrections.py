"""Correcting lines: the form is filled from the line, both lines are written or neither."""

from uuid import UUID

import pytest

from ledger.case import CaseLine
from ledger.events import LineReversed, Reason
from tests.api.client import hidden_fields
from tests.api.pages.recording.scene import Scene
from tests.api.pages.recording.scenes import SCENES, set_up
from tests.api.pages.recording.stage import Desk, text_of

every_sort = pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)


async def full_line(desk: Desk, scene: Scene) -> tuple[UUID, CaseLine]:
    """Write the full line of *scene*; return it with its case."""
    ids = await set_up(desk, scene)
    answer = await desk.ask(scene.full(ids))
    line = (await desk.case(answer.case_id)).at(answer.last)
    assert line is not None
    return answer.case_id, line


@every_sort
async def test_a_line_fills_the_form_that_writes_it_again(desk: Desk, scene: Scene) -> None:
    case_id, line = await full_line(desk, scene)
    path = f"lines/{line.position}/correct"
    fields = await desk.open(path)
    checked = await desk.send(path, fields | {"reason": "wrong_date"}, "check")
    assert "Check before writing</h1>" in checked.text, text_of(checked.text)
    kept = hidden_fields(checked.text)
    done = await desk.send(path, kept, "write")
    again = await desk.send(path, kept, "write")
    assert done.headers["location"] == again.headers["location"]
    reversal, replacement = (await desk.case(case_id)).lines[-2:]
    assert isinstance(reversal.event, LineReversed)
    assert reversal.event.reversed_position == line.position
    assert reversal.event.reason is Reason.WRONG_DATE
    assert replacement.event == line.event
    said = await desk.written(again)
    assert f"It takes the place of line {line.position}, which was taken back." in said
