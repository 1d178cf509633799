"""Events: immutable facts with a stable topic, and the envelope in which they are recorded."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, Generic, TypeVar, dataclass_transform

import attrs
import msgspec

T = TypeVar("T")
E = TypeVar("E", covariant=True)

TOPICS: Final[dict[str, type[Any]]] = {}
"""Every event class by its topic. Topics are words of the domain and never change; module paths may."""

_TOPIC_OF: Final[dict[type[Any], str]] = {}
_UPCASTS: Final[dict[type[Any], Callable[[Any], Any]]] = {}
_TOPIC_PATTERN: Final = re.compile(r"[a-z]+\.[a-z]+(-[a-z]+)*(\.v[0-9]+)?")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(attrs.field,))
def event(topic: str) -> Callable[[type[T]], type[T]]:
    """Make a class an event: frozen, keyword-only, and known by *topic* (``category.what-happened``).

    Any change of a field, of a default too, is a new topic (``….v2``); the old class stays, with an
    :func:`upcast` to the new one. Raises ``ValueError`` if the topic is malformed or taken.
    """

    def decorate(cls: type[T]) -> type[T]:
        if not _TOPIC_PATTERN.fullmatch(topic):
            raise ValueError(f"topic {topic!r} is not of the form category.what-happened")
        if topic in TOPICS:
            raise ValueError(f"topic {topic!r} is taken by {TOPICS[topic].__qualname__}")
        frozen = attrs.frozen(kw_only=True)(cls)
        TOPICS[topic] = frozen
        _TOPIC_OF[frozen] = topic
        return frozen

    return decorate


def topic_of(cls: type[Any]) -> str:
    """The topic of an event class; ``ValueError`` if it is none."""
    try:
        return _TOPIC_OF[cls]
    except KeyError:
        raise ValueError(f"{cls.__qualname__} is not an event: decorate it with @event(topic)") from None


def upcast(old: type[T]) -> Callable[[Callable[[T], Any]], Callable[[T], Any]]:
    """Register how an event of the class *old* reads today: ``@upcast(OldClass) def _(old) -> new``."""
    topic_of(old)

    def decorate(function: Callable[[T], Any]) -> Callable[[T], Any]:
        if old in _UPCASTS:
            raise ValueError(f"{old.__qualname__} has an upcast already")
        _UPCASTS[old] = function
        return function

    return decorate


def current_topics() -> set[str]:
    """The topics that are written today: those of former versions, which are upcast when they are read, are not."""
    return {topic for topic, cls in TOPICS.items() if cls not in _UPCASTS}


def current(fact: Any) -> Any:
    """*fact* in the form of today: upcast until no newer class is known."""
    while (upcasting := _UPCASTS.get(type(fact))) is not None:
        fact = upcasting(fact)
    return fact


class Recorded(msgspec.Struct, Generic[E], frozen=True, gc=False):
    """An event as the log keeps it.

    ``stream`` is ``category-key``; ``version`` counts from 1 within it; ``position`` orders the whole log
    (0 until appended; positions grow, with gaps on PostgreSQL); ``at`` is when it happened, in UTC; ``by`` is
    the actor (None: the host); ``cause`` is the ``stream@version`` of the event that it answers, if any.
    """

    stream: str
    version: int
    at: datetime
    event: E
    by: str | None = None
    cause: str | None = None
    position: int = 0

    @property
    def category(self) -> str:
        """What kind of aggregate the stream is of."""
        return self.stream.partition("-")[0]

    @property
    def key(self) -> str:
        """The identity of the aggregate within its category."""
        return self.stream.partition("-")[2]

    @property
    def reference(self) -> str:
        """``stream@version``, the form in which a ``cause`` names an event."""
        return f"{self.stream}@{self.version}"
