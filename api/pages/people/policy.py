"""The rules of a fund: how many approve, what may be paid tonight, who ratifies."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final

from markupsafe import escape

from api.i18n import N_, Words
from api.pages.fields import ListField, MoneyField, Option, PageForm
from api.pages.opening import USES
from api.pages.people.governing import GoverningPage
from api.pages.people.room import Room
from api.pages.people.words import hours_words
from api.pages.ticks import TicksField
from ledger.chart import Category
from ledger.events import Role, Rung
from ledger.governance import Policy
from ledger.money import Money
from ledger.policy import SetPolicy, keeping

_RUNGS: Final = 4
"""How many rungs the form offers besides the first; more where the policy has more."""
_MOST: Final = 5
"""The most approvals that the form offers for one rung."""
_MOST_RATIFYING: Final = 3
_DAYS: Final = (1, 2, 3, 7, 14, 30)
_HOURS_OF_A_DAY: Final = 24
_URGENT: Final = (Category.BAIL, Category.HOTEL, Category.MEDICAL, Category.TRANSPORT)


class PolicyForm(PageForm):
    """The rules besides the ladder, which has as many rungs as it needs."""

    approvals_0 = ListField(
        N_("How many people approve a payment, besides whoever asks?"),
        needed=N_("Choose a number"),
    )


class UrgentForm(PageForm):
    """The urgent path, what comes after it, and what one person writes."""

    urgent = TicksField(
        N_("What may two who are on call pay tonight, before others are asked?"),
        hint=N_("Tick nothing when nothing may be paid that way."),
    )
    case_cap = MoneyField(N_("At most for one case"))
    week_cap = MoneyField(N_("At most in seven days"))
    ratify_hours = ListField(
        N_("How long do others have to ratify it afterwards?"), needed=N_("Choose a time")
    )
    ratify_approvals = ListField(N_("How many others ratify it?"), needed=N_("Choose a number"))
    alone_cap = MoneyField(
        N_("How much of it may one person write in seven days?"),
        zero=True,
        hint=N_("Leave it empty, and a second person confirms every one."),
    )

    def validate(self, *_: Any, **__: Any) -> bool:  # noqa: ANN401  WTForms's signature
        """Ask for what belongs to an answer: a number to an amount, the caps to the urgent path."""
        is_valid = super().validate()
        for field in self:
            amount = field.name.replace("approvals_", "amount_")
            if amount != field.name and amount in self and self[amount].data and not field.data:
                field.errors = [N_("Choose a number")]
                is_valid = False
        for name in ("case_cap", "week_cap") if self["urgent"].data else ():
            if not self[name].data and not self[name].errors:
                self[name].errors = [N_("Write an amount")]
                is_valid = False
        return is_valid


def _form_with(rungs: int) -> type[PageForm]:
    """Return the form for a ladder of *rungs* rungs above the first."""
    ladder: dict[str, Any] = {}
    for number in range(1, rungs + 1):
        ladder[f"amount_{number}"] = MoneyField(
            Words(N_("Another rule: from which amount on? ({number})"), {"number": number}),  # type: ignore[arg-type]
            zero=True,
        )
        ladder[f"approvals_{number}"] = ListField(
            Words(N_("How many approve then? ({number})"), {"number": number})  # type: ignore[arg-type]
        )
        ladder[f"use_{number}"] = ListField(
            Words(N_("For which kind of help? ({number})"), {"number": number})  # type: ignore[arg-type]
        )
    of_ladder = type("LadderForm", (PolicyForm,), ladder)
    return type("Form", (UrgentForm, of_ladder), {})


class SettingPolicy(GoverningPage):
    """Sets the whole policy."""

    asks_for = SetPolicy
    title = N_("Change the rules")
    lede = N_("The whole policy as it will hold. What stands here now is the suggestion.")
    template = "people/policy_form.html"
    fields_of_refusals: ClassVar[Mapping[str, str]] = {
        **GoverningPage.fields_of_refusals,
        "too-few-people": "approvals_0",
    }

    def __init__(self, room: Room, step_up: Any) -> None:  # noqa: ANN401  see the base
        super().__init__(room, step_up)
        self.start = _start(room)
        self.rungs = max(_RUNGS, len(self.start.ladder))
        self.form = _form_with(self.rungs)  # type: ignore[misc]

    def options(self) -> dict[str, Sequence[Option]]:
        """Return numbers, kinds of help and times to choose from."""
        numbers = [Option(str(each), str(each)) for each in range(1, _MOST + 1)]
        ladder: dict[str, Sequence[Option]] = {"approvals_0": numbers}
        for number in range(1, self.rungs + 1):
            ladder[f"approvals_{number}"] = [Option("", ""), *numbers]
            ladder[f"use_{number}"] = list(self._uses())
        say = self.room.language.say
        words = [(each, say(each)) for each in Category]
        return ladder | {
            "urgent": [
                Option(each.value, escape(text[:1].upper() + text[1:])) for each, text in words
            ],
            "ratify_hours": [
                Option(str(each), escape(say(hours_words(each)))) for each in self._hours()
            ],
            "ratify_approvals": [
                Option(str(each), str(each)) for each in range(1, _MOST_RATIFYING + 1)
            ],
        }

    def _hours(self) -> list[int]:
        usual = {days * _HOURS_OF_A_DAY for days in _DAYS}
        return sorted(usual | {self.room.governance.policy.ratify_hours})

    def _uses(self) -> Iterator[Option]:
        """Yield kinds of help, also those that a rung has and no list names."""
        known = {_joined(categories): text for text, categories in USES.values()}
        for rung in self.start.ladder:
            names = ", ".join(self.room.language.say(each) for each in rung.categories)
            known.setdefault(_joined(rung.categories), names)
        for value, text in known.items():
            yield Option(value, escape(self.room.language.say(text)))

    def prepare(self, form: PageForm) -> None:
        """Set the currency of every amount; who signs alone gives themselves no allowance."""
        if self.room.fund.single_signer:
            del form["alone_cap"]
        for field in form:
            if isinstance(field, MoneyField):
                field.currency = self.room.fund.currency
                field.exponent = self.room.fund.exponent

    def defaults(self) -> dict[str, Any]:
        """Return the policy to start from, as the fields hold it."""
        fund, policy = self.room.fund, self.start
        first, rest = _first_and_rest(policy.ladder)
        ladder: dict[str, Any] = {"approvals_0": str(first.approvals)}
        for number, rung in enumerate(rest, start=1):
            ladder[f"amount_{number}"] = Money(rung.amount, fund.currency, fund.exponent)
            ladder[f"approvals_{number}"] = str(rung.approvals)
            ladder[f"use_{number}"] = _joined(rung.categories)
        caps = {
            "case_cap": policy.urgent_case_cap,
            "week_cap": policy.urgent_week_cap,
            "alone_cap": policy.alone_week_cap,
        }
        return ladder | {
            "urgent": list(policy.urgent_categories),
            "ratify_hours": str(policy.ratify_hours),
            "ratify_approvals": str(policy.ratify_approvals),
            **{
                name: Money(cap, fund.currency, fund.exponent) if cap else None
                for name, cap in caps.items()
            },
        }

    def command(self, form: PageForm) -> SetPolicy:
        """Return the command."""
        data: dict[str, Any] = form.data
        return keeping(
            self.room.governance.policy,
            self.room.today,
            ladder=(Rung(amount=0, approvals=int(data["approvals_0"])), *_rungs(data)),
            urgent_categories=tuple(Category(each) for each in data["urgent"]),
            urgent_case_cap=_amount(data["case_cap"]),
            urgent_week_cap=_amount(data["week_cap"]),
            ratify_hours=int(data["ratify_hours"]),
            ratify_approvals=int(data["ratify_approvals"]),
            alone_week_cap=_amount(data.get("alone_cap")),
        )

    def after(self, command: SetPolicy) -> str:  # type: ignore[override]  # noqa: ARG002
        """Lead to the policy."""
        return f"{self.room.prefix}/policy"

    async def frame(self, request: Any) -> dict[str, Any]:  # noqa: ANN401  any request
        """Return the masthead, and how the fields are laid out."""
        return {**await super().frame(request), "rungs": self.rungs}


def _joined(categories: Sequence[Category]) -> str:
    return ",".join(categories)


def _amount(money: Money | None) -> int:
    return 0 if money is None else money.amount


def _rungs(data: dict[str, Any]) -> Iterator[Rung]:
    """Yield the rungs that are filled in; one with a number and no amount counts from zero."""
    number = 1
    while f"amount_{number}" in data:
        approvals, use = data[f"approvals_{number}"], data[f"use_{number}"] or ""
        if approvals:
            yield Rung(
                amount=_amount(data[f"amount_{number}"]),
                approvals=int(approvals),
                categories=tuple(Category(each) for each in use.split(",") if each),
            )
        number += 1


def _first_and_rest(ladder: Sequence[Rung]) -> tuple[Rung, list[Rung]]:
    """Return the rung for everything, and the others in their order."""
    first = next(
        (each for each in ladder if each.amount == 0 and not each.categories),
        Rung(amount=0, approvals=1),
    )
    return first, [each for each in ladder if each is not first]


def _start(room: Room) -> Policy:
    """Return the policy in force; where none was ever set, one that most funds could begin with."""
    policy = room.governance.policy
    if policy != Policy():
        return policy
    unit = 10**room.fund.exponent
    holders = room.governance.holders
    approvers = len(holders(Role.APPROVER, room.now, room.today))
    on_call = len(holders(Role.ON_CALL, room.now, room.today))
    ladder = [Rung(amount=0, approvals=1)]
    if approvers > 2:  # noqa: PLR2004  one asks, two approve
        ladder.append(Rung(amount=1_000 * unit, approvals=2))
    if on_call < 2:  # noqa: PLR2004  a pair
        return Policy(ladder=tuple(ladder))
    return Policy(
        ladder=tuple(ladder),
        urgent_categories=_URGENT,
        urgent_case_cap=1_000 * unit,
        urgent_week_cap=3_000 * unit,
    )
