"""Influence when its rules change: the present goes by the new ones, a past instant by those of then."""

from datetime import timedelta
from typing import Final

import pytest

from changing import CHANGE, buy, furnish
from given import INSTANT, NOON
from socialcommerce import ManualClock, SocialCommerce
from socialcommerce.rules import Setting

WEIGHTS: Final[dict[str, Setting]] = {
    "influence.sales_weight": 3,
    "influence.visit_weight": 5,
    "influence.active_day_weight": 7,
}


@pytest.fixture(autouse=True)
def furnished(commerce: SocialCommerce) -> None:
    furnish(commerce)


def scored(commerce: SocialCommerce) -> None:
    """¥20.00 of net sales, one counted visit, one active day."""
    commerce.journeys.visit("an", "s1")
    buy(commerce, "o1")


def test_the_board_goes_by_the_weights_in_force_when_it_is_read(commerce: SocialCommerce, clock: ManualClock) -> None:
    scored(commerce)
    commerce.rules.announce(WEIGHTS, CHANGE)

    scores = {}
    for at in (NOON + timedelta(days=1), CHANGE - INSTANT, CHANGE):
        clock.set(at)
        scores[at] = [entry.score for entry in commerce.board.top()]
        assert commerce.influence.of("lin").score == scores[at][0]
    assert list(scores.values()) == [[22], [22], [20 * 3 + 5 + 7]]


def test_the_board_as_of_an_instant_goes_by_the_weights_of_then(commerce: SocialCommerce, clock: ManualClock) -> None:
    scored(commerce)
    commerce.rules.announce(WEIGHTS, CHANGE)
    clock.set(CHANGE + timedelta(days=1))

    for at, score in ((CHANGE - INSTANT, 22), (CHANGE, 72), (CHANGE + timedelta(days=1), 72)):
        assert [entry.score for entry in commerce.board.top(at=at)] == [score]
        assert commerce.storefronts.of("lin", at=at).score == score
    assert [entry.score for entry in commerce.board.top()] == [72]


def test_what_happens_after_a_change_of_weights_is_counted_by_the_new_ones(
    commerce: SocialCommerce, clock: ManualClock
) -> None:
    scored(commerce)
    commerce.rules.announce(WEIGHTS, CHANGE)
    commerce.board.top()
    clock.set(CHANGE)
    commerce.shelves.place("lin", "p2")

    assert commerce.influence.of("lin").score == 20 * 3 + 5 + 2 * 7
    commerce.orders.refund("o1", "r1", line=1, quantity=1)
    assert commerce.influence.of("lin").score == 10 * 3 + 5 + 2 * 7


def test_a_score_after_a_change_is_explained_in_full_by_the_new_weights(
    commerce: SocialCommerce, clock: ManualClock
) -> None:
    scored(commerce)
    commerce.rules.announce(WEIGHTS, CHANGE)
    clock.set(CHANGE)

    explained = commerce.influence.explain("lin")

    assert sorted(each.points for each in explained.contributions) == [0, 5, 7, 60]
    assert explained.score.score == 72


def test_a_window_and_a_limit_of_visits_hold_from_their_instant(commerce: SocialCommerce, clock: ManualClock) -> None:
    scored(commerce)
    commerce.rules.announce({"influence.visits_per_day": 0}, NOON + timedelta(days=8))
    commerce.rules.announce({"influence.window_days": 3}, NOON + timedelta(days=9))

    seen = []
    for day in (7, 8, 9):
        clock.set(NOON + timedelta(days=day))
        seen.append(commerce.influence.of("lin").score)
    assert seen == [22, 21, 0]


def test_rebuilt_views_give_the_scores_of_the_weights_in_force(commerce: SocialCommerce, clock: ManualClock) -> None:
    scored(commerce)
    commerce.rules.announce(WEIGHTS, CHANGE)
    clock.set(CHANGE)
    commerce.board.top()

    commerce.views.rebuild()

    assert commerce.influence.of("lin").score == 72
