"""Statements that are asked often, worked out once."""

from collections import namedtuple
from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import Any, Final, Protocol, cast

import attrs
import sqlalchemy as sa


class Asked(Protocol):
    """What prepared statements are asked through: a connection of SQLAlchemy, or less."""

    @property
    def dialect(self) -> sa.Dialect:
        """Of which kind the database is."""
        ...

    @property
    def connection(self) -> Any:
        """What gives the driver's cursors."""
        ...


@attrs.frozen
class _Form:
    """A statement as one kind of database takes it, and how what it is given becomes its *parameters*."""

    text: str
    constants: dict[str, Any]
    parameters: Callable[[dict[str, Any]], Any]


class Prepared:
    """A statement that is compiled once for each kind of database and then sent as it stands. Thread-safe.

    At each execution SQLAlchemy works out anew which compiled form belongs to a statement; of one with many joins
    that takes longer than SQLite takes to answer it. Nothing is converted: values go and come as the database has
    them, instants as microseconds.
    """

    def __init__(self, statement: "sa.Select[*tuple[Any, ...]]") -> None:
        self._statement: Final = statement
        self._forms: Final[dict[str, _Form]] = {}
        self._named: Final = _rows_of(statement.selected_columns.keys())

    def rows(self, asked: Asked, **values: Any) -> list[Any]:
        """What the statement gives with these *values* of its parameters: named tuples of its columns."""
        form = self._forms.get(asked.dialect.name) or self._compile(asked.dialect)
        return list(map(self._named, _fetched(asked, form.text, form.parameters(form.constants | values))))

    def _compile(self, dialect: sa.Dialect) -> _Form:
        compiled = self._statement.compile(dialect=dialect)
        names = compiled.positiontup if compiled.positional else None
        form = self._forms[dialect.name] = _Form(compiled.string, dict(compiled.params), _given_by(names))
        return form


def _given_by(names: list[str] | None) -> Callable[[dict[str, Any]], Any]:
    """What gives parameters as they are asked for: in the order of *names*, or by their names if None."""
    if names is None:
        return lambda given: given
    if len(names) > 1:
        return itemgetter(*names)
    return lambda given: tuple(given[name] for name in names)


def _rows_of(columns: Iterable[str]) -> Callable[[Iterable[Any]], Any]:
    row = cast(Any, namedtuple)("Row", columns, rename=True)
    make: Callable[[Iterable[Any]], Any] = row._make
    return make


def value_of(asked: Asked, statement: str) -> Any:
    """The one value that *statement* gives; None if it gives none."""
    rows = _fetched(asked, statement, ())
    return rows[0][0] if rows else None


def _fetched(asked: Asked, statement: str, parameters: Any) -> list[tuple[Any, ...]]:
    cursor = asked.connection.cursor()
    cursor.execute(statement, parameters)
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
