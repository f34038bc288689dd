"""Beancount loads a file of its own language: parsed, booked, interpolated, validated, sorted.

``run_beancount.py FILE`` prints the seconds that `beancount.loader.load_file` took, without the
start of Python, and how many directives and errors came of it. Its cache is off: it would keep
the finished directives, as a read model is kept when nothing is rebuilt.
"""

import json
import os
import sys
import time

os.environ["BEANCOUNT_DISABLE_LOAD_CACHE"] = "1"

from beancount import loader

started = time.perf_counter()
entries, errors, _ = loader.load_file(sys.argv[1])
took = time.perf_counter() - started
print(json.dumps({"seconds": took, "directives": len(entries), "errors": len(errors)}))
