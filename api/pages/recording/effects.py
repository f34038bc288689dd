"""What a line would change: every account, purpose and authority it touches, before and after."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from api.formats import money_html
from api.i18n import N_, Words
from api.pages.flow import Row
from api.pages.recording.desk import Desk
from ledger.events import AccountKind, FundEvent
from ledger.fund import Fund, evolve
from ledger.money import Money


def effects(desk: Desk, events: Sequence[FundEvent]) -> list[Row]:
    """Return a row of the check page for everything that *events* would change."""
    after = desk.book
    for event in events:
        after = evolve(after, event)
    return [
        *_accounts(desk, after),
        *_authorities(desk, after),
        *_purposes(desk, after),
    ]


def _moved(desk: Desk, before: Money, after: Money) -> Markup:
    return Markup("{} <span aria-hidden=true>→</span><span class=sr> {} </span> {}").format(
        money_html(before, desk.language),
        desk.language.say(N_("becomes")),
        money_html(after, desk.language),
    )


def _row(
    desk: Desk, name: str, currency: str, before: int, after: int, *, is_owed: bool = False
) -> Row:
    short: object = ""
    if after < 0:
        sentence = N_("{money} is owed to a member") if is_owed else N_("Short by {money}")
        short = Words(sentence, {"money": desk.said(-after, currency)})
    moved = _moved(desk, desk.money(before, currency), desk.money(after, currency))
    # Escaped, it passes the pages' translation untouched: people gave these names themselves.
    return Row(escape(name), moved, note=short)


def _accounts(desk: Desk, after: Fund) -> Iterator[Row]:
    for account_id, account in after.accounts.items():
        known = desk.book.accounts.get(account_id)
        before = known.balance if known else 0
        if before != account.balance:
            # A float that is handed out is an account that was not there before.
            name = desk.name(account_id) if known else desk.language.say(N_("The float"))
            is_owed = account.kind is AccountKind.FRONTED
            yield _row(desk, name, account.currency, before, account.balance, is_owed=is_owed)


def _authorities(desk: Desk, after: Fund) -> Iterator[Row]:
    for authority_id, authority in after.authorities.items():
        held = desk.book.authorities[authority_id].held
        for currency, amount in authority.held.items():
            if held.get(currency, 0) != amount:
                facts = {"authority": desk.name(authority_id)}
                name = desk.language.say(Words(N_("Still out at {authority}"), facts))
                yield _row(desk, name, currency, held.get(currency, 0), amount)


def _purposes(desk: Desk, after: Fund) -> Iterator[Row]:
    for purpose_id, purpose in after.purposes.items():
        before = desk.book.purposes[purpose_id]
        for currency in {**before.cash, **purpose.cash, **before.promised, **purpose.promised}:
            facts = {"purpose": desk.name(purpose_id)}
            was, will = before.free(currency), purpose.free(currency)
            if was != will:
                name = desk.language.say(Words(N_("{purpose}: free"), facts))
                yield _row(desk, name, currency, was, will)
            was, will = before.promised.get(currency, 0), purpose.promised.get(currency, 0)
            if was != will:
                name = desk.language.say(Words(N_("{purpose}: promised"), facts))
                yield _row(desk, name, currency, was, will)
