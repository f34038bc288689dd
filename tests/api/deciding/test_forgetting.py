"""Words are forgotten on a day of their fund, wherever on earth it is."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ledger.deciding.commands import WithdrawProposal
from tests.api.deciding.stage import Members
from tests.api.deciding.test_words import put, read


async def test_no_word_goes_before_the_funds_own_day(members: Members) -> None:
    """Midnight comes to UTC hours before it comes to the fund."""
    proposal_id, ended = await put(members), members.today
    await members.ask(members.people[0], WithdrawProposal(occurred_on=ended, case_id=proposal_id))
    assert await members.deciding.forget_due() == 0
    day = ended + timedelta(days=400)
    midnight = datetime.combine(day, time(), ZoneInfo("America/New_York")).astimezone(UTC)
    assert midnight.hour in {4, 5}
    for hour in range(midnight.hour):
        members.clock.at = datetime.combine(day, time(hour), UTC)
        assert await members.deciding.forget_due() == 0, hour
    members.clock.at = midnight - timedelta(seconds=1)
    assert await members.deciding.forget_due() == 0
    members.clock.at = midnight
    assert await members.deciding.forget_due() == 1
    assert await read(members, proposal_id) is None
