"""What always holds of members, merchants, shops and referrals, whatever commands come in whatever order."""

from collections import Counter
from datetime import datetime
from typing import Any

from aggregate_commands import PRODUCT_IDS, VISITOR, ending
from aggregate_plays import SHARE_IDS
from hypothesis import given
from stages import playing, start
from worlds import Play, World, end, played

from socialcommerce.domain.catalog.budget import BUDGET, BudgetDrawn, BudgetFunded, BudgetGivenBack
from socialcommerce.domain.catalog.merchant import MERCHANT
from socialcommerce.domain.catalog.product import PRODUCT, PriceObserved
from socialcommerce.domain.members.friendship import FRIENDSHIP
from socialcommerce.domain.referrals.journey import JOURNEY, BindingRenewed, Bound, VisitCounted, Visited
from socialcommerce.domain.referrals.share import SHARE
from socialcommerce.domain.shops.shelf import SHELF, Placement, ProductPlaced, ProductRemoved, ProductSwapped, Shelf
from socialcommerce.domain.shops.shop import SHOP


def live(world: World, shelf: Shelf) -> list[Placement]:
    """The placements whose product is still listed as it was when placed."""
    return [
        placement
        for placement in shelf.slots
        if placement and world.of(PRODUCT, placement.product).is_listed_as(placement.listing)
    ]


@given(playing("friendship"))
def test_friends_never_block_each_other_and_nobody_else_takes_part(play: Play) -> None:
    for step in played(start("friendship"), play):
        friendship = step.after.of(FRIENDSHIP, "m1~m2")
        assert not (friendship.friends and friendship.blocked)
        assert friendship.blockers <= {"m1", "m2"}


@given(playing("shop"))
def test_a_shop_is_opened_once_more_at_each_reopening_and_keeps_its_owner(play: Play) -> None:
    for step in played(start("shop"), play):
        before, after = step.before.of(SHOP, "m1"), step.after.of(SHOP, "m1")
        reopened = after.is_open and not before.is_open
        assert after.opening == before.opening + reopened
        assert after.owner == ("m1" if after.opening else "")


@given(playing("merchant"))
def test_a_merchant_keeps_its_first_name(play: Play) -> None:
    world = end(start("merchant"), play)
    names = [recorded.event.name for recorded in world.stream(MERCHANT, "dior")]
    assert len(names) <= 1
    assert world.of(MERCHANT, "dior").name == "".join(names)


@given(playing("product"))
def test_an_exclusive_price_is_always_below_the_platform_price(play: Play) -> None:
    for step in played(start("product"), play):
        product = step.after.of(PRODUCT, "p1")
        assert product.exclusive_price is None or product.exclusive_price < product.price


@given(playing("product"))
def test_each_relisting_is_the_next_listing_and_what_was_first_offered_stays(play: Play) -> None:
    for step in played(start("product"), play):
        before, after = step.before.of(PRODUCT, "p1"), step.after.of(PRODUCT, "p1")
        assert after.listing == before.listing + (after.listed and not before.listed)
        assert before.offer in (None, after.offer)
        assert not (after.listed and after.delisted_by_platform)


@given(playing("product"))
def test_a_product_is_compared_with_the_lowest_of_all_prices_that_count(play: Play) -> None:
    for step in played(start("product"), play):
        facts = [recorded.event for recorded in step.after.stream(PRODUCT, "p1")]
        assert step.after.of(PRODUCT, "p1").comparison(step.after.at) == compared(
            step.after.of(PRODUCT, "p1").price, facts, step.after.at
        )


def compared(price: int, facts: list[Any], at: datetime) -> str | None:
    """The comparison with every price that was ever seen and still counts."""
    counting = [fact.price for fact in facts if isinstance(fact, PriceObserved) and at < fact.counts_until]
    if not counting:
        return None
    lowest = min(counting)
    return "cheaper" if price < lowest else "level" if price == lowest else "dearer"


@given(playing("shelf"))
def test_a_shelf_never_holds_more_than_its_slots_which_never_grow_fewer(play: Play) -> None:
    for step in played(start("shelf"), play):
        before, after = step.before.of(SHELF, "m1"), step.after.of(SHELF, "m1")
        assert 2 <= len(before.slots) <= len(after.slots) <= 3
        assert len(live(step.after, after)) <= len(after.slots)


@given(playing("shelf"))
def test_a_product_stands_at_most_once_on_a_shelf(play: Play) -> None:
    for step in played(start("shelf"), play):
        standing = Counter(placement.product for placement in live(step.after, step.after.of(SHELF, "m1")))
        assert all(times == 1 for times in standing.values())


