"""How each fact changes who may do what in a fund. Nothing is refused: it happened already."""

from datetime import date, timedelta
from uuid import UUID

from msgspec.structs import replace

from ledger.events import (
    AllowanceUsed,
    ColleagueSuspended,
    FloatClosed,
    FloatHanded,
    FounderNamed,
    FundOpened,
    GlassBroken,
    GlassMended,
    MandateEnded,
    MandateGranted,
    MemberAdmitted,
    MemberLeft,
    OrderRatified,
    PolicySet,
    RatificationClosed,
    RatificationExpired,
    RatificationOpened,
    Role,
    SheetsSealed,
    SuccessorsInstalled,
    SuspensionConfirmed,
)
from ledger.events.base import Event
from ledger.governance.state import (
    CAP_DAYS,
    FOUNDING,
    KEEPS_BOOKS,
    REST,
    AloneUse,
    Breaking,
    Float,
    Governance,
    Mandate,
    Policy,
    Ratification,
    Sheets,
    Suspension,
    UrgentUse,
)


def evolve_governance(governance: Governance, event: Event) -> Governance:
    """Return *governance* after *event*; facts about money change nothing but the latest day."""
    changed = _evolved(governance, event)
    if changed.mandates is not governance.mandates or changed.floats is not governance.floats:
        changed = replace(changed, kept_books=_kept_books(governance, changed, event.occurred_on))
    if event.occurred_on > governance.latest:
        changed = replace(changed, latest=event.occurred_on)
    return changed


def _kept_books(before: Governance, after: Governance, typed: date) -> dict[UUID, date]:
    """Return until when people kept the books, after what ended now."""
    day, known = max(typed, before.latest), dict(before.kept_books)
    ended = [
        (each.holder, min(each.ends_on or day, day))
        for each in before.mandates
        if each.role in KEEPS_BOOKS and each not in after.mandates
    ]
    ended += [(each.carrier, day) for key, each in before.floats.items() if key not in after.floats]
    for who, last in ended:
        known[who] = max(last, known.get(who, last))
    return known


def _evolved(governance: Governance, event: Event) -> Governance:
    match event:
        case FundOpened(founder=UUID() as founder) | FounderNamed(founder=founder):
            named = replace(governance, founder=founder)
            return _granted(_admitted(named, founder), founder, *FOUNDING)
        case MemberAdmitted():
            return _admitted(governance, event.sign_in)
        case MemberLeft():
            return _gone(governance, event.sign_in)
        case SuspensionConfirmed():
            return _gone(governance, event.holder)
        case MandateGranted():
            ended = _ended(governance, event.holder, event.role)
            mandate = Mandate(holder=event.holder, role=event.role, ends_on=event.ends_on)
            return replace(ended, mandates=(*ended.mandates, mandate))
        case MandateEnded():
            return _ended(governance, event.holder, event.role)
        case ColleagueSuspended():
            return _suspended(governance, event)
        case PolicySet():
            return replace(governance, policy=_policy(event))
        case AllowanceUsed():
            return replace(governance, alone_uses=_alone_uses(governance, event))
        case FloatHanded() | FloatClosed():
            return _of_floats(governance, event)
        case RatificationOpened() | OrderRatified() | RatificationClosed() | RatificationExpired():
            return _of_ratifications(governance, event)
        case SheetsSealed() | GlassBroken() | GlassMended() | SuccessorsInstalled():
            return _of_glass(governance, event)
        case _:
            return governance


def _admitted(governance: Governance, who: UUID) -> Governance:
    if who in governance.members:
        return governance
    return replace(governance, members=(*governance.members, who))


def _granted(governance: Governance, who: UUID, *roles: Role) -> Governance:
    held = {each.role for each in governance.mandates if each.holder == who}
    granted = (Mandate(holder=who, role=role) for role in roles if role not in held)
    return replace(governance, mandates=(*governance.mandates, *granted))


def _ended(governance: Governance, who: UUID, role: Role) -> Governance:
    left = (each for each in governance.mandates if (each.holder, each.role) != (who, role))
    return replace(governance, mandates=tuple(left))


def _suspended(governance: Governance, event: ColleagueSuspended) -> Governance:
    last = governance.suspensions.get(event.holder)
    before = (
        ()
        if last is None
        else tuple(
            stop for stop in last.stops if stop.until > event.until - REST and stop.by != event.by
        )
    )
    stopped = Suspension(by=event.by, since=event.occurred_on, until=event.until, before=before)
    return replace(governance, suspensions=governance.suspensions | {event.holder: stopped})


