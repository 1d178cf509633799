"""What drivers raise, as one error that names the store without its password."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from eventsourcing.domain import EventSourcingError
from sqlalchemy.exc import SQLAlchemyError

from socialcommerce.errors import StoreUnavailable

_OF_DRIVERS: Final = (EventSourcingError, SQLAlchemyError, sqlite3.Error, OSError)
_OPTIONAL_DRIVERS: Final = ("psycopg", "psycopg_pool")
"""Modules that need not be installed."""


@contextmanager
def available(url: str) -> Iterator[None]:
    """Turn whatever a driver raises into one :class:`StoreUnavailable` that names the store at *url*."""
    try:
        yield
    except Exception as error:
        if is_of_driver(error):
            raise unavailable(url, error) from error
        raise


def is_of_driver(error: BaseException) -> bool:
    """Whether *error* is one of those that drivers raise."""
    return isinstance(error, _OF_DRIVERS) or type(error).__module__.split(".")[0] in _OPTIONAL_DRIVERS


def unavailable(url: str, error: BaseException) -> StoreUnavailable:
    """What is raised for a driver's *error*."""
    return StoreUnavailable(f"store {without_password(url)}: {first_line(error)}")


def first_line(error: BaseException) -> str:
    """What a driver says, in a line."""
    lines = str(getattr(error, "orig", None) or error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def without_password(url: str) -> str:
    """*url* as it may be shown."""
    return re.sub(r"([?&](?:ssl)?password=)[^&]*", r"\1…", re.sub(r"(://[^/@:]*):.*@", r"\1@", url))
