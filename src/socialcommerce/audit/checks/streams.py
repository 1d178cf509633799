"""What holds of every stream, whatever it is about."""

import re
from typing import Any, Final

from socialcommerce.audit.check import Check, Doubt, declare
from socialcommerce.audit.checks.answers import ANSWERS, doubts_of_answer, fact_answered
from socialcommerce.audit.checks.members import AFTER_ERASURE, doubt_after_erasure
from socialcommerce.audit.picture import Picture
from socialcommerce.kernel.event import Recorded, topic_of

_ACTOR: Final = re.compile(r"((merchant|platform):)?[A-Za-z0-9._@+\-]{1,96}")
_CATEGORIES: Final[dict[type[Any], str]] = {}

VERSIONS: Final = declare("versions", "The versions of a stream count from 1 without a gap.")
POSITIONS: Final = declare("positions", "The positions of the log grow.")
TIME: Final = declare("time", "Time does not go back within a stream.", refusals=("time-goes-back",))
CATEGORY: Final = declare(
    "category", "A stream holds the facts of one kind of aggregate: their topics begin with its category."
)
TIME_AHEAD: Final = declare(
    "time-ahead",
    "Nothing is dated more than a few minutes ahead of the clock, so nothing ahead of that of the audit.",
    refusals=("time-ahead",),
)
CAUSE: Final = declare("cause", "A fact that answers another names one that stands before it in the log.")
NO_ANSWER: Final = declare("answers-nothing", "What no other fact ever brings about names none.")
ACTOR: Final = declare(
    "actor-is-one", "Who did something is a member, a merchant, an operator of the platform, or the host."
)


def doubts_of_any(picture: Picture, recorded: Recorded[Any]) -> list[tuple[Check, Doubt]]:
    """What the checks say that look at every event, or at so many that they look together."""
    found: list[tuple[Check, Doubt]] = []
    streams, kind = picture.streams, type(recorded.event)
    last = streams.last.get(recorded.stream)
    follows = 1 if last is None else last.version + 1
    if recorded.version != follows:
        found.append((VERSIONS, Doubt(f"{follows}", f"{recorded.version}")))
    if recorded.position <= streams.position:
        found.append((POSITIONS, Doubt(f"a position over {streams.position}", f"{recorded.position}")))
    if last is not None and recorded.at < last.at:
        earliest = f"{last.at.isoformat()} or later, as the event before it"
        found.append((TIME, Doubt(earliest, recorded.at.isoformat())))
    category = _CATEGORIES.get(kind) or _category(kind)
    if not recorded.stream.startswith(category):
        found.append((CATEGORY, Doubt(category, recorded.stream)))
    if picture.latest is not None and recorded.at > picture.latest:
        found.append((TIME_AHEAD, Doubt(f"{picture.latest.isoformat()} or earlier", recorded.at.isoformat())))
    if recorded.by is not None and not _ACTOR.fullmatch(recorded.by):
        found.append((ACTOR, Doubt("a member's key, merchant:<key>, platform:<key> or nobody", recorded.by)))
    answered = None
    if recorded.cause is not None:
        answered = fact_answered(picture, recorded.cause)
        if answered is None and not _stands_before(picture, recorded.cause):
            found.append((CAUSE, Doubt("a fact that stands before it", recorded.cause)))
    if kind in ANSWERS:
        found += doubts_of_answer(picture, recorded, answered)
    elif recorded.cause is not None and kind.__module__.startswith("socialcommerce."):
        found.append((NO_ANSWER, Doubt("a fact that answers none", recorded.cause)))
    if picture.members.erased and (doubt := doubt_after_erasure(picture, recorded)) is not None:
        found.append((AFTER_ERASURE, doubt))
    return found


def _category(kind: type[Any]) -> str:
    """What the streams of a kind of events begin with; a host's own kinds may be declared at any time."""
    _CATEGORIES[kind] = f"{topic_of(kind).partition('.')[0]}-"
    return _CATEGORIES[kind]


def _stands_before(picture: Picture, cause: str) -> bool:
    stream, _, version = cause.rpartition("@")
    last = picture.streams.last.get(stream)
    if last is None or not version.isdecimal() or len(version) > len(f"{last.version}"):
        return False
    return 1 <= int(version) <= last.version
