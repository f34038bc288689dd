"""Bodies of requests that are no command: read strictly, described by their own Struct."""

from typing import Any, ClassVar

from litestar._openapi.schema_generation import SchemaCreator
from litestar.dto import AbstractDTO
from litestar.openapi.spec import Reference, Schema
from litestar.typing import FieldDefinition
from msgspec import Struct

from api.v1.strict import read_struct


class PlainBody(AbstractDTO[Struct]):
    """Reads a body as the Struct that it is."""

    struct: ClassVar[type[Struct]]

    def decode_bytes(self, value: bytes) -> Struct:
        """Return what was sent; refuse with every field that does not fit."""
        return read_struct(value, self.struct)

    @classmethod
    def create_for_field_definition(cls, *_: Any, **__: Any) -> None:  # noqa: ANN401
        """Prepare nothing: the Struct stands already."""

    @classmethod
    def create_openapi_schema(
        cls, field_definition: FieldDefinition, handler_id: str, schema_creator: SchemaCreator
    ) -> Reference | Schema:
        """Describe the body by its Struct."""
        del field_definition, handler_id
        return schema_creator.for_field_definition(FieldDefinition.from_annotation(cls.struct))


def reads_plain(struct: type[Struct]) -> type[AbstractDTO[Any]]:
    """Return the reader of bodies of this Struct."""
    return type(f"Reads{struct.__name__}", (PlainBody,), {"struct": struct})
