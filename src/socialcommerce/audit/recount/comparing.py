"""A live table, row by row beside the one that was recounted."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import repeat
from operator import itemgetter
from typing import Any, Final

import attrs
import sqlalchemy as sa
from msgspec.structs import astuple

from socialcommerce.audit.check import shown
from socialcommerce.audit.recount.recounted import Recounted, Row, Table
from socialcommerce.projections.tables import Instant

_CHUNK: Final = 500
"""Rows that are compared at a time."""

_NOTHING: Final = "no row"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@attrs.frozen(kw_only=True)
class Difference:
    """Where a live ``table`` of a read ``model`` is not what the log makes of it.

    ``column`` is None if the row is there in one of them only. An event that cannot be counted, because what it is
    about is not there, is a difference without a table: its ``key`` is ``stream@version``.
    """

    model: str
    table: str
    key: str
    column: str | None
    expected: str
    found: str


def differences(connection: sa.Connection, part: Recounted) -> Iterator[Difference]:
    """The differences of all tables of a *part*.

    Costs a reading of each live table, and another one of each in which something differs.
    """
    for table in part.tables():
        if not _is_same(connection, table):
            yield from _differences(connection, part.model, table)


def _is_same(connection: sa.Connection, expected: Table[Any, Any]) -> bool:
    """Whether the live table holds the *expected* rows, and no others."""
    count, are_expected = 0, _are_expected(expected)
    for found in _chunks(connection, expected.table):
        count += len(found)
        if not are_expected(found):
            return False
    return count == len(expected)


def _are_expected(expected: Table[Any, Any]) -> Callable[[list[tuple[Any, ...]]], bool]:
    """What tells whether rows are all *expected*; of a table that is nothing but its key, whether their keys are."""
    names = tuple(expected.table.columns.keys())
    if expected.by == names and len(names) > 1:
        return lambda found: all(map(expected.__contains__, found))
    key_of, absent = itemgetter(*map(names.index, expected.by)), repeat(_Absent())
    return lambda found: found == list(map(astuple, map(expected.get, map(key_of, found), absent)))


def _differences(connection: sa.Connection, model: str, expected: Table[Any, Any]) -> Iterator[Difference]:
    """What differs, one row after the other."""
    table = expected.table
    missing = {_primary(table, row): row for row in map(astuple, expected.values())}
    for found in _chunks(connection, table):
        for row in found:
            wanted = missing.pop(_primary(table, row), None)
            if wanted is None:
                yield _alone(model, table, row, is_live=True)
            elif wanted != row:
                yield from _different(model, table, wanted, row)
    for key in sorted(missing):
        yield _alone(model, table, missing[key], is_live=False)


def _chunks(connection: sa.Connection, table: sa.Table) -> Iterator[list[tuple[Any, ...]]]:
    """All rows, so many at a time, as the driver gives them, but days as text. PostgreSQL sends a table at once."""
    columns = [sa.cast(column, sa.Text) if isinstance(column.type, sa.Date) else column for column in table.columns]
    statement = str(sa.select(*columns).compile(dialect=connection.dialect))
    result = connection.exec_driver_sql(statement)
    try:
        cursor: Any = result.cursor
        while rows := cursor.fetchmany(_CHUNK):
            yield rows
    finally:
        result.close()


def _different(model: str, table: sa.Table, expected: tuple[Any, ...], found: tuple[Any, ...]) -> Iterator[Difference]:
    for column, wanted, there in zip(table.columns, expected, found, strict=True):
        if wanted != there:
            yield Difference(
                model=model,
                table=table.name,
                key=_named(table.primary_key, _primary(table, found)),
                column=column.name,
                expected=_shown(column, wanted),
                found=_shown(column, there),
            )


def _alone(model: str, table: sa.Table, row: tuple[Any, ...], *, is_live: bool) -> Difference:
    """A *row* that is in one of the tables only."""
    whole = _named(table.columns, row)
    expected, found = (_NOTHING, whole) if is_live else (whole, _NOTHING)
    return Difference(
        model=model,
        table=table.name,
        key=_named(table.primary_key, _primary(table, row)),
        column=None,
        expected=expected,
        found=found,
    )


def _primary(table: sa.Table, row: tuple[Any, ...]) -> tuple[Any, ...]:
    """The primary key of a *row*."""
    by_name = dict(zip(table.columns.keys(), row, strict=True))
    return tuple(by_name[column.name] for column in table.primary_key)


def _named(columns: "Iterable[sa.Column[Any]]", values: Iterable[Any]) -> str:
    return ", ".join(f"{column.name} {_shown(column, value)}" for column, value in zip(columns, values, strict=True))


def _shown(column: "sa.Column[Any]", value: Any) -> str:
    if isinstance(column.type, Instant) and isinstance(value, int):
        with suppress(OverflowError):
            return shown(_EPOCH + timedelta(microseconds=value))
    return shown(value)


class _Absent(Row):
    """Stands for a row that is not expected."""
