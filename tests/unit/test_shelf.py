"""What can be placed, and how many slots there are; taking out and swapping is in ``test_shelf_lock.py``."""

from datetime import timedelta

import pytest

from given import NOON, given, product, refused, shop, then
from socialcommerce import NotFound, ShelfRules
from socialcommerce.domain.catalog.product import PriceObserved, Product, ProductDelisted, ProductRelisted
from socialcommerce.domain.shops import shelf as shelves
from socialcommerce.domain.shops.shelf import (
    SHELF,
    CapacityRaised,
    Placement,
    ProductPlaced,
    Shelf,
    ShelfEvent,
    ShelfOpened,
)
from socialcommerce.domain.shops.shop import Shop, ShopClosed, ShopReopened

RULES = ShelfRules()
UNLOCK = NOON + timedelta(hours=72)
DELISTED = product("p1", ProductDelisted(by_platform=False))
RELISTED = product("p1", ProductDelisted(by_platform=False), ProductRelisted(listing=2))
DEARER = product("p1", PriceObserved(source="x", price=999, observed_at=NOON, counts_until=NOON + timedelta(days=7)))
STRICT = ShelfRules(refuse_dearer=True)


def placed(id: str, slot: int, listing: int = 1) -> ProductPlaced:
    return ProductPlaced(product=id, slot=slot, listing=listing, unlocks_at=UNLOCK)


def shelf_of(*ids: str, capacity: int = 4) -> Shelf:
    """A shelf with the products of *ids* in its first slots, all placed at noon."""
    return given(SHELF, ShelfOpened(capacity=capacity), *(placed(id, slot) for slot, id in enumerate(ids)))


def place(
    shelf: Shelf, id: str, *, state: Product | None = None, owner: Shop | None = None, rules: ShelfRules = RULES
) -> list[ShelfEvent]:
    """Place *id*, by default a listed product of an open shop, at noon."""
    states = {name: product(name) for name in shelf.placed} | {id: state or product(id)}
    return shelves.place(shelf, id, shop=owner or shop(), products=states, at=NOON, rules=rules)


def test_a_shelf_opens_with_4_slots_once() -> None:
    assert shelves.open(given(SHELF), RULES) == [ShelfOpened(capacity=4)]
    assert shelves.open(shelf_of(), RULES) == []


def test_a_shelf_opens_with_the_slots_that_the_rules_give_at_no_influence() -> None:
    assert shelves.open(given(SHELF), ShelfRules(capacity_by_influence=((0, 2),))) == [ShelfOpened(capacity=2)]


@pytest.mark.parametrize("score", [0, 2_759, 2_999])
def test_below_3000_points_there_is_nothing_to_claim(score: int) -> None:
    assert shelves.claim(shelf_of(), score, RULES) == []


def test_at_3000_points_a_fifth_slot_is_claimed() -> None:
    facts = shelves.claim(shelf_of("p1"), 3_000, RULES)
    assert facts == [CapacityRaised(capacity=5, score=3_000, threshold=3_000)]
    raised = then(SHELF, shelf_of("p1"), *facts)
    assert len(raised.slots) == 5
    assert raised.placed == ("p1",)


def test_a_claim_leaps_over_steps_and_names_the_threshold_reached() -> None:
    assert shelves.claim(shelf_of(), 12_345, RULES) == [CapacityRaised(capacity=8, score=12_345, threshold=12_000)]


@pytest.mark.parametrize("score", [6_000, 3_000, 2_999, 0])
def test_capacity_never_shrinks_with_a_later_drop(score: int) -> None:
    assert shelves.claim(shelf_of(capacity=6), score, RULES) == []


def test_a_listed_product_takes_the_lowest_slot_and_is_locked_for_72_hours() -> None:
    assert place(shelf_of(), "p1") == [ProductPlaced(product="p1", slot=0, listing=1, unlocks_at=UNLOCK)]
    assert place(shelf_of("p1", "p2"), "p3") == [placed("p3", 2)]


def test_the_lock_is_as_long_as_the_rules_say() -> None:
    facts = place(shelf_of(), "p1", rules=ShelfRules(lock_hours=0))
    assert facts == [ProductPlaced(product="p1", slot=0, listing=1, unlocks_at=NOON)]


