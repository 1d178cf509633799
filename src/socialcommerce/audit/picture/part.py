"""A part of the picture: methods that remember events, marked with the kinds that they remember."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import msgspec

from socialcommerce.kernel.event import Recorded

M = TypeVar("M", bound=Callable[..., None])

Handler = Callable[[str, Any, Recorded[Any]], None]
"""Takes in an event: the key of its stream, the fact, and all that is recorded of it."""


class Part:
    """What is remembered of one context."""


class Kept(msgspec.Struct, gc=False):
    """What is remembered of one thing. There are many: making one takes a third of what a dataclass takes."""


def sees(*kinds: type[Any]) -> Callable[[M], M]:
    """Mark a method of a part as the one that remembers events of these *kinds*."""

    def decorate(method: M) -> M:
        method.__dict__["sees"] = kinds
        return method

    return decorate


def handlers(part: object) -> Iterator[tuple[type[Any], Handler]]:
    """The kinds of events that *part* takes in, each with the method that does."""
    for name in sorted(dir(type(part))):
        for kind in getattr(getattr(type(part), name), "__dict__", {}).get("sees", ()):
            yield kind, getattr(part, name)
