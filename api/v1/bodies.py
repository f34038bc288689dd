"""The bodies of requests: the fields of a command, less what the address says already.

A body is derived from its command, so that the rules and the API cannot drift apart. The command
never carries its own name or case here: both are in the address. Only a command within another
one, such as what an order asks for, names both itself.
"""

import types
from collections.abc import Mapping
from enum import Enum
from functools import cache
from types import UnionType
from typing import Annotated, Any, ClassVar, Final, Literal, Union, get_args, get_origin
from uuid import UUID

from litestar import Request
from litestar._openapi.schema_generation import SchemaCreator
from litestar.dto import AbstractDTO
from litestar.openapi.spec import Reference, Schema
from litestar.typing import FieldDefinition
from msgspec import NODEFAULT, Meta, Struct, defstruct, field
from msgspec.structs import FieldInfo, fields

from api.problems import MALFORMED, WebRefused, Wrong
from api.v1.meanings import MEANINGS
from api.v1.strict import fields_of, read_struct
from ledger.orders.content import ORDERABLE

NO_CASE: Final = UUID(int=0)
"""Stands for the case of a replacement until its line is found; it is never written."""

_IN_THE_ADDRESS: Final = frozenset({"case_id", "order_id"})

Part = Literal["Body", "Replacement", "Order"]
"""What a Struct is of a request: all of it, the right line of a correction, or an order."""


def _name_of(struct: type[Struct], part: Part) -> str:
    return f"{struct.__name__}{part}"


@cache
def body_of(command: type[Struct], part: Part = "Body") -> type[Struct]:
    """Return the Struct of the body that becomes *command*.

    Only where one of several commands may stand does a body name its own, in ``command``; an
    order names the case that it goes on with as well.
    """
    config = command.__struct_config__
    in_the_address = frozenset[str]() if part == "Order" else _IN_THE_ADDRESS
    made = [_field(each) for each in fields(command) if each.encode_name not in in_the_address]
    return defstruct(
        _name_of(command, part),
        made,
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
        module=__name__,
        namespace={"__doc__": command.__doc__},
        tag=None if part == "Body" else config.tag,
        tag_field=None if part == "Body" else config.tag_field,
    )


def _field(each: FieldInfo) -> tuple[str, Any, Any] | tuple[str, Any]:
    described = _type(each.type)
    meaning = MEANINGS[each.encode_name]
    if not (isinstance(described, type) and issubclass(described, Enum | Struct)):
        # Those are described once for all fields, by themselves.
        meta = Meta(description=meaning.sentence, examples=[meaning.example])
        described = Annotated[described, meta]
    if each.default is not NODEFAULT:
        return each.name, described, each.default
    if each.default_factory is not NODEFAULT:
        return each.name, described, field(default_factory=each.default_factory)
    return each.name, described


def _type(kind: Any) -> Any:  # noqa: ANN401  any annotation of a command
    """Return *kind* with every Struct in it as a body."""
    if isinstance(kind, type) and issubclass(kind, Struct):
        return body_of(kind)
    arguments = get_args(kind)
    if get_origin(kind) is tuple:
        return types.GenericAlias(tuple, (_type(arguments[0]), ...))
    if get_origin(kind) in (Union, UnionType):
        several = [each for each in arguments if _is_struct(each)]
        part: Part = "Order" if ORDERABLE.issuperset(several) else "Replacement"
        return Union[  # noqa: UP007  made from a tuple
            tuple(
                body_of(each, part) if len(several) > 1 and _is_struct(each) else _type(each)
                for each in arguments
            )
        ]
    return kind


def _is_struct(kind: Any) -> bool:  # noqa: ANN401  any annotation of a command
    return isinstance(kind, type) and issubclass(kind, Struct)


def command_from(body: Struct, command: Any, given: Mapping[str, UUID] | None = None) -> Any:  # noqa: ANN401
    """Return the *command* that a body of its kind asks for; *given* is what the address says."""
    known = {
        name: getattr(body, name) for name in _IN_THE_ADDRESS if getattr(body, name, None)
    } | dict(given or {})
    values: dict[str, Any] = {}
    for name, each in fields_of(command).items():
        if name not in _IN_THE_ADDRESS:
            values[each.name] = _value(getattr(body, each.name), each.type, known)
        elif name in known or each.required:
            values[each.name] = known.get(name, NO_CASE)
    return command(**values)


def _value(value: Any, kind: Any, known: Mapping[str, UUID]) -> Any:  # noqa: ANN401  whatever it is
    if isinstance(value, tuple):
        return tuple(_value(each, get_args(kind)[0], known) for each in value)
    if isinstance(value, Struct):
        return command_from(value, _member(kind, type(value)), known)
    return value


def _member(kind: Any, body: type[Struct]) -> Any:  # noqa: ANN401  any annotation of a command
    """Return the Struct within *kind* that *body* was made from."""
    if isinstance(kind, type):
        return kind
    parts: tuple[Part, ...] = ("Body", "Replacement", "Order")
    names = {_name_of(each, part): each for each in get_args(kind) for part in parts}
    return names[body.__name__]


class Body(AbstractDTO[Struct]):
    """Reads a body into the command it asks for, and describes it to OpenAPI."""

    command: ClassVar[type[Struct]]

    def decode_bytes(self, value: bytes) -> Any:  # noqa: ANN401  an instance of `command`
        """Return the command; refuse with every field that does not fit."""
        body = read_struct(value, body_of(self.command))
        path = self.asgi_connection.path_params
        given = {name: path[name] for name in _IN_THE_ADDRESS if name in path}
        return command_from(body, self.command, given)

    @classmethod
    def create_for_field_definition(cls, *_: Any, **__: Any) -> None:  # noqa: ANN401
        """Prepare nothing: the body stands already."""

    @classmethod
    def create_openapi_schema(
        cls, field_definition: FieldDefinition, handler_id: str, schema_creator: SchemaCreator
    ) -> Reference | Schema:
        """Describe the body by its own Struct."""
        del field_definition, handler_id
        return schema_creator.for_field_definition(
            FieldDefinition.from_annotation(body_of(cls.command))
        )


async def body_given(request: Request[Any, Any, Any]) -> None:
    """Refuse a request without a body where one is needed; the framework says it less plainly."""
    if request.route_handler.parsed_data_field is not None and not await request.body():
        raise WebRefused(MALFORMED, errors=(Wrong("body", "JSON: an object, in UTF-8"),))


def reads(command: type[Struct]) -> type[AbstractDTO[Any]]:
    """Return the reader of bodies that become *command*."""
    return type(f"Reads{command.__name__}", (Body,), {"command": command})