@given(playing("shelf"))
def test_no_listed_product_leaves_its_slot_before_it_unlocks(play: Play) -> None:
    for step in played(start("shelf"), play):
        stood = live(step.after, step.before.of(SHELF, "m1"))
        stands = live(step.after, step.after.of(SHELF, "m1"))
        assert all(step.after.at >= placement.unlocks_at for placement in stood if placement not in stands)


@given(playing("shelf"))
def test_what_changes_on_a_shelf_is_one_slot_and_what_is_placed_is_locked(play: Play) -> None:
    for step in played(start("shelf"), play):
        for fact in step.facts:
            if isinstance(fact, ProductPlaced | ProductSwapped):
                assert (fact.unlocks_at - step.after.at).total_seconds() == 72 * 3_600
            if isinstance(fact, ProductPlaced | ProductSwapped | ProductRemoved):
                before, after = step.before.of(SHELF, "m1").slots, step.after.of(SHELF, "m1").slots
                assert [slot for slot in range(len(after)) if before[slot] != after[slot]] in ([], [fact.slot])


@given(playing("share"))
def test_a_share_that_ended_never_lives_again_and_never_changes(play: Play) -> None:
    ended: set[str] = set()
    for step in played(start("share"), play):
        for id in SHARE_IDS:
            before, after = step.before.of(SHARE, id), step.after.of(SHARE, id)
            assert before.made in (None, after.made)
            if after.made and ending(step.after, id):
                ended.add(id)
            assert not (id in ended and ending(step.after, id) is None)


@given(playing("share"))
def test_a_live_share_is_of_a_listed_product_of_an_open_shop_and_younger_than_7_days(play: Play) -> None:
    for step in played(start("share"), play):
        for id in SHARE_IDS:
            made = step.after.of(SHARE, id).made
            if made and ending(step.after, id) is None:
                assert step.after.of(PRODUCT, made.product).listed
                assert step.after.of(SHOP, made.shop).is_open
                assert step.after.at < made.expires_at


@given(playing("journey"))
def test_a_share_is_visited_and_a_shop_counted_at_most_once_a_day(play: Play) -> None:
    facts = [recorded.event for recorded in end(start("journey"), play).stream(JOURNEY, VISITOR)]
    visits = Counter((fact.share, fact.day) for fact in facts if isinstance(fact, Visited))
    counted = Counter((fact.shop, fact.day) for fact in facts if isinstance(fact, VisitCounted))
    assert set(visits.values()) | set(counted.values()) <= {1}


@given(playing("journey"))
def test_only_friends_are_counted_and_no_owner_or_blocked_member_is_bound(play: Play) -> None:
    for step in played(start("journey"), play):
        friendship = step.before.of(FRIENDSHIP, "m1~m2")
        if any(isinstance(fact, VisitCounted) for fact in step.facts):
            assert friendship.friends
        for fact in step.facts:
            if isinstance(fact, Bound):
                assert fact.shop != VISITOR
                assert not friendship.blocked


@given(playing("journey"))
def test_a_visitor_is_bound_to_the_shop_of_the_last_binding_until_it_lapses(play: Play) -> None:
    for step in played(start("journey"), play):
        journey, at = step.after.of(JOURNEY, VISITOR), step.after.at
        assert journey.bound_to(at) in (None, "m1")
        if any(isinstance(fact, Bound | BindingRenewed) for fact in step.facts):
            assert journey.bound_to(at) == "m1"
            assert journey.binding
            assert (journey.binding.until - at).days == 30


@given(playing("journey"))
def test_every_visit_that_counts_for_attribution_is_remembered(play: Play) -> None:
    world = end(start("journey"), play)
    visits = [recorded.event for recorded in world.stream(JOURNEY, VISITOR) if isinstance(recorded.event, Visited)]
    journey = world.of(JOURNEY, VISITOR)
    for share in SHARE_IDS:
        counts = any(visit.share == share and world.at < visit.attributes_until for visit in visits)
        assert journey.has_visited(share, world.at) is counts
    last = [visit for visit in visits if world.at < visit.attributes_until and visit.shop != VISITOR][-1:]
    assert journey.last_visit(PRODUCT_IDS, at=world.at, but_shop=VISITOR) == (last[0] if last else None)


@given(playing("budget"))
def test_a_budget_holds_what_was_given_less_what_orders_took_and_is_never_overdrawn(play: Play) -> None:
    for step in played(start("budget"), play):
        budget = step.after.of(BUDGET, "p1")
        facts = [recorded.event for recorded in step.after.stream(BUDGET, "p1")]
        funded, drawn, back = (
            sum(fact.amount for fact in facts if isinstance(fact, kind))
            for kind in (BudgetFunded, BudgetDrawn, BudgetGivenBack)
        )
        assert budget.left == funded - drawn + back >= 0
        assert 0 <= back <= drawn
        assert budget.exists == (funded > 0)
