"""What an act about people and rules does, in words: for its check page and for its order."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Final
from uuid import UUID

from markupsafe import Markup, escape

from api.formats import day_text, money_html
from api.i18n import N_, Language, Words, count_words
from api.pages.deciding.setting_words import SETTING, setting_rows
from api.pages.flow import Row
from api.pages.reports.words import publishing_rows, publishing_words
from ledger.break_glass import SealSheets
from ledger.case_label import case_label
from ledger.chart import Category
from ledger.deciding.setting import SetDeciding
from ledger.events import HelpRule, Role, Rung
from ledger.fund import Fund
from ledger.governance import Policy
from ledger.members import AdmitMember, EndMandate, EndMembership, GrantMandate
from ledger.money import Money
from ledger.orders.content import Governing
from ledger.policy import SetPolicy
from ledger.publishing.commands import GoverningPublication
from ledger.suspension import ConfirmSuspension

Handles = Mapping[UUID, str]

WHAT_ROLES_DO: Final[dict[Role, str]] = {
    Role.TREASURER: N_("Writes down what happened and prepares payments."),
    Role.APPROVER: N_("Approves payments and lets prepared ones go."),
    Role.STEWARD: N_("Invites people, gives mandates and sets the rules; always two together."),
    Role.AUDITOR: N_("Reads the whole book, moves no money, and signs reports."),
    Role.ON_CALL: N_("Pays urgent help tonight; always two together, within the caps."),
    Role.SEAT: N_("Sees the exact budget, and no case."),
}
_HOURS_OF_A_DAY: Final = 24


def people_in(command: Governing) -> tuple[UUID, ...]:
    """Return the sign-ins that the words of *command* mention."""
    if isinstance(command, GoverningPublication):
        return ()
    match command:
        case AdmitMember() | EndMembership():
            return (command.sign_in,)
        case GrantMandate() | EndMandate() | ConfirmSuspension():
            return (command.holder,)
        case SetPolicy() | SealSheets() | SetDeciding():
            return ()


def person_words(who: UUID, handles: Handles) -> Words | Markup:
    """Name somebody: by their handle, or as invited while nobody has claimed the sign-in."""
    handle = handles.get(who)
    if handle:
        return Markup("<bdi>{}</bdi>").format(handle)
    return Words(N_("somebody invited ({name})"), {"name": case_label(who)})


def _plain(who: UUID, handles: Handles) -> str | Words:
    return handles.get(who) or Words(N_("somebody invited ({name})"), {"name": case_label(who)})


def words_of(command: Governing, handles: Handles) -> Words:
    """Say in one sentence what *command* does."""
    if isinstance(command, GoverningPublication):
        return publishing_words(command)
    match command:
        case AdmitMember():
            return _admitting(command, handles)
        case EndMembership():
            return Words(
                N_("End the membership of {person}, and every mandate with it."),
                {"person": _plain(command.sign_in, handles)},
            )
        case GrantMandate():
            said = {"person": _plain(command.holder, handles), "role": command.role}
            if command.ends_on is None:
                return Words(N_("Give {person} the mandate {role}, without a last day."), said)
            return Words(N_("Give {person} the mandate {role} for a time."), said)
        case EndMandate():
            return Words(
                N_("End the mandate {role} of {person}."),
                {"person": _plain(command.holder, handles), "role": command.role},
            )
        case SetPolicy():
            return Words(N_("Set the rules of the fund anew."))
        case ConfirmSuspension():
            return Words(
                N_("Make the suspension of {person} last: membership and mandates end."),
                {"person": _plain(command.holder, handles)},
            )
        case SealSheets():
            return Words(
                N_("Seal {count} break-glass sheets, of which {needed} are needed."),
                {"count": len(command.hashes), "needed": command.needed},
            )
        case SetDeciding():
            return Words(SETTING)


def _admitting(command: AdmitMember, handles: Handles) -> Words:
    handle = handles.get(command.sign_in)
    if handle:
        return Words(
            N_("Let {person}, who has a sign-in here already, belong to the fund."),
            {"person": handle},
        )
    return Words(
        N_("Invite somebody new into the fund ({name})."), {"name": case_label(command.sign_in)}
    )


def rows_of(
    command: Governing, fund: Fund, handles: Handles, language: Language
) -> tuple[Row, ...]:
    """Return the details of *command*, line by line."""
    if isinstance(command, GoverningPublication):
        return publishing_rows(command, fund, language, {})
    match command:
        case SetPolicy():
            return policy_rows(policy_of(command), fund, language)
        case GrantMandate():
            until = ends_words(command.ends_on, language)
            return (
                _who(command.holder, handles),
                Row(N_("Mandate"), capital(command.role, language), "role"),
                Row(N_("Through"), until, "ends_on"),
            )
        case EndMandate():
            role = Row(N_("Mandate"), capital(command.role, language))
            return (_who(command.holder, handles), role)
        case SealSheets():
            return (
                Row(N_("Sheets"), str(len(command.hashes)), "count"),
                Row(N_("Needed to break the glass"), str(command.needed), "needed"),
                Row(N_("Waiting time"), hours_words(command.hours), "hours"),
            )
        case AdmitMember() | EndMembership() | ConfirmSuspension():
            return (_who(people_in(command)[0], handles),)
        case SetDeciding():
            return setting_rows(command, fund, language)


def _who(who: UUID, handles: Handles) -> Row:
    return Row(N_("Who"), person_words(who, handles))


def ends_words(ends_on: date | None, language: Language) -> str:
    """Say the last day of a mandate."""
    return N_("no last day") if ends_on is None else day_text(ends_on, language)


def hours_words(hours: int) -> Words:
    """Say a stretch of hours, in days where they are whole."""
    if hours % _HOURS_OF_A_DAY or hours == _HOURS_OF_A_DAY:
        return count_words("one hour", "{count} hours", hours)
    return count_words("one day", "{count} days", hours // _HOURS_OF_A_DAY)


def capital(member: Role | Category, language: Language) -> str:
    """Say a word of a list with a capital letter."""
    said = language.say(member)
    return said[:1].upper() + said[1:]


def policy_of(command: SetPolicy) -> Policy:
    """Return the policy that *command* would put in force."""
    return Policy(**{name: getattr(command, name) for name in Policy.__struct_fields__})


def policy_rows(policy: Policy, fund: Fund, language: Language) -> tuple[Row, ...]:
    """Return a whole policy in words. An anchor is the field of the form that asks for it."""
    amount = partial(_amount, fund, language)
    rungs = [
        Row(_rung_label(rung, amount, language), approvals_words(rung.approvals), _anchor(number))
        for number, rung in enumerate(policy.ladder)
    ]
    if not policy.urgent_categories:
        urgent = [Row(N_("Urgent tonight"), N_("nothing: there is no urgent path"), "urgent")]
    else:
        urgent = [
            Row(N_("Urgent tonight"), list_words(policy.urgent_categories, language), "urgent"),
            Row(N_("At most for one case"), amount(policy.urgent_case_cap), "case_cap"),
            Row(N_("At most in seven days"), amount(policy.urgent_week_cap), "week_cap"),
        ]
    return (
        *rungs,
        *urgent,
        Row(N_("Time to ratify afterwards"), hours_words(policy.ratify_hours), "ratify_hours"),
        Row(
            N_("Who ratifies"),
            Words(N_("{count} other than those who paid"), {"count": policy.ratify_approvals}),
            "ratify_approvals",
        ),
        Row(N_("Fees and losses that one person writes"), _alone(policy, amount), "alone_cap"),
        *(
            Row(
                Words(N_("Kept for {kinds}"), {"kinds": list_words(reserve.categories, language)}),
                amount(reserve.amount),
                f"amount_{number}",
            )
            for number, reserve in enumerate(policy.reserves, start=1)
        ),
        *(row for rule in policy.help_rules for row in _of_help(rule, amount)),
    )


def _of_help(rule: HelpRule, amount: Callable[[int], Markup]) -> Iterator[Row]:
    """Yield what holds for one kind of help."""
    kind = {"kind": rule.category}
    if rule.cap:
        label = Words(N_("Most for one case of {kind}"), kind)
        yield Row(label, amount(rule.cap), f"cap_{rule.category}")
    if rule.cool_down_days:
        label = Words(N_("Noted when help with {kind} was within"), kind)
        yield Row(label, _days(rule.cool_down_days), f"cool_down_{rule.category}")
    if rule.one_per_days:
        label = Words(N_("Help with {kind} is noted once within"), kind)
        yield Row(label, _days(rule.one_per_days), f"one_per_{rule.category}")


def _days(days: int) -> Words:
    return count_words("one day", "{count} days", days)


def _alone(policy: Policy, amount: Callable[[int], Markup]) -> Words | str:
    if not policy.alone_week_cap:
        return N_("none: a second person confirms each")
    return Words(
        N_("up to {amount} in seven days; beyond that a second person confirms each"),
        {"amount": amount(policy.alone_week_cap).striptags()},
    )


def _amount(fund: Fund, language: Language, amount: int) -> Markup:
    return money_html(Money(amount, fund.currency, fund.exponent), language)


def _anchor(number: int) -> str:
    return f"amount_{number}" if number else "approvals_0"


def _rung_label(rung: Rung, amount: Callable[[int], Markup], language: Language) -> Words | str:
    if rung.amount == 0 and not rung.categories:
        return N_("Any payment")
    said: dict[str, object] = {"amount": amount(rung.amount).striptags()}
    if not rung.categories:
        return Words(N_("From {amount} on"), said)
    said["use"] = ", ".join(language.say(each) for each in rung.categories)
    return Words(N_("From {amount} on, for {use}"), said)


def approvals_words(approvals: int) -> Words:
    """Say how many people approve besides whoever asks."""
    if approvals == 1:
        return Words(N_("one person approves besides whoever asks"))
    return Words(N_("{count} people approve besides whoever asks"), {"count": approvals})


def list_words(categories: Sequence[Category], language: Language) -> Markup:
    """Say several kinds of help after each other."""
    return escape(", ").join(escape(language.say(each)) for each in categories)
