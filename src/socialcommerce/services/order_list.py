"""Reads: all that a member bought, over all merchants, in one list (S3), for that member alone."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from socialcommerce.kernel.keys import ActorKey, Key
from socialcommerce.projections.tables import chunks
from socialcommerce.services.actors import only_member
from socialcommerce.services.command import checked
from socialcommerce.services.deadlines import Deadlines
from socialcommerce.services.exports import csv_of
from socialcommerce.services.order_entries import (
    COLUMNS,
    Found,
    ImportedEntry,
    Notice,
    OrderEntry,
    imported_entry,
    imported_rows,
    order_entry,
    order_rows,
)
from socialcommerce.services.paging import Cursor, Page, PageSize, page_of
from socialcommerce.services.reading import Reading


class OrderListReads:
    """What members bought, here and elsewhere, and what carriers say of it. Newest first, *limit* (1 to 100) a page.

    *after* is the ``next`` of the page before.
    """

    def __init__(self, reading: Reading, deadlines: Deadlines) -> None:
        self._reading = reading
        self._deadlines = deadlines

    @checked
    def of(
        self, member: Key, limit: PageSize = 20, after: Cursor | None = None, *, by: ActorKey | None = None
    ) -> Page[OrderEntry]:
        """The orders of *member* at all merchants, as they stand now."""
        only_member(by, member, f"see the orders of {member}")
        self._deadlines.of_buyer(member)
        orders = self._reading.models.orders.orders
        with self._reading.connection() as connection:
            rows = connection.execute(_page(orders, member, after, limit + 1)).all()
            return page_of(self._entries(connection, rows[:limit]), more=len(rows) > limit)

    @checked
    def imported(
        self, member: Key, limit: PageSize = 20, after: Cursor | None = None, *, by: ActorKey | None = None
    ) -> Page[ImportedEntry]:
        """What merchants imported that *member* bought elsewhere."""
        only_member(by, member, f"see the orders of {member}")
        orders = self._reading.models.imported.orders
        with self._reading.connection() as connection:
            rows = connection.execute(_page(orders, member, after, limit + 1)).all()
            return page_of(self._imported(connection, rows[:limit]), more=len(rows) > limit)

    @checked
    def notices(
        self, member: Key, limit: PageSize = 20, after: Cursor | None = None, *, by: ActorKey | None = None
    ) -> Page[Notice]:
        """What carriers said of *member*'s parcels, the last told first."""
        only_member(by, member, f"see the notices of {member}")
        notices = self._reading.models.orders.notices
        with self._reading.connection() as connection:
            rows = connection.execute(_page(notices, member, after, limit + 1)).all()
        told = [
            Notice(row.position, row.order, row.parcel, row.status, row.happened_at, row.at) for row in rows[:limit]
        ]
        return page_of(told, more=len(rows) > limit)

    @checked
    def csv(self, member: Key, *, by: ActorKey | None = None) -> str:
        """All orders of *member* as CSV, a row for each line: first those placed here, then imported ones.

        ``origin`` is ``here``, or the source of an imported order. The columns that begin with ``order_`` are of the
        whole order, and the same on each of its rows; money is in minor units. See
        :func:`~socialcommerce.services.exports.csv_of`.
        """
        only_member(by, member, f"see the orders of {member}")
        self._deadlines.of_buyer(member)
        models = self._reading.models
        with self._reading.connection() as connection:
            placed = connection.execute(_page(models.orders.orders, member)).all()
            brought_in = connection.execute(_page(models.imported.orders, member)).all()
            rows = [
                *order_rows(self._entries(connection, placed)),
                *imported_rows(self._imported(connection, brought_in)),
            ]
        return csv_of(COLUMNS, rows, self._reading.rules.zone)

    def _entries(self, connection: sa.Connection, rows: Found) -> list[OrderEntry]:
        models = self._reading.models
        numbers = [row.order for row in rows]
        lines = _grouped(connection, models.sales.lines, "order", numbers, "line")
        cases = _grouped(connection, models.cases.cases, "order", numbers, "line")
        return [order_entry(row, lines.get(row.order, []), cases.get(row.order, [])) for row in rows]

    def _imported(self, connection: sa.Connection, rows: Found) -> list[ImportedEntry]:
        positions = [row.position for row in rows]
        lines = _grouped(connection, self._reading.models.imported.lines, "position", positions, "line")
        return [imported_entry(row, lines[row.position]) for row in rows]


def _page(
    table: sa.Table, member: str, after: int | None = None, limit: int | None = None
) -> "sa.Select[*tuple[Any, ...]]":
    """What *member* bought, the newest first; all of it without a *limit*."""
    query = sa.select(table).where(table.c.buyer == member).order_by(table.c.position.desc()).limit(limit)
    return query if after is None else query.where(table.c.position < after)


def _grouped(
    connection: sa.Connection, table: sa.Table, group: str, keys: Sequence[Any], order: str
) -> Mapping[Any, Found]:
    """The rows of *table* by the column *group*, of those that are *keys*, each in the order of another column."""
    found: dict[Any, list[sa.Row[*tuple[Any, ...]]]] = {}
    column = table.c[group]
    for chunk in chunks(keys):
        query = sa.select(table).where(column.in_(chunk)).order_by(column, table.c[order])
        for row in connection.execute(query):
            found.setdefault(row._mapping[group], []).append(row)
    return found
