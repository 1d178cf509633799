"""The time of a command: the clock's or one that is given, never back within a stream, hardly ahead of the clock."""

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import partial

import pytest

from socialcommerce import ManualClock, Refused, SocialCommerce
from socialcommerce.kernel.clock import END, EPOCH
from world import CHANGES_NOTHING, COMMANDS, NOON, furnish, method

INSTANT = timedelta(microseconds=1)
AHEAD = timedelta(minutes=5)


@pytest.fixture
def commerce(commerce: SocialCommerce, clock: ManualClock) -> SocialCommerce:
    furnish(commerce, clock)
    return commerce


def refusal(commerce: SocialCommerce, name: str, at: datetime) -> Refused:
    """How the command is refused at that instant; nothing is recorded."""
    before = commerce.log.position()
    with pytest.raises(Refused) as caught:
        method(commerce, name)(**COMMANDS[name].args, at=at)
    assert commerce.log.position() == before
    assert str(caught.value).isprintable()
    return caught.value


@pytest.mark.parametrize("name", COMMANDS)
def test_five_minutes_ahead_of_the_clock_are_taken(commerce: SocialCommerce, name: str) -> None:
    before = commerce.log.position()

    method(commerce, name)(**COMMANDS[name].args, at=NOON + AHEAD)

    recorded = list(commerce.log.read(before))
    assert {event.at for event in recorded} <= {NOON + AHEAD}
    assert bool(recorded) == (name not in CHANGES_NOTHING)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_microsecond_more_than_five_minutes_ahead_is_refused(untouched: SocialCommerce, name: str) -> None:
    error = refusal(untouched, name, NOON + AHEAD + INSTANT)

    assert error.code == "time-ahead"
    assert "5 minutes" in str(error)


def test_being_ahead_is_measured_by_the_clock_of_that_moment(commerce: SocialCommerce, clock: ManualClock) -> None:
    clock.set(NOON + INSTANT)

    commerce.shops.open("an", at=NOON + AHEAD + INSTANT)

    assert commerce.log.stream("shop-an")[0].at == NOON + AHEAD + INSTANT


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("orders.pay", NOON),
        ("orders.cancel", NOON),
        ("shops.close", NOON - timedelta(days=4)),
        ("products.reprice", NOON - timedelta(days=4)),
        ("shares.revoke", NOON - timedelta(days=4)),
        ("journeys.release", NOON),
    ],
)
def test_an_instant_before_the_last_fact_of_a_stream_is_refused_and_that_instant_is_not(
    commerce: SocialCommerce, name: str, last: datetime
) -> None:
    error = refusal(commerce, name, last - INSTANT)
    method(commerce, name)(**COMMANDS[name].args, at=last)

    assert error.code == "time-goes-back"
    assert last.isoformat() in str(error)
    assert list(commerce.log.read())[-1].at == last


def test_a_stream_that_is_only_read_may_not_be_later_either(commerce: SocialCommerce, clock: ManualClock) -> None:
    clock.advance(timedelta(minutes=1))
    commerce.products.reprice("free", 1_200)

    assert refusal(commerce, "shelves.place", NOON).code == "time-goes-back"


def test_streams_that_never_met_may_be_told_in_any_order(commerce: SocialCommerce) -> None:
    commerce.members.befriend("a", "b", at=NOON)
    commerce.members.befriend("c", "d", at=NOON - timedelta(days=3650))

    assert [event.at for event in commerce.log.stream("friendship-c~d")] == [NOON - timedelta(days=3650)]


def test_history_may_be_as_old_as_the_rules_of_a_store(commerce: SocialCommerce) -> None:
    commerce.shops.open("an", at=EPOCH)

    assert commerce.log.stream("shop-an")[0].at == EPOCH


OUTSIDE = [
    EPOCH - INSTANT,
    datetime(1970, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=1))),
    datetime.min.replace(tzinfo=UTC),
    datetime.min.replace(tzinfo=timezone(timedelta(hours=8))),
    END,
    datetime.max.replace(tzinfo=timezone(timedelta(hours=-8))),
]
"""Instants with no place in a store; two of them have no form in UTC either."""


@pytest.mark.parametrize("at", OUTSIDE, ids=str)
@pytest.mark.parametrize("name", ["shops.open", "orders.place", "shares.create"])
def test_an_instant_outside_the_years_of_a_store_is_a_bad_value(
    untouched: SocialCommerce, name: str, at: datetime
) -> None:
    before = untouched.log.position()

    with pytest.raises(ValueError, match=f"instant {re.escape(at.isoformat())} lies outside the years 1970 to 8999"):
        method(untouched, name)(**COMMANDS[name].args, at=at)

    assert untouched.log.position() == before


@pytest.mark.parametrize("at", OUTSIDE, ids=str)
def test_reads_as_of_an_instant_outside_the_years_of_a_store_are_a_bad_value(
    untouched: SocialCommerce, at: datetime
) -> None:
    for read in (untouched.board.top, partial(untouched.storefronts.of, "lin")):
        with pytest.raises(ValueError, match="lies outside the years"):
            read(at=at)


def test_instants_are_recorded_in_utc_whatever_the_zone(commerce: SocialCommerce) -> None:
    commerce.shops.open("an", at=NOON.astimezone(timezone(timedelta(hours=8))))

    (opened,) = commerce.log.stream("shop-an")
    assert (opened.at, opened.at.tzinfo) == (NOON, UTC)


@pytest.mark.parametrize("back", [INSTANT, timedelta(days=1), timedelta(days=30)], ids=str)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_clock_that_jumps_back_never_makes_time_go_back_within_a_stream(
    commerce: SocialCommerce, clock: ManualClock, name: str, back: timedelta
) -> None:
    clock.set(NOON - back)
    if name in ("shelves.remove", "shelves.swap") and back > timedelta(days=1) - INSTANT:
        clock.set(NOON - timedelta(hours=24))  # the slot is locked for three of the four days

    method(commerce, name)(**COMMANDS[name].args)

    last: dict[str, datetime] = {}
    for event in commerce.log.read():
        assert event.at >= last.get(event.stream, event.at)
        last[event.stream] = event.at


def test_a_clock_that_jumps_back_is_raised_to_the_latest_stream_that_is_touched(
    commerce: SocialCommerce, clock: ManualClock
) -> None:
    clock.set(NOON - timedelta(hours=1))

    commerce.orders.pay("placed", "x9")

    assert [event.at for event in commerce.log.stream("order-placed")] == [NOON, NOON]


def test_a_read_after_the_clock_jumped_back_reads_what_stands(commerce: SocialCommerce, clock: ManualClock) -> None:
    clock.set(NOON - timedelta(days=30))

    assert commerce.orders.of("placed").status == "placed"
    assert commerce.journeys.binding_of("an") is not None
