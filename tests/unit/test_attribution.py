from datetime import datetime, timedelta
from typing import Any

import pytest

from given import INSTANT, NOON, given, made, shop
from socialcommerce import ReferralRules
from socialcommerce.domain.referrals.attribution import NOBODY, Attribution, NamedShare, attribute
from socialcommerce.domain.referrals.journey import JOURNEY, Bound, Journey, JourneyEvent, Visited
from socialcommerce.domain.shops.shop import Shop, ShopClosed, ShopReopened

WINDOW = timedelta(days=15)
LIVE = NamedShare(made("s1"), is_live=True)
DEAD = NamedShare(made("s1"), is_live=False)
BY_SHARE = Attribution("share", "m1", "s1")
BY_BINDING = Attribution("binding", "m5")
BY_VISIT = Attribution("visit", "m7", "s7")


def visited(share: str = "s7", shop: str = "m7", product: str = "p1") -> Visited:
    """A visit made at noon."""
    return Visited(
        share=share, shop=shop, product=product, relation="other", day=NOON.date(), attributes_until=NOON + WINDOW
    )


BINDING = Bound(shop="m5", until=NOON + timedelta(days=30))


def attributed(
    *journey: JourneyEvent,
    buyer: str = "buyer",
    products: tuple[str, ...] = ("p1",),
    named: NamedShare | None = None,
    bound_shop: Shop | None = None,
    at: datetime = NOON,
    rules: ReferralRules | None = None,
) -> Attribution:
    """To whom an order of ``p1`` at noon is attributed after *journey*."""
    state: Journey = given(JOURNEY, *journey)
    return attribute(
        buyer,
        products,
        named=named,
        journey=state,
        bound_shop=bound_shop or shop("m5"),
        at=at,
        rules=rules or ReferralRules(),
    )


def test_an_order_without_share_binding_and_visit_is_attributed_to_nobody() -> None:
    assert attributed() == NOBODY == Attribution("none", None, None)


def test_a_named_live_share_of_a_product_of_the_order_comes_first() -> None:
    assert attributed(visited(), BINDING, named=LIVE) == BY_SHARE


def test_then_the_binding_to_an_open_shop() -> None:
    assert attributed(visited(), BINDING) == BY_BINDING


def test_then_the_last_visit() -> None:
    assert attributed(visited()) == BY_VISIT


def test_a_share_that_is_dead_counts_if_the_buyer_came_through_it_within_15_days() -> None:
    visit = visited("s1", "m1")
    assert attributed(visit, named=DEAD, at=NOON + WINDOW - INSTANT) == BY_SHARE
    assert attributed(visit, named=DEAD, at=NOON + WINDOW) == NOBODY


def test_a_dead_share_that_the_buyer_never_visited_gives_way_to_the_next_reason() -> None:
    assert attributed(BINDING, named=DEAD) == BY_BINDING
    assert attributed(visited(), named=DEAD) == BY_VISIT
    assert attributed(named=DEAD) == NOBODY


@pytest.mark.parametrize(("journey", "next_reason"), [((BINDING,), BY_BINDING), ((), NOBODY)])
def test_a_share_of_a_product_that_is_not_ordered_gives_way(
    journey: tuple[JourneyEvent, ...], next_reason: Attribution
) -> None:
    assert attributed(*journey, named=LIVE, products=("p2", "p3")) == next_reason


def test_a_share_of_one_product_of_the_order_is_enough() -> None:
    assert attributed(named=LIVE, products=("p0", "p1")) == BY_SHARE


def test_a_share_of_the_buyers_own_shop_gives_way_to_the_next_reason() -> None:
    assert attributed(BINDING, buyer="m1", named=LIVE) == BY_BINDING
    assert attributed(visited(), buyer="m1", named=LIVE) == BY_VISIT
    assert attributed(buyer="m1", named=LIVE) == NOBODY


def test_a_binding_to_the_buyers_own_shop_gives_way_to_the_next_reason() -> None:
    assert attributed(visited(), BINDING, buyer="m5") == BY_VISIT
    assert attributed(BINDING, buyer="m5") == NOBODY


def test_a_visit_to_the_buyers_own_shop_gives_way_to_an_earlier_one() -> None:
    assert attributed(visited("s3", "m3"), visited(), buyer="m7") == Attribution("visit", "m3", "s3")
    assert attributed(visited(), buyer="m7") == NOBODY


def test_a_binding_holds_until_just_before_30_days() -> None:
    end = NOON + timedelta(days=30)
    assert attributed(BINDING, at=end - INSTANT) == BY_BINDING
    assert attributed(BINDING, at=end) == NOBODY


def test_a_binding_sleeps_with_its_shop_and_wakes_with_it() -> None:
    closed = shop("m5", ShopClosed())
    reopened = shop("m5", ShopClosed(), ShopReopened(opening=2))
    assert attributed(visited(), BINDING, bound_shop=closed) == BY_VISIT
    assert attributed(visited(), BINDING, bound_shop=reopened) == BY_BINDING


def test_a_visit_counts_until_just_before_15_days() -> None:
    assert attributed(visited(), at=NOON + WINDOW - INSTANT) == BY_VISIT
    assert attributed(visited(), at=NOON + WINDOW) == NOBODY


def test_a_visit_to_a_share_of_another_product_does_not_count() -> None:
    assert attributed(visited(product="p9")) == NOBODY


def test_the_last_of_several_visits_counts() -> None:
    assert attributed(visited("s3", "m3"), visited()) == BY_VISIT
    assert attributed(visited(), visited("s3", "m3", "p9")) == BY_VISIT


@pytest.mark.parametrize("named", [None, LIVE, DEAD], ids=["no-share", "live", "dead"])
@pytest.mark.parametrize("journey", [(), (visited("s1", "m1"),), (Bound(shop="m1", until=NOON + WINDOW),)])
def test_an_order_is_never_attributed_to_the_buyers_own_shop(
    named: NamedShare | None, journey: tuple[Any, ...]
) -> None:
    assert attributed(*journey, buyer="m1", named=named, bound_shop=shop("m1")) == NOBODY


def test_reasons_are_tried_in_the_order_of_the_rules_and_those_left_out_never() -> None:
    journey = (visited(), BINDING)
    by_visit_first = ReferralRules(attribution=("visit", "binding", "share"))
    assert attributed(*journey, named=LIVE, rules=by_visit_first) == BY_VISIT
    assert attributed(BINDING, named=LIVE, rules=by_visit_first) == BY_BINDING
    assert attributed(*journey, named=LIVE, rules=ReferralRules(attribution=("binding",))) == BY_BINDING
    assert attributed(visited(), named=LIVE, rules=ReferralRules(attribution=("binding",))) == NOBODY
    assert attributed(*journey, named=LIVE, rules=ReferralRules(attribution=())) == NOBODY
