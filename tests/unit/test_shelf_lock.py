"""Taking products out and swapping them, both sides of the lock."""

from datetime import datetime, timedelta

import pytest

from given import INSTANT, NOON, SECOND, given, product, refused, shop, then
from socialcommerce import NotFound, ShelfRules
from socialcommerce.domain.catalog.product import PriceObserved, Product, ProductDelisted, ProductRelisted
from socialcommerce.domain.shops import shelf as shelves
from socialcommerce.domain.shops.shelf import (
    SHELF,
    ProductPlaced,
    ProductRemoved,
    ProductSwapped,
    Shelf,
    ShelfEvent,
    ShelfOpened,
)
from socialcommerce.domain.shops.shop import Shop, ShopClosed

LOCK = timedelta(hours=72)
UNLOCK = NOON + LOCK
DELISTED = product("p1", ProductDelisted(by_platform=False))
RELISTED = product("p1", ProductDelisted(by_platform=False), ProductRelisted(listing=2))


def placed(id: str, slot: int) -> ProductPlaced:
    return ProductPlaced(product=id, slot=slot, listing=1, unlocks_at=UNLOCK)


SHELF_OF_P1 = given(SHELF, ShelfOpened(capacity=4), placed("p1", 0))
SHELF_OF_TWO = then(SHELF, SHELF_OF_P1, placed("p2", 1))


def swap(
    shelf: Shelf,
    remove: str = "p1",
    place: str = "p9",
    *,
    at: datetime = UNLOCK,
    owner: Shop | None = None,
    rules: ShelfRules | None = None,
    **states: Product,
) -> list[ShelfEvent]:
    """Swap when the lock is over; products are listed but for *states*."""
    products = {remove: product(remove), place: product(place)} | states
    return shelves.swap(
        shelf, remove, place, shop=owner or shop(), products=products, at=at, rules=rules or ShelfRules()
    )


def swapped(at: datetime) -> ProductSwapped:
    return ProductSwapped(removed="p1", product="p9", slot=0, listing=1, unlocks_at=at + LOCK)


@pytest.mark.parametrize("at", [NOON, UNLOCK - SECOND, UNLOCK - INSTANT])
def test_removing_before_72_hours_is_refused_with_the_instant_of_unlocking(at: datetime) -> None:
    with refused("slot-locked") as caught:
        shelves.remove(SHELF_OF_P1, "p1", state=product("p1"), at=at)
    assert caught.value.facts == {"unlocks_at": UNLOCK}
    assert UNLOCK.isoformat() in str(caught.value)


@pytest.mark.parametrize("at", [UNLOCK, UNLOCK + INSTANT])
def test_removing_at_72_hours_frees_the_slot(at: datetime) -> None:
    facts = shelves.remove(SHELF_OF_P1, "p1", state=product("p1"), at=at)
    assert facts == [ProductRemoved(product="p1", slot=0)]
    assert then(SHELF, SHELF_OF_P1, *facts).placed == ()


@pytest.mark.parametrize("state", [DELISTED, RELISTED], ids=["delisted", "relisted"])
def test_removing_what_does_not_stand_there_changes_nothing(state: Product) -> None:
    assert shelves.remove(SHELF_OF_P1, "p2", state=product("p2"), at=NOON) == []
    assert shelves.remove(SHELF_OF_P1, "p1", state=state, at=NOON) == []


def test_removing_again_changes_nothing() -> None:
    removed = then(SHELF, SHELF_OF_P1, ProductRemoved(product="p1", slot=0))
    assert shelves.remove(removed, "p1", state=product("p1"), at=UNLOCK) == []


def test_a_swap_at_71_59_59_is_refused() -> None:
    at = NOON + timedelta(hours=71, minutes=59, seconds=59)
    with refused("slot-locked") as caught:
        swap(SHELF_OF_P1, at=at)
    assert caught.value.facts == {"unlocks_at": UNLOCK}


