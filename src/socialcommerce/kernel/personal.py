"""Which facts hold personal texts, and the same facts with other words."""

from collections.abc import Callable
from typing import Any, Final, TypeVar, get_args, get_type_hints

import attrs

from socialcommerce.kernel.text import PersonalText

T = TypeVar("T")


_KNOWN: Final[dict[type[Any], bool]] = {}


def holds_texts(cls: type[Any]) -> bool:
    """Whether a field of the attrs class, or of what stands in it, is a personal text."""
    known = _KNOWN.get(cls)
    if known is None:
        known = _KNOWN[cls] = any(map(_holds_texts, get_type_hints(cls).values()))
    return known


def reworded(fact: T, change: Callable[[PersonalText], PersonalText]) -> T:
    """*fact* with each personal text in it as *change* gives it."""
    return _reworded(fact, change)  # type: ignore[no-any-return]


def owners(fact: Any) -> set[str]:
    """The members to whom the personal texts in *fact* belong."""
    found: set[str] = set()

    def note(text: PersonalText) -> PersonalText:
        found.add(text.member)
        return text

    reworded(fact, note)
    return found


def _reworded(value: Any, change: Callable[[PersonalText], PersonalText]) -> Any:
    if isinstance(value, PersonalText):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_reworded(each, change) for each in value)
    if attrs.has(type(value)) and holds_texts(type(value)):
        fields = [field.name for field in attrs.fields(type(value))]
        return attrs.evolve(value, **{name: _reworded(getattr(value, name), change) for name in fields})
    return value


def _holds_texts(hint: Any) -> bool:
    if hint is PersonalText:
        return True
    if isinstance(hint, type) and attrs.has(hint):
        return holds_texts(hint)
    return any(map(_holds_texts, get_args(hint)))
