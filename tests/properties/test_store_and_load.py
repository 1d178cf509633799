"""Storing an event and loading it is the identity, for every event and all that its types allow."""

from functools import cache
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from worlds import FEWER

from socialcommerce import Recorded
from socialcommerce.kernel.event import TOPICS, current, current_topics
from socialcommerce.testing.facts import envelopes
from socialcommerce.testing.mapping import new_mapper

MAPPER = new_mapper()
OURS = sorted(topic for topic, cls in TOPICS.items() if cls.__module__.startswith("socialcommerce."))


TODAYS = sorted(set(OURS) & current_topics())
FORMER = sorted(set(OURS) - current_topics())


@cache
def enveloped(topic: str) -> SearchStrategy[Recorded[Any]]:
    """Made once: to make it takes longer than to draw from it."""
    return envelopes(TOPICS[topic])


def test_the_events_of_the_library_are_known() -> None:
    assert {"shop.opened.v2", "order.placed.v2", "rulebook.rules-recorded"} <= set(TODAYS)
    assert FORMER == ["order.placed", "order.refunded", "shop.opened"]


@pytest.mark.parametrize("topic", TODAYS)
@FEWER
@given(data=st.data())
def test_an_event_is_loaded_as_it_was_stored_and_stored_again_as_the_same_bytes(
    topic: str, data: st.DataObject
) -> None:
    recorded: Recorded[Any] = data.draw(enveloped(topic))
    stored = MAPPER.to_stored_event(recorded)
    found = MAPPER.to_domain_event(stored)
    assert found == recorded
    assert MAPPER.to_stored_event(found).state == stored.state
    assert stored.topic == topic


@pytest.mark.parametrize("topic", FORMER)
@FEWER
@given(data=st.data())
def test_an_event_of_a_former_version_is_loaded_in_the_form_of_today_in_the_same_envelope(
    topic: str, data: st.DataObject
) -> None:
    recorded: Recorded[Any] = data.draw(enveloped(topic))
    stored = MAPPER.to_stored_event(recorded)
    found = MAPPER.to_domain_event(stored)
    assert stored.topic == topic
    assert found == msgspec.structs.replace(recorded, event=current(recorded.event))
    again = MAPPER.to_stored_event(found)
    assert again.topic in TODAYS
    assert MAPPER.to_domain_event(again) == found


@pytest.mark.parametrize("topic", OURS)
@FEWER
@given(data=st.data())
def test_a_stored_event_is_one_line_of_utf_8_without_nul(topic: str, data: st.DataObject) -> None:
    state = MAPPER.to_stored_event(data.draw(enveloped(topic))).state
    text = state.decode("utf-8")
    assert "\n" not in text
    assert "\x00" not in text
