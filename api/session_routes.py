"""Signing in and out for programs: a one-time code becomes a bearer token."""

from typing import Annotated, Any

from litestar import Request, delete, post
from litestar._openapi.schema_generation import SchemaCreator
from litestar.dto import AbstractDTO
from litestar.openapi.spec import Reference, Schema
from litestar.params import JSONBody
from litestar.typing import FieldDefinition
from msgspec import Meta, Struct

from api.problems import CODE_REFUSED, SIGN_IN_NEEDED, WebRefused
from api.sessions import ABSOLUTE, session_of
from api.site import site_of
from api.v1.strict import read_struct

MAX_BODY_BYTES = 4096
"""A code is short; strangers may send nothing longer."""
OPEN = {"open_to_strangers": True}


class OpenSession(Struct, frozen=True, forbid_unknown_fields=True):
    """What a program sends to sign in."""

    code: Annotated[str, Meta(description="The one-time code, as printed; dashes do not matter.")]


class OpenedSession(Struct, frozen=True):
    """The token of a program: send it as ``Authorization: Bearer …``. It is shown once."""

    token: str
    expires_in_seconds: int


class ReadsOpenSession(AbstractDTO[OpenSession]):
    """Reads the body strictly, so that every wrong field is named at once."""

    def decode_bytes(self, value: bytes) -> OpenSession:
        """Return what was sent; refuse with every field that does not fit."""
        return read_struct(value, OpenSession)

    @classmethod
    def create_for_field_definition(cls, *_: Any, **__: Any) -> None:  # noqa: ANN401
        """Prepare nothing: the Struct stands already."""

    @classmethod
    def create_openapi_schema(
        cls, field_definition: FieldDefinition, handler_id: str, schema_creator: SchemaCreator
    ) -> Reference | Schema:
        """Describe the body by its Struct."""
        del field_definition, handler_id
        return schema_creator.for_field_definition(FieldDefinition.from_annotation(OpenSession))


@post(
    "/session",
    opt=OPEN,
    request_max_body_size=MAX_BODY_BYTES,
    dto=ReadsOpenSession,
    return_dto=None,
    operation_id="open_session",
    summary="Sign in with a one-time code",
    tags=["session"],
)
async def open_session(
    request: Request[Any, Any, Any], data: JSONBody[OpenSession]
) -> OpenedSession:
    """Exchange a one-time code for a token that lives twelve hours, half an hour when unused."""
    site = site_of(request)
    sign_in_id = await site.sign_in.redeem(data.code)
    if sign_in_id is None:
        raise WebRefused(CODE_REFUSED)
    token = await site.sessions.start(sign_in_id, "api")
    return OpenedSession(token=token, expires_in_seconds=int(ABSOLUTE.total_seconds()))


@delete("/session", operation_id="close_session", summary="Sign out", tags=["session"])
async def close_session(request: Request[Any, Any, Any]) -> None:
    """End the session of the token that was sent."""
    session = session_of(request)
    if session is None:
        raise WebRefused(SIGN_IN_NEEDED)
    await site_of(request).sessions.end(session)