def test_placing_what_stands_there_changes_nothing() -> None:
    assert place(shelf_of("p1"), "p1") == []


def test_placing_what_stands_on_a_full_shelf_changes_nothing() -> None:
    assert place(shelf_of("p1", "p2", capacity=2), "p2") == []


def test_the_last_slot_can_be_taken_and_then_the_shelf_is_full() -> None:
    assert place(shelf_of("p1", "p2", "p3"), "p4") == [placed("p4", 3)]
    with refused("shelf-full"):
        place(shelf_of("p1", "p2", "p3", "p4"), "p5")


def test_a_delisted_product_cannot_be_placed() -> None:
    with refused("product-delisted"):
        place(shelf_of(), "p1", state=DELISTED)


def test_a_delisted_product_that_stood_there_cannot_be_placed_either() -> None:
    with refused("product-delisted"):
        place(shelf_of("p1"), "p1", state=DELISTED)


@pytest.mark.parametrize("state", [DELISTED, RELISTED], ids=["delisted", "relisted-at-once"])
def test_delisting_frees_the_slot_at_once_lock_or_not(state: Product) -> None:
    shelf = shelf_of("p1", capacity=1)
    facts = shelves.place(shelf, "p2", shop=shop(), products={"p1": state, "p2": product("p2")}, at=NOON, rules=RULES)
    assert facts == [placed("p2", 0)]


def test_a_relisted_product_is_not_back_until_it_is_placed_again() -> None:
    shelf = shelf_of("p0", "p1")
    assert shelf.slot_of("p1", RELISTED) is None
    facts = place(shelf, "p1", state=RELISTED)
    assert facts == [placed("p1", 1, listing=2)]
    assert then(SHELF, shelf, *facts).slot_of("p1", RELISTED) == 1


def test_a_product_placed_again_after_relisting_stands_in_its_new_slot_alone() -> None:
    shelf = given(SHELF, ShelfOpened(capacity=2), placed("p1", 1), placed("p1", 0, listing=2))
    assert shelf.slot_of("p1", RELISTED) == 0
    assert shelf.free_slot({"p1": RELISTED}) == 1


def test_a_shelf_lists_what_was_placed_in_the_order_of_slots() -> None:
    assert shelf_of("p2", "p1").slots == (Placement("p2", 1, UNLOCK), Placement("p1", 1, UNLOCK), None, None)
    assert shelf_of("p2", "p1").placed == ("p2", "p1")


def test_nothing_is_placed_in_a_closed_shop() -> None:
    with refused("shop-closed"):
        place(shelf_of(), "p1", owner=shop("m1", ShopClosed()))


def test_placements_stay_when_a_shop_is_closed_and_reopened() -> None:
    reopened = shop("m1", ShopClosed(), ShopReopened(opening=2))
    assert place(shelf_of("p1"), "p1", owner=reopened) == []


def test_a_shop_that_was_never_opened_or_a_product_that_never_was_is_not_found() -> None:
    with pytest.raises(NotFound, match="shop was never opened"):
        place(shelf_of(), "p1", owner=Shop())
    with pytest.raises(NotFound, match="no product p1"):
        place(shelf_of(), "p1", state=Product())


def test_a_dearer_product_is_placed_unless_the_rules_refuse_it() -> None:
    assert place(shelf_of(), "p1", state=DEARER) == [placed("p1", 0)]
    with refused("product-dearer"):
        place(shelf_of(), "p1", state=DEARER, rules=STRICT)


@pytest.mark.parametrize("price", [999, 998])
def test_a_product_that_is_level_or_cheaper_is_placed_by_strict_rules_too(price: int) -> None:
    seen = PriceObserved(source="x", price=999, observed_at=NOON, counts_until=NOON + timedelta(days=7))
    assert place(shelf_of(), "p1", state=product("p1", seen, price=price), rules=STRICT) == [placed("p1", 0)]


def test_placing_what_stands_there_changes_nothing_though_others_ask_less_by_now() -> None:
    assert place(shelf_of("p1"), "p1", state=DEARER, rules=STRICT) == []
