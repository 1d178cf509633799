from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from given import INSTANT, NOON, given, listed, product, refused, then
from socialcommerce import CatalogRules, NotFound
from socialcommerce.domain.catalog import product as products
from socialcommerce.domain.catalog.product import (
    PRODUCT,
    PriceObserved,
    Product,
    ProductDelisted,
    ProductEvent,
    ProductRelisted,
    ProductRepriced,
)

DAY = timedelta(days=1)
NEVER = given(PRODUCT)
LISTED = product()
DELISTED = product("p1", ProductDelisted(by_platform=False))
BANNED = product("p1", ProductDelisted(by_platform=True))
RELISTED = product("p1", ProductDelisted(by_platform=False), ProductRelisted(listing=2))


def seen(price: int, at: datetime = NOON, *, days: int = 7, source: str = "elsewhere") -> PriceObserved:
    return PriceObserved(source=source, price=price, observed_at=at, counts_until=at + timedelta(days=days))


def test_a_new_product_is_listed_as_it_is_offered() -> None:
    offer = listed(exclusive_price=999, commission_bp=500, sensitive=True)
    assert products.list(NEVER, offer) == [offer]
    state = then(PRODUCT, NEVER, offer)
    assert (state.price, state.exclusive_price, state.listed, state.listing) == (1_000, 999, True, 1)


def test_listing_the_same_product_again_changes_nothing() -> None:
    assert products.list(LISTED, listed()) == []


def test_listing_again_what_was_repriced_since_changes_nothing() -> None:
    repriced = then(PRODUCT, LISTED, ProductRepriced(price=5, exclusive_price=None))
    assert products.list(repriced, listed()) == []


@pytest.mark.parametrize(
    "change",
    [
        {"merchant": "chanel"},
        {"title": "Mascara"},
        {"category": "care"},
        {"price": 1_001},
        {"exclusive_price": 900},
        {"commission_bp": 1},
        {"sensitive": True},
    ],
    ids=lambda change: next(iter(change)),
)
@pytest.mark.parametrize("state", [LISTED, DELISTED], ids=["listed", "delisted"])
def test_a_product_listed_again_with_other_content_is_refused(state: Product, change: dict[str, Any]) -> None:
    with refused("product-differs"):
        products.list(state, listed(**change))


@pytest.mark.parametrize("state", [DELISTED, BANNED], ids=["by-merchant", "by-platform"])
def test_a_delisted_product_is_not_listed_but_relisted(state: Product) -> None:
    with refused("product-delisted"):
        products.list(state, listed())


def test_a_product_is_listed_again_after_it_was_relisted_without_change() -> None:
    assert products.list(RELISTED, listed()) == []


@pytest.mark.parametrize("exclusive_price", [1_000, 1_001])
def test_an_exclusive_price_at_or_over_the_platform_price_is_refused(exclusive_price: int) -> None:
    with refused("exclusive-not-below"):
        products.list(NEVER, listed(exclusive_price=exclusive_price))
    with refused("exclusive-not-below"):
        products.reprice(LISTED, 1_000, exclusive_price)


def test_an_exclusive_price_one_fen_below_the_platform_price_is_taken() -> None:
    assert products.list(NEVER, listed(exclusive_price=999)) == [listed(exclusive_price=999)]
    assert products.reprice(LISTED, 1_000, 999) == [ProductRepriced(price=1_000, exclusive_price=999)]


def test_repricing_sets_both_prices() -> None:
    state = then(PRODUCT, product(exclusive_price=900), *products.reprice(product(exclusive_price=900), 800, None))
    assert (state.price, state.exclusive_price) == (800, None)


def test_repricing_to_what_it_costs_changes_nothing() -> None:
    assert products.reprice(LISTED, 1_000, None) == []
    assert products.reprice(product(exclusive_price=900), 1_000, 900) == []


def test_a_delisted_product_can_be_repriced() -> None:
    assert products.reprice(DELISTED, 5, None) == [ProductRepriced(price=5, exclusive_price=None)]


@pytest.mark.parametrize("by_platform", [True, False])
def test_a_listed_product_is_delisted(by_platform: bool) -> None:
    facts = products.delist(LISTED, by_platform=by_platform)
    assert facts == [ProductDelisted(by_platform=by_platform)]
    assert not then(PRODUCT, LISTED, *facts).listed


@pytest.mark.parametrize(("state", "by_platform"), [(DELISTED, False), (BANNED, True), (BANNED, False)])
def test_delisting_again_changes_nothing(state: Product, by_platform: bool) -> None:
    assert products.delist(state, by_platform=by_platform) == []


def test_the_platform_can_stand_behind_what_the_merchant_delisted() -> None:
    assert products.delist(DELISTED, by_platform=True) == [ProductDelisted(by_platform=True)]
    assert then(PRODUCT, DELISTED, ProductDelisted(by_platform=True)).delisted_by_platform


