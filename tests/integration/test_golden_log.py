"""Logs that released versions wrote must always be read, and give what they gave then."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from eventsourcing.persistence import StoredEvent

from auditing import findings_in
from explaining import (
    assert_attributions_explained,
    assert_commissions_explained,
    assert_feeds_explained,
    assert_scores_explained,
    facts,
)
from recounting import assert_recounted
from socialcommerce import SocialCommerce
from socialcommerce.domain.catalog.budget import BUDGET
from socialcommerce.domain.catalog.merchant import MERCHANT
from socialcommerce.domain.catalog.product import PRODUCT, ProductListed
from socialcommerce.domain.circle.contact import CONTACT
from socialcommerce.domain.circle.favourite import FAVOURITE
from socialcommerce.domain.circle.recommendation import RECOMMENDATION
from socialcommerce.domain.earnings.commission import COMMISSION
from socialcommerce.domain.earnings.invitation import INVITATION
from socialcommerce.domain.earnings.payout import PAYOUT
from socialcommerce.domain.earnings.statement import STATEMENT
from socialcommerce.domain.members.account import ACCOUNT
from socialcommerce.domain.members.friendship import FRIENDSHIP, Befriended
from socialcommerce.domain.members.preferences import PREFERENCES
from socialcommerce.domain.orders.case import CASE
from socialcommerce.domain.orders.conversation import CONVERSATION
from socialcommerce.domain.orders.imported import IMPORT
from socialcommerce.domain.orders.order import ORDER
from socialcommerce.domain.referrals.journey import JOURNEY
from socialcommerce.domain.referrals.share import SHARE
from socialcommerce.domain.rulebook import RULEBOOK
from socialcommerce.domain.shops.shelf import SHELF
from socialcommerce.domain.shops.shop import SHOP
from socialcommerce.kernel.aggregate import Aggregate
from socialcommerce.kernel.event import TOPICS
from socialcommerce.storage.engines import engine_of
from socialcommerce.storage.log import EventLog
from socialcommerce.storage.views import ViewDatabase
from socialcommerce.testing.mapping import HeldKeys, new_mapper

LOGS = sorted((Path(__file__).resolve().parents[1] / "data").glob("golden-*.jsonl"))
AGGREGATES: dict[str, Aggregate[Any, Any]] = {
    each.category: each
    for each in (
        *(ACCOUNT, BUDGET, CASE, COMMISSION, CONTACT, CONVERSATION, FAVOURITE, FRIENDSHIP, IMPORT, INVITATION, JOURNEY),
        *(MERCHANT, ORDER, PAYOUT, PREFERENCES, PRODUCT, RECOMMENDATION, RULEBOOK, SHARE, SHELF, SHOP, STATEMENT),
    )
}


@pytest.fixture(params=LOGS, ids=lambda path: path.stem)
def golden(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.fixture
def store(golden: Path, tmp_path: Path) -> Iterator[SocialCommerce]:
    """A store that holds the golden log and nothing else."""
    url = f"sqlite:///{tmp_path / 'golden.db'}"
    engine = engine_of(url)
    marking = ViewDatabase(engine)
    with engine.opening():
        marking.mark()
        log = EventLog(engine, HeldKeys())
    marking.close()
    log.recorder.insert_events(stored(golden))
    log.close()
    with SocialCommerce.open(url) as commerce:
        yield commerce


def stored(path: Path) -> list[StoredEvent]:
    rows = [json.loads(each) for each in path.read_text(encoding="utf-8").splitlines()]
    return [StoredEvent(row["stream"], row["version"], row["topic"], row["state"].encode()) for row in rows]


def test_there_is_a_golden_log() -> None:
    assert LOGS


def test_golden_logs_hold_every_topic() -> None:
    held = {event.topic for path in LOGS for event in stored(path)}

    ours = {topic for topic, cls in TOPICS.items() if cls.__module__.startswith("socialcommerce.")}
    assert sorted(ours - held) == [], "run tests/data/make_golden.py for the coming release"


def test_every_event_of_a_golden_log_is_read(golden: Path) -> None:
    mapper = new_mapper()

    for event in stored(golden):
        recorded = mapper.to_domain_event(event)
        assert recorded.reference == f"{event.originator_id}@{event.originator_version}"


def test_every_event_of_a_golden_log_in_todays_form_is_written_to_the_same_bytes(golden: Path) -> None:
    mapper = new_mapper()

    for event in stored(golden):
        again = mapper.to_stored_event(mapper.to_domain_event(event))
        if again.topic == event.topic:
            assert again.state == event.state


def test_every_stream_of_a_golden_log_folds(golden: Path) -> None:
    mapper = new_mapper()
    streams: dict[str, list[Any]] = {}
    for event in stored(golden):
        streams.setdefault(str(event.originator_id), []).append(mapper.to_domain_event(event))

    for events in streams.values():
        folded = AGGREGATES[events[0].category].fold(events)
        assert folded.version == len(events)
        assert folded.at == events[-1].at


def test_a_store_opened_on_a_golden_log_adds_nothing_to_it(golden: Path, store: SocialCommerce) -> None:
    held = store.log.recorder.select_notifications(1, 1_000_000)

    assert [(e.originator_id, e.originator_version, e.topic, e.state) for e in held] == [
        (e.originator_id, e.originator_version, e.topic, e.state) for e in stored(golden)
    ]


def test_of_a_golden_log_the_audit_finds_nothing(store: SocialCommerce) -> None:
    assert findings_in(store) == []


def test_a_golden_log_gives_the_board_and_the_influence_that_it_gave_then(golden: Path, store: SocialCommerce) -> None:
    told = json.loads(golden.with_suffix(".json").read_text(encoding="utf-8"))

    assert [attrs.asdict(entry) for entry in store.board.top()] == told["board"]
    assert {shop: attrs.asdict(store.influence.of(shop)) for shop in told["influence"]} == told["influence"]


def test_a_golden_log_gives_the_earnings_and_the_statements_that_it_gave_then(
    golden: Path, store: SocialCommerce
) -> None:
    told = json.loads(golden.with_suffix(".json").read_text(encoding="utf-8"))
    earnings, statements = told.get("earnings", {}), told.get("statements", [])

    assert {member: attrs.asdict(store.earnings.of(member)) for member in earnings} == earnings
    found = [store.statements.of(each["merchant"], each["month"]) for each in statements]
    assert [attrs.asdict(each) for each in found] == statements


def test_a_golden_log_gives_the_deliveries_that_it_gave_then(golden: Path, store: SocialCommerce) -> None:
    told = json.loads(golden.with_suffix(".json").read_text(encoding="utf-8"))
    found = store.inbox.deliveries().entries

    sent = [[each.merchant, each.member, each.message, len(each.images)] for each in found]
    assert sent == told.get("deliveries", [])


def test_a_golden_log_gives_the_recommendations_that_it_gave_then(golden: Path, store: SocialCommerce) -> None:
    told = json.loads(golden.with_suffix(".json").read_text(encoding="utf-8"))
    found = store.circle.recommended_by("bo").entries

    assert [[each.product, each.label, len(each.images)] for each in found] == told.get("recommended", [])


def test_the_scores_of_a_golden_log_are_explained_in_full(store: SocialCommerce) -> None:
    for entry in store.board.top():
        explanation = store.influence.explain(entry.shop)
        assert sum(each.points for each in explanation.contributions) == entry.score


def test_what_a_golden_log_holds_is_explained(store: SocialCommerce) -> None:
    assert_attributions_explained(store)
    assert_commissions_explained(store)
    assert_scores_explained(store)
    members = {member for fact in facts(store, Befriended) for member in (fact.member, fact.friend)}
    products = [each.product for each in facts(store, ProductListed)]
    assert_feeds_explained(store, sorted(members), products)


def test_nobody_earns_by_what_was_paid_before_there_was_commission(golden: Path, store: SocialCommerce) -> None:
    explained = store.earnings.explain("o1")

    assert (explained.nobody == "before-commission") == (golden.stem == "golden-0.1")
    assert (explained.earners == ()) == (explained.nobody is not None)


def test_its_read_models_are_recounted_without_a_difference(store: SocialCommerce) -> None:
    assert_recounted(store)
