"""Why a commission is what it is: lines, parts, what refunds and payouts took, and when it is due."""

from datetime import timedelta
from typing import Any

import pytest

from given import NOON, SECOND
from socialcommerce import EarningsRules, ManualClock, NotAllowed, NotFound, Rules, SocialCommerce
from socialcommerce.services.commission_reasons import (
    CommissionChange,
    CommissionReasons,
    EarnerCommission,
    LineCommission,
)

DAY = timedelta(days=1)
WEEK = 7 * DAY
TWO_LEVELS = Rules(earnings=EarningsRules(levels=2))


def open_market(commerce: SocialCommerce) -> None:
    """Lin, whom Rec recruited, shares a cup (¥3.33 at 15 %), of a merchant who sells a bowl (¥2.50 at 0.01 %) too."""
    commerce.merchants.invite("hill", "Tea Hill")
    commerce.products.list("cup", "hill", "Cup", "tea", 333, commission_bp=1_500)
    commerce.products.list("bowl", "hill", "Bowl", "tea", 250, commission_bp=1)
    commerce.shops.open("rec")
    commerce.shops.invite("rec", "lin")
    commerce.shops.open("lin", invited_by="rec")
    commerce.shelves.place("lin", "cup")
    commerce.shares.create("lin", "cup", share="s1")


def buy(
    commerce: SocialCommerce, *products: str, order: str = "o1", share: str | None = "s1", buyer: str = "an"
) -> None:
    commerce.orders.place(order, buyer, [{"product": product} for product in products], share)
    commerce.orders.pay(order, f"pay-{order}")


def finish(commerce: SocialCommerce, order: str = "o1") -> None:
    commerce.orders.ship(order, "sf1", "SF Express")
    commerce.orders.deliver(order)
    commerce.orders.complete(order)


def changed(found: CommissionReasons) -> list[tuple[Any, ...]]:
    """What happened to the part of the only earner."""
    (earner,) = found.earners
    return [(each.kind, each.amount, each.reference, each.source) for each in earner.changes]


@pytest.fixture
def market(commerce: SocialCommerce) -> SocialCommerce:
    open_market(commerce)
    return commerce


def test_each_line_gives_the_floor_of_what_is_left_of_it(market: SocialCommerce) -> None:
    buy(market, "cup", "bowl")
    (earned,) = [fact for fact in market.log.read() if fact.stream == "commission-o1"]

    assert market.earnings.explain("o1") == CommissionReasons(
        order="o1",
        sharer="lin",
        recruiter=None,
        recruiter_bp=0,
        lines=(
            LineCommission(1, "cup", 333, 0, 333, 1_500, commission=49, dropped=9_500),
            LineCommission(2, "bowl", 250, 0, 250, 1, commission=0, dropped=250),
        ),
        total=49,
        nobody=None,
        status="pending",
        approve_by=None,
        due_at=None,
        held_by=(),
        earners=(
            EarnerCommission(
                member="lin",
                level=1,
                part=49,
                earned=49,
                reduced=0,
                clawed_back=0,
                paid_out=0,
                unsettled=49,
                changes=(CommissionChange(earned.position, NOON, "earned", 49, None, "commission-o1@1"),),
            ),
        ),
    )


def test_the_recruiter_has_the_floor_of_a_tenth_and_the_sharer_the_rest(clock: ManualClock) -> None:
    with SocialCommerce.open(clock=clock, rules=TWO_LEVELS) as market:
        open_market(market)
        buy(market, "cup")
        found = market.earnings.explain("o1")

    assert (found.recruiter, found.recruiter_bp, found.total) == ("rec", 1_000, 49)
    assert [(each.member, each.level, each.part) for each in found.earners] == [("lin", 1, 45), ("rec", 2, 4)]


def test_a_refund_before_a_payout_reduces_what_is_left(market: SocialCommerce) -> None:
    buy(market, "cup")
    market.orders.refund("o1", "r1", line=1, amount=133)

    found = market.earnings.explain("o1")
    assert found.lines == (LineCommission(1, "cup", 333, 133, 200, 1_500, commission=30, dropped=0),)
    assert changed(found) == [("earned", 49, None, "commission-o1@1"), ("reduced", -19, "r1", "commission-o1@2")]
    assert (found.total, found.earners[0].part, found.earners[0].reduced) == (30, 30, 19)


