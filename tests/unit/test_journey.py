"""Visits through shares: which are recorded, and which are counted; bindings are in ``test_binding.py``."""

from datetime import UTC, date, datetime, timedelta

import pytest

from given import INSTANT, NOON, SECOND, given, made, then
from socialcommerce import ReferralRules
from socialcommerce.domain.members.friendship import FRIENDSHIP, Befriended, Blocked, Friendship
from socialcommerce.domain.referrals import journey as journeys
from socialcommerce.domain.referrals.journey import (
    JOURNEY,
    Journey,
    JourneyEvent,
    Relation,
    VisitCounted,
    Visited,
)
from socialcommerce.kernel.clock import local_day

UNBOUND = ReferralRules(binding="none")
"""Rules under which visits show without bindings."""

MIDNIGHT = datetime(2021, 5, 1, 16, tzinfo=UTC)
"""The end of 1 May 2021 in Shanghai."""

TODAY = date(2021, 5, 1)
FRIENDS = given(FRIENDSHIP, Befriended(member="m1", friend="m2"))
STRANGERS = given(FRIENDSHIP)
BLOCKED = given(FRIENDSHIP, Blocked(member="m1", blocked="m2"))
NOWHERE = given(JOURNEY)


def visit(
    journey: Journey,
    relation: Relation = "friend",
    *,
    share: str = "s1",
    shop: str = "m1",
    product: str = "p1",
    at: datetime = NOON,
    rules: ReferralRules = UNBOUND,
) -> list[JourneyEvent]:
    """Come through ``s1`` of ``p1`` in the shop of ``m1``, at noon in Shanghai."""
    through = made(share, shop=shop, product=product)
    return journeys.visit(journey, through, relation, at=at, day=local_day(at, "Asia/Shanghai"), rules=rules)


def visited(
    relation: Relation, share: str = "s1", shop: str = "m1", product: str = "p1", at: datetime = NOON
) -> Visited:
    return Visited(
        share=share,
        shop=shop,
        product=product,
        relation=relation,
        day=local_day(at, "Asia/Shanghai"),
        attributes_until=at + timedelta(days=15),
    )


def counted(share: str = "s1", shop: str = "m1", day: date = TODAY) -> VisitCounted:
    return VisitCounted(share=share, shop=shop, day=day)


@pytest.mark.parametrize(
    ("visitor", "friendship", "relation"),
    [
        ("m1", STRANGERS, "owner"),
        ("m2", FRIENDS, "friend"),
        ("m2", BLOCKED, "blocked"),
        ("m2", STRANGERS, "other"),
    ],
)
def test_a_visitor_is_owner_friend_blocked_or_other(visitor: str, friendship: Friendship, relation: Relation) -> None:
    assert journeys.relation(visitor, "m1", friendship) == relation


def test_a_friends_first_visit_of_the_day_is_recorded_and_counted() -> None:
    assert visit(NOWHERE) == [visited("friend"), counted()]


@pytest.mark.parametrize("relation", ["owner", "blocked", "other"])
def test_a_visit_of_anyone_else_is_recorded_and_not_counted(relation: Relation) -> None:
    assert visit(NOWHERE, relation) == [visited(relation)]


@pytest.mark.parametrize("relation", ["owner", "friend", "blocked", "other"])
def test_the_same_visitor_on_the_same_share_on_the_same_day_is_one_visit(relation: Relation) -> None:
    once = then(JOURNEY, NOWHERE, *visit(NOWHERE, relation))
    assert visit(once, relation) == []
    assert visit(once, relation, at=MIDNIGHT - INSTANT) == []


def test_another_share_of_the_shop_on_the_day_is_a_visit_and_not_counted_again() -> None:
    once = then(JOURNEY, NOWHERE, *visit(NOWHERE))
    assert visit(once, share="s2") == [visited("friend", "s2")]


def test_another_shop_on_the_day_is_counted_for_itself() -> None:
    once = then(JOURNEY, NOWHERE, *visit(NOWHERE))
    assert visit(once, share="s2", shop="m3") == [visited("friend", "s2", "m3"), counted("s2", "m3")]


