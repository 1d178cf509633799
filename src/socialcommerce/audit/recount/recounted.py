"""What recounts are written with: tables as dicts of plain rows, and methods that take events in."""

from typing import Any, ClassVar, Final, Generic, TypeVar

import msgspec
import sqlalchemy as sa

from socialcommerce.audit.picture.part import Handler, handlers, sees

__all__ = ["Handler", "Recounted", "Row", "Table", "handlers", "sees"]


class Row(msgspec.Struct, gc=False):
    """A row, its fields as the columns of its table: instants as microseconds since 1970, days as ``2021-05-01``."""


K = TypeVar("K")
R = TypeVar("R", bound=Row)


class Table(dict[K, R], Generic[K, R]):
    """The rows that a *table* is to hold, by their keys: the value of its primary key, or a tuple of several.

    ``by`` are the names of the columns that make the key.
    """

    def __init__(self, table: sa.Table, row: type[R], *, by: str | None = None) -> None:
        """With *by* that column alone is the key, as no two rows have the same in it.

        ``ValueError`` unless the fields of *row* are the columns of *table*, in their order.
        """
        super().__init__()
        self.table: Final = table
        self.by: Final = (by,) if by else tuple(column.name for column in table.primary_key)
        if row.__struct_fields__ != tuple(table.columns.keys()):
            raise ValueError(f"{table.name} has columns {table.columns.keys()}, not {row.__struct_fields__}")


class Recounted:
    """The tables of one read model, by the events so far. ``model`` is its name."""

    model: ClassVar[str]

    def tables(self) -> "list[Table[Any, Any]]":
        """Its tables."""
        return [value for value in vars(self).values() if isinstance(value, Table)]

    def close(self, connection: sa.Connection) -> None:
        """Make the rows that stand only once all events are read; *connection* is that of the live tables."""
