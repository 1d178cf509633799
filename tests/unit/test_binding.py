"""Whose customer a visitor is: bound, renewed, released, lapsed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from given import INSTANT, NOON, given, made, then
from socialcommerce import ReferralRules
from socialcommerce.domain.referrals import journey as journeys
from socialcommerce.domain.referrals.journey import (
    JOURNEY,
    Binding,
    BindingRenewed,
    Bound,
    Journey,
    JourneyEvent,
    Relation,
    Released,
)
from socialcommerce.kernel.clock import local_day

FIRST = ReferralRules()
LAST = ReferralRules(binding="last")
NONE = ReferralRules(binding="none")
MONTH = timedelta(days=30)
END = NOON + MONTH
NOWHERE = given(JOURNEY)
BOUND = given(JOURNEY, Bound(shop="m1", until=END))


def bindings(
    journey: Journey,
    *,
    shop: str = "m1",
    relation: Relation = "other",
    at: datetime = NOON,
    rules: ReferralRules = FIRST,
) -> list[JourneyEvent]:
    """What a visit to the shop does to the binding."""
    through = made(f"share-of-{shop}", shop=shop)
    day = local_day(at, "Asia/Shanghai")
    facts = journeys.visit(journey, through, relation, at=at, day=day, rules=rules)
    return [fact for fact in facts if isinstance(fact, Bound)]


@pytest.mark.parametrize("relation", ["friend", "other"])
@pytest.mark.parametrize("rules", [FIRST, LAST], ids=["first", "last"])
def test_a_visit_binds_who_is_not_bound_for_30_days(relation: Relation, rules: ReferralRules) -> None:
    assert bindings(NOWHERE, relation=relation, rules=rules) == [Bound(shop="m1", until=END)]


def test_a_binding_is_as_long_as_the_rules_say() -> None:
    rules = ReferralRules(binding_days=1)
    assert bindings(NOWHERE, rules=rules) == [Bound(shop="m1", until=NOON + timedelta(days=1))]


@pytest.mark.parametrize("relation", ["owner", "blocked"])
@pytest.mark.parametrize("rules", [FIRST, LAST, NONE], ids=["first", "last", "none"])
def test_visits_of_the_owner_and_of_the_blocked_never_bind(relation: Relation, rules: ReferralRules) -> None:
    assert bindings(NOWHERE, relation=relation, rules=rules) == []


def test_nobody_is_bound_where_the_rules_have_no_binding() -> None:
    assert bindings(NOWHERE, rules=NONE) == []
    assert bindings(BOUND, shop="m3", rules=NONE) == []


@pytest.mark.parametrize("rules", [FIRST, LAST], ids=["first", "last"])
def test_another_visit_to_the_same_shop_changes_no_binding(rules: ReferralRules) -> None:
    assert bindings(BOUND, rules=rules) == []


def test_the_first_shop_keeps_a_visitor_or_the_last_one_takes_them() -> None:
    assert bindings(BOUND, shop="m3", rules=FIRST) == []
    taken = bindings(BOUND, shop="m3", rules=LAST)
    assert taken == [Bound(shop="m3", until=END)]
    assert then(JOURNEY, BOUND, *taken).bound_to(NOON) == "m3"


@pytest.mark.parametrize("relation", ["owner", "blocked"])
def test_the_last_shop_does_not_take_its_owner_or_who_is_blocked(relation: Relation) -> None:
    assert bindings(BOUND, shop="m3", relation=relation, rules=LAST) == []


def test_a_binding_holds_until_just_before_30_days() -> None:
    assert BOUND.bound_to(END - INSTANT) == "m1"
    assert BOUND.bound_to(END) is None
    assert NOWHERE.bound_to(NOON) is None


def test_at_30_days_another_shop_binds_and_not_before() -> None:
    assert bindings(BOUND, shop="m3", at=END - INSTANT) == []
    assert bindings(BOUND, shop="m3", at=END) == [Bound(shop="m3", until=END + MONTH)]


def test_a_binding_that_runs_out_between_two_visits_of_a_day_is_made_anew_by_the_second() -> None:
    morning = END - timedelta(hours=1)
    journey = given(JOURNEY, Bound(shop="m9", until=END))
    through = made("s1")
    day = date(2021, 5, 31)
    first = journeys.visit(journey, through, "other", at=morning, day=day, rules=FIRST)
    assert [type(fact).__name__ for fact in first] == ["Visited"]
    after = then(JOURNEY, journey, *first)
    assert journeys.visit(after, through, "other", at=END - INSTANT, day=day, rules=FIRST) == []
    second = journeys.visit(after, through, "other", at=END, day=day, rules=FIRST)
    assert second == [Bound(shop="m1", until=END + MONTH)]


def test_who_was_blocked_and_is_no_more_is_bound_by_a_repeated_visit_of_the_day() -> None:
    blocked = journeys.visit(NOWHERE, made(), "blocked", at=NOON, day=date(2021, 5, 1), rules=FIRST)
    journey = then(JOURNEY, NOWHERE, *blocked)
    assert bindings(journey) == [Bound(shop="m1", until=END)]


def test_a_paid_order_renews_the_binding_to_its_shop() -> None:
    later = NOON + timedelta(days=10)
    facts = journeys.renew(BOUND, "m1", at=later, rules=FIRST)
    assert facts == [BindingRenewed(shop="m1", until=later + MONTH)]
    assert then(JOURNEY, BOUND, *facts).binding == Binding("m1", later + MONTH)


def test_a_binding_that_is_renewed_already_is_not_renewed_again_at_once() -> None:
    later = NOON + timedelta(days=10)
    renewed = then(JOURNEY, BOUND, *journeys.renew(BOUND, "m1", at=later, rules=FIRST))
    assert journeys.renew(renewed, "m1", at=later, rules=FIRST) == []


@pytest.mark.parametrize(("late_by", "renews"), [(-INSTANT, True), (timedelta(), False), (INSTANT, False)])
def test_a_binding_is_prolonged_and_never_shortened(late_by: timedelta, renews: bool) -> None:
    facts = journeys.renew(BOUND, "m1", at=NOON - late_by, rules=FIRST)
    assert facts == ([BindingRenewed(shop="m1", until=END - late_by)] if renews else [])


@pytest.mark.parametrize("shop", [None, "m3"])
def test_an_order_of_no_shop_or_of_another_renews_nothing(shop: str | None) -> None:
    assert journeys.renew(BOUND, shop, at=NOON, rules=FIRST) == []


def test_a_binding_is_renewed_until_just_before_it_ends_and_not_at_its_end() -> None:
    last = END - INSTANT
    assert journeys.renew(BOUND, "m1", at=last, rules=FIRST) == [BindingRenewed(shop="m1", until=last + MONTH)]
    assert journeys.renew(BOUND, "m1", at=END, rules=FIRST) == []
    assert journeys.renew(NOWHERE, "m1", at=NOON, rules=FIRST) == []


def test_a_visitor_ends_their_binding_once() -> None:
    facts = journeys.release(BOUND, at=NOON)
    assert facts == [Released(shop="m1")]
    released = then(JOURNEY, BOUND, *facts)
    assert released.bound_to(NOON) is None
    assert journeys.release(released, at=NOON) == []


def test_a_binding_that_has_lapsed_is_not_released() -> None:
    assert journeys.release(BOUND, at=END - INSTANT) == [Released(shop="m1")]
    assert journeys.release(BOUND, at=END) == []


def test_who_ended_their_binding_is_bound_by_the_next_visit() -> None:
    released = given(JOURNEY, Bound(shop="m1", until=END), Released(shop="m1"))
    assert bindings(released, shop="m3") == [Bound(shop="m3", until=END)]


def test_a_binding_over_the_end_of_a_year_is_30_days_long() -> None:
    at = datetime(2021, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert bindings(NOWHERE, at=at) == [Bound(shop="m1", until=datetime(2022, 1, 30, 23, 59, 59, tzinfo=UTC))]
