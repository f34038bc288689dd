"""The public pages, each made from what strangers may know of a fund and nothing else."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final, TypeVar

from litestar.exceptions import NotFoundException
from msgspec import Struct
from msgspec.structs import replace

from api.formats import tick_text
from api.i18n import N_, Language
from api.pages.people.words import WHAT_ROLES_DO, policy_rows
from api.public.balance import balance_view
from api.public.figures import currencies_of, stretch_of
from api.public.frame import Rendered, about_of, address_of, render_public
from api.public.fund import PublicFund
from api.public.history import PublishedReport, around_of, reports_of
from api.public.plans import current_plans, plan_view
from api.public.report import policy_words, report_stretch, report_view
from api.public.unions import unions_of
from api.public.words import name_of, stretch_text, when_we_look
from api.requests.door_words import sign_words
from api.site import Site
from api.transparency.reports import Proof
from ledger.events import AssuranceSentence, AssuranceSigned, DisclosureSet, WordingKind
from ledger.money import Money
from ledger.orders.by_decision import is_left_to_members
from ledger.policy import SetPolicy
from ledger.publishing.months import month_of_day
from projections.reports.manifest import Costs, MoneyIn, PaidOut
from projections.reports.published import Change, Told

InTime = TypeVar("InTime", Change, Told)

SENTENCES: Final[dict[AssuranceSentence, str]] = {
    AssuranceSentence.CASH_COUNTED: N_(
        "Two people counted the cash, and it was what the book says."
    ),
    AssuranceSentence.BANK_AGREES: N_("The bank’s statements agree with the book."),
    AssuranceSentence.TWO_PEOPLE: N_("Every payment has two people behind it."),
    AssuranceSentence.REPORT_FOLLOWS: N_("The report follows from the book."),
    AssuranceSentence.RESTRICTIONS_KEPT: N_("Gifts for one purpose went to that purpose only."),
}
"""What auditors can state, in the words that the public reads."""


class Maker(Struct, frozen=True):
    """Makes the pages of one fund in one language."""

    site: Site
    language: Language
    fund: PublicFund

    @property
    def address(self) -> str:
        """The address of the front page."""
        return address_of(self.language, self.fund.fund_id)

    @property
    def rule(self) -> DisclosureSet:
        """The publishing rule as of the last tick; a public fund has one."""
        rule = self.fund.state.rule
        assert rule is not None, "a fund is public by its rule"
        return rule

    @property
    def when_next(self) -> str:
        """When figures may come out, from the rule and the year alone."""
        year = self.fund.today.year
        return when_we_look(self.rule.period_months, self.rule.delay_days, year, self.language)

    def page(self, template: str, title: str, path: str, **context: Any) -> Rendered:  # noqa: ANN401  whatever a template takes
        """Render one page. *title* is in its language already: it may be the name of the fund."""
        return render_public(
            self.site,
            self.language,
            self.fund,
            f"public/{template}.html",
            title=title,
            path=path,
            when_next=self.when_next,
            **context,
        )

    def front(self) -> Rendered:
        """Return the front page."""
        reports = reports_of(self.fund)
        latest = reports[-1] if reports else None
        balances = self._latest_balances(reports)
        month = month_of_day(self.fund.today)
        return self.page(
            "front",
            about_of(self.fund, self.language).name,
            "",
            drawings=[each.drawing for each in balances],
            balances=balances,
            latest=self._listed(latest) if latest else None,
            sums=[] if balances or not latest else self._sums(latest),
            reports=[self._listed(each) for each in reversed(reports)],
            plans=[
                plan_view(each, self.language)
                for each in current_plans(self.fund.state.plans, month)
            ],
            signs=[
                (name_of(each.category, self.language), sign_words(each, self.language))
                for each in self.fund.signs
            ],
            door=f"/{self.language.code}/{self.fund.fund_id}/help",
            has_open_data=self.rule.open_grants_data,
        )

    def _latest_balances(self, reports: tuple[PublishedReport, ...]) -> list[Any]:
        """Return the last balances of the last report, which may have none."""
        if not reports:
            return []
        manifest = reports[-1].manifest
        currencies = currencies_of(manifest)
        last = {each.currency: each for each in manifest.bridge}
        return [
            balance_view(each, currencies[code], index, self.language)
            for index, (code, each) in enumerate(last.items(), 1)
        ]

    def _sums(self, one: PublishedReport) -> list[tuple[str, str, Money]]:
        """Return the exact sums of a report that has no balance."""
        currencies = currencies_of(one.manifest)
        sides: dict[str, tuple[MoneyIn | PaidOut | Costs, ...]] = {
            N_("Money in, less what was given back"): one.manifest.money_in,
            N_("Paid out for people, less what came back"): one.manifest.paid_out,
            N_("What running the fund cost"): one.manifest.costs,
        }
        return [
            (
                name,
                stretch_text(stretch_of(each), self.language),
                currencies[each.currency].money(each.amount),
            )
            for name, entries in sides.items()
            for each in entries
        ]

    def _listed(self, one: PublishedReport) -> dict[str, Any]:
        return {
            "number": one.number,
            "title": stretch_text(report_stretch(one.manifest), self.language),
            "published_on": one.published_on,
        }

    def report(self, number: int, proof: Proof | None = None) -> Rendered:
        """Return the page of a report, with where its *proof* is.

        Raises NotFoundException when there is none.
        """
        reports = reports_of(self.fund)
        one = report_of(reports, number)
        around = replace(around_of(self.fund, reports, one, self.address), proof=proof)
        view = report_view(one.manifest, self.language, around)
        return self.page(
            "report",
            view.title,
            f"/reports/{number}",
            drawings=view.drawings,
            report=view,
            proof_zone=self.fund.rules.time_zone,
        )

    def compare(self) -> Rendered:
        """Return all reports side by side."""
        unions = unions_of([each.manifest for each in reports_of(self.fund)], self.language)
        return self.page(
            "compare",
            self.language.say(N_("Report by report")),
            "/compare",
            drawings=[each.drawing for each in unions],
            unions=unions,
            tick=self._tick,
        )

    def _tick(self, amount: int, exponent: int) -> str:
        return tick_text(amount, exponent, self.language)

    def how(self) -> Rendered:
        """Return how decisions are made, and what is published."""
        rule, rules, state = self.rule, self.fund.rules, self.fund.state
        code = self.language.code
        return self.page(
            "how",
            self.language.say(N_("How we decide")),
            "/how",
            how=self.fund.wording(WordingKind.HOW_WE_DECIDE, code),
            closure=self.fund.wording(WordingKind.CLOSURE_PLAN, code),
            single_signer=rules.single_signer,
            members_decide=is_left_to_members(SetPolicy, rules),
            roles=tuple(WHAT_ROLES_DO.items()),
            rules=policy_rows(rules.governance.policy, rules, self.language),
            publishing=policy_words(rule.k, rule.period_months, rule.delay_days, self.language),
            smaller_group=rule.smaller_group,
            told=_told_in(code, state.told),
            changes=_told_in(code, state.changes),
        )

    def assurance(self) -> Rendered:
        """Return what auditors stated, the latest first."""
        days: dict[Any, list[AssuranceSigned]] = defaultdict(list)
        for each in self.fund.state.assurances:
            days[each.for_day].append(each)
        return self.page(
            "assurance",
            self.language.say(N_("What our auditors signed")),
            "/assurance",
            statements=[
                {
                    "day": day,
                    "auditors": len({each.by for each in signed}),
                    "sentences": _shared(signed),
                    "open_findings": any(each.open_findings for each in signed),
                }
                for day, signed in sorted(days.items(), reverse=True)
            ],
            recomputed=[self._listed(one) for one in reports_of(self.fund) if one.is_recomputed],
        )


def _told_in(code: str, told: Sequence[InTime]) -> list[InTime]:
    """Return what is told, the latest first: in one language, if anything is told in it."""
    has_own = any(each.language == code for each in told)
    return [each for each in reversed(told) if each.text and (not has_own or each.language == code)]


def _shared(signed: list[AssuranceSigned]) -> list[str]:
    """Return what every one of several auditors stated, in the order of the fixed list."""
    stated = set.intersection(*(set(each.sentences) for each in signed))
    return [words for sentence, words in SENTENCES.items() if sentence in stated]


def report_of(reports: tuple[PublishedReport, ...], number: int) -> PublishedReport:
    """Return the report of that number. Raises NotFoundException when there is none."""
    for each in reports:
        if each.number == number:
            return each
    raise NotFoundException
