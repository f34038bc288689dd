"""The soak: everything is killed again and again under load, then the books are gone over.

`make soak` runs it for ten minutes; `make test` runs a short edition (`tests/crash/test_soak.py`).
"""
