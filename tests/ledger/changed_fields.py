"""Every way in which one field of a command can be changed: for laws about what members decided."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

_SOME: Mapping[type, Any] = {
    UUID: UUID(int=0xABCDEF),
    int: 7,
    str: "changed",
    date: date(2026, 1, 2),
    bool: True,
}


def changed_once(command: Struct) -> Iterator[tuple[str, Any]]:
    """Yield *command* with one field changed, and the name of the field; nested ones too."""
    hints = get_type_hints(type(command))
    for name in command.__struct_fields__:
        for where, value in _others(getattr(command, name), hints[name]):
            yield f"{name}{where}", replace(command, **{name: value})


def _others(value: Any, hint: Any) -> Iterator[tuple[str, Any]]:
    """Yield other values of the type *hint* than *value*, with the place within it."""
    match value:
        case Struct():
            for where, changed in changed_once(value):
                yield f".{where}", changed
        case tuple():
            yield from _other_tuples(value, hint)
        case None:
            yield "", _some(hint)
        case _:
            yield "", _another(value)


def _other_tuples(value: tuple[Any, ...], hint: Any) -> Iterator[tuple[str, Any]]:
    if not value:
        yield "", (_some(get_args(hint)[0]),)
        return
    yield "", value[:-1]
    for index, item in enumerate(value):
        for where, changed in _others(item, type(item)):
            yield f"[{index}]{where}", (*value[:index], changed, *value[index + 1 :])


def _another(value: Any) -> Any:
    match value:
        case Enum():
            members = list(type(value))
            return members[(members.index(value) + 1) % len(members)]
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return value + "x"
        case date():
            return value - timedelta(days=1)
        case UUID():
            return UUID(int=value.int ^ 1)
        case _:
            raise AssertionError(f"no other value than {value!r}")


def _some(hint: Any) -> Any:
    """Return some value of a type."""
    if get_origin(hint) in (Union, UnionType):
        hint = next(each for each in get_args(hint) if each is not NoneType)
    if get_origin(hint) is tuple:
        return (_some(get_args(hint)[0]),)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    if isinstance(hint, type) and issubclass(hint, Struct):
        hints = get_type_hints(hint)
        required = [name for name in hint.__struct_fields__ if name in hints]
        return hint(**{name: _some(hints[name]) for name in required})
    return _SOME[hint]
