"""How tables are created: by statements that are compiled once in a process, however many stores are opened."""

from functools import cache, lru_cache
from typing import Final

import sqlalchemy as sa
from sqlalchemy.schema import CreateIndex, CreateTable

COMPILED: Final = 512
"""Tables whose statements are remembered, at most."""


def create(connection: sa.Connection, *tables: sa.Table) -> None:
    """Create *tables*, which are not there, with their indexes."""
    cursor = connection.connection.cursor()
    for table in tables:
        for statement in _creation(table, connection.dialect.name):
            cursor.execute(statement)


def create_missing(connection: sa.Connection, *tables: sa.Table) -> None:
    """Create those of *tables* that are not there, with their indexes."""
    known = sa.inspect(connection)
    create(connection, *(table for table in tables if not known.has_table(table.name)))


@lru_cache(COMPILED)
def _creation(table: sa.Table, dialect: str) -> tuple[str, ...]:
    made: list[sa.ExecutableDDLElement] = [CreateTable(table), *(CreateIndex(index) for index in table.indexes)]
    return tuple(str(each.compile(dialect=_kind(dialect))) for each in made)


@cache
def _kind(dialect: str) -> sa.Dialect:
    return sa.make_url(f"{dialect}://").get_dialect()()
