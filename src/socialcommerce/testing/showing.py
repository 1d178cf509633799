"""Events as messages show them: one a line, and what differs between two field by field."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

import attrs


def shown(events: Sequence[Any]) -> str:
    """*events*, numbered, one a line."""
    return "\n".join(f"  {number}. {event!r}" for number, event in enumerate(events, 1)) or "  none"


def differing(expected: Sequence[Any], found: Sequence[Any]) -> str:
    """Where *found* differs from *expected*: by fields where the kind is the same."""
    lines = []
    for number, (wanted, seen) in enumerate(zip_longest(expected, found, fillvalue=None), 1):
        if wanted != seen:
            lines += [f"  {number}. {line}" for line in _difference(wanted, seen)]
    return "\n".join(lines)


def _difference(expected: Any, found: Any) -> list[str]:
    if expected is None:
        return [f"was not expected: {found!r}"]
    if found is None:
        return [f"is missing: {expected!r}"]
    if type(expected) is not type(found) or not attrs.has(type(expected)):
        return [f"expected {expected!r}, found {found!r}"]
    return [
        f"{type(expected).__name__}.{field.name}: expected {wanted!r}, found {seen!r}"
        for field in attrs.fields(type(expected))
        if (wanted := getattr(expected, field.name)) != (seen := getattr(found, field.name))
    ]
