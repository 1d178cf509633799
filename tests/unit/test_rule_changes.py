"""Changes of the rules, told to a store: every decision and every read goes by the rules in force at its instant."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from changing import CHANGE, buy, furnish
from given import INSTANT, NOON, refused
from journals import line, written
from socialcommerce import (
    EarningsRules,
    InfluenceRules,
    ManualClock,
    OrderRules,
    Rules,
    RulesDiffer,
    ShelfRules,
    SocialCommerce,
)
from socialcommerce.domain.shops.shelf import ProductPlaced
from socialcommerce.journal import ingest
from socialcommerce.kernel.clock import EPOCH


@pytest.fixture(autouse=True)
def furnished(commerce: SocialCommerce) -> None:
    furnish(commerce)


def unlocks_at(commerce: SocialCommerce) -> dict[str, datetime]:
    facts = [recorded.event for recorded in commerce.log.stream("shelf-lin")]
    return {fact.product: fact.unlocks_at for fact in facts if isinstance(fact, ProductPlaced)}


def test_what_is_placed_from_the_instant_of_a_change_on_is_locked_by_the_new_rule(
    commerce: SocialCommerce, clock: ManualClock
) -> None:
    commerce.rules.announce({"shelves.lock_hours": 24}, CHANGE)
    clock.set(CHANGE - INSTANT)
    commerce.shelves.place("lin", "p2")
    clock.set(CHANGE)
    commerce.shelves.place("lin", "p3")

    assert unlocks_at(commerce) == {
        "p1": NOON + timedelta(hours=72),
        "p2": CHANGE - INSTANT + timedelta(hours=72),
        "p3": CHANGE + timedelta(hours=24),
    }


def test_what_is_told_late_goes_by_the_rules_of_its_own_instant(commerce: SocialCommerce, clock: ManualClock) -> None:
    commerce.rules.announce({"shelves.lock_hours": 24}, CHANGE)
    clock.set(CHANGE)

    commerce.shelves.place("lin", "p2", at=CHANGE - INSTANT)

    assert unlocks_at(commerce)["p2"] == CHANGE - INSTANT + timedelta(hours=72)


def test_history_that_is_older_than_an_announcement_can_still_be_told(
    commerce: SocialCommerce, clock: ManualClock
) -> None:
    clock.advance(timedelta(hours=1))
    commerce.rules.announce({"shelves.lock_hours": 24}, CHANGE + timedelta(hours=1))

    commerce.shelves.place("lin", "p2", at=NOON)

    assert unlocks_at(commerce)["p2"] == NOON + timedelta(hours=72)


def test_an_order_placed_before_a_change_keeps_its_terms(commerce: SocialCommerce, clock: ManualClock) -> None:
    changes: dict[str, Any] = {"orders.payment_minutes": 5, "orders.completion_days": 1, "earnings.approval_days": 2}
    commerce.rules.announce(changes, CHANGE)
    clock.set(CHANGE - INSTANT)
    before = commerce.orders.place("before", "an", [{"product": "p1"}])
    clock.set(CHANGE)
    after = commerce.orders.place("after", "an", [{"product": "p1"}])

    assert (before.pay_by, after.pay_by) == (CHANGE - INSTANT + timedelta(minutes=30), CHANGE + timedelta(minutes=5))
    assert before.terms
    assert after.terms
    assert (before.terms.completion_days, before.terms.approval_days) == (7, 7)
    assert (after.terms.completion_days, after.terms.approval_days) == (1, 2)


def test_the_deadlines_of_an_order_are_those_of_its_terms_whenever_they_pass(
    commerce: SocialCommerce, clock: ManualClock
) -> None:
    commerce.rules.announce({"orders.completion_days": 1, "orders.delivery_days": 1}, CHANGE)
    buy(commerce, "before")
    clock.set(CHANGE)
    commerce.orders.ship("before", "sf1", "SF Express")
    commerce.orders.deliver("before")

    clock.set(CHANGE + timedelta(days=7) - INSTANT)
    assert commerce.orders.of("before").status == "delivered"
    clock.advance(INSTANT)
    assert commerce.orders.of("before").status == "completed"


def test_a_payout_goes_by_the_minimum_in_force_when_it_is_made(commerce: SocialCommerce, clock: ManualClock) -> None:
    """Two units at ¥10.00 earn ¥2.00."""
    buy(commerce, "o1")
    commerce.orders.ship("o1", "sf1", "SF Express")
    commerce.orders.deliver("o1")
    commerce.orders.complete("o1")
    commerce.rules.announce({"earnings.payout_minimum": 201}, CHANGE)
    commerce.rules.announce({"earnings.payout_minimum": 200}, CHANGE + timedelta(days=1))

    clock.set(CHANGE)
    with refused("payout-too-low") as caught:
        commerce.payouts.make("out1", "lin")
    assert caught.value.facts == {"balance": 200, "minimum": 201}
    clock.set(CHANGE + timedelta(days=1))
    assert commerce.payouts.make("out1", "lin").amount == 200


def test_capacity_is_claimed_by_the_table_of_the_instant(commerce: SocialCommerce, clock: ManualClock) -> None:
    commerce.rules.announce({"shelves.capacity_by_influence": ((0, 1), (1, 6))}, CHANGE)
    clock.set(CHANGE)

    assert commerce.shelves.claim("lin", at=CHANGE - INSTANT) == 4
    assert commerce.shelves.claim("lin") == 6


def test_an_announcement_that_is_repeated_records_nothing(commerce: SocialCommerce, clock: ManualClock) -> None:
    commerce.rules.announce({"shelves.lock_hours": 24}, CHANGE)
    before = commerce.log.position()
    for at in (NOON, CHANGE, CHANGE + timedelta(days=1)):
        clock.set(at)
        commerce.rules.announce({"shelves.lock_hours": 24}, CHANGE)
    assert commerce.log.position() == before


def test_a_refused_announcement_changes_nothing(commerce: SocialCommerce) -> None:
    before = commerce.log.position()
    with refused("notice-too-short"):
        commerce.rules.announce({"shelves.lock_hours": 24}, CHANGE - INSTANT)
    with refused("rule-fixed"):
        commerce.rules.announce({"currency": "EUR"}, CHANGE)
    with pytest.raises(ValueError, match="not known"):
        commerce.rules.announce({"shelves.unheard_of": 1}, CHANGE)
    assert commerce.log.position() == before
    assert commerce.rules.at(CHANGE) == Rules()


def test_the_rules_of_any_instant_can_be_asked_for_announced_ones_too(
    commerce: SocialCommerce, clock: ManualClock
) -> None:
    commerce.rules.announce({"shelves.lock_hours": 24}, CHANGE)
    assert commerce.rules.at() == commerce.rules.at(EPOCH) == commerce.rules.at(CHANGE - INSTANT) == Rules()
    assert commerce.rules.at(CHANGE) == Rules(shelves=ShelfRules(lock_hours=24))
    clock.set(CHANGE)
    assert commerce.rules.at() == Rules(shelves=ShelfRules(lock_hours=24))


def test_the_history_of_the_rules_is_told_by_when_they_hold(commerce: SocialCommerce) -> None:
    later = CHANGE + timedelta(days=1)
    commerce.rules.announce({"shelves.lock_hours": 48}, later)
    commerce.rules.announce({"shelves.lock_hours": 24, "orders.payment_minutes": 30}, CHANGE)

    first, *changes = commerce.rules.history()

    assert (first.holds_from, first.settings) == (EPOCH, Rules().settings())
    assert [(change.holds_from, change.settings) for change in changes] == [
        (CHANGE, {"orders.payment_minutes": 30, "shelves.lock_hours": 24}),
        (later, {"shelves.lock_hours": 48}),
    ]


@pytest.fixture
def announced(tmp_path: Path, clock: ManualClock) -> str:
    """A store on disk that has announced a lock of 24 hours and two levels of earners."""
    url = f"sqlite:///{tmp_path / 'store.db'}"
    with SocialCommerce.open(url, clock=clock) as store:
        store.rules.announce({"shelves.lock_hours": 24, "earnings.levels": 2}, CHANGE)
    return url


IN_FORCE = Rules(shelves=ShelfRules(lock_hours=24), earnings=EarningsRules(levels=2))


@pytest.mark.parametrize(
    ("at", "rules"), [(CHANGE - INSTANT, Rules()), (CHANGE, IN_FORCE)], ids=["before", "from-the-instant"]
)
def test_a_store_is_opened_again_with_the_rules_that_are_in_force(
    announced: str, clock: ManualClock, at: datetime, rules: Rules
) -> None:
    clock.set(at)
    for given in (rules, None):
        with SocialCommerce.open(announced, rules=given, clock=clock) as store:
            assert store.rules.at() == rules
    other = IN_FORCE if rules == Rules() else Rules()
    with pytest.raises(RulesDiffer, match="announce a change"):
        SocialCommerce.open(announced, rules=other, clock=clock)


def test_a_decision_in_a_unit_of_work_goes_by_what_the_same_unit_announced(
    commerce: SocialCommerce, clock: ManualClock
) -> None:
    batch = commerce.batch("work")
    batch.rules.announce({"shelves.lock_hours": 24}, CHANGE)
    clock.set(CHANGE)
    batch.shelves.place("lin", "p2")
    batch.unit.append()

    assert unlocks_at(commerce)["p2"] == CHANGE + timedelta(hours=24)
    assert commerce.rules.at().shelves.lock_hours == 24


def test_a_journal_announces_changes_that_its_later_lines_go_by(
    commerce: SocialCommerce, clock: ManualClock, tmp_path: Path
) -> None:
    clock.set(CHANGE)
    settings = {"shelves.lock_hours": 24, "shelves.capacity_by_influence": [[0, 5], [10, 6]]}
    journal = written(
        tmp_path / "j",
        line("rules.announce", at=NOON, settings=settings, holds_from=CHANGE.isoformat()),
        line("shelves.place", at=CHANGE - INSTANT, shop="lin", product="p2"),
        line("shelves.place", at=CHANGE, shop="lin", product="p3"),
    )

    ingest(commerce, journal)

    assert unlocks_at(commerce)["p2"] == CHANGE - INSTANT + timedelta(hours=72)
    assert unlocks_at(commerce)["p3"] == CHANGE + timedelta(hours=24)
    assert commerce.rules.at().shelves.capacity_by_influence == ((0, 5), (10, 6))


def test_rules_of_a_new_store_that_are_changed_hold_with_those_it_was_created_with(clock: ManualClock) -> None:
    given = Rules(orders=OrderRules(payment_minutes=5), influence=InfluenceRules(board_size=1))
    with SocialCommerce.open(rules=given, clock=clock) as store:
        store.rules.announce({"influence.board_size": 2}, CHANGE)
        assert store.rules.at(CHANGE) == Rules(
            orders=OrderRules(payment_minutes=5), influence=InfluenceRules(board_size=2)
        )
