"""The page that invites binds somebody new to its fund, as the API does."""

from uuid import uuid4

from api.pages.flow import new_key
from tests.api.pages.people.stage import Town
from tests.api.pages.recording.stage import filled_in


async def test_nobody_is_invited_whom_another_fund_asked_for(town: Town) -> None:
    heron, elses = town.people["heron"], uuid4()
    await town.site.people.invitations.bind(elses, uuid4())
    checked = await heron.check("people/invite", sign_in=str(elses))
    assert checked.status_code == 200, "nothing is bound by looking"
    fields = filled_in(checked.text)
    answer = await heron.send("people/invite", fields, "write")
    assert answer.status_code == 409
    assert "They are a member already" in answer.text or "belong to this fund" in answer.text
    assert len((await town.state()).governance.members) == 1
    another = await heron.send("people/invite", {**fields, "_key": new_key()}, "write")
    assert another.status_code == 409
