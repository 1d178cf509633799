"""How an event becomes bytes: JSON with sorted keys, checked both ways.

The stored state is ``{"at": …, "by": …, "cause": …, "event": {…}}`` with what is null left out. Reading encodes
again what was decoded and compares the bytes, because a JSON decoder lets unknown fields, repeated keys and other
spellings of a number pass; writing decodes what was encoded, so that nothing is written that could not be read.
Personal texts are sealed: see :mod:`socialcommerce.storage.sealing`.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, partial
from operator import attrgetter
from typing import Any, Final, Generic, TypeVar, cast, get_type_hints

import msgspec
from eventsourcing.persistence import JSONTranscoder, Mapper, Notification, StoredEvent

from socialcommerce.errors import CorruptLog
from socialcommerce.kernel.clock import Instant
from socialcommerce.kernel.event import TOPICS, Recorded, current, topic_of
from socialcommerce.storage.engine import StoredRow
from socialcommerce.storage.sealing import Sealing

E = TypeVar("E")


class _State(msgspec.Struct, Generic[E], omit_defaults=True, frozen=True, gc=False):
    at: Instant
    event: E
    by: str | None = None
    cause: str | None = None


class RecordedMapper(Mapper[str]):
    """Maps :class:`~socialcommerce.kernel.event.Recorded` to stored events and back.

    Knows the topics that are declared when it is built.
    """

    def __init__(self, sealing: Sealing) -> None:
        super().__init__(transcoder=JSONTranscoder())
        seal, unseal = sealing.to_stored, sealing.from_stored
        self._encode: Final = msgspec.json.Encoder(order="sorted", enc_hook=seal).encode
        self._codecs: Final = {
            topic: (msgspec.json.Decoder(_State[cls], dec_hook=unseal).decode, *_zones(cls))  # type: ignore[valid-type, arg-type]
            for topic, cls in TOPICS.items()
        }

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        """Encode *domain_event*, a ``Recorded``; ``ValueError`` if a field is outside its limits.

        Refused: ``member-erased`` if it holds a text of a member who is erased.
        """
        recorded = cast("Recorded[Any]", domain_event)
        topic = topic_of(type(recorded.event))
        decode, zones, in_utc = self._codecs[topic]
        try:
            state = self._encode(_State(recorded.at, recorded.event, recorded.by, recorded.cause))
            decode(state)
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            raise ValueError(f"{topic} cannot be recorded: {error}") from error
        if recorded.at.tzinfo is not UTC or zones(recorded.event) != in_utc:
            raise ValueError(f"{topic} cannot be recorded: an instant is not in UTC")
        return StoredEvent(recorded.stream, recorded.version, topic, state)

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """Decode to a ``Recorded``, its event in today's form; ``CorruptLog`` unless the bytes are just so."""
        position = stored_event.id if isinstance(stored_event, Notification) else 0
        stream = cast(str, stored_event.originator_id)
        return self.decode((position, stream, stored_event.originator_version, stored_event.topic, stored_event.state))

    def decode(self, row: StoredRow) -> Recorded[Any]:
        """The same for a row of a log as our recorders select it."""
        position, stream, version, topic, state = row
        if type(stream) is not str or type(version) is not int:
            raise CorruptLog(f"{stream!r}@{version!r}: is no stream and version of it")
        try:
            decode, zones, in_utc = self._codecs[topic]
            found = decode(state)
        except KeyError:
            raise CorruptLog(f"{stream}@{version}: topic {topic!r} is not known to this version") from None
        except (msgspec.MsgspecError, UnicodeError, RecursionError, TypeError) as error:
            raise CorruptLog(f"{stream}@{version}: {topic} cannot be read: {error}") from error
        at, event = found.at, found.event
        if self._encode(found) != state or at.tzinfo is not UTC or zones(event) != in_utc:
            raise CorruptLog(f"{stream}@{version}: {topic} is not written as this library writes it")
        return Recorded(stream, version, at, current(event), found.by, found.cause, position)


@cache
def _zones(cls: type[Any]) -> tuple[Callable[[Any], object], object]:
    """What gives the zones of the instants in an event of the class, and what it gives if all are in UTC."""
    hints = get_type_hints(cls)
    names = [f"{name}.tzinfo" for name, hint in hints.items() if hint is datetime]
    optional = [name for name, hint in hints.items() if hint == datetime | None]
    if optional:
        always = [name for name, hint in hints.items() if hint is datetime]
        return partial(_all_in_utc, always, optional), True
    if not names:
        return type, cls
    return attrgetter(*names), UTC if len(names) == 1 else (UTC,) * len(names)


def _all_in_utc(always: list[str], optional: list[str], event: object) -> bool:
    given = [instant for name in optional if (instant := getattr(event, name)) is not None]
    return all(instant.tzinfo is UTC for instant in (*(getattr(event, name) for name in always), *given))
