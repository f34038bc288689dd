"""Reading JSON strictly: exactly the fields that are asked for, each of exactly its type.

All wrong fields (up to `MOST_ERRORS`) are named at once, with a pointer (RFC 6901) to each and
what was expected there, and never with what was sent.
"""

import json
from collections.abc import Iterator
from datetime import date
from enum import Enum
from functools import cache
from itertools import islice
from types import UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin
from uuid import UUID

import msgspec
from msgspec import NODEFAULT, Struct
from msgspec.structs import FieldInfo

from api.problems import MALFORMED, WebRefused, Wrong

T = TypeVar("T", bound=Struct)

MOST_ERRORS: Final = 100
"""More wrong fields than this are not named: an answer is never many times the request."""

_LARGEST: Final = 2**63 - 1
"""Integers beyond 64 bits are no amount, position or number of anything here."""


class _Twice:
    """Stands for the value of a field that was given more than once."""


def read_struct(body: bytes, kind: type[T]) -> T:
    """Read *body* as *kind*; refuse with every field that does not fit."""
    value = _parse(body)
    if errors := tuple(islice(find_wrong(value, kind), MOST_ERRORS)):
        raise WebRefused(MALFORMED, errors=errors)
    return msgspec.convert(value, kind)


def _parse(body: bytes) -> object:
    """Read JSON as plain values; a field given twice is marked instead of chosen."""
    try:
        msgspec.json.decode(body)  # stricter than the standard library: UTF-8, no NaN
        return json.loads(body.decode(), object_pairs_hook=_object)
    except (ValueError, RecursionError):
        wrong = Wrong("body", "JSON: an object, in UTF-8")
        raise WebRefused(MALFORMED, errors=(wrong,)) from None


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        found[name] = _Twice if name in found else value
    return found


@cache
def fields_of(struct: type[Struct]) -> dict[str, FieldInfo]:
    """Return the fields of *struct* by their names in JSON: looked up once, they never change."""
    return {field.encode_name: field for field in msgspec.structs.fields(struct)}


def find_wrong(value: object, kind: Any, at: str = "", name: str = "body") -> Iterator[Wrong]:  # noqa: ANN401
    """Yield everything in *value* that does not fit *kind*, in the order of the fields."""
    kind, nullable = without_null(kind)
    if value is None and nullable:
        return
    if structs := _structs(kind):
        yield from _wrong_in_object(value, structs, at, name)
    elif get_origin(kind) is tuple:
        if not isinstance(value, list):
            yield Wrong(name, "a list", at)
            return
        for index, item in enumerate(value):
            yield from find_wrong(item, get_args(kind)[0], f"{at}/{index}", name)
    elif value is _Twice:
        yield Wrong(name, "this field once; it is given twice", at)
    elif not fits(value, kind):
        yield Wrong(name, expectation(kind), at)


def _wrong_in_object(
    value: object, structs: tuple[type[Struct], ...], at: str, name: str
) -> Iterator[Wrong]:
    if not isinstance(value, dict):
        yield Wrong(name, "an object", at)
        return
    tag = structs[0].__struct_config__.tag_field
    by_tag = {each.__struct_config__.tag: each for each in structs}
    chosen = structs[0]
    if len(structs) > 1:
        given = value.get(tag)
        if not isinstance(given, str) or given not in by_tag:
            choices = ", ".join(str(each) for each in by_tag)
            yield Wrong(str(tag), f"one of: {choices}", f"{at}/{tag}")
            return
        chosen = by_tag[given]
    fields = fields_of(chosen)
    for key, field in fields.items():
        yield from _wrong_field(value, key, field, at)
    for key in value:
        if key not in fields and not (len(structs) > 1 and key == tag):
            yield Wrong(key[:80], "no field of this name", f"{at}/{_escaped(key[:80])}")


def _wrong_field(value: dict[str, object], key: str, field: FieldInfo, at: str) -> Iterator[Wrong]:
    if key in value:
        yield from find_wrong(value[key], field.type, f"{at}/{key}", key)
    elif field.default is NODEFAULT and field.default_factory is NODEFAULT:
        yield Wrong(key, f"{expectation(field.type)}; it is missing", f"{at}/{key}")


def fits(value: object, kind: Any) -> bool:  # noqa: ANN401  any annotation of a command
    """Say whether a plain value is one of *kind*."""
    if isinstance(value, int) and abs(value) > _LARGEST:
        return False
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True


def expectation(kind: Any) -> str:  # noqa: ANN401  any annotation of a command
    """Say in a few words what a field of this type holds."""
    kind, nullable = without_null(kind)
    if nullable:
        return f"{expectation(kind)}, or null"
    if isinstance(kind, type) and issubclass(kind, Enum):
        return f"one of: {', '.join(str(member.value) for member in kind)}"
    if get_origin(kind) is tuple:
        return "a list"
    words: dict[Any, str] = {
        int: "a whole number, without a point and without quotes",
        bool: "true or false",
        str: "a text",
        UUID: "a UUID as text, like 6f1c1ad8-6d0f-4c57-9f3a-0d5f7f0b8a11",
        date: "a day as text, like 2026-11-21",
    }
    return words.get(kind, "an object")


def without_null(kind: Any) -> tuple[Any, bool]:  # noqa: ANN401  any annotation
    """Return *kind* without its description and ``None``, and whether it had the latter."""
    if hasattr(kind, "__metadata__"):
        kind = get_args(kind)[0]
    args = get_args(kind)
    if get_origin(kind) in (Union, UnionType) and type(None) in args:
        rest = tuple(each for each in args if each is not type(None))
        return (rest[0] if len(rest) == 1 else Union[rest]), True  # noqa: UP007  made from a tuple
    return kind, False


def _structs(kind: Any) -> tuple[type[Struct], ...]:  # noqa: ANN401  any annotation
    """Return the Structs that *kind* may be: one, or the members of a tagged union."""
    if get_origin(kind) in (Union, UnionType):
        return tuple(each for part in get_args(kind) for each in _structs(part))
    return (kind,) if isinstance(kind, type) and issubclass(kind, Struct) else ()


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
