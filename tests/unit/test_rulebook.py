"""The rules of a store as dated facts; what they change is in ``test_rule_changes.py``."""

from datetime import datetime, timedelta
from typing import Any

import attrs
import pytest

from given import INSTANT, NOON, given, refused, then
from socialcommerce import Rules, ShelfRules
from socialcommerce.domain.rulebook import RULEBOOK, ChangeAnnounced, Rulebook, RulesRecorded, announce, record
from socialcommerce.kernel.clock import EPOCH
from socialcommerce.rules import DEFAULT_RULES, FIXED_SETTINGS, Setting

CHANGED = Rules(currency="EUR", shelves=ShelfRules(lock_hours=24))
NOTICE = timedelta(days=7)
WEEK_LATER = NOON + NOTICE
NEW = given(RULEBOOK, RulesRecorded(settings=DEFAULT_RULES.settings()))
"""A store of the published rules."""


def lock(hours: int) -> dict[str, Setting]:
    return {"shelves.lock_hours": hours}


def announced(settings: dict[str, Any], holds_from: datetime) -> ChangeAnnounced:
    return ChangeAnnounced(settings=settings, holds_from=holds_from)


def lock_at(rulebook: Rulebook, instant: datetime) -> int:
    return rulebook.at(instant).shelves.lock_hours


def test_a_new_store_records_all_its_rules() -> None:
    assert record(given(RULEBOOK), CHANGED) == [RulesRecorded(settings=CHANGED.settings())]


def test_recorded_rules_hold_from_the_beginning() -> None:
    book = given(RULEBOOK, RulesRecorded(settings=CHANGED.settings()))
    assert book.at(EPOCH) == book.at(NOON) == CHANGED
    assert [(chapter.holds_from, chapter.rules) for chapter in book.chapters] == [(EPOCH, CHANGED)]


def test_without_a_store_the_published_rules_hold() -> None:
    assert given(RULEBOOK).at(NOON) == DEFAULT_RULES


def test_a_store_that_has_rules_records_no_others() -> None:
    rulebook = given(RULEBOOK, RulesRecorded(settings=CHANGED.settings()))
    assert record(rulebook, CHANGED) == []
    assert record(rulebook, Rules()) == []


def test_a_change_is_announced_7_days_ahead() -> None:
    assert announce(NEW, lock(24), holds_from=WEEK_LATER, at=NOON) == [announced(lock(24), WEEK_LATER)]


def test_a_change_a_microsecond_less_than_7_days_ahead_is_refused_with_the_earliest_instant() -> None:
    with refused("notice-too-short") as caught:
        announce(NEW, lock(24), holds_from=WEEK_LATER - INSTANT, at=NOON)
    assert caught.value.facts == {"earliest": WEEK_LATER}
    assert WEEK_LATER.isoformat() in str(caught.value)


@pytest.mark.parametrize("holds_from", [NOON, NOON - INSTANT, EPOCH])
def test_what_held_before_is_never_changed(holds_from: datetime) -> None:
    with refused("notice-too-short"):
        announce(NEW, lock(24), holds_from=holds_from, at=NOON)


def test_the_settings_that_are_fixed_with_the_store() -> None:
    assert set(FIXED_SETTINGS) == {"currency", "zone", "influence.minor_per_major"}


@pytest.mark.parametrize(
    "settings",
    [{"currency": "EUR"}, {"zone": "Europe/Paris"}, {"influence.minor_per_major": 1}],
    ids=lambda one: next(iter(one)),
)
def test_what_is_fixed_with_the_store_is_refused_alone_and_with_others(settings: dict[str, Setting]) -> None:
    for change in (settings, lock(24) | settings):
        with refused("rule-fixed") as caught:
            announce(NEW, change, holds_from=WEEK_LATER, at=NOON)
        assert next(iter(settings)) in str(caught.value)


@pytest.mark.parametrize("name", FIXED_SETTINGS)
def test_naming_what_is_fixed_as_it_is_changes_nothing(name: str) -> None:
    assert announce(NEW, {name: DEFAULT_RULES.settings()[name]}, holds_from=WEEK_LATER, at=NOON) == []


@pytest.mark.parametrize("name", ["unheard_of", "shelves.unheard_of", "unheard.of", "", "shelves"])
def test_a_name_that_is_not_known_is_a_bad_value(name: str) -> None:
    with pytest.raises(ValueError, match=r"\S") as caught:
        announce(NEW, {name: 1}, holds_from=WEEK_LATER, at=NOON)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "settings",
    [{"shelves.lock_hours": -1}, {"referrals.binding": "both"}, {"shelves.refuse_dearer": 1}, {"currency": "yuan"}],
)
def test_a_value_that_no_rule_can_have_is_a_bad_value(settings: dict[str, Setting]) -> None:
    with pytest.raises(ValueError, match="rule "):
        announce(NEW, settings, holds_from=WEEK_LATER, at=NOON)


