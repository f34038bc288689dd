"""From facts to verdicts: pure, one function a line. Every threshold stands here, and only here."""

from datetime import timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from api.i18n import N_, Words
from api.well.facts import Disk, Facts, KeyTrouble
from api.well.findings import Finding, Subject, Verdict
from api.well.verdicts_of_funds import ballots, logs, statements

BACKUP_IS_LATE: Final = timedelta(hours=36)
"""A backup a day, with half a day for a machine that was switched off."""
BACKUP_IS_OLD: Final = timedelta(days=7)
DRILL_IS_LATE: Final = timedelta(days=90)
CLOCKS_DIFFER: Final = timedelta(seconds=5)
"""How far the newest line may be ahead: several processes, and a burst of lines in one moment."""
DISK_IS_SHORT_PERCENT: Final = 20
DISK_IS_FULL_BYTES: Final = 1_000_000_000
SUMS_ARE_LATE: Final = timedelta(seconds=30)
SUMS_ARE_OLD: Final = timedelta(minutes=10)
LOG_IS_LATE: Final = timedelta(hours=1)
PACE_DAYS: Final = 90
"""Over how many days the pace of the books is taken."""

_LINES_TO_MEASURE: Final = 10_000
"""With fewer lines, empty tables would count for more than what is in them."""
_LINE_BYTES: Final = 3_000
"""What a line is taken to need, with its postings, read models and indexes, until it is known."""
_MOST_ZONES: Final = 3
_MOST_DAYS: Final = 36_500
_GB: Final = 1_000_000_000


def judge(facts: Facts) -> tuple[Finding, ...]:
    """Say what the facts mean: ten lines, always in the same order."""
    return (
        _backup(facts),
        _drill(facts),
        _clock(facts),
        _disk(facts),
        _sums(facts),
        _version(facts),
        _keys(facts),
        statements(facts),
        ballots(facts),
        logs(facts),
    )


def _backup(facts: Facts) -> Finding:
    at, subject, command = facts.backup_at, Subject.BACKUP, "parasol backup"
    now = Words(N_("Make one now:"))
    if at is None and facts.books:
        says = (Words(N_("No backup was ever made.")),)
        return Finding(subject, Verdict.NOT_WELL, says, now, command)
    if at is None:
        says = (Words(N_("No book is kept here yet, so there is nothing to back up.")),)
        return Finding(subject, Verdict.WELL, says)
    age = facts.now - at
    if age < -CLOCKS_DIFFER:
        says = (Words(N_("The last backup is dated later than now, so its age is not known.")),)
        cure = Words(N_("See line 3, and then make a new one:"))
        return Finding(subject, Verdict.LOOK, says, cure, command)
    says = (Words(N_("The last backup was made {age} ago."), {"age": age}),)
    if age > BACKUP_IS_OLD:
        return Finding(subject, Verdict.NOT_WELL, says, now, command)
    if age > BACKUP_IS_LATE:
        cure = Words(N_("Make one now, and see why none was made by itself:"))
        return Finding(subject, Verdict.LOOK, says, cure, command)
    return Finding(subject, Verdict.WELL, says)


def _drill(facts: Facts) -> Finding:
    subject, command = Subject.DRILL, "parasol restore --drill FILE"
    cure = Words(N_("Try the newest backup, which changes nothing here:"))
    if facts.drill_at is None and facts.restored_at is None:
        if not facts.books:
            says = (Words(N_("No book is kept here yet, so there is nothing to restore.")),)
            return Finding(subject, Verdict.WELL, says)
        says = (Words(N_("No backup was ever restored for trial.")),)
        return Finding(subject, Verdict.LOOK, says, cure, command)
    last = max(each for each in (facts.drill_at, facts.restored_at) if each is not None)
    age = facts.now - last
    if age < -CLOCKS_DIFFER:
        says = (Words(N_("The last drill is dated later than now, so its age is not known.")),)
        return Finding(subject, Verdict.LOOK, says, cure, command)
    words = N_("A backup was last restored for trial {age} ago, and all of it was right.")
    if last == facts.restored_at:
        words = N_("These books were themselves restored from a backup {age} ago.")
    says = (Words(words, {"age": age}),)
    if age > DRILL_IS_LATE:
        return Finding(subject, Verdict.LOOK, says, cure, command)
    return Finding(subject, Verdict.WELL, says)


