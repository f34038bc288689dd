"""From facts to stored bytes and back.

A fact's bytes are made once, here, and stored; nothing ever makes them again. They are canonical:
JSON with sorted keys and no spaces, defaults left out, text in Unicode's composed form (NFC). A
topic that is no longer written is read by way of an upcast to the one that took its place.
"""

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, Final, Generic, TypeVar

import msgspec

from ledger.events import EVENTS, Event, FundEvent

E = TypeVar("E", bound=Event)

MAX_PAYLOAD_BYTES: Final = 64 * 1024
"""No fact is longer than this."""

Upcast = Callable[[dict[str, Any]], dict[str, Any]]
"""Turns the fields of an old topic into those of the next one."""

UPCASTS: Final[dict[str, tuple[str, Upcast]]] = {
    # A founder was not written down then.
    "fund.opened.v1": ("fund.opened.v2", lambda fields: fields),
}
"""Old topic to the next topic and the way there; a chain of them ends in `ledger.events.EVENTS`."""


class UnknownTopic(Exception):
    """A line has a topic that this program does not know: it is older than the book."""

    def __init__(self, topic: str) -> None:
        super().__init__(f"This program does not know the topic {topic}.")
        self.topic = topic


class UnreadablePayload(Exception):
    """A line's bytes do not fit its topic: the store was damaged or written by something else."""


class UnstorableFact(ValueError):
    """A fact that would not come back as it is, or is too long. Nothing was written."""


class Codec(Generic[E]):
    """Facts of some topics, to bytes and back."""

    def __init__(
        self, events: Mapping[str, type[E]], upcasts: Mapping[str, tuple[str, Upcast]]
    ) -> None:
        for old in upcasts:
            if old in events or self._newest(old, upcasts) not in events:
                raise ValueError(f"The upcast of {old} leads nowhere.")
        self._encoder = msgspec.json.Encoder(order="sorted")
        self._decoders = {
            topic: msgspec.json.Decoder(event, strict=True) for topic, event in events.items()
        }
        self._events = events
        self._upcasts = upcasts

    @staticmethod
    def _newest(topic: str, upcasts: Mapping[str, tuple[str, Upcast]]) -> str:
        for _ in upcasts:
            if topic in upcasts:
                topic = upcasts[topic][0]
        return topic

    def encode(self, event: E) -> tuple[str, bytes]:
        """Make the topic and the canonical bytes of a fact.

        Raises `UnstorableFact` when it would not come back the same: a value of the wrong type, a
        text that is not composed, or more than `MAX_PAYLOAD_BYTES`.
        """
        topic = event.topic
        if self._events.get(topic) is not type(event):
            raise UnstorableFact(f"{type(event).__name__} is not the fact of topic {topic}.")
        try:
            payload = self._encoder.encode(event)
        except (TypeError, ValueError) as error:
            raise UnstorableFact(f"A field of {topic} cannot be written.") from error
        if len(payload) > MAX_PAYLOAD_BYTES:
            raise UnstorableFact(f"A fact of {topic} is longer than {MAX_PAYLOAD_BYTES} bytes.")
        if not payload.isascii() and not unicodedata.is_normalized("NFC", payload.decode()):
            raise UnstorableFact(f"A text of {topic} is not in Unicode's composed form.")
        try:
            again = self._decoders[topic].decode(payload)
        except msgspec.ValidationError as error:
            raise UnstorableFact(f"A field of {topic} has the wrong type.") from error
        if again != event or self._encoder.encode(again) != payload:  # 5 == 5.0
            raise UnstorableFact(f"A fact of {topic} would come back as another.")
        return topic, payload

    def decode(self, topic: str, payload: bytes) -> E:
        """Read a fact; one of an old topic comes back as the fact that took its place.

        Raises `UnknownTopic`, or `UnreadablePayload` when the bytes do not fit.
        """
        try:
            decoder = self._decoders.get(topic)
            if decoder is not None:
                return decoder.decode(payload)
            if topic not in self._upcasts:
                raise UnknownTopic(topic)
            return self._decode_old(topic, payload)
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
            # The bytes may hold anything, so they are not quoted.
            raise UnreadablePayload(f"The payload of a line does not fit {topic}.") from None

    def decode_canonical(self, topic: str, payload: bytes) -> E:
        """Read a fact that comes from elsewhere, and hold its bytes to those that `encode` makes.

        A topic that is no longer written has no such bytes any more: it is only read. Raises what
        `decode` raises, and `UnstorableFact` when the bytes are not the canonical ones.
        """
        event = self.decode(topic, payload)
        if topic not in self._decoders:
            return event
        if self._encoder.encode(event) != payload or len(payload) > MAX_PAYLOAD_BYTES:
            raise UnstorableFact(f"The payload of a fact of {topic} has other bytes.")
        if not payload.isascii() and not unicodedata.is_normalized("NFC", payload.decode()):
            raise UnstorableFact(f"A text of {topic} is not in Unicode's composed form.")
        return event

    def _decode_old(self, topic: str, payload: bytes) -> E:
        fields = msgspec.json.decode(payload, type=dict[str, Any])
        while topic in self._upcasts:
            topic, upcast = self._upcasts[topic]
            try:
                fields = upcast(fields)
            except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
                raise msgspec.ValidationError(type(error).__name__) from None
        return msgspec.convert(fields, self._events[topic], strict=True)


_CODEC: Final = Codec[FundEvent](EVENTS, UPCASTS)
encode: Final = _CODEC.encode
"""Make the topic and the canonical bytes of a fact; see `Codec.encode`."""
decode: Final = _CODEC.decode
"""Read a stored fact; see `Codec.decode`."""
decode_canonical: Final = _CODEC.decode_canonical
"""Read a fact and hold its bytes to the canonical ones; see `Codec.decode_canonical`."""
