"""Short histories in which the store and the naive model once disagreed, or nearly could."""

from typing import Any

import pytest
from reading import assert_reads_agree
from telling import tell
from twin import Twin

from socialcommerce import InfluenceRules, ReferralRules, Rules, ShelfRules
from socialcommerce.testing.small_world.shops import ENDINGS, SHARE_P1
from socialcommerce.testing.steps import DAY, Command, Last, Wait

LOCK = Wait(3 * DAY)
TAKE_OUT = Command("shelves.remove", {"shop": "m1", "product": "p1"})
PUT_IN = Command("shelves.place", {"shop": "m1", "product": "p1"})


def test_a_product_placed_again_in_its_old_slot_stands_in_the_feed_once() -> None:
    with tell(LOCK, TAKE_OUT) as twin:
        twin.tell(PUT_IN)
        placements = [entry for entry in twin.commerce.feeds.of("m2").entries if entry.kind == "placement"]
        assert [entry.at for entry in placements] == [twin.clock.now()]
        assert_reads_agree(twin)


def test_a_product_swapped_out_and_in_again_stands_in_the_feed_once() -> None:
    out = Command("shelves.swap", {"shop": "m1", "remove": "p1", "place": "p2"})
    back = Command("shelves.swap", {"shop": "m1", "remove": "p2", "place": "p1"})
    with tell(LOCK, out, LOCK) as twin:
        twin.tell(back)
        assert_reads_agree(twin)


def test_a_product_that_became_dearer_after_it_was_placed_can_be_placed_again_to_no_effect() -> None:
    with tell(
        Command("products.observe_price", {"product": "p1", "source": "elsewhere", "price": 1}),
        PUT_IN,
        Command("shelves.place", {"shop": "m2", "product": "p1"}),
        rules=Rules(shelves=ShelfRules(refuse_dearer=True)),
    ) as twin:
        assert twin.commerce.storefronts.of("m1").slots[0].product == "p1"
        assert twin.commerce.storefronts.of("m2").slots == ()


def test_delisting_and_relisting_at_once_brings_back_neither_slot_nor_share_nor_feed_entry() -> None:
    with tell(
        Command("products.delist", {"product": "p1"}),
        Command("products.relist", {"product": "p1"}),
        Command("journeys.visit", {"visitor": "m2", "share": "m1~p1~chat~2021-05-01"}),
        PUT_IN,
    ) as twin:
        assert len(twin.commerce.feeds.of("m2").entries) == 1


def test_closing_and_reopening_brings_placements_back_to_the_feed_and_shares_not() -> None:
    with tell(Command("shops.close", {"owner": "m1"}), Command("shops.reopen", {"owner": "m1"})) as twin:
        assert [entry.kind for entry in twin.commerce.feeds.of("m2").entries] == ["placement"]


@pytest.mark.parametrize("binding", ["first", "last", "none"])
def test_a_binding_sleeps_with_its_shop_and_wakes_with_it(binding: str) -> None:
    quote = Command("orders.quote", {"buyer": "m3", "lines": [{"product": "p2"}]})
    with tell(
        Command("journeys.visit", {"visitor": "m3", "share": "m1~p1~chat~2021-05-01"}),
        quote,
        Command("shops.close", {"owner": "m1"}),
        quote,
        Command("journeys.visit", {"visitor": "m3", "share": "M4~p5~code~2021-05-01"}),
        quote,
        Command("shops.reopen", {"owner": "m1"}),
        quote,
        rules=Rules(referrals=ReferralRules(binding=binding)),  # type: ignore[arg-type]
    ) as twin:
        bound = twin.commerce.journeys.binding_of("m3")
        assert (bound.shop if bound else None) == {"first": "m1", "last": "M4", "none": None}[binding]


def test_a_visit_as_a_stranger_then_as_a_friend_then_again_on_the_same_day_is_counted_once() -> None:
    visit = Command("journeys.visit", {"visitor": "m3", "share": "m1~p1~chat~2021-05-01"})
    with tell(visit, Command("members.befriend", {"member": "m1", "friend": "m3"}), visit, visit) as twin:
        assert twin.commerce.influence.of("m1").counted_visits == 1
        assert twin.commerce.storefronts.of("m1").visits == 1


def test_a_share_that_was_visited_within_the_window_attributes_when_it_is_dead_and_later_does_not() -> None:
    share = "m1~p1~chat~2021-05-01"
    quote = Command("orders.quote", {"buyer": "m3", "lines": [{"product": "p1"}], "share": share})
    unbound = Rules(referrals=ReferralRules(binding="none"))
    with tell(
        Command("journeys.visit", {"visitor": "m3", "share": share}),
        Wait(7 * DAY - 1),
        quote,
        Wait(1),
        quote,
        Wait(8 * DAY - 1),
        quote,
        rules=unbound,
    ) as twin:
        lines: Any = [{"product": "p1"}]
        assert twin.commerce.orders.quote("m3", lines, share).attribution.reason == "share"
        twin.tell(Wait(1))
        assert twin.commerce.orders.quote("m3", lines, share).attribution.reason == "none"
        twin.tell(quote)


