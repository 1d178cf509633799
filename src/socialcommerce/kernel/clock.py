"""Time: instants in UTC, calendar days in the store's zone, and the clock that decisions are given."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Annotated, Final, Protocol
from zoneinfo import ZoneInfo

from msgspec import Meta

Instant = Annotated[datetime, Meta(tz=True)]
"""An instant; in events always in UTC."""

Month = Annotated[str, Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])\Z")]
"""A calendar month as ``2021-05``; months in order of time are in order as texts."""

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""The instant at which a new store dates its first rules: before any history that it may be given."""


END: Final = datetime(9000, 1, 1, tzinfo=UTC)
"""Where instants end, so that an instant and any number of a rule's days is still one."""


class Clock(Protocol):
    """Where a store takes the time from."""

    def now(self) -> datetime:
        """The present instant, with a zone."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant in UTC."""
        return datetime.now(UTC)


class ManualClock:
    """A clock that stands still until it is moved: for tests, simulations and history."""

    def __init__(self, start: datetime) -> None:
        self._now = utc(start)

    def now(self) -> datetime:
        """The instant to which the clock was last set."""
        return self._now

    def set(self, instant: datetime) -> None:
        """Move to *instant*, forwards or back."""
        self._now = utc(instant)

    def advance(self, duration: timedelta) -> datetime:
        """Move by *duration* and return the new instant."""
        self._now += duration
        return self._now


def utc(instant: datetime) -> datetime:
    """*instant* in UTC; ``ValueError`` if it has no zone, or lies outside the years 1970 to 8999."""
    if instant.utcoffset() is None:
        raise ValueError(f"instant {instant.isoformat()} has no time zone: give one, such as +08:00")
    try:
        converted = instant.astimezone(UTC)
    except OverflowError:
        converted = None
    if converted is None or not EPOCH <= converted < END:
        raise ValueError(f"instant {instant.isoformat()} lies outside the years 1970 to {END.year - 1}")
    return converted


@lru_cache(maxsize=256)
def days(number: int) -> timedelta:
    """A span of so many days. It is remembered: making one takes ten times as long as adding it to an instant."""
    return timedelta(days=number)


@lru_cache(maxsize=256)
def hours(number: int) -> timedelta:
    """A span of so many hours, likewise."""
    return timedelta(hours=number)


@lru_cache(maxsize=256)
def minutes(number: int) -> timedelta:
    """A span of so many minutes, likewise."""
    return timedelta(minutes=number)


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The time zone called *name* (IANA); ``ValueError`` if there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, TypeError, AttributeError, OSError) as error:
        raise ValueError(f"time zone {name!r} is not known: use an IANA name such as Asia/Shanghai") from error


def local_day(instant: datetime, zone_name: str) -> date:
    """The calendar day on which *instant* falls in the zone called *zone_name*."""
    return instant.astimezone(zone(zone_name)).date()


def local_month(instant: datetime, zone_name: str) -> str:
    """The calendar month in which *instant* falls in the zone called *zone_name*, as ``2021-05``."""
    return local_day(instant, zone_name).strftime("%Y-%m")


def month_after(month: str) -> str:
    """The month that follows *month*: ``2022-01`` after ``2021-12``."""
    return (date.fromisoformat(f"{month}-01") + timedelta(days=31)).strftime("%Y-%m")
