"""The published score, read through the store: what counts, when, how much, and who sees what it is made of."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest

from socialcommerce import InfluenceRules, ManualClock, NotAllowed, NotFound, Refused, Rules, SocialCommerce

DAY = timedelta(days=1)
NOON = datetime(2021, 5, 1, 4, tzinfo=UTC)
"""In Shanghai, the zone of the store."""


@contextmanager
def windowed(clock: ManualClock, days: int | None) -> Iterator[SocialCommerce]:
    with SocialCommerce.open(clock=clock, rules=Rules(influence=InfluenceRules(window_days=days))) as commerce:
        yield commerce


def open_shop(commerce: SocialCommerce, owner: str) -> str:
    """Open a shop that shares one product for ¥1.00; the share is its only activity of the day."""
    commerce.merchants.invite("cd", "Dior")
    commerce.products.list("p0", "cd", "Lipstick", "lips", 100)
    commerce.shops.open(owner)
    commerce.shelves.place(owner, "p0")
    return commerce.shares.create(owner, "p0")


def befriend(commerce: SocialCommerce, owner: str, number: int) -> list[str]:
    friends = [f"friend-{n}" for n in range(number)]
    for friend in friends:
        commerce.members.befriend(owner, friend)
    return friends


def sell(commerce: SocialCommerce, share: str, order: str, yuan: int, *, buyer: str = "buyer") -> None:
    """Have *buyer* pay *yuan* through a share, in units of ¥1.00."""
    lines = [{"product": "p0", "quantity": yuan}]
    commerce.orders.place(order, buyer, lines, share=share)  # type: ignore[arg-type]
    commerce.orders.pay(order, f"payment-of-{order}")


def test_the_published_example_gives_2759_points_and_4_slots(commerce: SocialCommerce, clock: ManualClock) -> None:
    open_shop(commerce, "top")
    friends = befriend(commerce, "top", 50)
    commerce.products.list("p1", "cd", "Set", "sets", 246_199)
    commerce.shelves.place("top", "p1")
    for day in range(50):
        share = commerce.shares.create("top", "p1")
        for friend in friends[: 48 if day == 4 else 50 if day < 4 else 0]:
            commerce.journeys.visit(friend, share)
        clock.advance(DAY)
    for number in range(2):
        commerce.orders.place(f"o{number}", "buyer", [{"product": "p1"}], share=share, delivery_fee=1_200)
        commerce.orders.pay(f"o{number}", "paid")
    commerce.orders.refund("o1", "all")

    score = commerce.influence.of("top")

    assert (score.net_sales, score.counted_visits, score.active_days) == (246_199, 248, 50)
    assert score.score == 2_759
    assert commerce.shelves.claim("top") == 4
    assert commerce.storefronts.of("top").capacity == 4
    assert commerce.storefronts.of("top").score == 2_759
    assert [(entry.rank, entry.shop, entry.score) for entry in commerce.board.top()] == [(1, "top", 2_759)]
    assert sum(each.points for each in commerce.influence.explain("top").contributions) == 2_759


def test_the_51st_visit_of_a_day_adds_nothing_and_the_first_of_the_next_day_does(
    commerce: SocialCommerce, clock: ManualClock
) -> None:
    share = open_shop(commerce, "m1")
    friends = befriend(commerce, "m1", 51)
    for friend in friends[:50]:
        commerce.journeys.visit(friend, share)
    assert commerce.influence.of("m1").score == 51

    commerce.journeys.visit(friends[50], share)

    assert commerce.influence.of("m1").score == 51
    assert commerce.storefronts.of("m1").visits == 51
    assert [each.points for each in commerce.influence.explain("m1").contributions if each.kind == "visit"] == [
        *([1] * 50),
        0,
    ]
    clock.advance(DAY)
    commerce.journeys.visit(friends[50], share)
    assert commerce.influence.of("m1").score == 52


def test_visits_at_23_59_59_and_at_00_00_00_in_shanghai_are_of_two_days(
    commerce: SocialCommerce, clock: ManualClock
) -> None:
    share = open_shop(commerce, "m1")
    befriend(commerce, "m1", 1)
    for second in (58, 59):
        clock.set(datetime(2021, 5, 1, 15, 59, second, tzinfo=UTC))
        commerce.journeys.visit("friend-0", share)
    assert commerce.influence.of("m1").counted_visits == 1

    clock.set(datetime(2021, 5, 1, 16, 0, 0, tzinfo=UTC))
    commerce.journeys.visit("friend-0", share)

    assert commerce.influence.of("m1").counted_visits == 2
    days = [each.day for each in commerce.influence.explain("m1").contributions if each.kind == "visit"]
    assert days == [date(2021, 5, 1), date(2021, 5, 2)]


def test_visits_of_strangers_and_of_the_owner_add_no_points(commerce: SocialCommerce) -> None:
    share = open_shop(commerce, "m1")
    commerce.journeys.visit("stranger", share)
    commerce.journeys.visit("m1", share)
    assert commerce.influence.of("m1").score == 1
    assert commerce.board.top()[0].visits == 1


def test_scores_101_100_100_99_have_the_ranks_1_2_2_4_and_stand_by_id(commerce: SocialCommerce) -> None:
    for shop, yuan in (("b", 100), ("d", 99), ("C", 99), ("a", 98)):
        sell(commerce, open_shop(commerce, shop), f"order-{shop}", yuan)
    board = commerce.board.top()
    assert [(entry.rank, entry.shop, entry.score) for entry in board] == [
        (1, "b", 101),
        (2, "C", 100),
        (2, "d", 100),
        (4, "a", 99),
    ]
    assert commerce.board.top(2) == board[:2]


def test_a_shop_without_a_point_or_closed_stands_on_no_board(commerce: SocialCommerce) -> None:
    commerce.shops.open("idle")
    open_shop(commerce, "m1")
    assert [entry.shop for entry in commerce.board.top()] == ["m1"]
    commerce.shops.close("m1")
    assert commerce.board.top() == []
    assert commerce.influence.of("m1").score == 1


@pytest.mark.parametrize("n", [300, 301, 10**30])
def test_a_board_of_more_places_than_it_has_is_the_whole_board(commerce: SocialCommerce, n: int) -> None:
    open_shop(commerce, "m1")
    assert commerce.board.top(n) == commerce.board.top() != []


@pytest.mark.parametrize("n", [0, -1])
def test_a_board_of_no_place_is_a_value_error(commerce: SocialCommerce, n: int) -> None:
    with pytest.raises(ValueError, match=str(n)):
        commerce.board.top(n)


def test_99_fen_are_no_point_and_one_more_is(commerce: SocialCommerce) -> None:
    share = open_shop(commerce, "m1")
    commerce.journeys.visit("buyer", share)
    sell(commerce, share, "o1", 1)
    commerce.orders.refund("o1", "r1", line=1, amount=1)
    assert (commerce.influence.of("m1").net_sales, commerce.influence.of("m1").score) == (99, 1)
    commerce.products.list("p1", "cd", "Sample", "lips", 1)
    commerce.orders.place("o2", "buyer", [{"product": "p1"}])
    commerce.orders.pay("o2", "paid")
    assert (commerce.influence.of("m1").net_sales, commerce.influence.of("m1").score) == (100, 2)


def test_a_score_of_2999_claims_4_slots_one_of_3000_claims_5_and_a_later_drop_takes_none(
    commerce: SocialCommerce,
) -> None:
    share = open_shop(commerce, "m1")
    befriend(commerce, "m1", 1)
    sell(commerce, share, "o1", 2_998)
    assert commerce.influence.of("m1").score == 2_999
    assert commerce.shelves.claim("m1") == 4

    commerce.journeys.visit("friend-0", share)

    assert commerce.influence.of("m1").score == 3_000
    assert commerce.shelves.claim("m1") == 5
    commerce.orders.refund("o1", "all")
    assert commerce.influence.of("m1").score == 2
    assert commerce.shelves.claim("m1") == 5
    assert commerce.storefronts.of("m1").capacity == 5


@pytest.mark.parametrize(("yuan", "slot"), [(2_998, None), (2_999, 4)])
def test_a_placing_that_finds_no_free_slot_claims_first(commerce: SocialCommerce, yuan: int, slot: int | None) -> None:
    share = open_shop(commerce, "m1")
    for n in range(1, 5):
        commerce.products.list(f"p{n}", "cd", "Lipstick", "lips", 100)
    for n in range(1, 4):
        commerce.shelves.place("m1", f"p{n}")
    sell(commerce, share, "o1", yuan)
    if slot is None:
        with pytest.raises(Refused) as refused:
            commerce.shelves.place("m1", "p4")
        assert refused.value.code == "shelf-full"
    else:
        assert commerce.shelves.place("m1", "p4") == slot
    assert commerce.storefronts.of("m1").capacity == (slot or 3) + 1


def test_a_window_of_three_days_holds_today_and_the_two_days_before(clock: ManualClock) -> None:
    with windowed(clock, 3) as commerce:
        share = open_shop(commerce, "m1")
        befriend(commerce, "m1", 1)
        commerce.journeys.visit("friend-0", share)
        sell(commerce, share, "o1", 10)
        clock.set(datetime(2021, 5, 3, 15, 59, 59, tzinfo=UTC))
        assert commerce.influence.of("m1").score == 12
        assert commerce.board.top()[0].score == 12

        clock.advance(timedelta(seconds=1))

        assert commerce.influence.of("m1").score == 0
        assert commerce.influence.explain("m1").contributions == ()
        assert commerce.board.top() == []
        assert commerce.board.top(at=clock.now() - timedelta(seconds=1))[0].score == 12


def test_in_a_window_a_refund_takes_from_the_day_of_its_sale(clock: ManualClock) -> None:
    with windowed(clock, 3) as commerce:
        share = open_shop(commerce, "m1")
        sell(commerce, share, "first", 10)
        clock.advance(2 * DAY)
        sell(commerce, share, "second", 5)
        commerce.orders.refund("first", "part", line=1, amount=400)
        assert commerce.influence.of("m1").net_sales == 1_100

        clock.advance(DAY)
        commerce.orders.refund("first", "rest")

        assert commerce.influence.of("m1").net_sales == 500


def test_without_a_window_all_days_count(clock: ManualClock) -> None:
    with windowed(clock, None) as commerce:
        sell(commerce, open_shop(commerce, "m1"), "o1", 10)
        clock.advance(1_000 * DAY)
        assert commerce.influence.of("m1").score == 11


def test_an_active_day_is_one_whatever_is_done_on_it_and_undoing_keeps_it(commerce: SocialCommerce) -> None:
    share = open_shop(commerce, "m1")
    commerce.shares.create("m1", "p0", "moments")
    commerce.shares.revoke(share)
    commerce.products.delist("p0")
    contributions = commerce.influence.explain("m1").contributions
    assert [each.points for each in contributions] == [1, 0, 0]
    assert commerce.influence.of("m1").active_days == 1


def test_an_explanation_adds_up_event_by_event_through_floors_and_refunds(commerce: SocialCommerce) -> None:
    share = open_shop(commerce, "m1")
    sell(commerce, share, "o1", 3)
    for refund in ("r1", "r2", "r3"):
        commerce.orders.refund("o1", refund, line=1, amount=50)
    explained = commerce.influence.explain("m1")
    assert [(each.kind, each.amount, each.points) for each in explained.contributions] == [
        ("activity", 1, 1),
        ("activity", 1, 0),
        ("sale", 300, 3),
        ("refund", -50, -1),
        ("refund", -50, 0),
        ("refund", -50, -1),
    ]
    assert explained.score == commerce.influence.of("m1")


def test_the_sources_of_a_score_are_shown_to_the_host_and_hidden_from_the_owner(commerce: SocialCommerce) -> None:
    share = open_shop(commerce, "m1")
    befriend(commerce, "m1", 1)
    commerce.journeys.visit("friend-0", share)
    for_host = commerce.influence.explain("m1").contributions
    for_owner = commerce.influence.explain("m1", by="m1").contributions
    assert [each.source for each in for_host] == ["shelf-m1@2", f"share-{share}@1", "journey-friend-0@2"]
    assert [each.source for each in for_owner] == [None, None, None]
    assert [each.points for each in for_owner] == [each.points for each in for_host]
    assert "friend-0" not in repr(for_owner)


@pytest.mark.parametrize("by", ["m2", "merchant:cd", "platform:op"])
def test_what_a_score_is_made_of_is_for_the_owner_alone(commerce: SocialCommerce, by: str) -> None:
    open_shop(commerce, "m1")
    with pytest.raises(NotAllowed):
        commerce.influence.explain("m1", by=by)


def test_a_shop_that_was_never_opened_has_no_influence_to_read(commerce: SocialCommerce) -> None:
    with pytest.raises(NotFound):
        commerce.influence.of("m1")
    with pytest.raises(NotFound):
        commerce.influence.explain("m1")
