"""Two hosts on one store: what one decides holds although the other writes between its loading and its appending.

The interleaving is fixed: the log of the first host lets the other write just before it appends.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import repeat

import pytest
from racing import Race

from socialcommerce import Conflict, ManualClock, Refused, SocialCommerce
from socialcommerce.services.decisions import ATTEMPTS
from socialcommerce.services.orders import WantedLine

quick = pytest.mark.parametrize("store_url", ["memory", "sqlite"], indirect=True)
"""For races of which the others here show that PostgreSQL decides them in the same way."""

LINES: list[WantedLine] = [{"product": "p0"}]


@pytest.fixture
def race(store_url: str, clock: ManualClock) -> Iterator[Race]:
    """Shop s has p0 on its shelf, shared as ``share``, and m is bound to it; p0 to p5 are listed."""
    with ExitStack() as stack:
        ours = stack.enter_context(SocialCommerce.open(store_url, clock=clock))
        fast = ours
        if store_url != "memory://":
            fast = stack.enter_context(SocialCommerce.open(store_url, clock=clock))
        ours.merchants.invite("brand", "Brand")
        for number in range(6):
            ours.products.list(f"p{number}", "brand", "Title", "Category", 1_000, exclusive_price=900)
        ours.shops.open("s")
        ours.shelves.place("s", "p0")
        ours.shares.create("s", "p0", share="share")
        ours.journeys.visit("m", "share")
        yield Race(ours, fast)


def test_an_order_loses_against_the_delisting_of_its_product(race: Race) -> None:
    slow = race.slow(lambda: race.fast.products.delist("p0"))
    with pytest.raises(Refused) as caught:
        slow.orders.place("o", "m", LINES)
    assert caught.value.code == "product-delisted"
    assert race.happened("order") == []


@quick
def test_a_payment_is_not_disturbed_by_the_delisting_of_what_was_ordered(race: Race) -> None:
    race.ours.orders.place("o", "m", LINES)
    slow = race.slow(lambda: race.fast.products.delist("p0"))
    assert slow.orders.pay("o", "payment").status == "paid"
    assert slow.log.appends == 1
    assert race.happened("order") == ["OrderPlaced", "OrderPaid"]


@quick
def test_an_order_is_priced_anew_when_its_product_is_repriced_meanwhile(race: Race) -> None:
    slow = race.slow(lambda: race.fast.products.reprice("p0", price=2_000))
    assert slow.orders.place("o", "m", LINES).total == 2_000
    assert slow.log.appends == 2


@quick
def test_an_order_does_not_keep_the_promise_of_a_share_that_is_revoked_meanwhile(race: Race) -> None:
    slow = race.slow(lambda: race.fast.shares.revoke("share"))
    assert slow.orders.place("o", "other", LINES, share="share").total == 1_000
    assert race.ours.orders.of("o").attribution.reason == "none"


@quick
def test_an_order_is_not_owed_to_a_bound_shop_that_closes_meanwhile(race: Race) -> None:
    slow = race.slow(lambda: race.fast.shops.close("s"))
    assert slow.orders.place("o", "m", [{"product": "p1"}]).attribution.reason == "none"
    assert race.happened("shop") == ["ShopOpened", "ShopClosed"]


@quick
def test_an_order_is_not_owed_to_a_binding_that_is_released_meanwhile(race: Race) -> None:
    slow = race.slow(lambda: race.fast.journeys.release("m"))
    assert slow.orders.place("o", "m", [{"product": "p1"}]).attribution.reason == "none"


def test_an_order_that_the_other_host_places_with_the_same_content_is_one_order(race: Race) -> None:
    slow = race.slow(lambda: race.fast.orders.place("o", "m", LINES))
    assert slow.orders.place("o", "m", LINES) == race.fast.orders.of("o")
    assert race.happened("order") == ["OrderPlaced"]


@quick
def test_an_order_number_that_the_other_host_takes_is_refused(race: Race) -> None:
    slow = race.slow(lambda: race.fast.orders.place("o", "other", LINES))
    with pytest.raises(Refused) as caught:
        slow.orders.place("o", "m", LINES)
    assert caught.value.code == "order-differs"
    assert race.happened("order") == ["OrderPlaced"]


def test_a_second_payment_is_refused_when_the_other_host_is_faster(race: Race) -> None:
    race.ours.orders.place("o", "m", LINES)
    slow = race.slow(lambda: race.fast.orders.pay("o", "theirs"))
    with pytest.raises(Refused) as caught:
        slow.orders.pay("o", "ours")
    assert caught.value.code == "already-paid"
    assert race.happened("order") == ["OrderPlaced", "OrderPaid"]


@quick
def test_the_same_payment_from_both_hosts_is_one(race: Race) -> None:
    race.ours.orders.place("o", "m", LINES)
    slow = race.slow(lambda: race.fast.orders.pay("o", "payment"))
    assert slow.orders.pay("o", "payment").status == "paid"
    assert race.happened("order") == ["OrderPlaced", "OrderPaid"]


@quick
def test_a_payment_of_an_order_that_is_cancelled_meanwhile_is_to_be_returned(race: Race) -> None:
    race.ours.orders.place("o", "m", LINES)
    slow = race.slow(lambda: race.fast.orders.cancel("o"))
    assert slow.orders.pay("o", "payment").payments_to_return == ("payment",)
    assert race.happened("order") == ["OrderPlaced", "OrderCancelled", "PaymentToReturn"]


@quick
def test_two_refunds_of_everything_give_back_once(race: Race) -> None:
    race.ours.orders.place("o", "m", LINES)
    race.ours.orders.pay("o", "payment")
    slow = race.slow(lambda: race.fast.orders.refund("o", "theirs"))
    with pytest.raises(Refused) as caught:
        slow.orders.refund("o", "ours")
    assert caught.value.code == "already-refunded"
    assert race.ours.orders.of("o").refunded == 1_000


def test_a_placing_loses_against_the_closing_of_its_shop(race: Race) -> None:
    slow = race.slow(lambda: race.fast.shops.close("s"))
    with pytest.raises(Refused) as caught:
        slow.shelves.place("s", "p1")
    assert caught.value.code == "shop-closed"
    assert race.happened("shelf") == ["ShelfOpened", "ProductPlaced"]


@quick
def test_a_placing_loses_against_the_delisting_of_its_product(race: Race) -> None:
    slow = race.slow(lambda: race.fast.products.delist("p1"))
    with pytest.raises(Refused) as caught:
        slow.shelves.place("s", "p1")
    assert caught.value.code == "product-delisted"
    assert race.happened("shelf") == ["ShelfOpened", "ProductPlaced"]


def test_two_placings_on_the_last_slot_fill_it_once(race: Race) -> None:
    race.ours.shelves.place("s", "p1")
    race.ours.shelves.place("s", "p2")
    slow = race.slow(lambda: race.fast.shelves.place("s", "p3"))
    with pytest.raises(Refused) as caught:
        slow.shelves.place("s", "p4")
    assert caught.value.code == "shelf-full"
    assert race.happened("shelf") == ["ShelfOpened", *["ProductPlaced"] * 4]


@quick
def test_a_placing_takes_the_slot_that_a_delisting_frees_only_while_it_is_free(race: Race) -> None:
    for product in ("p1", "p2", "p3"):
        race.ours.shelves.place("s", product)
    race.ours.products.delist("p0")
    slow = race.slow(lambda: race.fast.shelves.place("s", "p5"))
    with pytest.raises(Refused) as caught:
        slow.shelves.place("s", "p4")
    assert caught.value.code == "shelf-full"
    assert race.happened("shelf").count("ProductPlaced") == 5


@quick
def test_a_share_loses_against_the_delisting_of_its_product(race: Race) -> None:
    slow = race.slow(lambda: race.fast.products.delist("p0"))
    with pytest.raises(Refused) as caught:
        slow.shares.create("s", "p0", share="late")
    assert caught.value.code == "not-on-shelf"
    assert race.happened("share") == ["ShareCreated"]


@pytest.mark.parametrize(
    "end",
    [
        lambda fast: fast.shares.revoke("share"),
        lambda fast: fast.products.delist("p0"),
        lambda fast: fast.shops.close("s"),
        lambda fast: (fast.products.delist("p0"), fast.products.relist("p0")),
        lambda fast: (fast.shops.close("s"), fast.shops.reopen("s")),
    ],
    ids=["revoked", "delisted", "closed", "relisted", "reopened"],
)
def test_a_visit_loses_against_the_end_of_its_share(race: Race, end: Callable[[SocialCommerce], object]) -> None:
    slow = race.slow(lambda: end(race.fast))
    with pytest.raises(Refused) as caught:
        slow.journeys.visit("visitor", "share")
    assert caught.value.code == "share-ended"
    assert race.happened("journey") == ["Visited", "Bound"]


@quick
def test_a_visit_is_as_a_friend_when_the_two_became_friends_meanwhile(race: Race) -> None:
    slow = race.slow(lambda: race.fast.members.befriend("s", "visitor"))
    assert slow.journeys.visit("visitor", "share") == "friend"
    assert race.happened("journey").count("VisitCounted") == 1


@quick
def test_a_visit_is_not_counted_when_the_owner_blocked_meanwhile(race: Race) -> None:
    race.ours.members.befriend("s", "visitor")
    slow = race.slow(lambda: race.fast.members.block("s", "visitor"))
    assert slow.journeys.visit("visitor", "share") == "blocked"
    assert "VisitCounted" not in race.happened("journey")


def test_the_same_visit_from_both_hosts_is_one(race: Race) -> None:
    slow = race.slow(lambda: race.fast.journeys.visit("visitor", "share"))
    slow.journeys.visit("visitor", "share")
    assert race.happened("journey") == ["Visited", "Bound"] * 2


def test_a_host_that_is_overtaken_four_times_succeeds_at_the_fifth(race: Race) -> None:
    prices = iter(range(2_000, 3_000))
    assert ATTEMPTS == 5
    slow = race.slow_for_ever([lambda: race.fast.products.reprice("p0", price=next(prices))] * 4)
    assert slow.orders.place("o", "m", LINES).total == 2_003
    assert slow.log.appends == 5
    assert race.happened("order") == ["OrderPlaced"]


def test_a_host_that_is_always_overtaken_gives_up_after_five_times_with_a_conflict(race: Race) -> None:
    prices = iter(range(2_000, 3_000))
    slow = race.slow_for_ever(repeat(lambda: race.fast.products.reprice("p0", price=next(prices))))
    with pytest.raises(Conflict) as caught:
        slow.orders.place("o", "m", LINES)
    assert len(str(caught.value).splitlines()) == 1
    assert caught.value.code == "conflict"
    assert slow.log.appends == 5
    assert race.happened("order") == []
    assert race.happened("product").count("ProductRepriced") == 5


@quick
def test_a_host_that_is_always_overtaken_on_its_own_stream_gives_up_too(race: Race) -> None:
    names = iter(range(1_000))
    slow = race.slow_for_ever(repeat(lambda: race.fast.shops.edit("s", nickname=f"theirs {next(names)}")))
    with pytest.raises(Conflict):
        slow.shops.edit("s", nickname="ours")
    assert slow.log.appends == 5
    assert race.ours.storefronts.of("s").nickname == "theirs 4"


@quick
def test_a_command_that_reads_what_nobody_touches_is_not_disturbed_by_others(race: Race) -> None:
    slow = race.slow(lambda: race.fast.products.reprice("p5", price=5_000))
    slow.orders.place("o", "m", LINES)
    assert slow.log.appends == 1


def test_a_placing_that_claims_raises_no_capacity_when_it_is_refused_after_all(race: Race) -> None:
    for product in ("p1", "p2", "p3"):
        race.ours.shelves.place("s", product)
    before = race.happened("shelf")

    def score() -> int:
        race.fast.products.delist("p4")
        return 3_000

    with pytest.raises(Refused) as caught:
        race.slow(score=score).shelves.place("s", "p4")
    assert caught.value.code == "product-delisted"
    assert race.happened("shelf") == before


@quick
def test_a_placing_that_claims_is_decided_anew_as_a_whole_when_it_is_overtaken(race: Race) -> None:
    for product in ("p1", "p2", "p3"):
        race.ours.shelves.place("s", product)
    before = race.happened("shelf")
    slow = race.slow(lambda: race.fast.products.delist("p4"), score=lambda: 3_000)
    with pytest.raises(Refused) as caught:
        slow.shelves.place("s", "p4")
    assert caught.value.code == "product-delisted"
    assert race.happened("shelf") == before
    assert slow.shelves.place("s", "p5") == 4
    assert race.happened("shelf") == [*before, "CapacityRaised", "ProductPlaced"]
    assert slow.log.appends == 2
