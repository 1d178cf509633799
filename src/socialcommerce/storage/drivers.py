"""What drivers raise, what they say in it, and how a store's URL may be shown beside."""

import re
import sqlite3
from typing import Final

from eventsourcing.domain import EventSourcingError
from sqlalchemy.exc import SQLAlchemyError

_OF_DRIVERS: Final = (EventSourcingError, SQLAlchemyError, sqlite3.Error, OSError)
_OPTIONAL_DRIVERS: Final = ("psycopg", "psycopg_pool")
"""Modules that need not be installed."""


def is_of_driver(error: BaseException) -> bool:
    """Whether *error* is one of those that drivers raise."""
    return isinstance(error, _OF_DRIVERS) or type(error).__module__.split(".")[0] in _OPTIONAL_DRIVERS


def first_line(error: BaseException) -> str:
    """What a driver says, in a line."""
    lines = str(getattr(error, "orig", None) or error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def without_password(url: str) -> str:
    """*url* as it may be shown."""
    return re.sub(r"([?&](?:ssl)?password=)[^&]*", r"\1…", re.sub(r"(://[^/@:]*):.*@", r"\1@", url))
