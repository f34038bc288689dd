"""Commands as JSON: read whole, or refused with every field that is wrong."""

from typing import Any, cast

from api.cli.failures import Unusable
from api.problems import WebRefused, Wrong
from api.v1.strict import read_struct
from ledger.decider import AnyCommand


def read_command(text: bytes) -> AnyCommand:
    """Return the command that a JSON object stands for; name each field that cannot be used.

    Read as strictly as the JSON API does, and by the same code.
    """
    kind: Any = AnyCommand
    try:
        return cast("AnyCommand", read_struct(text, kind))
    except WebRefused as refused:
        raise Unusable("\n".join(_sentence(each) for each in refused.errors)) from None


def _sentence(wrong: Wrong) -> str:
    return f"{wrong.pointer[1:].replace('/', '.') or 'COMMAND'}: expected {wrong.expected}."