def test_an_announcement_names_at_least_one_rule() -> None:
    with pytest.raises(ValueError, match="name at least one rule"):
        announce(NEW, {}, holds_from=WEEK_LATER, at=NOON)


def test_a_change_holds_from_its_instant_and_not_before() -> None:
    book = then(RULEBOOK, NEW, announced(lock(24), WEEK_LATER))
    assert [lock_at(book, WEEK_LATER + step) for step in (-INSTANT, timedelta(), INSTANT)] == [72, 24, 24]
    assert lock_at(book, EPOCH) == lock_at(book, NOON) == 72


def test_a_change_leaves_every_other_rule_as_it_is() -> None:
    book = then(RULEBOOK, NEW, announced(lock(24), WEEK_LATER))
    assert book.at(WEEK_LATER) == attrs.evolve(DEFAULT_RULES, shelves=ShelfRules(lock_hours=24))


def test_a_repeated_announcement_changes_nothing_though_its_notice_is_over() -> None:
    book = then(RULEBOOK, NEW, announced(lock(24), WEEK_LATER))
    for at in (NOON, NOON + INSTANT, WEEK_LATER, WEEK_LATER + NOTICE):
        assert announce(book, lock(24), holds_from=WEEK_LATER, at=at) == []


def test_announcing_what_holds_then_anyway_changes_nothing() -> None:
    book = then(RULEBOOK, NEW, announced(lock(24), WEEK_LATER))
    assert announce(book, lock(24), holds_from=WEEK_LATER + NOTICE, at=NOON) == []
    assert announce(NEW, lock(72), holds_from=WEEK_LATER, at=NOON) == []


def test_of_two_changes_for_one_instant_the_one_announced_last_holds() -> None:
    book = then(RULEBOOK, NEW, announced(lock(24), WEEK_LATER))
    facts = announce(book, lock(48), holds_from=WEEK_LATER, at=NOON)
    assert facts == [announced(lock(48), WEEK_LATER)]
    assert lock_at(then(RULEBOOK, book, *facts), WEEK_LATER) == 48


def test_two_changes_of_different_rules_for_one_instant_hold_both() -> None:
    book = then(RULEBOOK, NEW, announced(lock(24), WEEK_LATER), announced({"orders.payment_minutes": 5}, WEEK_LATER))
    rules = book.at(WEEK_LATER)
    assert (rules.shelves.lock_hours, rules.orders.payment_minutes) == (24, 5)


@pytest.mark.parametrize("first", ["earlier", "later"])
def test_changes_that_overlap_hold_by_their_instants_whichever_was_announced_first(first: str) -> None:
    facts = [announced(lock(24), WEEK_LATER), announced(lock(48), WEEK_LATER + NOTICE)]
    book = then(RULEBOOK, NEW, *(facts if first == "earlier" else reversed(facts)))
    assert [lock_at(book, WEEK_LATER + step) for step in (-INSTANT, timedelta(), NOTICE - INSTANT, NOTICE)] == [
        72,
        24,
        24,
        48,
    ]


def test_a_change_before_an_announced_one_leaves_that_one_its_own_rules_only() -> None:
    later = announced({"orders.payment_minutes": 5}, WEEK_LATER + NOTICE)
    book = then(RULEBOOK, NEW, later, announced(lock(24), WEEK_LATER))
    rules = book.at(WEEK_LATER + NOTICE)
    assert (rules.shelves.lock_hours, rules.orders.payment_minutes) == (24, 5)


def test_a_change_that_is_taken_back_for_its_instant_never_holds() -> None:
    book = then(RULEBOOK, NEW, announced(lock(24), WEEK_LATER))
    back = announce(book, lock(72), holds_from=WEEK_LATER, at=NOON)
    assert back == [announced(lock(72), WEEK_LATER)]
    assert lock_at(then(RULEBOOK, book, *back), WEEK_LATER) == 72


def test_the_rules_of_a_store_are_recorded_once_and_before_any_change() -> None:
    for book, fact in (
        (NEW, RulesRecorded(settings=CHANGED.settings())),
        (given(RULEBOOK), announced(lock(24), WEEK_LATER)),
    ):
        with pytest.raises(ValueError, match="cannot follow"):
            then(RULEBOOK, book, fact)
