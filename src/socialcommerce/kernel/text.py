"""Texts: what people and merchants write, with the limits that keep it storable everywhere."""

from collections.abc import Sequence
from typing import Annotated, Any, Final

import attrs
import msgspec
from msgspec import Meta

_NO_NUL_NO_SURROGATE: Final = "^[^\x00\ud800-\udfff]*\\Z"
# PostgreSQL stores no NUL, and a lone surrogate is no character, so neither gets past the edge.

Text = Annotated[str, Meta(max_length=2_000, pattern=_NO_NUL_NO_SURROGATE)]
"""Free text of at most 2,000 characters, without NUL and lone surrogates."""

Title = Annotated[str, Meta(min_length=1, max_length=200, pattern=_NO_NUL_NO_SURROGATE)]
"""A name or title of 1 to 200 characters, without NUL and lone surrogates."""


@attrs.frozen
class Stored:
    """How a personal text stands in a log: as a ``sealed`` token or, in logs of before, as ``plain`` text.

    ``by`` is what read it there: in another's log the same text stands otherwise.
    """

    by: object
    sealed: str | None = None
    plain: str | None = None


class PersonalText:
    """A text that belongs to a member, so that it can be made unreadable on the member's request. Immutable.

    Two are equal if they say the same of the same member; ``stored``, how it stands in the log, None if it never
    stood there, is no part of that. A class of its own, not an attrs class, so that JSON codecs ask how to write it.
    """

    __slots__ = ("_member", "_stored", "_text")

    def __init__(self, member: str, text: str | None, stored: Stored | None = None) -> None:
        """*text* is None if it is erased, or cannot be read. ``ValueError`` if it is outside the limits of Text."""
        if text is not None:
            try:
                msgspec.convert(text, Text)
            except msgspec.ValidationError as error:
                raise ValueError(f"a text of {member}: {error}") from None
        self._member = member
        self._text = text
        self._stored = stored

    @property
    def member(self) -> str:
        """Whose it is."""
        return self._member

    @property
    def text(self) -> str | None:
        """What it says; None if it is erased, or cannot be read."""
        return self._text

    @property
    def shown(self) -> str:
        """What it says; empty if it is erased, or cannot be read."""
        return self._text or ""

    @property
    def is_erased(self) -> bool:
        """Whether nothing of it can be read."""
        return self._text is None

    @property
    def stored(self) -> Stored | None:
        """How it stands in the log that it was read from; None if in none."""
        return self._stored

    @property
    def sealed(self) -> str | None:
        """The token under which it stands in the log; None if it stands there plain, or never stood there."""
        return self._stored.sealed if self._stored else None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PersonalText):
            return NotImplemented
        return (self._member, self._text) == (other._member, other._text)

    def __hash__(self) -> int:
        return hash((self._member, self._text))

    def __repr__(self) -> str:
        return f"PersonalText(member={self._member!r}, text={self._text!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return PersonalText, (self._member, self._text)


def is_same(before: PersonalText | None, now: PersonalText | None) -> bool:
    """Whether *now* says what was said *before*: of an erased text, nothing is left that could differ."""
    if before is None or now is None:
        return before is now
    if before.is_erased or now.is_erased:
        return before.member == now.member
    return before == now


def are_same(before: Sequence[PersonalText], now: Sequence[PersonalText]) -> bool:
    """The same of as many texts."""
    return len(before) == len(now) and all(map(is_same, before, now))