def _gone(governance: Governance, who: UUID) -> Governance:
    return replace(
        governance,
        members=tuple(each for each in governance.members if each != who),
        mandates=tuple(each for each in governance.mandates if each.holder != who),
        suspensions={each: kept for each, kept in governance.suspensions.items() if each != who},
    )


def _policy(event: PolicySet) -> Policy:
    return Policy(
        ladder=event.ladder,
        urgent_categories=event.urgent_categories,
        urgent_case_cap=event.urgent_case_cap,
        urgent_week_cap=event.urgent_week_cap,
        ratify_hours=event.ratify_hours,
        ratify_approvals=event.ratify_approvals,
        alone_week_cap=event.alone_week_cap,
        reserves=event.reserves,
        help_rules=event.help_rules,
    )


def _alone_uses(governance: Governance, event: AllowanceUsed) -> tuple[AloneUse, ...]:
    """Return one sum a day, of the days that still count."""
    first = event.occurred_on - timedelta(days=CAP_DAYS)
    sums = {each.on: each.amount for each in governance.alone_uses if each.on > first}
    sums[event.occurred_on] = sums.get(event.occurred_on, 0) + event.amount
    return tuple(AloneUse(on=day, amount=amount) for day, amount in sums.items())


def _of_floats(governance: Governance, event: FloatHanded | FloatClosed) -> Governance:
    floats = dict(governance.floats)
    match event:
        case FloatHanded():
            floats[event.float_id] = Float(
                carrier=event.carrier,
                purpose_id=event.purpose_id,
                until=event.until,
                categories=event.categories,
                cost_categories=event.cost_categories,
            )
        case FloatClosed():
            floats.pop(event.float_id, None)
    return replace(governance, floats=floats)


def _of_ratifications(
    governance: Governance,
    event: RatificationOpened | OrderRatified | RatificationClosed | RatificationExpired,
) -> Governance:
    open_ones = dict(governance.ratifications)
    match event:
        case RatificationOpened():
            return _ratification_opened(governance, event)
        case OrderRatified():
            if event.order in open_ones:
                waiting = open_ones[event.order]
                open_ones[event.order] = replace(waiting, by=(*waiting.by, event.by))
            return replace(governance, ratifications=open_ones)
        case RatificationClosed():
            open_ones.pop(event.order, None)
            uses = tuple(each for each in governance.urgent_uses if each.order != event.order)
            return replace(governance, ratifications=open_ones, urgent_uses=uses)
        case RatificationExpired():
            open_ones.pop(event.order, None)
            ended = replace(governance, ratifications=open_ones)
            for who in event.pair:
                ended = _ended(ended, who, Role.ON_CALL)
            return ended


def _ratification_opened(governance: Governance, event: RatificationOpened) -> Governance:
    waiting = Ratification(
        order=event.order,
        case_id=event.case_id,
        pair=event.pair,
        until=event.until,
        approvals=event.approvals,
    )
    use = UrgentUse(
        order=event.order,
        case_id=event.case_id,
        on=event.occurred_on,
        amount=event.amount,
        currency=event.currency,
    )
    first = event.occurred_on - timedelta(days=CAP_DAYS)
    kept = (each for each in governance.urgent_uses if each.on > first)
    return replace(
        governance,
        ratifications=governance.ratifications | {event.order: waiting},
        urgent_uses=(*kept, use),
    )


def _of_glass(
    governance: Governance, event: SheetsSealed | GlassBroken | GlassMended | SuccessorsInstalled
) -> Governance:
    match event:
        case SheetsSealed():
            sheets = Sheets(hashes=event.hashes, needed=event.needed, hours=event.hours)
            return replace(governance, sheets=sheets)
        case GlassBroken():
            breaking = Breaking(by=event.by, successors=event.successors, until=event.until)
            return replace(governance, breaking=breaking)
        case GlassMended():
            return replace(governance, breaking=None, sheets=None)
        case SuccessorsInstalled():
            installed = replace(governance, breaking=None, sheets=None)
            for who in event.successors:  # a term that ran out, or soon will, gives way
                installed = _ended(_admitted(installed, who), who, Role.STEWARD)
                installed = _granted(installed, who, Role.STEWARD)
            return installed
