"""An example fund of two years, so that a newcomer sees full pages. Everything in it is made up.

diary.py    days in order, and a clock that stands on each of them
fund.py     the fund: its accounts, purposes and authorities
giving.py   gifts, collections, grants to the fund, and what did not stay
helping.py  bail and emergency grants, in every state there is
running.py  costs, fees, transfers, an exchange, corrections
filling.py  all of it, once
"""
