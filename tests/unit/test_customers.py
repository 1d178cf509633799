"""The customers of a shop, for its owner alone."""

from datetime import timedelta

import pytest

from given import INSTANT, NOON
from socialcommerce import ManualClock, NotAllowed, NotFound, ReferralRules, Rules, SocialCommerce
from socialcommerce.services.customers import Customer
from trading import buy, open_market

MONTH = timedelta(days=ReferralRules().binding_days)


@pytest.fixture
def market(commerce: SocialCommerce) -> SocialCommerce:
    """A market with a second shop, Mei's, whose share is ``s2``."""
    with_two_shops(commerce)
    return commerce


def with_two_shops(commerce: SocialCommerce) -> None:
    open_market(commerce)
    commerce.shops.open("mei")
    commerce.shelves.place("mei", "lipstick")
    commerce.shares.create("mei", "lipstick", share="s2")


def members(commerce: SocialCommerce, shop: str = "lin") -> list[str]:
    return [customer.member for customer in commerce.customers.of(shop)]


def test_who_came_through_a_share_is_a_customer(market: SocialCommerce) -> None:
    market.journeys.visit("an", "s1")

    assert market.customers.of("lin") == (Customer("an", NOON),)
    assert market.customers.of("mei") == ()


def test_customers_stand_by_the_instant_since_when_and_then_by_id(market: SocialCommerce, clock: ManualClock) -> None:
    for visitor in ("di", "bo"):
        market.journeys.visit(visitor, "s1")
    clock.advance(timedelta(hours=1))
    for visitor in ("zed", "an"):
        market.journeys.visit(visitor, "s1")

    assert members(market) == ["bo", "di", "an", "zed"]


def test_a_binding_that_ran_out_stays_listed(market: SocialCommerce, clock: ManualClock) -> None:
    market.journeys.visit("an", "s1")

    clock.set(NOON + MONTH)
    assert market.journeys.binding_of("an") is None
    assert market.customers.of("lin") == (Customer("an", NOON),)


def test_the_owner_cannot_tell_by_the_list_who_bought_nor_when(market: SocialCommerce, clock: ManualClock) -> None:
    for visitor in ("an", "bo"):
        market.journeys.visit(visitor, "s1")
    clock.advance(timedelta(days=3))
    buy(market, "o1", buyer="an", share="s1")

    for instant in (NOON + MONTH - INSTANT, NOON + MONTH):
        clock.set(instant)
        assert market.customers.of("lin", by="lin") == (Customer("an", NOON), Customer("bo", NOON))
    clock.set(NOON + MONTH + timedelta(days=1))
    market.shares.create("lin", "lipstick", share="s3")
    for visitor in ("an", "bo"):  # an's binding is in force, bo's ran out
        market.journeys.visit(visitor, "s3")
    assert market.customers.of("lin", by="lin") == (Customer("an", NOON), Customer("bo", NOON))


def test_who_released_the_binding_and_came_again_is_a_customer_since_then(
    market: SocialCommerce, clock: ManualClock
) -> None:
    market.journeys.visit("an", "s1")
    market.journeys.release("an")
    clock.advance(timedelta(days=1))
    market.journeys.visit("an", "s1")

    assert market.customers.of("lin") == (Customer("an", NOON + timedelta(days=1)),)


def test_who_released_the_binding_is_not_listed(market: SocialCommerce) -> None:
    market.journeys.visit("an", "s1")
    market.journeys.release("an")

    assert members(market) == []


def test_who_went_over_to_another_shop_is_listed_there_alone(market: SocialCommerce, clock: ManualClock) -> None:
    market.journeys.visit("an", "s1")
    market.journeys.visit("an", "s2")
    assert (members(market), members(market, "mei")) == (["an"], [])

    clock.set(NOON + MONTH)
    market.shares.create("mei", "lipstick", share="s4")
    market.journeys.visit("an", "s4")
    assert (members(market), members(market, "mei")) == ([], ["an"])


def test_where_the_last_shop_binds_a_visit_takes_the_customer_over(clock: ManualClock) -> None:
    with SocialCommerce.open(clock=clock, rules=Rules(referrals=ReferralRules(binding="last"))) as store:
        with_two_shops(store)
        store.journeys.visit("an", "s1")
        store.journeys.visit("an", "s2")

        assert (members(store), members(store, "mei")) == ([], ["an"])


def test_customers_stay_listed_while_the_shop_is_closed(market: SocialCommerce) -> None:
    market.journeys.visit("an", "s1")
    market.shops.close("lin")

    assert market.customers.of("lin") == (Customer("an", NOON),)


@pytest.mark.parametrize(("member", "blocked"), [("lin", "an"), ("an", "lin")])
def test_a_block_by_either_side_unlists_until_it_is_taken_back(
    market: SocialCommerce, member: str, blocked: str
) -> None:
    for visitor in ("an", "bo"):
        market.journeys.visit(visitor, "s1")

    market.members.block(member, blocked)
    assert members(market) == ["bo"]
    market.members.unblock(member, blocked)
    assert members(market) == ["an", "bo"]


def test_a_block_by_both_sides_unlists_until_both_take_it_back(market: SocialCommerce) -> None:
    market.journeys.visit("an", "s1")
    market.members.block("lin", "an")
    market.members.block("an", "lin")

    market.members.unblock("lin", "an")
    assert members(market) == []
    market.members.unblock("an", "lin")
    assert members(market) == ["an"]


def test_a_block_between_others_unlists_nobody(market: SocialCommerce) -> None:
    market.journeys.visit("an", "s1")
    market.members.block("mei", "an")

    assert members(market) == ["an"]


@pytest.mark.parametrize("passed", [timedelta(0), MONTH - INSTANT, MONTH, timedelta(days=31)])
def test_an_erased_member_is_nobodys_customer_though_the_binding_ran_out_before(
    market: SocialCommerce, clock: ManualClock, passed: timedelta
) -> None:
    for visitor in ("an", "bo"):
        market.journeys.visit(visitor, "s1")
    clock.set(NOON + passed)
    market.members.erase("an")

    assert market.customers.of("lin") == (Customer("bo", NOON),)
    assert [seen.customer_since for seen in market.access.preview("an").owners] == []
    assert [seen.customer_since for seen in market.access.preview("bo").owners] == [NOON]


def test_owners_are_not_customers_of_their_own(market: SocialCommerce) -> None:
    market.journeys.visit("lin", "s1")

    assert members(market) == []


def test_a_shop_that_was_never_opened_has_no_customers_to_show(market: SocialCommerce) -> None:
    for read in (market.customers.of, market.customers.csv):
        with pytest.raises(NotFound, match="there is no shop nobody"):
            read("nobody")


@pytest.mark.parametrize("by", ["an", "merchant:dior", "merchant:lin", "platform:op"])
def test_customers_are_shown_to_the_owner_and_the_host_alone(market: SocialCommerce, by: str) -> None:
    for read in (market.customers.of, market.customers.csv):
        assert read("lin", by="lin") == read("lin")
        with pytest.raises(NotAllowed):
            read("lin", by=by)


def test_customers_are_the_same_on_every_engine(store_url: str, clock: ManualClock) -> None:
    with SocialCommerce.open(store_url, clock=clock) as store:
        open_market(store)
        for visitor in ("bo", "an", "Zed", "di"):
            store.journeys.visit(visitor, "s1")
        store.members.block("di", "lin")

        assert members(store) == ["Zed", "an", "bo"]