def test_without_a_binding_the_last_of_two_visits_to_a_product_of_the_order_decides() -> None:
    place = Command("shelves.place", {"shop": "M4", "product": "p1"})
    with tell(
        place,
        Command("shares.create", {"shop": "M4", "product": "p1"}),
        Command("journeys.visit", {"visitor": "m3", "share": "m1~p1~chat~2021-05-01"}),
        Command("journeys.visit", {"visitor": "m3", "share": "M4~p1~chat~2021-05-01"}),
        Command("journeys.visit", {"visitor": "m3", "share": "M4~p5~code~2021-05-01"}),
        Command("orders.quote", {"buyer": "m3", "lines": [{"product": "p1"}]}),
        Command("orders.quote", {"buyer": "M4", "lines": [{"product": "p1"}]}),
        rules=Rules(referrals=ReferralRules(binding="none")),
    ) as twin:
        attribution = twin.commerce.orders.quote("m3", [{"product": "p1"}]).attribution
        assert (attribution.reason, attribution.shop) == ("visit", "M4")


@pytest.mark.parametrize(
    ("change", "price"),
    [
        ({"exclusive_price": 650}, 650),
        ({"exclusive_price": None}, 700),
        ({"price": 1_000, "exclusive_price": 900}, 700),
        ({"price": 600, "exclusive_price": None}, 600),
    ],
)
def test_through_a_live_share_the_lowest_of_the_promised_the_exclusive_and_the_platform_price_is_paid(
    change: dict[str, Any], price: int
) -> None:
    share = "M4~p5~code~2021-05-01"
    lines: Any = [{"product": "p5"}]
    with tell(
        Command("products.reprice", {"product": "p5", **change}),
        Command("orders.quote", {"buyer": "m3", "lines": lines, "share": share}),
    ) as twin:
        assert twin.commerce.orders.quote("m3", lines, share).lines[0].unit_price == price


def test_the_third_friend_of_a_day_adds_no_point_where_two_count() -> None:
    share = "m1~p1~chat~2021-05-01"
    visits = [Command("journeys.visit", {"visitor": member, "share": share}) for member in ("m2", "m3", "M4")]
    with tell(*visits, rules=Rules(influence=InfluenceRules(visits_per_day=2))) as twin:
        assert twin.commerce.influence.of("m1").counted_visits == 2


def test_an_amount_given_back_and_then_the_units_give_back_exactly_what_was_paid() -> None:
    refunds = [{"line": 1, "amount": 250}, {"line": 1, "quantity": 2}, {"line": 1, "quantity": 1}]
    with tell(
        Command("orders.place", {"order": "o1", "buyer": "m2", "lines": [{"product": "p1", "quantity": 3}]}),
        Command("orders.pay", {"order": "o1", "payment": "first"}),
        *(Command("orders.refund", {"order": "o1", "refund": f"r{n}", **what}) for n, what in enumerate(refunds)),
    ) as twin:
        assert twin.commerce.orders.of("o1").status == "refunded"


def test_an_overdue_order_meets_its_deadline_before_a_payment() -> None:
    with tell(
        Command("orders.place", {"order": "o1", "buyer": "m2", "lines": [{"product": "p1"}]}),
        Wait(30 * 60),
        Command("orders.pay", {"order": "o1", "payment": "late"}),
    ) as twin:
        order = twin.commerce.orders.of("o1")
        assert (order.status, order.payments_to_return) == ("cancelled", ("late",))


@pytest.mark.parametrize("ending", ENDINGS)
def test_after_the_share_of_a_day_has_ended_the_same_without_an_id_makes_the_next(ending: str) -> None:
    visit_the_last = Command("journeys.visit", {"visitor": "m2", "share": Last("share", 0)})
    anew = (*ENDINGS[ending], *SHARE_P1, visit_the_last)
    with tell(*anew, *anew) as twin:
        day = "m1~p1~chat~2021-05-01"
        assert [share for share in twin.world.shares if share.startswith("m1")] == [day, f"{day}~2", f"{day}~3"]
        twin.tell(Wait(DAY))
        twin.tell(SHARE_P1[1])
        assert list(twin.world.shares)[-1] == "m1~p1~chat~2021-05-02"
        assert_reads_agree(twin)


def test_in_a_closed_shop_an_ended_share_of_the_day_is_not_made_anew() -> None:
    with tell(Command("shops.close", {"owner": "m1"}), SHARE_P1[1]) as twin:
        assert len(twin.world.shares) == 2


PLAN_SHARED = (
    Command("shelves.place", {"shop": "m1", "product": "p3"}),
    Command("shares.create", {"shop": "m1", "product": "p3", "share": "plan"}),
)


