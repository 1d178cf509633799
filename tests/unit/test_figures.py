"""What an audit draws of influence: the scores as they stood at the end of each day."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any, Final

import msgspec
import pytest

from changing import CHANGE, buy, furnish
from given import INSTANT, NOON
from socialcommerce import InfluenceRules, ManualClock, Rules, SocialCommerce
from socialcommerce.audit import audit, replay
from socialcommerce.audit.page import page_of
from socialcommerce.audit.page.charts import influence_chart
from socialcommerce.rules import Setting

DAY: Final = timedelta(days=1)
MIDNIGHT: Final = NOON + timedelta(hours=12)
"""With which 2 May begins where the store is."""


def may(day: int) -> date:
    return date(2021, 5, day)


def line(commerce: SocialCommerce, shop: str = "lin", **asked: Any) -> list[tuple[date, int]]:
    """The scores of *shop* as an audit tells them."""
    return list(dict(audit(commerce, scores=True, **asked).influence)[shop])


@contextmanager
def shop_by(clock: ManualClock, **rules: Any) -> Iterator[SocialCommerce]:
    """A store by these rules of influence, where lin placed and shared a product on 1 May."""
    with SocialCommerce.open(clock=clock, rules=Rules(influence=InfluenceRules(**rules))) as commerce:
        furnish(commerce)
        yield commerce


@pytest.fixture
def shop(clock: ManualClock) -> Iterator[SocialCommerce]:
    """One by the rules as they are."""
    with shop_by(clock) as commerce:
        yield commerce


def share_on(commerce: SocialCommerce, clock: ManualClock, *days: int) -> None:
    """Have lin be active on each of *days* in May, at noon."""
    for day in days:
        clock.set(NOON + (day - 1) * DAY)
        commerce.shares.create("lin", "p1", share=f"of-{day}")


def test_a_refund_changes_the_day_on_which_it_came_and_none_before(shop: SocialCommerce, clock: ManualClock) -> None:
    buy(shop, "o1")
    buy(shop, "o2")
    clock.advance(3 * DAY)
    shop.orders.refund("o1", "r1")
    clock.advance(DAY)
    shop.members.befriend("lin", "bo")

    assert line(shop) == [(may(1), 41), (may(4), 21), (may(5), 21)]


def test_what_comes_and_goes_back_within_a_day_is_not_drawn(shop: SocialCommerce, clock: ManualClock) -> None:
    clock.advance(DAY)
    buy(shop, "o1")
    shop.orders.refund("o1", "r1")
    clock.advance(DAY)
    buy(shop, "o2")

    assert line(shop) == [(may(1), 1), (may(3), 21)]


def test_a_window_that_moves_on_cuts_off_no_past(clock: ManualClock) -> None:
    with shop_by(clock, window_days=2) as commerce:
        share_on(commerce, clock, 2, 3, 4)

        assert line(commerce) == [(may(1), 1), (may(2), 2), (may(4), 2)]


def test_what_leaves_the_window_is_lost_on_the_day_on_which_it_leaves(clock: ManualClock) -> None:
    with shop_by(clock, window_days=2) as commerce:
        buy(commerce, "o1")
        share_on(commerce, clock, 2, 6)

        assert line(commerce) == [(may(1), 21), (may(2), 22), (may(3), 1), (may(4), 0), (may(6), 1)]


def test_a_refund_of_a_sale_that_left_the_window_changes_nothing(clock: ManualClock) -> None:
    with shop_by(clock, window_days=2) as commerce:
        buy(commerce, "o1")
        share_on(commerce, clock, 3)
        commerce.orders.refund("o1", "r1")

        assert line(commerce) == [(may(1), 21), (may(3), 1)]


def test_of_the_visits_of_a_day_no_more_are_drawn_than_count(clock: ManualClock) -> None:
    with shop_by(clock, visits_per_day=2) as commerce:
        for friend in ("bo", "cy"):
            commerce.members.befriend("lin", friend)
        for day, visitors in enumerate((["an"], ["an", "bo"], ["an", "bo", "cy"])):
            clock.set(NOON + day * DAY)
            for visitor in visitors:
                commerce.journeys.visit(visitor, "s1")

        assert line(commerce) == [(may(1), 2), (may(2), 4), (may(3), 6)]


@pytest.mark.parametrize(
    ("holds_from", "day"), [(CHANGE, 8), (MIDNIGHT + 7 * DAY - INSTANT, 8), (MIDNIGHT + 7 * DAY, 9)]
)
def test_other_weights_change_a_score_on_the_day_by_whose_end_they_hold(
    shop: SocialCommerce, clock: ManualClock, holds_from: datetime, day: int
) -> None:
    buy(shop, "o1")
    weights: dict[str, Setting] = {"influence.sales_weight": 3, "influence.active_day_weight": 7}
    shop.rules.announce(weights, holds_from)
    clock.advance(20 * DAY)
    shop.members.befriend("lin", "bo")

    assert line(shop) == [(may(1), 21), (may(day), 67), (may(21), 67)]


def test_weights_that_hold_only_after_the_last_fact_are_not_drawn(shop: SocialCommerce, clock: ManualClock) -> None:
    shop.rules.announce({"influence.active_day_weight": 7}, CHANGE)
    clock.set(CHANGE - INSTANT)
    shop.members.befriend("lin", "bo")
    clock.set(CHANGE)

    assert line(shop) == [(may(1), 1), (may(8), 1)]
    assert line(shop, until=CHANGE - INSTANT) == [(may(1), 1), (may(8), 1)]
    assert line(shop, until=CHANGE) == [(may(1), 1), (may(8), 7)]


def test_a_window_that_is_announced_cuts_off_from_its_day_on(shop: SocialCommerce, clock: ManualClock) -> None:
    buy(shop, "o1")
    shop.rules.announce({"influence.window_days": 4}, CHANGE)
    share_on(shop, clock, 6, 12)

    assert line(shop) == [(may(1), 21), (may(6), 22), (may(8), 1), (may(10), 0), (may(12), 1)]


def test_what_was_told_late_is_drawn_from_the_day_on_which_it_happened(
    shop: SocialCommerce, clock: ManualClock
) -> None:
    shop.orders.place("o1", "an", [{"product": "p1"}], share="s1")
    clock.advance(4 * DAY)
    shop.orders.pay("o1", "x1", at=NOON + timedelta(minutes=29))
    shop.shares.create("lin", "p1", channel="group", share="late", at=MIDNIGHT)
    shop.shares.create("lin", "p1", channel="group", share="later", at=MIDNIGHT + DAY - INSTANT)

    assert line(shop) == [(may(1), 11), (may(2), 12)]


def test_of_the_past_only_what_had_happened_is_drawn(shop: SocialCommerce, clock: ManualClock) -> None:
    buy(shop, "o1")
    before = shop.log.position()
    clock.advance(3 * DAY)
    shop.orders.refund("o1", "r1")

    assert line(shop, until=before) == [(may(1), 21)]
    assert line(shop, until=clock.now() - INSTANT) == [(may(1), 21), (may(4), 21)]
    assert line(shop, until=clock.now()) == [(may(1), 21), (may(4), 1)]


@pytest.mark.parametrize("window_days", [None, 1, 2, 30])
def test_the_last_point_is_the_score_on_the_board_at_the_end(clock: ManualClock, window_days: int | None) -> None:
    with shop_by(clock, window_days=window_days) as commerce:
        for owner in ("bo", "cy"):
            commerce.shops.open(owner)
            commerce.shelves.place(owner, "p1")
        buy(commerce, "o1")
        clock.advance(DAY)
        commerce.shelves.place("cy", "p2")
        share_on(commerce, clock, 2, 4)
        clock.advance(40 * DAY)

        for until in (None, NOON + DAY, NOON + 3 * DAY, NOON + 20 * DAY, 12):
            drawn = [(shop, points[-1][1]) for shop, points in audit(commerce, until=until, scores=True).influence]
            with replay(commerce, until=until) as then:
                assert drawn == [(entry.shop, entry.score) for entry in then.board.top(5)], until
        assert line(commerce)[-1][0] == may(4)


def test_where_a_zone_repeats_the_end_of_a_day_the_last_point_holds_what_came_before(clock: ManualClock) -> None:
    clock.set(datetime.fromisoformat("2006-10-29T02:30:30+00:00"))
    with SocialCommerce.open(clock=clock, rules=Rules(zone="America/St_Johns")) as commerce:
        furnish(commerce)
        clock.advance(timedelta(minutes=1))
        commerce.members.befriend("lin", "bo")

        assert line(commerce) == [(date(2006, 10, 28), 1)]


def test_a_shop_is_drawn_if_it_was_open_at_the_end(shop: SocialCommerce, clock: ManualClock) -> None:
    instants = [clock.now()]
    for act in (shop.shops.close, shop.shops.reopen):
        instants.append(clock.advance(DAY))
        act("lin")

    drawn = [[name for name, _ in audit(shop, until=at, scores=True).influence] for at in instants]
    assert drawn == [["lin"], [], ["lin"]]
    assert audit(shop, until=NOON - INSTANT, scores=True).influence == ()


def test_of_a_log_that_no_read_model_can_follow_the_other_shops_are_drawn(shop: SocialCommerce) -> None:
    placed = next(each for each in shop.log.read() if each.stream == "shelf-lin" and each.version == 2)
    unopened = msgspec.structs.replace(placed, stream="shelf-bo")
    shop.log.recorder.insert_events([shop.log.mapper.to_stored_event(unopened)])

    report = audit(shop, scores=True)
    assert [each.model for each in report.differences] == ["log"]
    assert report.influence == (("lin", ((may(1), 1),)),)


@pytest.mark.parametrize(("places", "drawn"), [(2, ["f", "a"]), (300, ["f", "a", "b", "c", "d"])])
def test_the_first_five_shops_of_the_board_are_drawn(clock: ManualClock, places: int, drawn: list[str]) -> None:
    with SocialCommerce.open(clock=clock, rules=Rules(influence=InfluenceRules(board_size=places))) as commerce:
        commerce.merchants.invite("cd", "Dior")
        commerce.products.list("p1", "cd", "Lipstick", "lips", 1_000)
        for owner in "gfedcba":
            commerce.shops.open(owner)
            if owner != "e":
                commerce.shelves.place(owner, "p1")
        clock.advance(DAY)
        commerce.shares.create("f", "p1")

        assert [shop for shop, _ in audit(commerce, scores=True).influence] == drawn
        assert audit(commerce).influence == ()


def test_a_page_names_a_shop_whose_id_begins_with_an_underscore(shop: SocialCommerce) -> None:
    shop.shops.open("_lin")
    shop.shelves.place("_lin", "p1")
    both = page_of(audit(shop, scores=True))
    shop.shops.close("lin")
    alone = page_of(audit(shop, scores=True))

    assert (">_lin<" in both, ">lin<" in both) == (True, True)
    assert (">_lin<" in alone, ">lin<" in alone) == (True, False)


@pytest.mark.parametrize("name", ["_nolegend_", "$x$", r"$\frac$"])
def test_a_chart_writes_names_as_they_are(name: str) -> None:
    assert f">{name}<" in influence_chart({name: [(may(1), 1), (may(2), 3)]})
