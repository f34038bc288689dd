"""Faults to plant in a sound book as somebody whom nothing stops, and what a check calls them."""

from typing import Final

_EVENTS: Final = "update events set {} where fund_id = $1 and position = {}"
# What is done to the row of a table, and what the check says (with {at} for the position).
PLANTS: Final[dict[str, tuple[str, str, str]]] = {
    "a line is gone": (
        "delete from events where fund_id = $1 and position = {at}",
        "donation.received.v1",
        "positions have a gap",
    ),
    "a version is skipped": (
        _EVENTS.format("version = 7", "{at}"),
        "bail.posted.v1",
        "versions of its case have a gap",
    ),
    "time goes back": (
        _EVENTS.format("recorded_at = '2020-01-01'", "{at}"),
        "cost.paid.v1",
        "its time is not after the line before",
    ),
    "a payload with a space": (
        _EVENTS.format("payload = payload || ' '::bytea", "{at}"),
        "donation.received.v1",
        "its payload is not canonical",
    ),
    "a payload with another amount": (
        _EVENTS.format(
            "payload = convert_to(regexp_replace(convert_from(payload, 'utf8'),"
            " '\"gross\":(\\d+)', '\"gross\":1\\1'), 'utf8')",
            "{at}",
        ),
        "donation.received.v1",
        "balances differs",
    ),
    "a payload of something else": (
        _EVENTS.format("payload = '{{}}'", "{at}"),
        "fee.taken.v1",
        "its payload cannot be read",
    ),
    "an account that was never opened": (
        _EVENTS.format(
            "payload = convert_to(regexp_replace(convert_from(payload, 'utf8'),"
            ' \'"account_id":"[^"]+"\', \'"account_id":"\' || fund_id || \'"\'), \'utf8\')',
            "{at}",
        ),
        "donation.received.v1",
        "it names what was never opened",
    ),
    "a reversal of another amount": (
        _EVENTS.format(
            "payload = convert_to(regexp_replace(convert_from(payload, 'utf8'),"
            " '\"amount\":(-?\\d+)', '\"amount\":\\1' || '0', 'g'), 'utf8')",
            "{at}",
        ),
        "line.reversed.v1",
        "its postings do not take back those of the line",
    ),
    "a reversal that does not sum to zero": (
        _EVENTS.format(
            "payload = convert_to(regexp_replace(convert_from(payload, 'utf8'),"
            " '\"amount\":(-?\\d+)', '\"amount\":\\1' || '0'), 'utf8')",
            "{at}",
        ),
        "line.reversed.v1",
        "do not sum to zero",
    ),
    "a reversal to no code": (
        _EVENTS.format(
            "payload = convert_to(replace(convert_from(payload, 'utf8'), '\"cash\"',"
            " '\"Ana''s pocket\"'), 'utf8')",
            "{at}",
        ),
        "line.reversed.v1",
        "a posting is to no code of the chart",
    ),
    "a reversal of a line to come": (
        _EVENTS.format(
            "payload = convert_to(regexp_replace(convert_from(payload, 'utf8'),"
            " '\"reversed_position\":\\d+', '\"reversed_position\":9999'), 'utf8')",
            "{at}",
        ),
        "line.reversed.v1",
        "it reverses a line that is not before it",
    ),
    "a reversal of another case": (
        _EVENTS.format(
            "payload = convert_to(regexp_replace(convert_from(payload, 'utf8'),"
            " '\"reversed_position\":\\d+', '\"reversed_position\":1'), 'utf8')",
            "{at}",
        ),
        "line.reversed.v1",
        "it reverses a line of another case",
    ),
    "a cause that is no line": (
        _EVENTS.format("cause = fund_id", "{at}"),
        "cost.paid.v1",
        "its cause is no line before it",
    ),
    "an event id used twice": (
        (
            "update events set event_id = (select event_id from events"
            " where fund_id = $1 and position = 1) where fund_id = $1 and position = {at}"
        ),
        "cost.paid.v1",
        "its event id is that of another line",
    ),
    "a head too far": (
        "update heads set position = position + 1 where fund_id = $1",
        "fund.opened.v2",
        "the head's position differs",
    ),
    "a head at another time": (
        "update heads set recorded_at = now() where fund_id = $1",
        "fund.opened.v2",
        "the head's time differs",
    ),
    "a journal row is gone": (
        "delete from journal where fund_id = $1 and position = {at}",
        "cost.paid.v1",
        "journal lacks a row",
    ),
    "a journal row too many": (
        (
            "insert into journal select fund_id, 999999, cause_position, reversed_by, reverses,"
            " replaced_by, replaces, occurred_on, topic from journal"
            " where fund_id = $1 and position = {at}"
        ),
        "cost.paid.v1",
        "journal has rows beyond its checkpoint",
    ),
    "a journal row of another day": (
        "update journal set occurred_on = occurred_on + 1 where fund_id = $1 and position = {at}",
        "cost.paid.v1",
        "journal.occurred_on differs",
    ),
    "a mark too many": (
        "update journal set reversed_by = 9 where fund_id = $1 and position = 1",
        "fund.opened.v2",
        "journal has a row too many",
    ),
    "a mark is gone": (
        "update journal set reversed_by = null where fund_id = $1",
        "fund.opened.v2",
        "journal lacks a row",
    ),
    "something touched is gone": (
        "delete from journal_touched where fund_id = $1 and position = {at}",
        "cost.paid.v1",
        "journal_touched lacks a row",
    ),
    "something touched that was not": (
        (
            "insert into journal_touched select fund_id, gen_random_uuid(), position, occurred_on"
            " from journal_touched where fund_id = $1 and position = {at} limit 1"
        ),
        "cost.paid.v1",
        "another number of rows of one thing",
    ),
    "something touched on another day": (
        "update journal_touched set occurred_on = occurred_on + 1 where fund_id = $1",
        "fund.opened.v2",
        "journal_touched.occurred_on differs",
    ),
    "a day of a chunk is gone": (
        "delete from journal_days where fund_id = $1",
        "fund.opened.v2",
        "journal_days differs",
    ),
    "a day that is not in the chunk": (
        "insert into journal_days values ($1, 0, '1999-01-01')",
        "fund.opened.v2",
        "journal_days differs",
    ),
    "a day of a chunk to come": (
        "insert into journal_days values ($1, 7, '1999-01-01')",
        "fund.opened.v2",
        "journal has rows beyond its checkpoint",
    ),
    "a case that began on another day": (
        "update open_cases set first_day = first_day - 1 where fund_id = $1",
        "fund.opened.v2",
        "open_cases.first_day differs",
    ),
    "a case is gone": (
        "delete from open_cases where fund_id = $1",
        "fund.opened.v2",
        "open_cases lacks a row",
    ),
    "a balance a cent off": (
        "update balances set amount = amount + 1 where fund_id = $1 and code = 'courts'",
        "fund.opened.v2",
        "balances differs",
    ),
    "a month a cent off": (
        "update fact_sums set amount = amount - 1 where fund_id = $1 and code = 'cash'",
        "fund.opened.v2",
        "fact_sums differs",
    ),
    "a place a cent off": (
        "update place_sums set amount = amount - 1 where fund_id = $1 and figure = 'held'",
        "fund.opened.v2",
        "place_sums differs",
    ),
    "a sum of a level that is not reached": (
        (
            "insert into fact_sums select fund_id, by_day, level + 1, chunk, first_day, exponent,"
            " fact, code, currency, amount from fact_sums where fund_id = $1"
        ),
        "fund.opened.v2",
        "fact_sums differs",
    ),
    "a case with another rest": (
        "update open_cases set rest = rest + 1 where fund_id = $1",
        "fund.opened.v2",
        "open_cases.rest differs",
    ),
    "a case that is not there": (
        "update open_cases set case_id = gen_random_uuid() where fund_id = $1",
        "fund.opened.v2",
        "open_cases has a row too many",
    ),
    "a snapshot of other balances": (
        (
            "update snapshots set state = convert_to(regexp_replace(convert_from(state, 'utf8'),"
            " '\"balance\":(-?\\d+)', '\"balance\":\\1' || '1'), 'utf8') where fund_id = $1"
        ),
        "fund.opened.v2",
        "the snapshot's accounts differs",
    ),
    "a snapshot of nothing": (
        "update snapshots set state = '' where fund_id = $1",
        "fund.opened.v2",
        "the snapshot cannot be read",
    ),
    "a snapshot of a line to come": (
        "update snapshots set position = 99999 where fund_id = $1",
        "fund.opened.v2",
        "the snapshot is of no position of the book",
    ),
}
