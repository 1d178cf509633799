"""What always holds of recommendations, favourites and preferences, whatever commands come in whatever order."""

from circle_plays import MEMBER
from hypothesis import given
from stages import playing, start
from worlds import Play, played

from socialcommerce.domain.circle.favourite import FAVOURITE
from socialcommerce.domain.circle.recommendation import RECOMMENDATION
from socialcommerce.domain.members.preferences import PREFERENCES, OrderSwitched, PurchasesSwitched
from socialcommerce.kernel.keys import join


@given(playing("recommendation"))
def test_nobody_ever_recommends_what_is_sensitive(play: Play) -> None:
    for step in played(start("recommendation"), play):
        assert step.after.of(RECOMMENDATION, join(MEMBER, "s1")).opinion is None


@given(playing("recommendation"))
def test_what_is_said_is_what_was_said_last_and_not_withdrawn(play: Play) -> None:
    for step in played(start("recommendation"), play):
        facts = [recorded.event for recorded in step.after.stream(RECOMMENDATION, join(MEMBER, "p1"))]
        last = getattr(facts[-1], "opinion", None) if facts else None
        assert step.after.of(RECOMMENDATION, join(MEMBER, "p1")).opinion == last


@given(playing("favourite"))
def test_a_product_is_kept_and_dropped_in_turns(play: Play) -> None:
    for step in played(start("favourite"), play):
        facts = step.after.stream(FAVOURITE, join(MEMBER, "p1"))
        assert step.after.of(FAVOURITE, join(MEMBER, "p1")).kept == (len(facts) % 2 == 1)


@given(playing("preferences"))
def test_each_choice_is_the_last_one_made_of_its_kind(play: Play) -> None:
    for step in played(start("preferences"), play):
        facts = [recorded.event for recorded in step.after.stream(PREFERENCES, MEMBER)]
        chosen = step.after.of(PREFERENCES, MEMBER)
        shown = [fact.shown for fact in facts if isinstance(fact, PurchasesSwitched)]
        assert chosen.shows_purchases == (bool(shown) and shown[-1])
        hidden = {fact.order: fact.hidden for fact in facts if isinstance(fact, OrderSwitched)}
        assert chosen.hidden_orders == {order for order, is_hidden in hidden.items() if is_hidden}