def visit(visitor: str, share: str = "m1~p1~chat~2021-05-01") -> Command:
    return Command("journeys.visit", {"visitor": visitor, "share": share}, by=visitor)


def named(twin: Twin) -> dict[str, int]:
    return {each.friend: each.visits for each in twin.commerce.analytics.of("m1").friends}


@pytest.mark.parametrize(
    "before",
    [
        [Command("members.unfriend", {"member": "m2", "friend": "m1"}), visit("m2")],
        [
            Command("members.block", {"member": "m1", "blocked": "m2"}),
            visit("m2"),
            Command("members.unblock", {"member": "m1", "blocked": "m2"}),
        ],
    ],
    ids=["stranger", "blocked"],
)
def test_who_came_as_another_and_became_a_friend_on_another_day_is_not_named(before: list[Command]) -> None:
    befriended = Command("members.befriend", {"member": "m1", "friend": "m2"})
    with tell(*before, Wait(DAY), befriended) as twin:
        assert named(twin) == {}
        twin.tell(visit("m2"))
        assert named(twin) == {"m2": 1}
        assert_reads_agree(twin)


def test_who_became_a_friend_and_came_again_on_that_day_is_named_for_the_share_they_came_through_again() -> None:
    strangers = Command("members.unfriend", {"member": "m2", "friend": "m1"})
    befriended = Command("members.befriend", {"member": "m1", "friend": "m2"})
    other = Command("shares.create", {"shop": "m1", "product": "p1", "share": "s1"})
    with tell(strangers, other, visit("m2"), visit("m2", "s1"), befriended, visit("m2", "s1"), visit("m2")) as twin:
        assert named(twin) == {"m2": 1}


def test_a_friend_who_is_none_any_more_is_not_named() -> None:
    with tell(visit("m2"), visit("m3"), Command("members.unfriend", {"member": "m2", "friend": "m1"})) as twin:
        assert named(twin) == {"m3": 1}


def test_a_visit_to_a_sensitive_product_names_nobody() -> None:
    with tell(*PLAN_SHARED, visit("m2", "plan"), visit("m3"), visit("m3", "plan")) as twin:
        assert named(twin) == {"m3": 1}


def test_who_bought_a_sensitive_product_through_the_shop_is_not_named_even_when_it_was_refunded() -> None:
    with tell(
        *PLAN_SHARED,
        visit("m2"),
        Command("orders.place", {"order": "o1", "buyer": "m2", "lines": [{"product": "p3"}]}),
    ) as twin:
        assert named(twin) == {"m2": 1}
        twin.tell(Command("orders.pay", {"order": "o1", "payment": "first"}))
        assert named(twin) == {}
        twin.tell(Command("orders.refund", {"order": "o1", "refund": "r1"}))
        assert named(twin) == {}
        assert_reads_agree(twin)


def test_who_bought_a_sensitive_product_through_nobody_is_named() -> None:
    with tell(
        Command("orders.place", {"order": "o1", "buyer": "m2", "lines": [{"product": "p3"}]}),
        Command("orders.pay", {"order": "o1", "payment": "first"}),
        visit("m2"),
    ) as twin:
        assert named(twin) == {"m2": 1}


@pytest.mark.parametrize(("price", "comparison"), [(332, "dearer"), (333, "level"), (334, "cheaper")])
def test_a_slot_says_how_its_price_compares_with_that_elsewhere_for_seven_days(price: int, comparison: str) -> None:
    seen = Command("products.observe_price", {"product": "p1", "source": "elsewhere", "price": price})
    with tell(seen, Wait(7 * DAY - 1)) as twin:
        assert twin.commerce.storefronts.of("m1").slots[0].comparison == comparison
        twin.tell(Wait(1))
        assert twin.commerce.storefronts.of("m1").slots[0].comparison is None
        assert_reads_agree(twin)


def test_the_lowest_of_the_prices_elsewhere_that_count_is_compared() -> None:
    steps = [
        Command("products.observe_price", {"product": "p1", "source": source, "price": price})
        for source, price in (("early", 300), ("late", 400))
    ]
    with tell(steps[0], Wait(DAY), steps[1]) as twin:
        assert twin.commerce.storefronts.of("m1").slots[0].comparison == "dearer"
        twin.tell(Wait(6 * DAY))
        assert twin.commerce.storefronts.of("m1").slots[0].comparison == "cheaper"
        assert_reads_agree(twin)


def test_who_is_blocked_is_not_told_and_the_host_is() -> None:
    hosts = Command("journeys.visit", {"visitor": "m2", "share": "m1~p1~chat~2021-05-01"})
    with tell(Command("members.block", {"member": "m1", "blocked": "m2"}), visit("m2"), hosts) as twin:
        assert twin.commerce.journeys.visit("m2", "m1~p1~chat~2021-05-01", by="m2") == "other"
        assert twin.commerce.journeys.visit("m2", "m1~p1~chat~2021-05-01") == "blocked"
