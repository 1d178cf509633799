"""Keys: the pseudonymous ids by which hosts name members, products, orders and the rest."""

from typing import Annotated, Final

from msgspec import Meta

_CHARACTERS: Final = r"A-Za-z0-9._@+\-"

Key = Annotated[str, Meta(pattern=rf"^[{_CHARACTERS}]{{1,96}}\Z")]
"""An id that a host gives: 1 to 96 of ``A-Z a-z 0-9 . _ @ + -``."""

JoinedKey = Annotated[str, Meta(pattern=rf"^[{_CHARACTERS}~]{{1,400}}\Z")]
"""An id that may have been made of several by :func:`join`."""

ActorKey = Annotated[str, Meta(pattern=rf"^((merchant|platform):)?[{_CHARACTERS}]{{1,96}}\Z")]
"""Who does something: a member's bare key, ``merchant:<key>`` or ``platform:<key>``."""

Ordinal = Annotated[int, Meta(ge=1, le=10**9)]
"""A number that counts from 1: a line, a listing, an opening."""


def join(*keys: str) -> str:
    """One key made of several: ``a~b``."""
    return "~".join(keys)


def pair(one: str, other: str) -> str:
    """The key of an unordered pair: the two in order, joined."""
    return join(*sorted((one, other)))
