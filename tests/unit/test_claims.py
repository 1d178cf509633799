"""Capacity that is claimed: from the facts up to an instant, and together with what it is claimed for."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from given import NOON, SECOND, refused
from socialcommerce import ManualClock, Rules, ShelfRules, SocialCommerce
from socialcommerce.services.decisions import Decisions
from socialcommerce.services.shops import Shelves

RULES = Rules(shelves=ShelfRules(capacity_by_influence=((0, 1), (2, 2), (3, 3)), refuse_dearer=True))
HOUR = timedelta(hours=1)


@pytest.fixture
def commerce(clock: ManualClock) -> Iterator[SocialCommerce]:
    """One full slot, placed and shared at noon: one active day, one point."""
    with SocialCommerce.open(clock=clock, rules=RULES) as store:
        store.merchants.invite("cd", "Dior")
        for product in ("p1", "p2", "p3", "p4"):
            store.products.list(product, "cd", product, "lips", 100)
        store.shops.open("lin")
        store.shelves.place("lin", "p1")
        store.shares.create("lin", "p1", share="s1")
        for friend in ("an", "bo"):
            store.members.befriend("lin", friend)
        yield store


def friend_comes(commerce: SocialCommerce, clock: ManualClock, friend: str) -> None:
    """One more point an hour later."""
    clock.advance(HOUR)
    commerce.journeys.visit(friend, "s1")


def recorded_since(commerce: SocialCommerce, position: int) -> list[str]:
    return [type(fact.event).__name__ for fact in commerce.log.read(position)]


def test_a_claim_at_a_past_instant_counts_what_had_happened_by_then(
    commerce: SocialCommerce, clock: ManualClock
) -> None:
    friend_comes(commerce, clock, "an")
    friend_comes(commerce, clock, "bo")

    assert commerce.shelves.claim("lin", at=NOON + HOUR - SECOND) == 1
    assert commerce.shelves.claim("lin", at=NOON + HOUR) == 2
    assert commerce.shelves.claim("lin", at=NOON + 2 * HOUR - SECOND) == 2
    assert commerce.shelves.claim("lin") == 3


def test_a_placing_at_a_past_instant_claims_by_what_had_happened_by_then(
    commerce: SocialCommerce, clock: ManualClock
) -> None:
    friend_comes(commerce, clock, "an")
    with refused("shelf-full"):
        commerce.shelves.place("lin", "p2", at=NOON + HOUR - SECOND)
    assert commerce.shelves.place("lin", "p2", at=NOON + HOUR) == 1


def test_a_placing_and_its_claim_are_recorded_together(commerce: SocialCommerce, clock: ManualClock) -> None:
    friend_comes(commerce, clock, "an")
    before = commerce.log.position()
    commerce.shelves.place("lin", "p2")
    facts = list(commerce.log.read(before))
    assert [type(fact.event).__name__ for fact in facts] == ["CapacityRaised", "ProductPlaced"]
    assert {fact.at for fact in facts} == {clock.now()}


def test_a_placing_that_is_refused_though_capacity_could_be_claimed_records_nothing(
    commerce: SocialCommerce, clock: ManualClock
) -> None:
    friend_comes(commerce, clock, "an")
    commerce.products.delist("p2")
    commerce.products.observe_price("p3", "elsewhere", 99)
    before = commerce.log.position()
    for product, code in (("p2", "product-delisted"), ("p3", "product-dearer")):
        with refused(code):
            commerce.shelves.place("lin", product)
    assert commerce.shelves.place("lin", "p1") == 0
    assert recorded_since(commerce, before) == []


def test_a_placing_that_is_refused_after_its_claim_records_no_claim(
    commerce: SocialCommerce, clock: ManualClock
) -> None:
    def delisted_meanwhile(shop: str, at: object) -> int:
        commerce.products.delist("p2")
        return 3

    before = commerce.log.position()
    with refused("product-delisted"):
        Shelves(Decisions(commerce.log, clock), delisted_meanwhile).place("lin", "p2")
    assert recorded_since(commerce, before) == ["ProductDelisted"]
    assert commerce.storefronts.of("lin").capacity == 1
