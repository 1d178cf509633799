"""Instants, days and months as the tables hold them, counted in the zone that the log names."""

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from socialcommerce.audit.recount.recounted import Recounted, sees
from socialcommerce.domain.rulebook import RulesRecorded
from socialcommerce.kernel.event import Recorded
from socialcommerce.rules import DEFAULT_RULES

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(at: datetime) -> int:
    """*at* in microseconds since 1970."""
    since = at - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


@lru_cache(maxsize=1_000)
def as_text(day: date) -> str:
    """*day* as ``2021-05-01``; many things happen on one."""
    return day.isoformat()


class Calendar(Recounted):
    """The zone of the log. Events of one command happen at once, so the last instant and its day are remembered."""

    model = "calendar"

    def __init__(self) -> None:
        self._zone = ZoneInfo(DEFAULT_RULES.zone)
        self._last = self._last_of_day = _EPOCH
        self._instant, self._day = 0, ""

    @sees(RulesRecorded)
    def begun(self, _: str, fact: RulesRecorded, recorded: Recorded[Any]) -> None:
        self._zone = ZoneInfo(str(fact.settings.get("zone", DEFAULT_RULES.zone)))
        self._day = ""

    def instant(self, at: datetime) -> int:
        """The same as :func:`microseconds`."""
        if at != self._last:
            self._last, self._instant = at, microseconds(at)
        return self._instant

    def day(self, at: datetime) -> str:
        """The day of *at*, as ``2021-05-01``."""
        if at != self._last_of_day or not self._day:
            self._last_of_day, self._day = at, as_text(at.astimezone(self._zone).date())
        return self._day

    def month(self, at: datetime) -> str:
        """The month of *at*, as ``2021-05``."""
        return self.day(at)[:7]
