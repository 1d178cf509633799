"""Which reasons for an attribution were tried, what each found, and the events that show it."""

from datetime import timedelta
from typing import Any

import pytest

from given import NOON, SECOND
from socialcommerce import ManualClock, NotAllowed, NotFound, ReferralRules, Rules, SocialCommerce
from socialcommerce.domain.referrals.attribution import NOBODY, Attribution
from socialcommerce.services.attribution_reasons import AttributionReasons, Finding, Tried
from trading import buy, open_market

DAY = timedelta(days=1)
SHARE_ENDS = NOON + 7 * DAY
WINDOW = timedelta(days=ReferralRules().attribution_days)
BINDING = timedelta(days=ReferralRules().binding_days)

NOT_NAMED = Tried("share", (Finding("not-named"),), holds=False)
NOT_BOUND = Tried("binding", (Finding("not-bound"),), holds=False)
NOT_VISITED = Tried("visit", (Finding("not-visited"),), holds=False)


@pytest.fixture
def market(commerce: SocialCommerce) -> SocialCommerce:
    """A market where Lin's share of the lipstick is ``s1``, and that of the tea ``s2``."""
    open_market(commerce)
    commerce.shelves.place("lin", "tea")
    commerce.shares.create("lin", "tea", share="s2")
    return commerce


def explained(commerce: SocialCommerce, **options: Any) -> AttributionReasons:
    """Why an order of one lipstick by An is attributed as it is."""
    buy(commerce, "o1", **options)
    found = commerce.journeys.explain("o1")
    assert found.found == Attribution(found.reason, found.shop, found.share)
    return found


def words(found: AttributionReasons) -> list[list[str]]:
    return [[finding.word for finding in tried.findings] for tried in found.tried]


def of_share(found: AttributionReasons) -> tuple[Finding, ...]:
    tried = found.tried[0]
    assert tried.reason == "share"
    return tried.findings


def test_a_live_share_holds_and_nothing_else_is_tried(market: SocialCommerce) -> None:
    market.journeys.visit("an", "s2")

    assert explained(market, share="s1") == AttributionReasons(
        order="o1",
        buyer="an",
        placed_at=NOON,
        reason="share",
        shop="lin",
        share="s1",
        source="order-o1@1",
        tried=(Tried("share", (Finding("live", "lin", "s1", SHARE_ENDS, "share-s1@1"),), holds=True),),
    )


def test_whom_nothing_led_there_is_attributed_to_nobody(market: SocialCommerce) -> None:
    found = explained(market)

    assert found.tried == (NOT_NAMED, NOT_BOUND, NOT_VISITED)
    assert found.found == NOBODY


def test_a_share_of_another_product_does_not_hold(market: SocialCommerce) -> None:
    found = explained(market, share="s2")

    assert of_share(found) == (Finding("other-product", "lin", "s2", SHARE_ENDS, "share-s2@1"),)
    assert found.found == NOBODY


def test_nothing_is_attributed_to_the_buyers_own_shop(market: SocialCommerce) -> None:
    market.journeys.visit("lin", "s1")
    found = explained(market, buyer="lin", share="s1")

    assert of_share(found) == (Finding("own-shop", "lin", "s1", SHARE_ENDS, "share-s1@1"),)
    assert found.tried[1] == NOT_BOUND
    own = Finding("own-shop", "lin", "s1", NOON + WINDOW, "journey-lin@1")
    assert found.tried[2] == Tried("visit", (own, Finding("not-visited")), holds=False)


def test_a_share_that_was_revoked_names_the_event(market: SocialCommerce) -> None:
    market.shares.revoke("s1")

    assert of_share(explained(market, share="s1")) == (
        Finding("revoked", "lin", "s1", SHARE_ENDS, "share-s1@2"),
        Finding("not-visited", "lin", "s1"),
    )


def test_a_share_holds_to_the_second_before_it_runs_out(market: SocialCommerce, clock: ManualClock) -> None:
    clock.set(SHARE_ENDS - SECOND)
    buy(market, "early", share="s1")
    clock.set(SHARE_ENDS)

    assert words(market.journeys.explain("early")) == [["live"]]
    assert of_share(explained(market, share="s1")) == (
        Finding("expired", "lin", "s1", SHARE_ENDS, None),
        Finding("not-visited", "lin", "s1"),
    )


def test_a_share_of_a_product_that_was_listed_anew_names_the_delisting(market: SocialCommerce) -> None:
    market.products.delist("lipstick")
    market.products.relist("lipstick")

    assert of_share(explained(market, share="s1"))[0] == Finding(
        "delisted", "lin", "s1", SHARE_ENDS, "product-lipstick@2"
    )


def test_a_share_of_a_shop_that_was_reopened_names_the_closing(market: SocialCommerce) -> None:
    market.shops.close("lin")
    market.shops.reopen("lin")

    assert of_share(explained(market, share="s1"))[0] == Finding("closed", "lin", "s1", SHARE_ENDS, "shop-lin@2")


def test_a_visit_within_the_window_makes_up_for_a_dead_share(market: SocialCommerce, clock: ManualClock) -> None:
    market.journeys.visit("an", "s1")
    market.shares.revoke("s1")
    clock.set(NOON + WINDOW - SECOND)
    buy(market, "early", share="s1")
    clock.set(NOON + WINDOW)

    early = market.journeys.explain("early")
    assert (early.reason, words(early)) == ("share", [["revoked", "visited"]])
    assert early.tried[0].findings[1] == Finding("visited", "lin", "s1", NOON + WINDOW, "journey-an@1")
    late = explained(market, share="s1")
    assert (late.reason, words(late)) == ("binding", [["revoked", "visit-expired"], ["bound"]])


