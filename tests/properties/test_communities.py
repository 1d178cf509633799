"""Whatever the members of a community do, after every step each of them sees what the naive model says, and no more.

``HYPOTHESIS_PROFILE=deep pytest tests/properties/test_communities.py`` goes deeper: fifty times as many histories,
random ones.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import attrs
from community_commands import BEGINNING, MEMBERS, histories, read
from hypothesis import given, note, settings
from hypothesis import strategies as st
from naive import World
from reading import without_cursors
from twin import Twin

from socialcommerce import Rules, ShelfRules, SocialCommerce
from socialcommerce.services.paging import Entry, Page
from socialcommerce.testing.steps import Step

E = TypeVar("E", bound=Entry)

RULES = Rules(shelves=ShelfRules(lock_hours=1))
"""Products can be taken out of their slots soon."""


class Community:
    """A store and the naive model of it, and what of the two was compared last."""

    def __init__(self, page_size: int) -> None:
        self.twin = Twin(RULES, repeats=False)
        self.page_size = page_size
        self._compared: tuple[int, datetime] | None = None
        for step in BEGINNING:
            self.twin.tell(step)

    def tell(self, step: Step) -> None:
        """Compare what all see after *step*, unless nothing came of it."""
        self.twin.tell(step)
        now = self.twin.clock.now()
        reached = (self.twin.commerce.log.position(), now)
        if reached != self._compared:
            self._compared = reached
            assert_all_see_what_they_may(self.twin.commerce, self.twin.world.at(now), self.page_size)


def assert_all_see_what_they_may(commerce: SocialCommerce, world: World, limit: int) -> None:
    for member in MEMBERS:
        feed = all_pages(partial(commerce.feeds.of, member, limit, by=member), limit)
        assert feed == world.feed(member)
        panel = [attrs.astuple(friend) for friend in commerce.feeds.three_friends(member, by=member)]
        assert panel == world.three_friends(member)
    for product in {told["product"] for _, command, _, told in world.told if command == "recommendations.make"}:
        assert_circle_agrees(commerce, world, product, limit)


def assert_circle_agrees(commerce: SocialCommerce, world: World, product: str, limit: int) -> None:
    """How many recommend *product*, and who of them is named to whom."""
    circle = commerce.circle
    assert attrs.astuple(circle.counts(product)) == world.counts(product)
    for member in MEMBERS:
        names = all_pages(partial(circle.of_friends, product, member, limit, by=member), limit)
        assert names == world.said_by_friends(product, member)


def all_pages(page_after: Callable[[int | None], Page[E]], limit: int) -> list[tuple[Any, ...]]:
    """Every entry of a list that is read by its cursors; all pages but the last are full, and none is empty."""
    page = page_after(None)
    found = without_cursors(page)
    while page.next is not None:
        assert len(page.entries) == limit
        page = page_after(page.next)
        assert page.entries
        found += without_cursors(page)
    return found


@settings(max_examples=settings.default.max_examples * 2 // 5)
@given(history=histories, page_size=st.integers(1, 4))
def test_after_every_step_all_see_what_they_may(history: str, page_size: int) -> None:
    community = Community(page_size)
    with community.twin:
        for step in read(history):
            note(f"{step}")
            community.tell(step)