def test_visits_at_23_59_59_and_at_00_00_00_are_of_two_days() -> None:
    before, after = MIDNIGHT - SECOND, MIDNIGHT
    once = then(JOURNEY, NOWHERE, *visit(NOWHERE, at=before))
    assert visit(once, at=before) == []
    tomorrow = date(2021, 5, 2)
    assert visit(once, at=after) == [visited("friend", at=after), counted(day=tomorrow)]


def test_days_change_at_midnight_of_the_zone_and_not_of_utc() -> None:
    midnight_utc = datetime(2021, 5, 2, tzinfo=UTC)
    once = then(JOURNEY, NOWHERE, *visit(NOWHERE, at=midnight_utc - SECOND))
    assert visit(once, at=midnight_utc) == []


def test_a_stranger_befriended_on_the_day_counts_once() -> None:
    stranger = then(JOURNEY, NOWHERE, *visit(NOWHERE, "other"))
    befriended = visit(stranger, "friend")
    assert befriended == [counted()]
    friend = then(JOURNEY, stranger, *befriended)
    assert visit(friend, "friend") == []
    assert visit(friend, "other") == []


def test_a_friend_unfriended_and_befriended_again_on_the_day_counts_once() -> None:
    friend = then(JOURNEY, NOWHERE, *visit(NOWHERE, "friend"))
    stranger = then(JOURNEY, friend, *visit(friend, "other", share="s2"))
    assert visit(stranger, "friend", share="s3") == [visited("friend", "s3")]


def test_a_visit_keeps_the_relation_of_its_instant() -> None:
    stranger = then(JOURNEY, NOWHERE, *visit(NOWHERE, "other"))
    assert then(JOURNEY, stranger, *visit(stranger, "friend")).visits == (visited("other"),)


def test_a_share_counts_as_visited_until_just_before_15_days() -> None:
    journey = given(JOURNEY, visited("other"))
    end = NOON + timedelta(days=15)
    assert journey.has_visited("s1", end - INSTANT)
    assert not journey.has_visited("s1", end)
    assert not journey.has_visited("s2", NOON)


def test_the_last_visit_is_found_until_just_before_15_days() -> None:
    journey = given(JOURNEY, visited("other"))
    end = NOON + timedelta(days=15)
    assert journey.last_visit(["p1"], at=end - INSTANT, but_shop="me") == visited("other")
    assert journey.last_visit(["p1"], at=end, but_shop="me") is None


def test_the_window_of_attribution_is_that_of_the_rules_at_the_visit() -> None:
    facts = visit(NOWHERE, "other", rules=ReferralRules(binding="none", attribution_days=1))
    assert isinstance(facts[0], Visited)
    assert facts[0].attributes_until == NOON + timedelta(days=1)


def test_the_last_visit_is_the_latest_to_one_of_the_products_and_not_of_the_shop_left_out() -> None:
    first, second = visited("other", "s1", "m1", "p1"), visited("other", "s2", "m3", "p1")
    third = visited("other", "s3", "m4", "p2")
    journey = given(JOURNEY, first, second, third)
    assert journey.last_visit(["p1"], at=NOON, but_shop="me") == second
    assert journey.last_visit(["p1"], at=NOON, but_shop="m3") == first
    assert journey.last_visit(["p1", "p2"], at=NOON, but_shop="me") == third
    assert journey.last_visit(["p9"], at=NOON, but_shop="me") is None


def test_visits_that_can_matter_no_more_are_forgotten_and_those_that_can_are_kept() -> None:
    journey = given(JOURNEY, visited("other"))
    last_day = NOON + timedelta(days=15) - INSTANT
    kept = then(JOURNEY, journey, *visit(journey, share="s2", at=last_day))
    assert kept.has_visited("s1", last_day)
    forgotten = then(JOURNEY, journey, *visit(journey, share="s2", at=NOON + timedelta(days=30)))
    assert [seen.share for seen in forgotten.visits] == ["s2"]


def test_a_day_with_a_window_of_a_day_still_knows_its_first_visit_at_its_end() -> None:
    morning = datetime(2021, 4, 30, 16, tzinfo=UTC)
    rules = ReferralRules(binding="none", attribution_days=1)
    journey = then(JOURNEY, NOWHERE, *visit(NOWHERE, at=morning, rules=rules))
    journey = then(JOURNEY, journey, *visit(journey, share="s2", at=MIDNIGHT - INSTANT, rules=rules))
    assert visit(journey, at=MIDNIGHT - INSTANT, rules=rules) == []