def test_a_binding_holds_with_the_event_that_made_or_renewed_it(market: SocialCommerce, clock: ManualClock) -> None:
    market.journeys.visit("an", "s2")
    buy(market, "first")
    first = market.journeys.explain("first").tried[1]
    assert first == Tried("binding", (Finding("bound", "lin", None, NOON + BINDING, "journey-an@2"),), holds=True)

    clock.advance(DAY)
    buy(market, "second")
    clock.advance(DAY)
    renewed = Finding("bound", "lin", None, NOON + DAY + BINDING, "journey-an@3")
    assert explained(market).tried[1].findings == (renewed,)


def test_a_binding_holds_to_the_second_before_it_is_over(market: SocialCommerce, clock: ManualClock) -> None:
    market.journeys.visit("an", "s2")
    clock.set(NOON + BINDING - SECOND)
    market.orders.place("early", "an", [{"product": "lipstick"}])
    clock.set(NOON + BINDING)

    assert market.journeys.explain("early").reason == "binding"
    found = explained(market)
    assert found.tried[1] == Tried(
        "binding", (Finding("binding-expired", "lin", None, NOON + BINDING, "journey-an@2"),), holds=False
    )
    assert found.reason == "none"


def test_a_binding_to_a_closed_shop_sleeps(market: SocialCommerce) -> None:
    market.journeys.visit("an", "s1")
    market.shops.close("lin")

    found = explained(market)
    assert words(found) == [["not-named"], ["bound", "shop-closed"], ["visited"]]
    assert found.tried[1].findings[1] == Finding("shop-closed", "lin", source="shop-lin@2")
    assert (found.reason, found.share) == ("visit", "s1")


def test_who_was_released_is_bound_no_more(market: SocialCommerce) -> None:
    market.journeys.visit("an", "s2")
    market.journeys.release("an")

    assert explained(market).tried[1].findings == (Finding("released", "lin", None, NOON, "journey-an@3"),)


def test_of_several_visits_the_last_within_the_window_holds(market: SocialCommerce, clock: ManualClock) -> None:
    market.journeys.visit("an", "s1")
    market.journeys.visit("an", "s2")
    market.journeys.release("an")
    clock.set(NOON + WINDOW - SECOND)
    buy(market, "early")
    clock.set(NOON + WINDOW)

    visited = Finding("visited", "lin", "s1", NOON + WINDOW, "journey-an@1")
    assert market.journeys.explain("early").tried[2] == Tried("visit", (visited,), holds=True)
    found = explained(market)
    assert found.tried[2].findings == (Finding("visit-expired", "lin", "s1", NOON + WINDOW, "journey-an@1"),)
    assert found.reason == "none"


def test_what_came_after_the_order_is_not_told(market: SocialCommerce) -> None:
    buy(market, "o1", share="s1")
    before = market.journeys.explain("o1")
    market.shares.revoke("s1")
    market.shops.close("lin")
    market.products.delist("lipstick")

    assert market.journeys.explain("o1") == before
    assert words(before) == [["live"]]


def test_reasons_are_tried_in_the_order_of_the_rules_then_in_force(clock: ManualClock) -> None:
    with SocialCommerce.open(
        clock=clock, rules=Rules(referrals=ReferralRules(attribution=("visit", "share")))
    ) as store:
        open_market(store)
        store.journeys.visit("an", "s1")
        buy(store, "o1", product="tea", share="s1")
        buy(store, "o2", share="s1")
        store.rules.announce({"referrals.attribution": ["share"]}, NOON + 8 * DAY)

        assert [tried.reason for tried in store.journeys.explain("o1").tried] == ["visit", "share"]
        assert [tried.reason for tried in store.journeys.explain("o2").tried] == ["visit"]
        clock.advance(8 * DAY)
        assert [tried.reason for tried in store.journeys.explain("o2").tried] == ["visit"]
        buy(store, "o3", product="tea")
        assert store.journeys.explain("o3").tried == (NOT_NAMED,)


@pytest.mark.parametrize("by", ["an", "lin", "merchant:dior", "platform:op"])
def test_only_the_host_is_told(market: SocialCommerce, by: str) -> None:
    buy(market, "o1")

    with pytest.raises(NotAllowed, match="only the host may"):
        market.journeys.explain("o1", by=by)


def test_an_order_that_was_never_placed_is_not_explained(market: SocialCommerce) -> None:
    with pytest.raises(NotFound, match="there is no order o1"):
        market.journeys.explain("o1")


def test_orders_that_a_batch_holds_are_explained_too(market: SocialCommerce) -> None:
    batch = market.batch("history")
    batch.journeys.visit("an", "s1")
    batch.orders.place("o1", "an", [{"product": "lipstick"}])

    assert batch.journeys.explain("o1").found == Attribution("binding", "lin")


def test_an_attribution_is_explained_the_same_on_every_engine(store_url: str, clock: ManualClock) -> None:
    with SocialCommerce.open(store_url, clock=clock) as store:
        open_market(store)
        store.journeys.visit("an", "s1")
        store.shares.revoke("s1")
        found = explained(store, share="s1")
        store.journeys.release("an")

        assert store.journeys.explain("o1") == found
        assert words(found) == [["revoked", "visited"]]
