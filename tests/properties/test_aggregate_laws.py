"""What holds for every aggregate, whatever commands come in whatever order."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stages import KINDS, STAGES
from worlds import FEWER, World, end, played, plays

from socialcommerce import Recorded
from socialcommerce.kernel.event import TOPICS
from socialcommerce.testing.mapping import new_mapper

MAPPER = new_mapper()

of_every_aggregate = pytest.mark.parametrize("category", sorted(STAGES))


def ended(category: str, data: st.DataObject) -> World:
    """A world after random commands to aggregates of one category."""
    stage = STAGES[category]
    return end(stage.start, data.draw(plays(stage.commands)))


def by_stream(log: Iterable[Recorded[Any]]) -> dict[str, list[Recorded[Any]]]:
    """The log taken apart into its streams."""
    streams: dict[str, list[Recorded[Any]]] = {}
    for recorded in log:
        streams.setdefault(recorded.stream, []).append(recorded)
    return streams


def test_no_aggregate_is_left_out() -> None:
    declared = {
        topic.partition(".")[0] for topic, cls in TOPICS.items() if cls.__module__.startswith("socialcommerce.")
    }
    assert declared == set(STAGES) == set(KINDS)


@of_every_aggregate
@FEWER
@given(data=st.data())
def test_a_command_repeated_at_once_changes_nothing(category: str, data: st.DataObject) -> None:
    stage = STAGES[category]
    for step in played(stage.start, data.draw(plays(stage.commands))):
        assert list(step.command(step.after).facts) == []


@of_every_aggregate
@FEWER
@given(data=st.data())
def test_folding_a_beginning_and_then_the_rest_is_folding_the_whole(category: str, data: st.DataObject) -> None:
    world = ended(category, data)
    for stream, log in by_stream(world.log).items():
        kind = KINDS[stream.partition("-")[0]]
        split = data.draw(st.integers(0, len(log)))
        whole = kind.fold(log)
        assert kind.fold(log[split:], kind.fold(log[:split])) == whole
        assert whole == world.folded[stream]


@of_every_aggregate
@FEWER
@given(data=st.data())
def test_what_is_stored_is_read_as_it_was_and_stored_again_as_it_is(category: str, data: st.DataObject) -> None:
    for recorded in ended(category, data).log:
        stored = MAPPER.to_stored_event(recorded)
        found = MAPPER.to_domain_event(stored)
        assert found == recorded
        assert MAPPER.to_stored_event(found) == stored
