"""What holds of every stream, whatever it is about."""

import re
from datetime import timedelta
from typing import Any, Final

from socialcommerce.audit.check import Doubt, check, differs
from socialcommerce.audit.picture import Picture
from socialcommerce.kernel.event import TOPICS, Recorded
from socialcommerce.rules import CLOCK_TOLERANCE_MINUTES

_ACTOR: Final = re.compile(r"((merchant|platform):)?[A-Za-z0-9._@+\-]{1,96}")
_CATEGORIES: Final = {kind: f"{topic.partition('.')[0]}-" for topic, kind in TOPICS.items()}
_TOLERANCE: Final = timedelta(minutes=CLOCK_TOLERANCE_MINUTES)


@check("versions", "The versions of a stream count from 1 without a gap.")
def _(picture: Picture, recorded: Recorded[Any]) -> Doubt | None:
    last = picture.streams.last.get(recorded.stream)
    return differs(last.version + 1 if last else 1, recorded.version)


@check("positions", "The positions of the log grow.")
def _(picture: Picture, recorded: Recorded[Any]) -> Doubt | None:
    if recorded.position > picture.streams.position:
        return None
    return Doubt(f"a position over {picture.streams.position}", str(recorded.position))


@check("time", "Time does not go back within a stream.", refusals=("time-goes-back",))
def _(picture: Picture, recorded: Recorded[Any]) -> Doubt | None:
    last = picture.streams.last.get(recorded.stream)
    if last is None or last.at <= recorded.at:
        return None
    return Doubt(f"{last.at.isoformat()} or later, as the event before it", recorded.at.isoformat())


@check("category", "A stream holds the facts of one kind of aggregate: their topics begin with its category.")
def _(picture: Picture, recorded: Recorded[Any]) -> Doubt | None:
    category = _CATEGORIES[type(recorded.event)]
    return None if recorded.stream.startswith(category) else Doubt(category, recorded.stream)


@check(
    "time-ahead",
    "Nothing is dated more than a few minutes ahead of the clock, so nothing ahead of that of the audit.",
    refusals=("time-ahead",),
)
def _(picture: Picture, recorded: Recorded[Any]) -> Doubt | None:
    if picture.now is None or recorded.at <= picture.now + _TOLERANCE:
        return None
    return Doubt(f"{(picture.now + _TOLERANCE).isoformat()} or earlier", recorded.at.isoformat())


@check("cause", "A fact that answers another names one that stands before it in the log.")
def _(picture: Picture, recorded: Recorded[Any]) -> Doubt | None:
    if recorded.cause is None:
        return None
    stream, _, version = recorded.cause.rpartition("@")
    last = picture.streams.last.get(stream)
    if last is not None and version.isdecimal() and 1 <= int(version) <= last.version:
        return None
    return Doubt("a fact that stands before it", recorded.cause)


@check("actor-is-one", "Who did something is a member, a merchant, an operator of the platform, or the host.")
def _(picture: Picture, recorded: Recorded[Any]) -> Doubt | None:
    if recorded.by is None or _ACTOR.fullmatch(recorded.by):
        return None
    return Doubt("a member's key, merchant:<key>, platform:<key> or nobody", recorded.by)
