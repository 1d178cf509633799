"""What the stock side's aggregates share: refusals, ids, days, and the published numbers of the rules.

Written apart from the library under test, so that neither pays for the other's imports.
"""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Asia/Shanghai")
FIRST_SLOTS: Final = 4
LOCK: Final = timedelta(hours=72)
REFERENCE_WINDOW: Final = timedelta(days=7)
SHARE_LIFE: Final = timedelta(days=7)
BINDING: Final = timedelta(days=30)
ATTRIBUTION_WINDOW: Final = timedelta(days=15)
PAYMENT_TIME: Final = timedelta(minutes=30)
MAX_MONEY: Final = 10**15
CLOCK_TOLERANCE: Final = timedelta(minutes=5)


class Refused(Exception):
    """A rule said no; ``code`` is the word that the library under test has for it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def id_of(kind: str, *keys: str) -> UUID:
    """The id of the aggregate that the domain knows by *keys*."""
    return uuid5(NAMESPACE_URL, f"/{kind}/{'~'.join(keys)}")


def local_day(at: datetime) -> date:
    return at.astimezone(ZONE).date()
