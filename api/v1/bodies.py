"""The bodies of requests: the fields of a command, less what the address says already.

A body is derived from its command, so that the rules and the API cannot drift apart. The command
never carries its own name or case here: both are in the address.
"""

import types
from enum import Enum
from functools import cache
from types import UnionType
from typing import Annotated, Any, ClassVar, Final, Union, get_args, get_origin
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

NO_CASE: Final = UUID(int=0)
"""Stands for the case of a replacement until its line is found; it is never written."""

_IN_THE_ADDRESS: Final = frozenset({"case_id"})


def _name_of(struct: type[Struct], *, tagged: bool) -> str:
    return f"{struct.__name__}{'Replacement' if tagged else 'Body'}"


@cache
def body_of(command: type[Struct], *, tagged: bool = False) -> type[Struct]:
    """Return the Struct of the body that becomes *command*.

    Only where one of several commands may stand does a body name its own, in ``command``.
    """
    config = command.__struct_config__
    made = [_field(each) for each in fields(command) if each.encode_name not in _IN_THE_ADDRESS]
    return defstruct(
        _name_of(command, tagged=tagged),
        made,
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
        module=__name__,
        namespace={"__doc__": command.__doc__},
        tag=config.tag if tagged else None,
        tag_field=config.tag_field if tagged else None,
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
        several = sum(isinstance(each, type) and issubclass(each, Struct) for each in arguments) > 1
        return Union[  # noqa: UP007  made from a tuple
            tuple(body_of(each, tagged=True) if several else _type(each) for each in arguments)
        ]
    return kind


def command_from(body: Struct, command: Any, case_id: UUID | None = None) -> Any:  # noqa: ANN401
    """Return the *command* that a body of its kind asks for."""
    values = {
        each.name: _value(getattr(body, each.name), each.type)
        for each in fields_of(command).values()
        if each.encode_name not in _IN_THE_ADDRESS
    }
    for each in fields_of(command).values():
        if each.encode_name in _IN_THE_ADDRESS and (case_id is not None or each.required):
            values[each.name] = case_id or NO_CASE
    return command(**values)


def _value(value: Any, kind: Any) -> Any:  # noqa: ANN401  whatever a field holds
    if isinstance(value, tuple):
        return tuple(_value(each, get_args(kind)[0]) for each in value)
    if isinstance(value, Struct):
        return command_from(value, _member(kind, type(value)))
    return value


def _member(kind: Any, body: type[Struct]) -> Any:  # noqa: ANN401  any annotation of a command
    """Return the Struct within *kind* that *body* was made from."""
    if isinstance(kind, type):
        return kind
    names = {_name_of(each, tagged=True): each for each in get_args(kind)}
    return names[body.__name__]


class Body(AbstractDTO[Struct]):
    """Reads a body into the command it asks for, and describes it to OpenAPI."""

    command: ClassVar[type[Struct]]

    def decode_bytes(self, value: bytes) -> Any:  # noqa: ANN401  an instance of `command`
        """Return the command; refuse with every field that does not fit."""
        body = read_struct(value, body_of(self.command))
        return command_from(body, self.command, self.asgi_connection.path_params.get("case_id"))

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
