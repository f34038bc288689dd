"""What the rules of a fund wish for between two helps, held against what the same contact got.

Telephones are shared, and change: this is a note to whoever decides, and never a refusal. Nobody
looks before a person with a mandate has opened the request.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from msgspec import Struct

from api.i18n import LANGUAGES, N_, Words, count_words, language
from ledger.case import Case
from ledger.chart import Category
from ledger.events import BailPosted, GrantCommitted, GrantPaid, HelpRule
from ledger.fund import Fund

if TYPE_CHECKING:
    from api.site import Site

_ONCE: Final = 1


class Help(Struct, frozen=True):
    """That a case was met: which kind of help it was, on which day it began, and the last one."""

    category: Category
    began: date
    last: date


def help_in(case: Case) -> Help | None:
    """Return the help that a case is; None where no money was promised or paid in it."""
    opening = case.opening
    if isinstance(opening, BailPosted):
        return Help(Category.BAIL, opening.occurred_on, opening.occurred_on)
    if not isinstance(opening, GrantCommitted):
        return None
    days = [opening.occurred_on, *(paid.occurred_on for paid in case.events(GrantPaid))]
    return Help(opening.category, opening.occurred_on, max(days))


def rule_notes(
    helps: Iterable[Help], rules: Collection[HelpRule], today: date, kind: Category | None
) -> Iterator[Words]:
    """Yield what *rules* wish for, where *helps* to the same contact came sooner or more often.

    *kind* is the kind of help that is asked for; None where nobody knows it: then every one.
    """
    found = list(helps)
    for rule in rules:
        if kind not in {None, rule.category}:
            continue
        same = [each for each in found if each.category is rule.category]
        if not same:
            continue
        days = (today - max(each.last for each in same)).days
        if days < rule.cool_down_days:
            yield _too_soon(rule, days)
        since = today - timedelta(days=rule.one_per_days)
        times = sum(each.began > since for each in same)
        if times:
            yield _too_often(rule, times)


def _too_soon(rule: HelpRule, days: int) -> Words:
    said = {"category": rule.category, "wished": rule.cool_down_days}
    if days < _ONCE:
        today = N_(
            "The last help of this kind ({category}) to the same contact was today; the rules wish "
            "for {wished} days in between."
        )
        return Words(today, said)
    return count_words(
        "The last help of this kind ({category}) to the same contact was one day ago; the rules "
        "wish for {wished} days in between.",
        "The last help of this kind ({category}) to the same contact was {count} days ago; the "
        "rules wish for {wished} days in between.",
        days,
        **said,
    )


def _too_often(rule: HelpRule, times: int) -> Words:
    return count_words(
        "The rules wish for one help of this kind ({category}) in {period} days: the same contact "
        "has had one.",
        "The rules wish for one help of this kind ({category}) in {period} days: the same contact "
        "has had {count}.",
        times,
        category=rule.category,
        period=rule.one_per_days,
    )


async def helps_of(
    site: "Site", fund_id: UUID, people: Iterable[UUID], *, but: UUID | None = None
) -> list[Help]:
    """Return the helps that the cases of some people in the vault were, but for one case."""
    cases = {
        each for who in people for each in await site.vault.cases_of(fund_id, who) if each != but
    }
    helps = [help_in(await site.books.get_case(fund_id, case_id)) for case_id in cases]
    return [each for each in helps if each is not None]


async def notes_of_case(
    site: "Site", fund: Fund, case_id: UUID, kind: Category, *, actor: str, today: date
) -> list[Words]:
    """Return what the rules wish for about a case that is linked with somebody in the vault.

    Nothing while the vault is locked. That somebody looked is written into its log.
    """
    vault, fund_id = site.vault, fund.fund_id
    rules = [each for each in fund.governance.policy.help_rules if each.category is kind]
    people = await vault.people_of(fund_id, case_id) if rules and vault.is_open(fund_id) else []
    same = set(people)
    for who in people:
        same.update(await vault.matches(fund_id, who, actor=actor))
    helps = await helps_of(site, fund_id, same, but=case_id)
    return list(rule_notes(helps, rules, today, kind))


def kind_in(needed: str) -> Category | None:
    """Return the kind of help that a request begins with, as its form wrote it in any language."""
    said = {
        language(code).say(kind.value.replace("_", " ")): kind
        for code in LANGUAGES
        for kind in Category
    }
    words = max((each for each in said if f"{needed} ".startswith(f"{each} ")), key=len, default="")
    return said.get(words)
