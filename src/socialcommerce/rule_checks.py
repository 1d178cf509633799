"""Checks and conversions of the values of rules.

Each check raises ``ValueError``, and says what would be right.
"""

import re
from itertools import pairwise
from typing import Any, Final

import attrs
import msgspec

from socialcommerce.kernel.clock import zone

MOST: Final = 300_000
"""What a rule in numbers may be at most: so many days after any instant is still an instant."""

MOST_WEIGHT: Final = 1_000
"""Points for one of anything at most, so that scores stay far from the ends of 64 bits (our choice)."""

MOST_SLOTS: Final = 1_000
"""Slots of one shelf at most (our choice)."""

MOST_SCORE: Final = 10**15
"""The highest score that a step of the capacity table can ask for (our choice)."""

MOST_CASES: Final = 100
"""After-sale cases of one line at most (our choice)."""

MOST_PAYOUT_MINIMUM: Final = 10**15
"""The highest minimum of a payout, in minor units (our choice)."""


def tuples(value: Any) -> Any:
    """Lists of pairs as tuples of tuples, so that rules equal those that the log records."""
    try:
        return tuple(tuple(step) for step in value)
    except TypeError:
        return value


def at_least(least: int, most: int = MOST) -> Any:
    """A check for a whole number from *least* to *most*."""

    def check(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise ValueError(f"rule {attribute.name} is {value!r}: it must be a whole number of at least {least}")
        if value > most:
            raise ValueError(f"rule {attribute.name} is {value!r}: it must be at most {most:,}")

    return check


def words(value: Any) -> Any:
    """A list of words as a tuple, so that rules equal those that the log records."""
    return tuple(value) if isinstance(value, list) else value


def reasons(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    """Reasons of attribution, each once."""
    known = ("share", "binding", "visit")
    if not isinstance(value, tuple) or any(value.count(each) > 1 or each not in known for each in value):
        raise ValueError(f"rule {attribute.name} is {value!r:.200}: it must be some of {', '.join(known)}, each once")


def optional_days(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    """At least one day, or None."""
    if value is not None:
        at_least(1)(None, attribute, value)


def one_of(*words: str) -> Any:
    """A check for one of *words*."""

    def check(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        if value not in words:
            raise ValueError(f"rule {attribute.name} is {value!r}: it must be one of {', '.join(words)}")

    return check


def switch(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    """True or False."""
    if not isinstance(value, bool):
        raise ValueError(f"rule {attribute.name} is {value!r}: it must be True or False")


def steps(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    """Scores and slots that rise, from score 0."""
    try:
        found = msgspec.convert(value, list[tuple[int, int]])
    except msgspec.ValidationError:
        found = []
    small = all(score <= MOST_SCORE and slots <= MOST_SLOTS for score, slots in found)
    rising = all(low[0] < high[0] and low[1] < high[1] for low, high in pairwise(found))
    if not found or found[0][0] != 0 or found[0][1] < 1 or not rising or not small:
        raise ValueError(
            f"rule {attribute.name} is {value!r:.200}: scores and slots must rise, from score 0,"
            f" up to {MOST_SLOTS:,} slots"
        )


def known_zone(_: object, __: "attrs.Attribute[Any]", value: str) -> None:
    """The IANA name of a time zone."""
    zone(value)


def currency(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    """An ISO 4217 code."""
    if not isinstance(value, str) or not re.fullmatch("[A-Z]{3}", value):
        raise ValueError(f"rule {attribute.name} is {value!r}: it must be an ISO 4217 code such as CNY")


def group(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    """The rules of the group that stands there by default, or other such rules."""
    if not isinstance(value, type(attribute.default)):
        raise ValueError(f"rule {attribute.name} is {value!r}: it must be {type(attribute.default).__name__}(…)")
