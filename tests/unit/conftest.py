"""A furnished store that tests share which change nothing."""

from collections.abc import Iterator

import pytest

from socialcommerce import ManualClock, SocialCommerce
from world import NOON, furnish


@pytest.fixture(scope="module")
def furnished_once() -> Iterator[SocialCommerce]:
    clock = ManualClock(NOON)
    with SocialCommerce.open(clock=clock) as store:
        furnish(store, clock)
        yield store


@pytest.fixture
def untouched(furnished_once: SocialCommerce) -> Iterator[SocialCommerce]:
    """The store of a test by which nothing may be recorded: the module's other tests have the same."""
    before = furnished_once.log.position()
    yield furnished_once
    assert furnished_once.log.position() == before
