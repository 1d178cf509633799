"""Strategies give valid values of every kind, and reach what they are for."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis.errors import NoSuchExample
from hypothesis.strategies import SearchStrategy

from hosting import ORDERS, Card, StampEvent, StampsRedeemed, stamp
from socialcommerce import ManualClock, Recorded, Rules, SocialCommerce
from socialcommerce.domain.circle import favourite
from socialcommerce.journal import check, ingest
from socialcommerce.kernel.clock import Month, utc
from socialcommerce.kernel.event import TOPICS, current_topics, topic_of
from socialcommerce.kernel.keys import ActorKey, Key
from socialcommerce.kernel.money import BasisPoints, Money, Price
from socialcommerce.kernel.text import Text, Title
from socialcommerce.testing import Command, strategies
from socialcommerce.testing.mapping import new_mapper
from socialcommerce.testing.steps import NOON, Step

FEW = settings(max_examples=max(1, settings().max_examples // 10))
OURS = {topic for topic in current_topics() if TOPICS[topic].__module__.startswith("socialcommerce.")}
KINDS: list[tuple[SearchStrategy[Any], Any]] = [
    (strategies.keys(), Key),
    (strategies.actors(), ActorKey | None),
    (strategies.money(), Money),
    (strategies.prices(), Price),
    (strategies.rates(), BasisPoints),
    (strategies.texts(), Text),
    (strategies.titles(), Title),
    (strategies.months(), Month),
]


@pytest.mark.parametrize(("values", "kind"), KINDS, ids=[str(getattr(kind, "__name__", kind)) for _, kind in KINDS])
def test_values_are_within_the_limits_of_their_kind_and_reach_them(values: SearchStrategy[Any], kind: Any) -> None:
    @given(values)
    def valid(value: Any) -> None:
        assert msgspec.convert(value, kind) == value

    valid()


def test_the_extremes_are_drawn() -> None:
    for most in (5, 10**15):
        assert find(strategies.money(most), lambda amount, most=most: amount == most) == most
    assert find(strategies.rates(), lambda rate: rate == 10_000) == 10_000
    assert len(find(strategies.keys(), lambda key: len(key) == 96)) == 96
    with pytest.raises(NoSuchExample):
        find(strategies.money(5), lambda amount: amount > 5)


@given(strategies.instants())
def test_instants_are_such_as_a_store_takes(instant: datetime) -> None:
    assert utc(instant) == instant


@given(strategies.any_event())
def test_any_event_is_one_that_the_library_writes_today(event: Any) -> None:
    assert topic_of(type(event)) in OURS


def test_every_topic_is_drawn() -> None:
    first = settings(phases=[Phase.generate], max_examples=1, database=None)
    for topic in sorted(OURS):
        assert isinstance(find(strategies.events(topic), lambda event: True, settings=first), TOPICS[topic])


@given(strategies.envelopes(StampsRedeemed))
def test_events_of_a_host_are_drawn_and_can_be_stored(recorded: Recorded[Any]) -> None:
    mapper = new_mapper()
    assert mapper.to_domain_event(mapper.to_stored_event(recorded)) == recorded


def test_a_topic_that_is_none_and_a_type_without_values_are_told() -> None:
    with pytest.raises(LookupError, match=r"^no event has the topic 'shop\.flown-away'"):
        strategies.events("shop.flown-away")
    with pytest.raises(TypeError, match="no strategy for"):
        strategies.values(complex)


def any_order(card: Card, /, *, order: str = "o1") -> list[StampEvent]:
    return stamp(card, order)


def any_at_all(card: Card, **more: str) -> list[StampEvent]:
    return stamp(card, **more)


@pytest.mark.parametrize("decision", [stamp, any_order, any_at_all])
def test_calls_take_the_arguments_of_a_decision(decision: Callable[..., list[StampEvent]]) -> None:
    @given(strategies.calls(decision, order=ORDERS))
    def stamps(call: Callable[[Card], list[StampEvent]]) -> None:
        assert len(call(Card())) == 1

    stamps()


@pytest.mark.parametrize("decision", [stamp, any_order])
@pytest.mark.parametrize("name", ["ordr", "card"])
def test_an_argument_that_a_decision_does_not_have_is_refused_at_once(
    decision: Callable[..., list[StampEvent]], name: str
) -> None:
    with pytest.raises(ValueError, match=f"{decision.__name__} has no argument '{name}'; it has order$"):
        strategies.calls(decision, **{name: ORDERS})


def test_a_decision_of_a_state_alone_has_no_argument() -> None:
    with pytest.raises(ValueError, match=r"drop has no argument 'member'; it has none$"):
        strategies.calls(favourite.drop, member=ORDERS)


@FEW
@given(strategies.commands())
def test_commands_are_of_a_service_and_a_verb(command: Command) -> None:
    service, verb = command.name.split(".")
    with SocialCommerce.open(clock=ManualClock(NOON)) as commerce:
        assert callable(getattr(getattr(commerce, service), verb))


@given(strategies.rules())
def test_rules_can_be_those_of_a_store(rules: Rules) -> None:
    assert Rules.from_settings(rules.settings()) == rules


def test_rules_are_of_several_zones_and_shrink_to_the_default() -> None:
    assert find(strategies.rules(), lambda _: True, settings=FEW).zone == Rules().zone
    for zone in ("UTC", "Pacific/Apia"):
        assert find(
            strategies.rules(), lambda rules, zone=zone: rules.zone == zone, settings=settings(FEW, max_examples=200)
        )


@FEW
@given(strategies.histories())
def test_histories_begin_with_a_market_and_go_on(history: list[Step]) -> None:
    assert history[0] == Command("merchants.invite", {"merchant": "cd", "name": "Dior"})
    assert len(history) > 20


@FEW
@given(strategies.logs())
def test_logs_are_whole_and_hold_orders_that_were_paid(log: list[Recorded[Any]]) -> None:
    assert [recorded.position for recorded in log] == list(range(1, len(log) + 1))
    assert {"rulebook", "shop", "order"} <= {recorded.category for recorded in log}


@settings(FEW, deadline=None)
@given(lines=strategies.journals())
def test_journals_can_be_brought_in(lines: list[bytes], tmp_path_factory: pytest.TempPathFactory) -> None:
    path: Path = tmp_path_factory.mktemp("journal") / "told.jsonl"
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    with SocialCommerce.open() as commerce:
        report = ingest(commerce, check(path))
        assert report.lines == len(lines)
        assert report.applied > 20
