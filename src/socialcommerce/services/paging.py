"""Pages: how long lists are read, a part at a time."""

from collections.abc import Iterable
from typing import Annotated, Final, Generic, TypeVar

import attrs
from msgspec import Meta

E = TypeVar("E", bound="Entry")

MAX_PAGE: Final = 100
"""Entries on one page at most."""

PageSize = Annotated[int, Meta(ge=1, le=MAX_PAGE)]
Cursor = Annotated[int, Meta(ge=0, le=2**63 - 1)]


@attrs.frozen
class Entry:
    """``cursor`` is the entry's place in its list."""

    cursor: int


@attrs.frozen
class Page(Generic[E]):
    """Entries in order; ``next`` is the ``after`` of the next page, None on the last one."""

    entries: tuple[E, ...]
    next: int | None


def page_of(entries: Iterable[E], *, more: bool) -> Page[E]:
    """The page of *entries*; *more*: there are such after them."""
    found = tuple(entries)
    return Page(found, found[-1].cursor if more else None)
