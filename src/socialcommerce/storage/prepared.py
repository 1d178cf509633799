"""Statements that are asked often, worked out once."""

from collections import namedtuple
from collections.abc import Callable, Iterable
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
    """A statement as one kind of database takes it; *names* are those of its places, None where places have names."""

    text: str
    constants: dict[str, Any]
    names: tuple[str, ...] | None


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
        given = form.constants | values
        parameters = given if form.names is None else tuple(given[name] for name in form.names)
        return list(map(self._named, _fetched(asked, form.text, parameters)))

    def _compile(self, dialect: sa.Dialect) -> _Form:
        compiled = self._statement.compile(dialect=dialect)
        names = tuple(compiled.positiontup or ()) if compiled.positional else None
        form = self._forms[dialect.name] = _Form(compiled.string, dict(compiled.params), names)
        return form


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