def _clock(facts: Facts) -> Finding:
    subject, command = Subject.CLOCK, "sudo timedatectl set-ntp true"
    newest = facts.newest_line_at
    ahead = newest - facts.now if newest else timedelta(0)
    says = _times(facts)
    if ahead > CLOCKS_DIFFER:
        late = Words(
            N_("The newest line of a book was recorded {ahead} later than that."), {"ahead": ahead}
        )
        cure = Words(N_("Set the clock right before anybody writes:"))
        return Finding(subject, Verdict.NOT_WELL, (*says, late), cure, command)
    compare = Words(N_("Compare this with a telephone."))
    if facts.clock_is_kept is None:
        return Finding(subject, Verdict.WELL, (*says, compare))
    if facts.clock_is_kept:
        kept = Words(N_("The system keeps its clock right."))
        return Finding(subject, Verdict.WELL, (*says, compare, kept))
    loose = Words(N_("The system says that nothing keeps its clock right."))
    cure = Words(N_("Have the clock kept right from now on:"))
    return Finding(subject, Verdict.LOOK, (*says, compare, loose), cure, command)


def _times(facts: Facts) -> tuple[Words, ...]:
    """Say what time it is here: where the funds are, and in UTC."""

    def told(template: str, name: str) -> Words:
        zone = ZoneInfo(name)
        return Words(template, {"place": zone, "moment": facts.now.astimezone(zone)})

    zones = [zone for zone in facts.time_zones if zone != "UTC"][:_MOST_ZONES]
    return (
        told(N_("By the clock of this machine it is {moment}, in UTC."), "UTC"),
        *(told(N_("In {place} it is {moment}."), zone) for zone in zones),
    )


def _disk(facts: Facts) -> Finding:
    subject, disk, command = Subject.DISK, facts.disk, "df -h"
    if not facts.has_own_database:
        unseen = Words(N_("The database is looked after elsewhere: its disk is not seen here."))
        cure = Words(N_("Ask whoever looks after it how much room is left."))
        return Finding(subject, Verdict.NOT_SEEN, (unseen,), cure)
    if disk is None or disk.total <= 0:
        unread = Words(N_("How much room is left could not be read."))
        cure = Words(N_("See on the machine itself:"))
        return Finding(subject, Verdict.LOOK, (unread,), cure, command)
    percent = 100 * disk.free // disk.total
    free = Words(
        N_("{free} GB of {total} GB are free, {percent} %."),
        {"free": _gigabytes(disk.free), "total": _gigabytes(disk.total), "percent": percent},
    )
    says = (free, *_room(facts, disk))
    if disk.free < DISK_IS_FULL_BYTES:
        cure = Words(N_("Make room now, for nothing can be written on a full disk; see them all:"))
        return Finding(subject, Verdict.NOT_WELL, says, cure, command)
    if percent < DISK_IS_SHORT_PERCENT:
        cure = Words(N_("Make room, or give the data a larger disk; see them all:"))
        return Finding(subject, Verdict.LOOK, says, cure, command)
    return Finding(subject, Verdict.WELL, says)


