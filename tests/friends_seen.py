"""What members see of their friends in a store, compared with a recount."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import attrs

from order_lives import draw
from recount_circle import CircleRecount
from socialcommerce import SocialCommerce

PAGE_SIZES: Final = (5, 20, 33, 100)
"""Each member reads pages of one of these sizes."""


@dataclass
class Seen:
    """How much was compared, and what differs."""

    feeds: int = 0
    pages: int = 0
    on_panels: int = 0
    entries: Counter[str] = field(default_factory=Counter)
    unseen: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)


def compared(
    commerce: SocialCommerce, recount: CircleRecount, progress: Callable[[int, int], None] | None = None
) -> Seen:
    """Every member's feed, page by page, and panel, in *commerce* and by *recount*."""
    seen, panels, members = Seen(), recount.panels(), list(recount.friends_once)
    for number, member in enumerate(members, 1):
        expected = recount.feed(member, seen.unseen)
        feed = _feed(commerce, member, seen)
        if feed != expected:
            seen.differences.append(_first_difference(f"feed of {member}", feed, expected))
        panel = [attrs.astuple(friend) for friend in commerce.feeds.three_friends(member, by=member)]
        if panel != panels[member]:
            seen.differences.append(_first_difference(f"panel of {member}", panel, panels[member]))
        seen.feeds += 1
        seen.on_panels += len(panel)
        seen.entries.update(kind for _, _, _, kind, *_ in expected)
        if progress:
            progress(number, len(members))
    return seen


def _feed(commerce: SocialCommerce, member: str, seen: Seen) -> list[Any]:
    limit = PAGE_SIZES[draw(member, "page", len(PAGE_SIZES))]
    found: list[Any] = []
    after = None
    while True:
        page = commerce.feeds.of(member, limit, after, by=member)
        found += [attrs.astuple(entry)[1:] for entry in page.entries]
        seen.pages += 1
        after = page.next
        if after is None:
            return found


def _first_difference(what: str, store: list[Any], recount: list[Any]) -> str:
    """The first place at which the two lists are not the same."""
    place = next(
        (n for n, (one, other) in enumerate(zip(store, recount, strict=False)) if one != other),
        min(len(store), len(recount)),
    )
    there = [some[place] if place < len(some) else "nothing" for some in (store, recount)]
    return f"{what}, entry {place + 1}: store {there[0]}, recount {there[1]}"
