"""The description of the API: as OpenAPI for programs, as one page without script for people."""

from typing import Any, Final

from litestar import Request
from litestar._openapi.schema_generation import SchemaCreator
from litestar._openapi.schema_generation.plugins.struct import StructSchemaPlugin
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, OpenAPIRenderPlugin
from litestar.openapi.spec import Components, Schema, SecurityScheme
from litestar.typing import FieldDefinition

from api.i18n import N_
from api.pages.frame import render

VERSION: Final = "1"
API_PAGE: Final = "/api"
"""Where the framework draws the description, for everybody."""
_METHODS: Final = ("get", "post", "put", "patch", "delete")
_DEEPEST: Final = 4


class PagePlugin(OpenAPIRenderPlugin):
    """The API's own page, drawn like every other page."""

    def __init__(self) -> None:
        super().__init__(path="/")

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """Draw every operation with its fields and answers."""
        page = render(
            request,
            "api.html",
            title=N_("The API"),
            groups=groups_of(openapi_schema),
        )
        return page.content.encode()


class StrictStructs(StructSchemaPlugin):
    """Says of every body that refuses fields it does not know that it has no others."""

    def to_openapi_schema(
        self, field_definition: FieldDefinition, schema_creator: SchemaCreator
    ) -> Schema:
        """Describe a Struct."""
        schema = super().to_openapi_schema(field_definition, schema_creator)
        if field_definition.annotation.__struct_config__.forbid_unknown_fields:
            schema.additional_properties = False
        return schema


def openapi_config() -> OpenAPIConfig:
    """Return how the description is made and served: the page at /api, JSON beside it."""
    return OpenAPIConfig(
        title="Parasol",
        version=VERSION,
        summary="The books of a mutual aid fund.",
        path=API_PAGE,
        render_plugins=[PagePlugin(), JsonRenderPlugin(path="/openapi.json")],
        use_handler_docstrings=True,
        components=Components(
            security_schemes={"token": SecurityScheme(type="http", scheme="bearer")}
        ),
        security=[{"token": []}],
    )


def _resolved(schema: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference inside the description."""
    while "$ref" in node:
        found: dict[str, Any] = schema
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        node = found
    return node


def _type_text(schema: dict[str, Any], node: dict[str, Any]) -> str:
    """Say in a few words what a field holds."""
    node = _resolved(schema, node)
    if "enum" in node:
        return ", ".join(str(value) for value in node["enum"])
    for key in ("oneOf", "anyOf"):
        if key in node:
            return " / ".join(_type_text(schema, each) for each in node[key])
    kind = node.get("type", "object")
    if kind == "array":
        return f"[{_type_text(schema, node.get('items', {}))}]"
    text = " / ".join(kind) if isinstance(kind, list) else str(kind)
    return f"{text} ({node['format']})" if "format" in node else text


def _fields(
    schema: dict[str, Any], node: dict[str, Any], at: str = "", depth: int = 0
) -> list[dict[str, Any]]:
    """Return the fields of an object as rows: name, type, needed, meaning."""
    node = _resolved(schema, node)
    if node.get("type") == "array":
        return _fields(schema, node.get("items", {}), f"{at}[].".replace("..", "."), depth)
    rows = []
    for name, field in node.get("properties", {}).items():
        rows.append(
            {
                "name": f"{at}{name}",
                "type": _type_text(schema, field),
                "needed": name in node.get("required", []),
                "meaning": _resolved(schema, field).get("description", ""),
            }
        )
        if depth < _DEEPEST and _resolved(schema, field).get("properties"):
            rows += _fields(schema, field, f"{at}{name}.", depth + 1)
    return rows


def _content(node: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of the first kind of content, empty where there is none."""
    for kind in node.get("content", {}).values():
        found: dict[str, Any] = kind.get("schema", {})
        return found
    return {}


def _operation(schema: dict[str, Any], path: str, method: str) -> dict[str, Any]:
    operation = schema["paths"][path][method]
    good = {
        status: answer
        for status, answer in operation.get("responses", {}).items()
        if status.startswith("2")
    }
    return {
        "id": operation["operationId"],
        "path": path,
        "method": method.upper(),
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "parameters": [
            {
                "name": each["name"],
                "type": _type_text(schema, each.get("schema", {})),
                "needed": each.get("required", False),
                "meaning": each.get("description", ""),
            }
            for each in operation.get("parameters", [])
        ],
        "body": _fields(schema, _content(operation.get("requestBody", {}))),
        "answers": [(status, _fields(schema, _content(answer))) for status, answer in good.items()],
    }


def groups_of(schema: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the operations in the order of their addresses, grouped by tag."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in sorted(schema.get("paths", {}).items()):
        for method in _METHODS:
            if method in methods:
                tag = methods[method].get("tags", ["other"])[0]
                groups.setdefault(tag, []).append(_operation(schema, path, method))
    return list(groups.items())
