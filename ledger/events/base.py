"""What every fact has in common."""

from datetime import date
from typing import ClassVar

from msgspec import Struct


class Event(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A fact: something that happened in a fund, in the past tense, never changed or removed.

    `topic` is stored beside the payload and never changes, so a class may be renamed or moved.
    Fields of a published topic never change either: a new shape is a new topic (``….v2``) and an
    upcast. Amounts are integers of minor units; *currency* and *exponent* stand beside them.
    Defaults are only ``None``, ``0``, ``False`` or ``()`` and are left out of the stored bytes.
    Facts hold random references only, never a name, an address or a free word, but for public texts
    that two approved.
    """

    topic: ClassVar[str]

    occurred_on: date


class Step(Event, frozen=True, kw_only=True):
    """A fact about who may or who agreed. It moves no money, and no line of a case rests on it."""


class Seen(Event, frozen=True, kw_only=True):
    """What people saw, and what is seen later is another line.

    It moves no money, and no line takes it back.
    """
