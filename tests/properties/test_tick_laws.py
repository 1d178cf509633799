"""Whether somebody ticks all the time or nobody does before the end: histories of a market leave the same facts."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st
from market_histories import IN_TIME, SCENES
from market_moves import Move
from markets import Scene, opened

from journals import Fact, facts

FEWER = settings(max_examples=max(1, settings().max_examples // 5))
HISTORIES = st.lists(IN_TIME, min_size=10, max_size=30)


def facts_after(scene: Scene, moves: Sequence[Move], *, ticking: bool) -> list[Fact]:
    """All facts but those of budgets: what one gets back late is dated as what happened to it meanwhile."""
    with opened(scene) as market:
        for move in moves:
            move(market)
            if ticking:
                market.commerce.tick()
        market.commerce.tick()
        return sorted(fact for fact in facts(market.commerce.log) if not fact[0].startswith("budget-"))


@FEWER
@given(scene=SCENES, moves=HISTORIES)
def test_it_makes_no_difference_when_deadlines_are_carried_out(scene: Scene, moves: list[Move]) -> None:
    assert facts_after(scene, moves, ticking=False) == facts_after(scene, moves, ticking=True)
