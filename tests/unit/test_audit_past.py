"""An audit of the past: of the log up to a position, or of what had happened by an instant."""

from datetime import timedelta
from pathlib import Path
from typing import Final

import msgspec
import pytest

from socialcommerce import ManualClock, SocialCommerce
from socialcommerce.audit import audit, replay
from socialcommerce.domain.orders.events import ParcelSent
from socialcommerce.domain.referrals.journey import Visited
from socialcommerce.storage import log as storage
from trading import buy, open_market

MINUTE: Final = timedelta(minutes=1)
DAY: Final = timedelta(days=1)


@pytest.fixture
def sold(commerce: SocialCommerce) -> SocialCommerce:
    """A store in which an came through a share of lin's and paid for an order."""
    open_market(commerce)
    commerce.journeys.visit("an", "s1")
    buy(commerce, "o1", share="s1")
    return commerce


@pytest.mark.parametrize("page", [1, 4, 2_000])
def test_up_to_a_position_just_the_events_up_to_it_are_looked_at_wherever_pages_end(
    sold: SocialCommerce, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    monkeypatch.setattr(storage, "PAGE", page)
    end = sold.log.position()
    for until in (0, 1, 4, 5, end - 1, end, end + 1):
        told: list[tuple[int, int]] = []
        report = audit(sold, until=until, progress=lambda *reached, told=told: told.append(reached))
        reached = min(until, end)

        assert (report.events, report.position) == (reached, reached)
        assert told[-1:] == [(reached, reached)][:reached]


def test_what_was_told_late_is_no_fault_of_an_instant_before_that_on_which_it_rests(
    commerce: SocialCommerce, clock: ManualClock
) -> None:
    open_market(commerce)
    clock.advance(DAY)
    instant = clock.now()
    clock.advance(DAY)
    commerce.members.befriend("lin", "bo")
    commerce.journeys.visit("bo", "s1", at=instant - MINUTE)
    visit = next(each for each in commerce.log.read() if isinstance(each.event, Visited))

    assert (visit.at, visit.event.relation) == (instant - MINUTE, "friend")
    report = audit(commerce, until=instant)
    assert report.is_clean
    assert report.events == sum(each.at <= instant for each in commerce.log.read()) < audit(commerce).events
    with replay(commerce, until=instant) as alone:
        assert [each.check for each in audit(alone).findings] == ["visitor"]


def test_of_the_past_only_what_had_happened_is_told(sold: SocialCommerce, clock: ManualClock) -> None:
    before = clock.now()
    clock.advance(DAY)
    sold.orders.ship("o1", "parcel-1", "SF")
    fact = next(each for each in sold.log.read() if isinstance(each.event, ParcelSent))
    insert = sold.log.recorder.insert_events
    insert([sold.log.mapper.to_stored_event(msgspec.structs.replace(fact, version=fact.version + 2))])

    assert audit(sold, until=before).is_clean
    assert {each.check for each in audit(sold, until=clock.now()).findings} >= {"versions", "parcel-sent-once"}
    assert audit(sold, until=before).sales == ((before, 9_050),)


def test_seals_of_the_past_are_refused(sold: SocialCommerce, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="seals are of the whole log"):
        audit(sold, until=3, kept_seals=tmp_path / "kept.jsonl")
