"""Facts as the API shows them: their fields, and their topic among them."""

from typing import TYPE_CHECKING, Any, Final, Union

from msgspec import NODEFAULT, Struct, defstruct
from msgspec.structs import FieldInfo, fields

from ledger.events import EVENTS, FundEvent


def _shown(topic: str, event: type[FundEvent]) -> type[Struct]:
    return defstruct(
        f"Shown{event.__name__}",
        [_field(each) for each in fields(event)],
        frozen=True,
        kw_only=True,
        module=__name__,
        namespace={"__doc__": event.__doc__},
        tag=topic,
        tag_field="topic",
    )


def _field(each: FieldInfo) -> tuple[str, Any] | tuple[str, Any, Any]:
    if each.default is NODEFAULT:
        return each.name, each.type
    return each.name, each.type, each.default


_SHOWN: Final = {topic: _shown(topic, event) for topic, event in EVENTS.items()}

if TYPE_CHECKING:
    ShownFact = Struct
else:
    ShownFact = Union[tuple(_SHOWN.values())]  # noqa: UP007  made from a tuple


def shown(event: FundEvent) -> Struct:
    """Return *event* with its topic, every field written out."""
    kind = _SHOWN[event.topic]
    return kind(**{each.name: getattr(event, each.name) for each in fields(event)})
