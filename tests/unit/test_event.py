from collections.abc import Iterator
from datetime import datetime

import attrs
import pytest

from given import NOON, recorded
from socialcommerce import CorruptLog, Recorded
from socialcommerce.kernel import event as events
from socialcommerce.kernel.event import TOPICS, current, current_topics, event, topic_of, upcast
from socialcommerce.testing.mapping import new_mapper


@pytest.fixture(autouse=True)
def _no_topic_stays() -> Iterator[None]:
    """Leave the table of topics as it was, so that no other test meets those declared here."""
    before = dict(TOPICS)
    yield
    TOPICS.clear()
    TOPICS.update(before)


def test_an_event_is_frozen_and_takes_keywords_only() -> None:
    @event("example.named")
    class Named:
        name: str

    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        Named(name="a").name = "b"
    with pytest.raises(TypeError):
        Named("a")


def test_an_event_class_is_known_by_its_topic() -> None:
    @event("example.told-by-topic")
    class Told:
        pass

    assert TOPICS["example.told-by-topic"] is Told
    assert topic_of(Told) == "example.told-by-topic"


@pytest.mark.parametrize("topic", ["example.a", "example.placed-twice", "example.placed.v2", "example.a-b-c.v10"])
def test_a_topic_is_a_category_and_what_happened(topic: str) -> None:
    event(topic)(type("Fine", (), {}))
    assert topic in TOPICS


@pytest.mark.parametrize(
    "topic",
    [
        "",
        "example",
        "example.",
        ".placed",
        "Example.placed",
        "exam-ple.placed",
        "example.placed_twice",
        "example.placed1",
        "example.-placed",
        "example.placed-",
        "example.placed.v",
        "example.placed.2",
        "example.placed.v2.v3",
        "example.placed\n",
    ],
)
def test_any_other_topic_is_refused(topic: str) -> None:
    with pytest.raises(ValueError, match="not of the form"):
        event(topic)(type("Malformed", (), {}))
    assert topic not in TOPICS


def test_a_topic_that_is_taken_is_refused_and_names_its_owner() -> None:
    with pytest.raises(ValueError, match="taken by ShopOpened"):
        event("shop.opened")(type("Thief", (), {}))


def test_a_class_that_is_no_event_has_no_topic() -> None:
    with pytest.raises(ValueError, match="int is not an event"):
        topic_of(int)


def test_an_upcast_of_a_class_that_is_no_event_is_refused() -> None:
    with pytest.raises(ValueError, match="not an event"):
        upcast(int)


def test_a_fact_without_an_upcast_is_as_it_is_today() -> None:
    @event("example.unchanged")
    class Unchanged:
        pass

    fact = Unchanged()
    assert current(fact) is fact


def three_versions() -> tuple[type, type, type]:
    """An event that was changed twice: a price in yuan, then in fen, then with its currency."""

    @event("example.priced")
    class PricedInYuan:
        yuan: int

    @event("example.priced.v2")
    class PricedInFen:
        fen: int

    @event("example.priced.v3")
    class Priced:
        fen: int
        currency: str

    @upcast(PricedInYuan)
    def _(old: PricedInYuan) -> PricedInFen:
        return PricedInFen(fen=old.yuan * 100)

    @upcast(PricedInFen)
    def _(old: PricedInFen) -> Priced:
        return Priced(fen=old.fen, currency="CNY")

    return PricedInYuan, PricedInFen, Priced


def test_an_old_fact_is_upcast_step_by_step_to_the_form_of_today() -> None:
    first, second, today = three_versions()
    assert current(first(yuan=7)) == today(fen=700, currency="CNY")
    assert current(second(fen=701)) == today(fen=701, currency="CNY")
    assert current(today(fen=702, currency="EUR")) == today(fen=702, currency="EUR")


def test_what_is_upcast_is_not_written_any_more() -> None:
    @event("example.told")
    class Old:
        name: str

    @event("example.told.v2")
    class New:
        name: str

    @upcast(Old)
    def _(old: Old) -> New:
        return New(name=old.name)

    assert {topic for topic in current_topics() if topic.startswith("example.told")} == {"example.told.v2"}


def test_a_second_upcast_of_a_class_is_refused() -> None:
    first, _, _ = three_versions()
    with pytest.raises(ValueError, match="PricedInYuan has an upcast already"):
        upcast(first)(lambda old: old)


def test_what_was_stored_as_an_old_event_is_read_in_the_form_of_today() -> None:
    first, _, today = three_versions()
    mapper = new_mapper()
    stored = mapper.to_stored_event(recorded(first(yuan=7), stream="example-e1")[0])
    assert stored.topic == "example.priced"
    assert mapper.to_domain_event(stored).event == today(fen=700, currency="CNY")


def test_an_event_of_a_topic_that_is_no_longer_declared_is_a_corrupt_log() -> None:
    first, _, _ = three_versions()
    stored = new_mapper().to_stored_event(recorded(first(yuan=7), stream="example-e1")[0])
    del TOPICS["example.priced"]
    with pytest.raises(CorruptLog, match=r"example-e1@1: topic 'example\.priced' is not known"):
        new_mapper().to_domain_event(stored)


def test_every_declared_topic_names_the_class_that_knows_it() -> None:
    assert {topic: topic_of(cls) for topic, cls in TOPICS.items()} == {topic: topic for topic in TOPICS}
    assert set(TOPICS.values()) <= set(events._TOPIC_OF)


def envelope(stream: str, at: datetime = NOON) -> Recorded[None]:
    return Recorded(stream=stream, version=3, at=at, event=None)


def test_an_envelope_names_its_category_key_and_reference() -> None:
    found = envelope("shelf-m1")
    assert (found.category, found.key, found.reference) == ("shelf", "m1", "shelf-m1@3")


def test_a_key_may_hold_the_dash_that_ends_the_category() -> None:
    found = envelope("share-m-1~p-1~chat~2021-05-01")
    assert (found.category, found.key) == ("share", "m-1~p-1~chat~2021-05-01")


def test_an_envelope_defaults_to_the_host_without_a_cause_before_it_is_appended() -> None:
    found = envelope("shop-m1")
    assert (found.by, found.cause, found.position) == (None, None, 0)
