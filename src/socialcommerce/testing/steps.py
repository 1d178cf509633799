"""What a history is made of: commands, time that goes by, and words for what only its course makes known."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal, NamedTuple

NOON: Final = datetime(2021, 5, 1, 4, tzinfo=UTC)
"""Noon of 1 May 2021 in Shanghai: where histories begin."""

SHANGHAI_IS_AHEAD: Final = timedelta(hours=8)

MIDNIGHT = "to midnight"
BEFORE_MIDNIGHT = "to 23:59:59"
HOUR = 3600
DAY = 24 * HOUR
SHORT_STEPS: tuple[int | str, ...] = (1, 60, 30 * 60 - 1, 30 * 60, BEFORE_MIDNIGHT, MIDNIGHT)
LONG_STEPS: tuple[int | str, ...] = (
    DAY,
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
"""Seconds, or the next instant of that name in Shanghai."""


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


class Wait(NamedTuple):
    """Time goes by."""

    step: int | str


class Tick(NamedTuple):
    """What is overdue is carried out, which nobody can tell."""


Step = Command | Wait | Tick


def later(now: datetime, step: int | str) -> datetime:
    """The instant to which a :class:`Wait` of *step* leads from *now*."""
    if isinstance(step, int):
        return now + timedelta(seconds=step)
    local = now + SHANGHAI_IS_AHEAD
    midnight = local.replace(hour=0, minute=0, second=0) + timedelta(days=1) - SHANGHAI_IS_AHEAD
    if step == MIDNIGHT:
        return midnight
    before = midnight - timedelta(seconds=1)
    return before if before > now else before + timedelta(days=1)


def month(now: datetime, ahead: int) -> str:
    """The calendar month so many months from *now* in Shanghai, as ``2021-05``."""
    local = now + SHANGHAI_IS_AHEAD
    months = local.year * 12 + local.month - 1 + ahead
    return f"{months // 12}-{months % 12 + 1:02}"
