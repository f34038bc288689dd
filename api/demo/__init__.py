"""Two example funds, so that a newcomer sees full pages: one of two years, and a small one.

Everything in them is made up.

diary.py    days in order, and a clock that stands on each of them
fund.py     the large fund: its accounts, purposes and authorities
giving.py   gifts, collections, grants to the fund, and what did not stay
helping.py  bail and emergency grants, in every state there is
courts.py   bail as courts go on with it: a case in every state
plans.py    requests that were screened, and promises that are changed, stopped, returned
keeping.py  cash that is counted and handed over, losses, statements, accounts that stop
knocking.py requests in the vault, some of them read
nights.py   what could not wait
people.py   who they are, and how to sign in as each
governing.py who came and went, and by which rules
waiting.py  what waits on the day the example is opened
running.py  costs, fees, transfers, an exchange, corrections
neighbours.py  the many: small gifts and grants of every day
publishing.py  rules, budgets, words and reports, each in its time; what auditors make of them
public.py   what the large fund publishes
council.py  how members propose, speak, vote, meet and adopt
changes.py  budgets that members adopt and change, and one change that waits for them
decisions.py  what else the members of the large fund decided
small.py    the small fund: four grants a quarter, twelve givers
table.py    what its four members decided: a budget by consent, then one by sealed ballots
wordings.py what both say of themselves
coded.py    givers with a code, and what there is to see in public
filling.py  all of it, once
"""