def test_what_lives_under_a_listing_dies_with_it_for_good() -> None:
    assert LISTED.is_listed_as(1)
    assert not DELISTED.is_listed_as(1)
    assert not RELISTED.is_listed_as(1)
    assert RELISTED.is_listed_as(2)


def test_relisting_a_listed_product_changes_nothing() -> None:
    assert products.relist(LISTED, by_merchant=True) == []
    assert products.relist(RELISTED, by_merchant=True) == []


def test_a_product_is_delisted_and_relisted_at_once_under_the_next_number() -> None:
    assert products.relist(DELISTED, by_merchant=True) == [ProductRelisted(listing=2)]
    again = then(PRODUCT, RELISTED, ProductDelisted(by_platform=False))
    assert products.relist(again, by_merchant=True) == [ProductRelisted(listing=3)]


def test_what_the_platform_delisted_is_not_relisted_by_its_merchant() -> None:
    with refused("delisted-by-platform"):
        products.relist(BANNED, by_merchant=True)


def test_what_the_platform_delisted_is_relisted_by_the_platform_and_is_the_merchants_again() -> None:
    facts = products.relist(BANNED, by_merchant=False)
    assert facts == [ProductRelisted(listing=2)]
    delisted_again = then(PRODUCT, BANNED, *facts, ProductDelisted(by_platform=False))
    assert products.relist(delisted_again, by_merchant=True) == [ProductRelisted(listing=3)]


@pytest.mark.parametrize(
    "decide",
    [
        products.offered,
        lambda state: products.reprice(state, 1, None),
        lambda state: products.delist(state, by_platform=True),
        lambda state: products.relist(state, by_merchant=True),
        lambda state: products.observe_price(state, "elsewhere", 1, at=NOON, rules=CatalogRules()),
    ],
    ids=["offered", "reprice", "delist", "relist", "observe_price"],
)
def test_a_product_that_was_never_listed_is_not_found(decide: Callable[[Product], list[ProductEvent]]) -> None:
    with pytest.raises(NotFound, match="no such product"):
        decide(NEVER)


def test_a_price_seen_elsewhere_counts_for_the_days_of_the_rules() -> None:
    rules = CatalogRules(reference_window_days=2)
    facts = products.observe_price(LISTED, "elsewhere", 900, at=NOON, rules=rules)
    assert facts == [seen(900, days=2)]


def test_the_same_price_seen_at_the_same_instant_changes_nothing() -> None:
    state = product("p1", seen(900))
    assert products.observe_price(state, "elsewhere", 900, at=NOON, rules=CatalogRules()) == []
    assert products.observe_price(state, "elsewhere", 900, at=NOON + INSTANT, rules=CatalogRules()) != []
    assert products.observe_price(state, "other", 900, at=NOON, rules=CatalogRules()) != []


@pytest.mark.parametrize(("reference", "comparison"), [(999, "dearer"), (1_000, "level"), (1_001, "cheaper")])
def test_a_product_is_compared_with_what_others_ask(reference: int, comparison: str) -> None:
    assert product("p1", seen(reference)).comparison(NOON) == comparison


def test_a_product_without_a_reference_is_not_compared() -> None:
    assert LISTED.comparison(NOON) is None


def test_a_reference_counts_until_just_before_7_days() -> None:
    state = product("p1", seen(999))
    assert state.comparison(NOON + 7 * DAY - INSTANT) == "dearer"
    assert state.comparison(NOON + 7 * DAY) is None


def test_the_lowest_reference_counts_and_when_it_lapses_the_next() -> None:
    state = product("p1", seen(900), seen(1_100, NOON + DAY), seen(1_000, NOON + 2 * DAY))
    assert state.comparison(NOON + 3 * DAY) == "dearer"
    assert state.comparison(NOON + 7 * DAY) == "level"
    assert state.comparison(NOON + 9 * DAY) is None


def test_a_comparison_is_of_the_platform_price_and_follows_it() -> None:
    state = product("p1", seen(1_000), exclusive_price=900)
    assert state.comparison(NOON) == "level"
    assert then(PRODUCT, state, ProductRepriced(price=1_001, exclusive_price=900)).comparison(NOON) == "dearer"


def test_references_that_can_never_be_the_lowest_again_are_not_kept() -> None:
    undercut = product("p1", seen(900), seen(800, NOON + DAY))
    assert undercut.references == (seen(800, NOON + DAY),)
    lapsed = product("p1", seen(900), seen(1_000, NOON + 7 * DAY))
    assert lapsed.references == (seen(1_000, NOON + 7 * DAY),)


def test_a_dear_reference_that_outlives_a_cheap_one_is_kept_and_so_is_the_other_way_round() -> None:
    assert len(product("p1", seen(900), seen(1_000, NOON + DAY)).references) == 2
    long_lived = product("p1", seen(1_000, days=30), seen(900, NOON + DAY, days=1))
    assert long_lived.comparison(NOON + 3 * DAY) == "level"
