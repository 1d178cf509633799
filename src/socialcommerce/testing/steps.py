"""What a history is made of: commands, time that goes by, and words for what only its course makes known."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from socialcommerce.kernel.clock import local_day, zone

NOON: Final = datetime(2021, 5, 1, 4, tzinfo=UTC)
"""Noon of 1 May 2021 in Shanghai: where histories begin."""

BEGINNINGS: Final[Mapping[str, datetime]] = MappingProxyType(
    {
        "America/St_Johns": datetime(2006, 9, 15, 4, tzinfo=UTC),
        "Pacific/Apia": datetime(2011, 11, 15, 4, tzinfo=UTC),
    }
)
"""Where histories begin in some zones: before clocks went back from one day to the day before, and skipped a day."""

MIDNIGHT = "to midnight"
BEFORE_MIDNIGHT = "to 23:59:59"
BEFORE_CHANGE = "to an hour before the clocks change"
HOUR = 3600
DAY = 24 * HOUR
SHORT_STEPS: tuple[int | str, ...] = (1, 60, 30 * 60 - 1, 30 * 60, BEFORE_MIDNIGHT, MIDNIGHT)
LONG_STEPS: tuple[int | str, ...] = (
    DAY,
    BEFORE_CHANGE,
    2 * DAY - 1,
    2 * DAY,
    3 * DAY - 1,
    3 * DAY,
    7 * DAY - 1,
    7 * DAY,
    10 * DAY,
    14 * DAY,
    15 * DAY,
    30 * DAY,
)
"""Seconds, or the next instant of that name in the store's zone."""


class Of(NamedTuple):
    """The order that a command names itself or by its case; or its buyer or merchant, as an actor."""

    what: Literal["order", "buyer", "merchant"]


class Last(NamedTuple):
    """An id, counted back from the last of its kind.

    Of a share, an order, a paid order, a case, a product that is shared or that stands on the shop's shelf
    (``placed``), a member who can be paid (``earner``). ``order shipped`` is an order in that status, or, if none is,
    any; likewise ``case rejected``.
    """

    kind: str
    back: int


class Ahead(NamedTuple):
    """The instant so many days from now."""

    days: int


class InMonths(NamedTuple):
    """The calendar month so many months from now, as ``2021-05``."""

    months: int


class Command(NamedTuple):
    """What is to be done, by whom."""

    name: str
    arguments: dict[str, Any]
    by: str | Of | None = None


class Late(NamedTuple):
    """A command that is told so many seconds after it happened."""

    command: Command
    seconds: int


class Wait(NamedTuple):
    """Time goes by."""

    step: int | str


class Tick(NamedTuple):
    """What is overdue is carried out, which nobody can tell."""


Step = Command | Late | Wait | Tick


def beginning_in(zone_name: str) -> datetime:
    """The instant at which histories begin in a zone; :data:`NOON` where no other is telling."""
    return BEGINNINGS.get(zone_name, NOON)


def told_late(step: Step, seconds: int) -> Step:
    """*step*, if it is a command told so many *seconds* after it happened."""
    return Late(step, seconds) if isinstance(step, Command) else step


def later(now: datetime, step: int | str, zone_name: str) -> datetime:
    """The instant to which a :class:`Wait` of *step* leads from *now*."""
    if isinstance(step, int):
        return now + timedelta(seconds=step)
    if step == BEFORE_CHANGE:
        return _next_change(now + timedelta(hours=1), zone_name) - timedelta(hours=1)
    midnight = _next_midnight(now, zone_name)
    if step == MIDNIGHT:
        return midnight
    before = midnight - timedelta(seconds=1)
    return before if before > now else _next_midnight(midnight, zone_name) - timedelta(seconds=1)


def month(now: datetime, ahead: int, zone_name: str) -> str:
    """The calendar month so many months from *now*, as ``2021-05``."""
    today = local_day(now, zone_name)
    months = today.year * 12 + today.month - 1 + ahead
    return f"{months // 12}-{months % 12 + 1:02}"


def _next_midnight(now: datetime, zone_name: str) -> datetime:
    """When the clocks next show midnight, or would if they did not skip it; some days they show it twice."""
    shown = datetime.combine(local_day(now, zone_name) + timedelta(days=1), time(), zone(zone_name))
    return next(instant for fold in (0, 1) if (instant := shown.replace(fold=fold).astimezone(UTC)) > now)


def _next_change(now: datetime, zone_name: str) -> datetime:
    """When the clocks next change, to the minute; a day from *now* if they do not within a year."""
    minute, before = timedelta(minutes=1), now.replace(second=0, microsecond=0)
    days = (before + timedelta(days=days) for days in range(1, 367))
    after = next((day for day in days if _is_changed(before, day, zone_name)), None)
    if after is None:
        return now + timedelta(days=1)
    before = after - timedelta(days=1)
    minutes = (before + minute * number for number in range(1, 24 * 60 + 1))
    return next(instant for instant in minutes if _is_changed(before, instant, zone_name))


def _is_changed(one: datetime, other: datetime, zone_name: str) -> bool:
    return one.astimezone(zone(zone_name)).utcoffset() != other.astimezone(zone(zone_name)).utcoffset()
