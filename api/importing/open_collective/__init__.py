"""Open Collective: the transactions export of one collective.

rows.py       the file, read strictly
bookings.py   rows that belong together, and the command they stand for
plan.py       what of it is new, decided on a copy of the fund before anything is written
writing.py    the new ones, oldest first, through the books
figures.py    what it all adds up to
"""
