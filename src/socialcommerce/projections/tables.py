"""What read models are written with: their tables, and the rows of a table that a batch touches."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from socialcommerce.kernel.clock import EPOCH

K = TypeVar("K", bound=Any)

CHUNK: Final = 400
"""Keys that one statement names at most."""

REMEMBERED: Final = 256
"""Tables whose statements are kept, at most: to build one takes longer than to execute it."""

_MICROSECOND: Final = timedelta(microseconds=1)

Row = dict[str, Any]

Text: Final = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
"""Text that sorts by code points on every engine, whatever the locale of a PostgreSQL database."""


Place: Final = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""A number of 64 bits that is a primary key of its own: SQLite then finds a row by it without another index."""


class Instant(sa.TypeDecorator[datetime]):
    """An instant, as microseconds since 1970 in UTC: exact, and in order, on every engine."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> int | None:
        """To microseconds."""
        return None if value is None else to_microseconds(value)

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> datetime | None:
        """From microseconds."""
        return None if value is None else from_microseconds(value)


def to_microseconds(instant: datetime) -> int:
    """How *instant* stands in a table."""
    return (instant - EPOCH) // _MICROSECOND


def from_microseconds(stored: int) -> datetime:
    """The instant that stands so in a table, in UTC."""
    return EPOCH + stored * _MICROSECOND


def chunks(keys: Iterable[K]) -> Iterator[list[K]]:
    """*keys*, each once and in order, so many at a time as one statement names at most."""
    wanted = sorted(set(keys))
    return (wanted[start : start + CHUNK] for start in range(0, len(wanted), CHUNK))


class Rows:
    """The rows of one table that a batch touches: loaded together, changed in memory, written once.

    Keys are the values of the primary key: one value, or a tuple of several.
    """

    def __init__(self, connection: sa.Connection, table: sa.Table) -> None:
        self._connection = connection
        self._table = table
        self._primary: Final = [column.name for column in table.primary_key]
        self._rows: dict[Any, Row | None] = {}
        self._changed: set[Any] = set()

    def load(self, keys: Iterable[Any]) -> None:
        """Fetch the rows of *keys*, which then can be had by :meth:`get`."""
        for chunk in chunks(set(keys) - self._rows.keys()):
            self._rows.update(dict.fromkeys(chunk))
            for found in self._connection.execute(_selection(self._table), {"keys": chunk}):
                row = dict(found._mapping)
                self._rows[self._key(row)] = row

    def get(self, key: Any) -> Row | None:
        """The row of *key*, which has been loaded or put; None if there is none. Change it by :meth:`put`."""
        return self._rows[key]

    def put(self, row: Mapping[str, Any]) -> None:
        """Insert *row*, or replace the one with its key."""
        key = self._key(row)
        self._rows[key] = dict(row)
        self._changed.add(key)

    def change(self, key: Any, **values: Any) -> None:
        """Set *values* in the row of *key*, which must be there."""
        self.put(self.existing(key) | values)

    def add(self, key: Any, **amounts: int) -> None:
        """Add *amounts* to the numbers in the row of *key*, which must be there."""
        row = self.existing(key)
        self.put(row | {name: row[name] + amount for name, amount in amounts.items()})

    def delete(self, key: Any) -> None:
        """Take the row of *key* away."""
        self._rows[key] = None
        self._changed.add(key)

    def write(self) -> None:
        """Write all changes, sorted by key, so that two writers never wait for each other crosswise."""
        kept: list[Row] = []
        gone: list[Any] = []
        for key in sorted(self._changed):
            row = self._rows[key]
            gone.append(key) if row is None else kept.append(row)
        if gone:
            self._delete(gone)
        if kept:
            self._connection.execute(_upsert(self._table, self._connection.dialect.name), kept)
        self._changed.clear()

    def existing(self, key: Any) -> Row:
        """The row of *key*; ``LookupError`` if it is not there."""
        row = self._rows[key]
        if row is None:
            raise LookupError(f"{self._table.name} has no row {key!r}")
        return row

    def _delete(self, keys: Sequence[Any]) -> None:
        named = [f"key_{name}" for name in self._primary]
        values = [dict(zip(named, key if len(named) > 1 else (key,), strict=True)) for key in keys]
        self._connection.execute(_deletion(self._table), values)

    def _key(self, row: Mapping[str, Any]) -> Any:
        if len(self._primary) == 1:
            return row[self._primary[0]]
        return tuple(row[name] for name in self._primary)


@lru_cache(REMEMBERED)
def _selection(table: sa.Table) -> Any:
    """The rows of ``keys``."""
    columns = list(table.primary_key)
    target = columns[0] if len(columns) == 1 else sa.tuple_(*columns)
    return sa.select(table).where(target.in_(sa.bindparam("keys", type_=target.type, expanding=True)))


@lru_cache(REMEMBERED)
def _deletion(table: sa.Table) -> Any:
    """Takes away the row whose key is each ``key_`` and the name of a column."""
    return sa.delete(table).where(*(column == sa.bindparam(f"key_{column.name}") for column in table.primary_key))


@lru_cache(REMEMBERED)
def _upsert(table: sa.Table, dialect: str) -> Any:
    """Inserts a row, or replaces the one with its key."""
    insert = (sqlite if dialect == "sqlite" else postgresql).insert(table)
    others = {column.name: insert.excluded[column.name] for column in table.columns if not column.primary_key}
    if not others:
        return insert.on_conflict_do_nothing(index_elements=list(table.primary_key))
    return insert.on_conflict_do_update(index_elements=list(table.primary_key), set_=others)
