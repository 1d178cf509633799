"""Whatever happened, what an audit draws of influence are the scores that the store gives of those instants."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from twin import Twin

from socialcommerce import Rules
from socialcommerce.audit import audit
from socialcommerce.kernel.clock import local_day, zone
from socialcommerce.testing.small_world.histories import histories, rulebooks
from socialcommerce.testing.steps import Step

FEW = settings.default.max_examples // 10


@settings(max_examples=FEW)
@given(rules=rulebooks, history=histories, data=st.data())
def test_a_score_is_drawn_as_it_stood_at_the_end_of_a_day(
    rules: Rules, history: list[Step], data: st.DataObject
) -> None:
    with Twin(rules, repeats=False) as twin:
        for step in history:
            twin.tell(step)
        commerce, until = twin.commerce, data.draw(st.sampled_from(twin.instants))
        drawn = audit(commerce, until=until, scores=True).influence
        assert [(shop, line[-1][1]) for shop, line in drawn] == [
            (entry.shop, entry.score) for entry in commerce.board.top(5, at=until)
        ]

        first, last = (local_day(at, rules.zone) for at in (twin.instants[0], until))
        day = first + timedelta(days=data.draw(st.integers(0, max((last - first).days, 0))))
        midnight = datetime.combine(day + timedelta(days=1), time.min, zone(rules.zone)).astimezone(UTC)
        end = min(until, midnight - datetime.resolution)
        for shop, line in drawn:
            score = next((score for since, score in reversed(line) if since <= day), 0)
            assert score == commerce.influence.of(shop, at=end).score