def test_a_swap_at_72_00_00_takes_the_slot_and_locks_it_anew() -> None:
    facts = swap(SHELF_OF_P1, at=UNLOCK)
    assert facts == [swapped(UNLOCK)]
    assert then(SHELF, SHELF_OF_P1, *facts).placed == ("p9",)
    with refused("slot-locked"):
        swap(then(SHELF, SHELF_OF_P1, *facts), "p9", "p1", at=UNLOCK + LOCK - SECOND)


def test_a_swap_repeated_changes_nothing() -> None:
    once = then(SHELF, SHELF_OF_P1, *swap(SHELF_OF_P1))
    assert swap(once) == []


def test_a_swap_puts_the_new_product_into_the_slot_of_the_old() -> None:
    facts = swap(SHELF_OF_TWO, "p2", "p9")
    assert then(SHELF, SHELF_OF_TWO, *facts).placed == ("p1", "p9")


def test_a_product_is_not_swapped_for_itself() -> None:
    with pytest.raises(ValueError, match="cannot swap product p1 for itself"):
        swap(SHELF_OF_P1, "p1", "p1")


def test_what_does_not_stand_there_cannot_be_swapped_out() -> None:
    with refused("not-on-shelf"):
        swap(SHELF_OF_P1, "p2", "p9")


@pytest.mark.parametrize("state", [DELISTED, RELISTED], ids=["delisted", "relisted"])
def test_what_was_delisted_stands_there_no_more_and_cannot_be_swapped_out(state: Product) -> None:
    with refused("not-on-shelf"):
        swap(SHELF_OF_P1, p1=state)


def test_what_stands_in_another_slot_cannot_be_swapped_in() -> None:
    with refused("product-placed"):
        swap(SHELF_OF_TWO, "p1", "p2")


def test_a_locked_slot_is_told_only_after_what_can_never_be_swapped() -> None:
    with refused("product-placed"):
        swap(SHELF_OF_TWO, "p1", "p2", at=NOON)


def test_a_delisted_product_cannot_be_swapped_in() -> None:
    with refused("product-delisted"):
        swap(SHELF_OF_P1, p9=product("p9", ProductDelisted(by_platform=True)))


def test_a_dearer_product_cannot_be_swapped_in_if_the_rules_refuse_it() -> None:
    seen = PriceObserved(source="x", price=1, observed_at=NOON, counts_until=UNLOCK + SECOND)
    dearer = product("p9", seen)
    assert swap(SHELF_OF_P1, p9=dearer) == [swapped(UNLOCK)]
    with refused("product-dearer"):
        swap(SHELF_OF_P1, p9=dearer, rules=ShelfRules(refuse_dearer=True))


def test_a_swap_repeated_changes_nothing_though_others_ask_less_by_now() -> None:
    once = then(SHELF, SHELF_OF_P1, *swap(SHELF_OF_P1))
    seen = PriceObserved(source="x", price=1, observed_at=NOON, counts_until=UNLOCK + SECOND)
    assert swap(once, p9=product("p9", seen), rules=ShelfRules(refuse_dearer=True)) == []


def test_a_dearer_product_can_be_swapped_out() -> None:
    seen = PriceObserved(source="x", price=1, observed_at=NOON, counts_until=UNLOCK + SECOND)
    assert swap(SHELF_OF_P1, p1=product("p1", seen), rules=ShelfRules(refuse_dearer=True)) == [swapped(UNLOCK)]


def test_nothing_is_swapped_in_a_closed_shop() -> None:
    with refused("shop-closed"):
        swap(SHELF_OF_P1, owner=shop("m1", ShopClosed()))


def test_a_swap_in_a_shop_that_never_was_or_of_a_product_that_never_was_is_not_found() -> None:
    with pytest.raises(NotFound, match="shop was never opened"):
        swap(SHELF_OF_P1, owner=Shop())
    with pytest.raises(NotFound, match="no product p9"):
        swap(SHELF_OF_P1, p9=Product())
