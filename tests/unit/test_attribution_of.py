"""Why an order is attributed as it is, explained to its buyer."""

from datetime import date, timedelta
from typing import Any

import pytest

from given import NOON
from socialcommerce import ManualClock, NotAllowed, NotFound, ReferralRules, SocialCommerce
from socialcommerce.services.journeys import AttributionExplained, VisitMade
from trading import buy, open_market

DAY = timedelta(days=1)


@pytest.fixture
def market(commerce: SocialCommerce) -> SocialCommerce:
    """A market where Lin shares the lipstick in a group too (``s2``), and tea (``s3``)."""
    open_market(commerce)
    commerce.shelves.place("lin", "tea")
    commerce.shares.create("lin", "lipstick", "group", share="s2")
    commerce.shares.create("lin", "tea", "moments", share="s3")
    return commerce


def why(commerce: SocialCommerce, order: str = "o1", by: str | None = None) -> tuple[Any, ...]:
    """Reason, shop and share of an order, and the shares of the visits that led to it."""
    found = commerce.journeys.attribution_of(order, by=by)
    return found.reason, found.shop, found.share, [visit.share for visit in found.visits]


def test_a_visit_is_told_with_all_that_was_known_of_it(market: SocialCommerce) -> None:
    market.members.befriend("lin", "an")
    visited = market.log.position() + 1
    market.journeys.visit("an", "s2")
    buy(market, "o1", share="s2")

    assert market.journeys.attribution_of("o1") == AttributionExplained(
        order="o1",
        reason="share",
        shop="lin",
        share="s2",
        visits=(
            VisitMade(
                position=visited,
                at=NOON,
                day=date(2021, 5, 1),
                share="s2",
                shop="lin",
                product="lipstick",
                channel="group",
                relation="friend",
            ),
        ),
    )


def test_an_order_through_a_share_is_owed_to_the_visits_to_that_share(
    market: SocialCommerce, clock: ManualClock
) -> None:
    for share in ("s1", "s2", "s1"):
        market.journeys.visit("an", share)
    clock.advance(DAY)
    market.journeys.visit("an", "s1")
    buy(market, "o1", share="s1")

    assert why(market) == ("share", "lin", "s1", ["s1", "s1"])
    assert [visit.day for visit in market.journeys.attribution_of("o1").visits] == [
        date(2021, 5, 1),
        date(2021, 5, 2),
    ]


def test_an_order_through_a_live_share_needs_no_visit(market: SocialCommerce) -> None:
    buy(market, "o1", share="s1")

    assert why(market) == ("share", "lin", "s1", [])


def test_an_order_by_binding_is_owed_to_all_visits_to_the_shop(market: SocialCommerce, clock: ManualClock) -> None:
    market.journeys.visit("an", "s3")
    clock.advance(DAY)
    market.journeys.visit("an", "s1")
    buy(market, "o1")

    assert why(market) == ("binding", "lin", None, ["s3", "s1"])


def test_an_order_by_a_visit_is_owed_to_the_visits_to_its_share(market: SocialCommerce) -> None:
    market.journeys.visit("an", "s3")
    market.journeys.visit("an", "s1")
    market.journeys.release("an")
    buy(market, "o1")

    assert why(market) == ("visit", "lin", "s1", ["s1"])


def test_an_order_that_is_owed_to_nobody_has_no_visits(market: SocialCommerce) -> None:
    market.journeys.visit("an", "s3")
    market.journeys.release("an")
    buy(market, "o1")

    assert why(market) == ("none", None, None, [])


def test_visits_after_placing_led_to_nothing(market: SocialCommerce, clock: ManualClock) -> None:
    market.journeys.visit("an", "s1")
    buy(market, "o1")
    clock.advance(DAY)
    market.journeys.visit("an", "s1")
    buy(market, "o2")

    assert why(market, "o1")[-1] == ["s1"]
    assert why(market, "o2")[-1] == ["s1", "s1"]


def test_visits_to_another_shop_did_not_lead_to_the_order(market: SocialCommerce) -> None:
    market.shops.open("mei")
    market.shelves.place("mei", "lipstick")
    market.shares.create("mei", "lipstick", share="other")
    market.journeys.visit("an", "s1")
    market.journeys.visit("an", "other")
    buy(market, "o1")

    assert why(market) == ("binding", "lin", None, ["s1"])


def test_visits_of_others_did_not_lead_to_the_order(market: SocialCommerce) -> None:
    market.journeys.visit("bo", "s1")
    buy(market, "o1", share="s1")

    assert why(market)[-1] == []


def test_visits_remain_explained_when_they_no_longer_attribute(market: SocialCommerce, clock: ManualClock) -> None:
    market.journeys.visit("an", "s1")
    clock.advance(timedelta(days=ReferralRules().attribution_days))
    buy(market, "o1")

    assert why(market) == ("binding", "lin", None, ["s1"])


@pytest.mark.parametrize(("by", "told"), [("an", "other"), (None, "blocked")])
def test_a_buyer_is_not_told_that_they_were_blocked_but_the_host_is(
    market: SocialCommerce, by: str | None, told: str
) -> None:
    market.members.block("lin", "an")
    market.journeys.visit("an", "s1")
    buy(market, "o1", share="s1")

    (visit,) = market.journeys.attribution_of("o1", by=by).visits
    assert visit.relation == told


def test_a_visit_is_told_as_what_the_visitor_was_then(market: SocialCommerce) -> None:
    market.journeys.visit("an", "s1")
    market.members.befriend("lin", "an")
    market.journeys.visit("an", "s1")
    buy(market, "o1", share="s1")

    (visit,) = market.journeys.attribution_of("o1").visits
    assert visit.relation == "other"


@pytest.mark.parametrize("by", ["lin", "merchant:dior", "platform:op"])
def test_an_attribution_is_explained_to_the_buyer_and_the_host_alone(market: SocialCommerce, by: str) -> None:
    buy(market, "o1", buyer="secretive")

    assert why(market, by="secretive") == why(market)
    with pytest.raises(NotAllowed) as refused:
        market.journeys.attribution_of("o1", by=by)
    assert "secretive" not in str(refused.value)


def test_an_order_that_was_never_placed_has_no_attribution(market: SocialCommerce) -> None:
    with pytest.raises(NotFound, match="there is no order o1"):
        market.journeys.attribution_of("o1")


def test_orders_that_a_batch_holds_are_explained_too(market: SocialCommerce) -> None:
    batch = market.batch("history")
    batch.journeys.visit("an", "s1")
    batch.orders.place("o1", "an", [{"product": "lipstick"}])

    assert batch.journeys.attribution_of("o1").reason == "binding"


def test_an_attribution_is_explained_the_same_on_every_engine(store_url: str, clock: ManualClock) -> None:
    with SocialCommerce.open(store_url, clock=clock) as store:
        open_market(store)
        store.journeys.visit("an", "s1")
        buy(store, "o1")

        assert why(store) == ("binding", "lin", None, ["s1"])
