"""Faults: what a log would show if a rule had been broken. Each is put into a copy of a log that is without any."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import attrs
import msgspec

from socialcommerce import Recorded

Log = list[Recorded[Any]]
Inject = Callable[[Log], str]
"""Changes a log, and returns the reference of the event that is to be named."""


@attrs.frozen
class Fault:
    """A fault by its name, and the check that is to find it."""

    name: str
    check: str
    inject: Inject


FAULTS: Final[list[Fault]] = []


def fault(name: str, check: str) -> Callable[[Inject], Inject]:
    """Make a function the fault *name*, which the check *check* is to find."""

    def decorate(inject: Inject) -> Inject:
        assert name not in {each.name for each in FAULTS}
        FAULTS.append(Fault(name, check, inject))
        return inject

    return decorate


def find(log: Log, kind: type[Any], where: Callable[[Any], bool] = lambda recorded: True) -> int:
    """Where the first event of the *kind* stands that is as wanted."""
    return next(i for i, recorded in enumerate(log) if isinstance(recorded.event, kind) and where(recorded))


def change(log: Log, index: int, **fields: Any) -> str:
    """Change *fields* of an event; ``at``, ``by``, ``cause`` and ``stream`` are those of its envelope."""
    envelope = {name: fields.pop(name) for name in ("at", "by", "cause", "stream") if name in fields}
    changed = attrs.evolve(log[index].event, **fields)
    log[index] = msgspec.structs.replace(log[index], event=changed, **envelope)
    return log[index].reference


def move(log: Log, index: int, by: timedelta) -> str:
    """Date an event later, or earlier, by so much, and change nothing else of it."""
    return change(log, index, at=log[index].at + by)


def remove(log: Log, index: int) -> Recorded[Any]:
    """Take an event out, and number those after it in its stream anew, so that no gap tells of it."""
    removed = log.pop(index)
    renumber(log, removed.stream)
    return removed


def insert(log: Log, index: int, stream: str, event: Any, **envelope: Any) -> str:
    """Put an event in before another, dated as that one unless told otherwise, and number its stream anew."""
    position = log[index].position
    at = envelope.pop("at", log[index].at)
    log.insert(index, Recorded(stream, 0, at, event, **envelope, position=position))
    for later in range(index + 1, len(log)):
        log[later] = msgspec.structs.replace(log[later], position=log[later].position + 1)
    renumber(log, stream)
    return log[index].reference


def renumber(log: Log, stream: str) -> None:
    """Count the versions of a *stream* anew."""
    version = 0
    for index, recorded in enumerate(log):
        if recorded.stream == stream:
            version += 1
            log[index] = msgspec.structs.replace(recorded, version=version)


def again(log: Log, index: int, **fields: Any) -> str:
    """Put an event in once more, right after itself, with *fields* changed; ``at`` and ``by`` are its own."""
    recorded = log[index]
    envelope = {"at": recorded.at, "by": recorded.by, "cause": recorded.cause}
    envelope |= {name: fields.pop(name) for name in tuple(fields) if name in envelope}
    return insert(log, index + 1, recorded.stream, attrs.evolve(recorded.event, **fields), **envelope)
