"""Instants, days and months as the tables hold them, counted in the zone that the log names."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from socialcommerce.audit.recount.recounted import Recounted, sees
from socialcommerce.domain.rulebook import RulesRecorded
from socialcommerce.kernel.event import Recorded
from socialcommerce.rules import DEFAULT_RULES

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_HOUR: Final = 3_600_000_000


def microseconds(at: datetime) -> int:
    """*at* in microseconds since 1970."""
    since = at - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


class Calendar(Recounted):
    """The zone of the log, and the day on which each hour lies in it; hours with two days are not remembered."""

    model = "calendar"

    def __init__(self) -> None:
        self._zone = ZoneInfo(DEFAULT_RULES.zone)
        self._days: dict[int, str] = {}
        self._last = _EPOCH
        self._last_instant = 0

    @sees(RulesRecorded)
    def begun(self, _: str, fact: RulesRecorded, recorded: Recorded[Any]) -> None:
        self._zone = ZoneInfo(str(fact.settings.get("zone", DEFAULT_RULES.zone)))
        self._days.clear()

    def instant(self, at: datetime) -> int:
        """The same as :func:`microseconds`. Events of one command happen at once, so the last instant is remembered."""
        if at != self._last:
            self._last, self._last_instant = at, microseconds(at)
        return self._last_instant

    def day(self, at: datetime) -> str:
        """The day of *at*, as ``2021-05-01``."""
        instant = self.instant(at)
        hour = instant // _HOUR
        known = self._days.get(hour)
        if known is None:
            known = self._day(hour * _HOUR)
            if known != self._day(hour * _HOUR + _HOUR - 1):
                return self._day(instant)
            self._days[hour] = known
        return known

    def month(self, at: datetime) -> str:
        """The month of *at*, as ``2021-05``."""
        return self.day(at)[:7]

    def _day(self, instant: int) -> str:
        return (_EPOCH + timedelta(microseconds=instant)).astimezone(self._zone).date().isoformat()
