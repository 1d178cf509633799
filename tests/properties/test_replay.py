"""A store that is replayed to an instant or a position is what it was then, and trying things in it changes nothing."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import assert_reads_agree
from twin import Twin

from socialcommerce import ManualClock, Rules, SocialCommerce
from socialcommerce.audit import replay
from socialcommerce.testing.small_world.histories import histories, rulebooks
from socialcommerce.testing.small_world.people import PRELUDE
from socialcommerce.testing.steps import Step

FEW = settings.default.max_examples // 10


def told(rules: Rules, history: list[Step]) -> Twin:
    twin = Twin(rules, repeats=False)
    for step in history:
        twin.tell(step)
    return twin


@settings(max_examples=FEW)
@given(rules=rulebooks, history=histories, data=st.data())
def test_replayed_to_an_instant_every_read_answers_as_it_did_then(
    rules: Rules, history: list[Step], data: st.DataObject
) -> None:
    with told(rules, history) as twin:
        waited = [later - timedelta(microseconds=1) for later in twin.instants if later > twin.instants[0]]
        instant = data.draw(st.sampled_from([*twin.instants, *waited]))
        with replay(twin.commerce, until=instant) as past:
            then = SimpleNamespace(commerce=past, world=twin.world.as_of(instant), clock=past.clock)
            assert_reads_agree(cast(Twin, then))


@settings(max_examples=FEW)
@given(rules=rulebooks, history=histories, data=st.data())
def test_replayed_to_a_position_the_log_is_the_beginning_of_the_log(
    rules: Rules, history: list[Step], data: st.DataObject
) -> None:
    with told(rules, history) as twin:
        events = list(twin.commerce.log.read())
        position = data.draw(st.integers(0, len(events)))
        with replay(twin.commerce, until=position) as past:
            assert list(past.log.read()) == events[:position]
            assert past.clock.now() >= max((each.at for each in events[:position]), default=past.clock.now())


def test_what_is_tried_in_the_past_stays_there(commerce: SocialCommerce, clock: ManualClock) -> None:
    commerce.shops.open("lin")
    before = commerce.log.position()

    with replay(commerce) as past:
        past.shops.edit("lin", nickname="Lin")
        past.shops.open("mei")
        assert past.storefronts.of("lin").nickname == "Lin"

    assert commerce.log.position() == before
    assert commerce.storefronts.of("lin").nickname == ""


def test_texts_can_be_read_in_the_past_until_they_are_erased(commerce: SocialCommerce, clock: ManualClock) -> None:
    commerce.shops.open("lin")
    commerce.shops.edit("lin", nickname="Lin")
    then = clock.now()
    clock.advance(timedelta(days=1))

    with replay(commerce, until=then) as past:
        assert past.storefronts.of("lin").nickname == "Lin"
        commerce.members.erase("lin")
    with replay(commerce, until=then) as past:
        assert past.storefronts.of("lin").nickname == ""
        assert past.storefronts.of("lin").open
        past.shops.edit("lin", nickname="tried")
        assert past.storefronts.of("lin").nickname == "tried"
    assert commerce.storefronts.of("lin").nickname == ""


def test_erased_in_the_past_only_texts_stay_readable_now(commerce: SocialCommerce) -> None:
    commerce.shops.open("lin")
    commerce.shops.edit("lin", nickname="Lin")

    with replay(commerce) as past:
        past.members.erase("lin")
        assert past.storefronts.of("lin").nickname == ""

    assert commerce.storefronts.of("lin").nickname == "Lin"


@pytest.mark.parametrize("until", [-1, datetime(2021, 5, 1)])  # noqa: DTZ001 - meant
def test_a_place_that_is_none_is_refused(commerce: SocialCommerce, until: Any) -> None:
    with pytest.raises(ValueError, match=r"until|instant"):
        replay(commerce, until=until)


def test_at_the_beginning_there_are_only_the_rules(commerce: SocialCommerce) -> None:
    commerce.shops.open("lin")

    with replay(commerce, until=1) as past:
        assert past.board.top() == []
        assert past.log.position() == 1
    with replay(commerce, until=datetime(1970, 1, 2, tzinfo=UTC)) as past:
        assert past.log.position() == 1


def test_the_prelude_is_a_history() -> None:
    with told(Rules(), list(PRELUDE)) as twin, replay(twin.commerce) as past:
        assert past.board.top() == twin.commerce.board.top()
