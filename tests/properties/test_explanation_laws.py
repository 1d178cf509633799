"""Whatever happens, every explanation adds up to what it explains, and comes to what was decided."""

from community_commands import BEGINNING, MEMBERS, OFFERS, histories, read
from hypothesis import given, note, settings
from market_histories import SCENES
from market_histories import histories as market_histories
from market_moves import Move
from markets import Scene, opened
from test_communities import RULES
from twin import Twin

from explaining import (
    assert_attributions_explained,
    assert_commissions_explained,
    assert_feeds_explained,
    assert_scores_explained,
)


@settings(max_examples=settings.default.max_examples // 4)
@given(scene=SCENES, moves=market_histories(2, 10))
def test_scores_attributions_and_commissions_of_any_market_are_explained(scene: Scene, moves: list[Move]) -> None:
    with opened(scene) as market:
        for move in moves:
            note(f"{move}")
            move(market)
        assert_attributions_explained(market.commerce)
        assert_commissions_explained(market.commerce)
        assert_scores_explained(market.commerce)


@settings(max_examples=settings.default.max_examples // 4)
@given(history=histories)
def test_what_all_members_of_any_community_see_and_do_not_see_is_explained(history: str) -> None:
    with Twin(RULES, repeats=False) as twin:
        for step in (*BEGINNING, *read(history)):
            note(f"{step}")
            twin.tell(step)
        assert_feeds_explained(twin.commerce, MEMBERS, OFFERS)
        assert_attributions_explained(twin.commerce)
        assert_scores_explained(twin.commerce)
