from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from given import INSTANT, NOON
from socialcommerce import ManualClock, SystemClock
from socialcommerce.kernel.clock import EPOCH, local_day, utc, zone

SHANGHAI = timezone(timedelta(hours=8))


def test_a_manual_clock_stands_still() -> None:
    clock = ManualClock(NOON)
    assert clock.now() == clock.now() == NOON


def test_a_manual_clock_is_set_forwards_and_back_and_advanced() -> None:
    clock = ManualClock(NOON)
    assert clock.advance(timedelta(hours=1)) == clock.now() == NOON + timedelta(hours=1)
    clock.set(NOON - timedelta(days=1))
    assert clock.now() == NOON - timedelta(days=1)


def test_a_manual_clock_tells_utc_whatever_it_is_set_to() -> None:
    clock = ManualClock(datetime(2021, 5, 1, 12, tzinfo=SHANGHAI))
    assert clock.now().tzinfo is UTC
    assert clock.now() == NOON


def test_a_manual_clock_takes_no_instant_without_a_zone() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        ManualClock(datetime(2021, 5, 1, 12))  # noqa: DTZ001


def test_the_system_clock_tells_utc_and_is_past_the_epoch() -> None:
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert now > EPOCH


def test_an_instant_in_utc_is_returned_as_it_is() -> None:
    assert utc(NOON) is NOON


def test_an_instant_of_another_zone_is_the_same_instant_in_utc() -> None:
    found = utc(datetime(2021, 5, 1, 12, tzinfo=ZoneInfo("Asia/Shanghai")))
    assert (found, found.tzinfo) == (NOON, UTC)


def test_an_instant_without_a_zone_is_refused_with_a_hint() -> None:
    with pytest.raises(ValueError, match=r"2021-05-01T12:00:00 has no time zone: give one, such as \+08:00"):
        utc(datetime(2021, 5, 1, 12))  # noqa: DTZ001


@pytest.mark.parametrize(
    "instant",
    [datetime.min.replace(tzinfo=SHANGHAI), datetime.max.replace(tzinfo=timezone(-timedelta(hours=8)))],
    ids=["before-year-1", "after-year-9999"],
)
def test_an_instant_that_has_no_form_in_utc_is_a_bad_value(instant: datetime) -> None:
    with pytest.raises(ValueError, match="instant"):
        utc(instant)


def test_a_zone_is_found_by_its_name() -> None:
    assert zone("Asia/Shanghai") == ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize("name", ["", "Asia/Peking", "../etc/passwd", "/etc/localtime", "Asia", "a\x00b"])
def test_a_zone_that_is_not_known_is_refused_with_a_hint(name: str) -> None:
    with pytest.raises(ValueError, match="is not known: use an IANA name"):
        zone(name)


def test_a_day_ends_at_midnight_of_the_zone() -> None:
    midnight = datetime(2021, 5, 2, tzinfo=SHANGHAI)
    assert local_day(midnight - INSTANT, "Asia/Shanghai") == date(2021, 5, 1)
    assert local_day(midnight, "Asia/Shanghai") == date(2021, 5, 2)
    assert local_day(midnight, "UTC") == date(2021, 5, 1)


def test_a_day_follows_the_summer_time_of_its_zone() -> None:
    summer = datetime(1988, 7, 1, 15, tzinfo=UTC)
    winter = datetime(1988, 12, 1, 15, tzinfo=UTC)
    assert local_day(summer, "Asia/Shanghai") == date(1988, 7, 2)
    assert local_day(winter, "Asia/Shanghai") == date(1988, 12, 1)