def test_a_refund_that_changes_no_floor_is_no_change(market: SocialCommerce) -> None:
    buy(market, "cup")
    market.orders.refund("o1", "r1", line=1, amount=6)

    assert changed(market.earnings.explain("o1")) == [("earned", 49, None, "commission-o1@1")]


def test_a_refund_after_a_payout_is_clawed_back_and_owed(clock: ManualClock) -> None:
    with SocialCommerce.open(clock=clock, rules=Rules(earnings=EarningsRules(payout_minimum=1))) as market:
        open_market(market)
        buy(market, "cup")
        finish(market)
        clock.advance(WEEK)
        market.payouts.make("p1", "lin")
        market.orders.refund("o1", "r1")
        found = market.earnings.explain("o1")

        assert changed(found)[1:] == [
            ("paid_out", -49, "p1", "commission-o1@4"),
            ("clawed_back", -49, "r1", "commission-o1@5"),
        ]
        (earner,) = found.earners
        assert (earner.part, earner.clawed_back, earner.paid_out, earner.unsettled) == (0, 49, 49, -49)
        assert market.earnings.of("lin").approved == earner.unsettled


def test_a_commission_is_due_a_week_after_completion_and_not_a_second_before(
    market: SocialCommerce, clock: ManualClock
) -> None:
    buy(market, "cup")
    finish(market)
    clock.set(NOON + WEEK - SECOND)
    before = market.earnings.explain("o1")
    clock.set(NOON + WEEK)
    after = market.earnings.explain("o1")

    assert (before.status, before.approve_by, before.due_at) == ("frozen", NOON + WEEK, NOON + WEEK)
    assert (after.status, after.approve_by, after.due_at) == ("approved", NOON + WEEK, None)


def test_a_case_that_holds_an_order_up_is_named(market: SocialCommerce) -> None:
    buy(market, "cup")
    finish(market)
    case = market.cases.request("o1", 1, "exchange", "cracked")

    found = market.earnings.explain("o1")
    assert (found.status, found.approve_by, found.due_at, found.held_by) == ("frozen", NOON + WEEK, None, (case,))


def test_what_was_never_paid_earns_nobody_anything(market: SocialCommerce) -> None:
    market.orders.place("o1", "an", [{"product": "cup"}], "s1")

    found = market.earnings.explain("o1")
    assert (found.nobody, found.status, found.total, found.earners) == ("not-paid", "none", 49, ())


@pytest.mark.parametrize(
    ("order", "why"),
    [
        ({"share": None}, "unattributed"),
        ({"buyer": "lin"}, "unattributed"),
        ({"share": "of-hill"}, "own-sale"),
    ],
    ids=["no share", "own shop", "own goods"],
)
def test_nobody_earns_by_an_order_that_is_owed_to_none_or_to_its_merchant(
    market: SocialCommerce, order: dict[str, Any], why: str
) -> None:
    market.shops.open("hill")
    market.shelves.place("hill", "cup")
    market.shares.create("hill", "cup", share="of-hill")
    buy(market, "cup", **order)

    found = market.earnings.explain("o1")
    assert (found.nobody, found.earners) == (why, ())


def test_what_gives_less_than_one_earns_nobody_anything(market: SocialCommerce) -> None:
    market.journeys.visit("an", "s1")
    buy(market, "bowl", share=None)

    found = market.earnings.explain("o1")
    assert (found.sharer, found.total, found.nobody, found.lines[0].dropped) == ("lin", 0, "less-than-one", 250)


@pytest.mark.parametrize("by", ["an", "lin", "merchant:hill", "platform:op"])
def test_only_the_host_is_told(market: SocialCommerce, by: str) -> None:
    buy(market, "cup")

    with pytest.raises(NotAllowed, match="only the host may"):
        market.earnings.explain("o1", by=by)


def test_an_order_that_was_never_placed_is_not_explained(market: SocialCommerce) -> None:
    with pytest.raises(NotFound, match="there is no order o1"):
        market.earnings.explain("o1")
