"""The read side: read models that follow the books, and what pages ask of them.

A read model owns its tables, its fold and its queries. It is disposable: the lines are the truth.
"""