def _gigabytes(size: int) -> Decimal:
    """Return gigabytes, with tenths below ten; rounded down, so that nothing is promised."""
    tenths = 10 * size // _GB
    return Decimal(tenths) / 10 if tenths < 100 else Decimal(tenths // 10)  # noqa: PLR2004  below ten


def _room(facts: Facts, disk: Disk) -> tuple[Words, ...]:
    """Say roughly how many lines still fit, and for how many years that is."""
    measured = facts.lines >= _LINES_TO_MEASURE
    line_bytes = max(1, facts.stored_bytes // facts.lines) if measured else _LINE_BYTES
    fit = disk.free // line_bytes
    if not fit:
        return ()
    leading = 10 ** (len(str(fit)) - 1)
    rough = fit // leading * leading
    room = Words(N_("That is room for more than {lines} lines."), {"lines": rough})
    if not facts.lines_lately:
        return (room,)
    days = fit * PACE_DAYS // facts.lines_lately
    pace = Words(
        N_("At the pace of the last 90 days that lasts for {time}."),
        {"time": timedelta(days=min(days, _MOST_DAYS))},
    )
    if days > _MOST_DAYS:
        pace = Words(N_("At the pace of the last 90 days that lasts longer than a hundred years."))
    return room, pace


def _sums(facts: Facts) -> Finding:
    subject = Subject.SUMS
    if facts.degraded:
        anew = Words(N_("Have the sums made anew; the books themselves are not touched:"))
        stopped = Words(
            N_("Sums that have stopped following their book: {count}. Pages may show old figures."),
            {"count": facts.degraded},
        )
        return Finding(subject, Verdict.NOT_WELL, (stopped,), anew, "parasol rebuild")
    if not facts.behind or facts.behind_since is None:
        says = (Words(N_("The pages show every line of the books.")),)
        return Finding(subject, Verdict.WELL, says)
    age = max(facts.now - facts.behind_since, timedelta(0))
    lack = Words(
        N_("The pages lack {count} of the newest lines; the oldest of them is {age} old."),
        {"count": facts.behind, "age": age},
    )
    # A book that was loaded has old lines from its first moment on: time may be all it needs.
    again = Words(N_("Look again in a minute; if they are not fewer, take them in and check:"))
    if age > SUMS_ARE_OLD:
        return Finding(subject, Verdict.NOT_WELL, (lack,), again, "parasol check")
    if age > SUMS_ARE_LATE:
        return Finding(subject, Verdict.LOOK, (lack,), again, "parasol check")
    usual = Words(N_("That is usual while somebody writes."))
    return Finding(subject, Verdict.WELL, (lack, usual))


def _version(facts: Facts) -> Finding:
    subject, command = Subject.VERSION, "parasol serve"
    again = Words(N_("Stop the service, and start it again:"))
    runs = N_("Parasol {program}, PostgreSQL {postgresql}, schema {schema}.")
    if facts.program is None:
        runs = N_("Parasol from its source, PostgreSQL {postgresql}, schema {schema}.")
    what = {"postgresql": facts.postgresql, "schema": facts.schema, "program": facts.program}
    says = (Words(runs, what),)
    if facts.schema_is_newer:
        newer = Words(N_("A newer program has changed the database since this one started."))
        return Finding(subject, Verdict.NOT_WELL, (*says, newer), again, command)
    if facts.installed != facts.program and facts.installed is not None:
        waits = Words(
            N_("Version {installed} is installed and waits for a restart."),
            {"installed": facts.installed},
        )
        return Finding(subject, Verdict.LOOK, (*says, waits), again, command)
    if facts.postgresql_waits:
        waits = Words(N_("Settings of PostgreSQL wait for a restart."))
        if not facts.has_own_database:
            again, command = Words(N_("Ask whoever looks after the database to restart it.")), ""
        return Finding(subject, Verdict.LOOK, (*says, waits), again, command)
    return Finding(subject, Verdict.WELL, says)


_KEY_SENTENCES: Final = {
    KeyTrouble.MISSING: N_("A key is missing that this database was used with."),
    KeyTrouble.FOREIGN: N_("The keys are not those that this database was used with."),
    KeyTrouble.EXPOSED: N_("Others than their owner can read or replace the keys."),
    KeyTrouble.UNREADABLE: N_("The keys cannot be read."),
}


def _keys(facts: Facts) -> Finding:
    if facts.key_trouble is None:
        right = N_("The keys are there, fit this database, and only their owner can read them.")
        return Finding(Subject.KEYS, Verdict.WELL, (Words(right),))
    cure = Words(N_("Do not stop the service; this names the place and what to do there:"))
    if facts.key_trouble is KeyTrouble.EXPOSED:
        cure = Words(N_("Close their directory to others; this names it and what to type:"))
    says = (Words(_KEY_SENTENCES[facts.key_trouble]),)
    return Finding(Subject.KEYS, Verdict.NOT_WELL, says, cure, "parasol well")
