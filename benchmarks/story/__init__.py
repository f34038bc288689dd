"""A made-up fund, told as facts by the rules, as long as one likes. Nothing in it is real.

teller.py    what the fund has and may spend, and which cases can go on
giving.py    gifts, and what of them goes back or was a mistake
helping.py   bail and emergency grants
telling.py   costs, fees, money moved; and the whole of it in turn
"""
