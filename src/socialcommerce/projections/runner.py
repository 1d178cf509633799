"""How views follow the log: in batches, each written in one transaction with the position that it reached."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, Protocol

import sqlalchemy as sa

from socialcommerce.errors import CorruptLog
from socialcommerce.kernel.event import Recorded
from socialcommerce.storage.creation import create, create_missing
from socialcommerce.storage.log import EventLog
from socialcommerce.storage.prepared import Asked, Prepared
from socialcommerce.storage.views import ViewDatabase

BATCH: Final = 5_000
"""Events that are projected in one transaction."""

_IMPOSSIBLE: Final = (LookupError, ArithmeticError, ValueError, TypeError, AttributeError, sa.exc.IntegrityError)
"""What comes of events that cannot stand where they stand."""

Batch = Sequence[Recorded[Any]]


class Projection(Protocol):
    """A read model: a set of tables, and how a batch of events changes them.

    A change of either is a new ``version``: its tables, which carry the version in their names, are then filled
    from the beginning beside the old ones, which are dropped once it has caught up.
    """

    @property
    def name(self) -> str:
        """What the read model is called."""
        ...

    @property
    def version(self) -> int:
        """Which version of it this is."""
        ...

    @property
    def metadata(self) -> sa.MetaData:
        """Its tables."""
        ...

    def apply(self, connection: sa.Connection, batch: Batch) -> None:
        """Change the tables by *batch*, which is in order of position and follows all batches before it."""
        ...


def table_of(projection: Projection, name: str, *columns: "sa.Column[Any]", **indexes: tuple[str, ...]) -> sa.Table:
    """A table of a read model; *indexes* by their names, as the names of columns."""
    full = _prefix(projection.name, projection.version) + name
    return sa.Table(
        full, projection.metadata, *columns, *(sa.Index(f"{full}_{by}", *names) for by, names in indexes.items())
    )


def _prefix(projection: str, version: int) -> str:
    """What the names of a read model's tables begin with."""
    return f"{projection}_v{version}_"


_positions = sa.Table(
    "view_positions",
    sa.MetaData(),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("position", sa.BigInteger, nullable=False),
)

_all_positions = sa.select(_positions).order_by(_positions.c.name, _positions.c.version)
_locked_positions = _all_positions.with_for_update()
_set_position = sa.update(_positions).where(
    _positions.c.name == sa.bindparam("of"), _positions.c.version == sa.bindparam("at_version")
)


class Views:
    """The read models of one store. All stand at the same position after :meth:`catch_up`. Thread-safe."""

    def __init__(self, log: EventLog, database: ViewDatabase, projections: Sequence[Projection]) -> None:
        self.log: Final = log
        self.database: Final = database
        self.projections: Final = tuple(projections)
        least = sa.func.min(_positions.c.position).label("least")
        last = sa.literal_column(f"({log.engine.last_position or 'NULL'})", sa.BigInteger).label("last")
        self._reached: Final = Prepared(sa.select(least, last))
        self._outdated: list[str] = []
        self._create()

    def position(self) -> int:
        """Up to where all read models have read the log."""
        with self.database.read() as connection:
            return min(self.positions(connection))

    def is_caught_up(self, asked: Asked) -> bool:
        """Whether all read models have read the whole log and nothing is left to tidy, at the moment that is asked of.

        No, too, while read models of another version of this library, kept beside these, have not.
        """
        reached = self._reached.rows(asked)[0]
        end = reached.last if self.log.engine.last_position else self.log.position()
        return not self._outdated and (reached.least or 0) >= (end or 0)

    def behind(self) -> int:
        """How many positions of the log the views have not read."""
        return self.log.position() - self.position()

    def positions(self, connection: sa.Connection) -> set[int]:
        """Up to where the read models have read the log at *connection*'s moment: one place, once all caught up."""
        return set(self._read_positions(connection).values())

    def catch_up(self) -> int:
        """Project what is in the log when it is called, or more, and return the position reached.

        What others write meanwhile is not waited for, but that all read models stand at one position is.
        """
        end = self.log.position()
        with self.database.read() as connection:
            positions = self.positions(connection)
        while (position := min(positions)) < max(end, *positions):
            batch = self.log.batch(position, BATCH)
            if not batch:
                break
            positions = self._project(batch, after=position, reached=batch[-1].position)
        if self._outdated:
            self._drop_outdated()
        return position

    def rebuild(self) -> int:
        """Empty all read models, fill them from the beginning, and return the position reached."""
        with self.database.write() as connection:
            self._read_positions(connection, lock=True)
            for projection in self.projections:
                for table in projection.metadata.sorted_tables:
                    connection.execute(sa.delete(table))
            self._set_positions(connection, self.projections, 0)
        return self.catch_up()

    @contextmanager
    def standing_still(self) -> Iterator[sa.Connection]:
        """A connection to change the tables by while nobody projects anything."""
        with self.database.write() as connection:
            self._read_positions(connection, lock=True)
            yield connection

    def replay(self, *, until: datetime) -> None:
        """Project the events that happened up to *until*, whatever their position, into empty read models."""
        after = 0
        while batch := self.log.batch(after, BATCH):
            earlier = [recorded for recorded in batch if recorded.at <= until]
            after = min(self._project(earlier, after=after, reached=batch[-1].position))

    def _project(self, batch: Batch, *, after: int, reached: int) -> set[int]:
        """Apply *batch*, which was read from *after* up to *reached*, and return the positions of the read models.

        Others may have been faster with a part of it, or have begun to rebuild: to those that stand before *after*
        it is not applied.
        """
        with self.database.write() as connection:
            positions = self._read_positions(connection, lock=True)
            moved = [each for each in self.projections if after <= positions[each.name] < reached]
            for projection in moved:
                position = positions[projection.name]
                fresh = batch if position == after else [r for r in batch if r.position > position]
                self._apply(projection, connection, fresh)
                positions[projection.name] = reached
            self._set_positions(connection, moved, reached)
        return set(positions.values())

    def _apply(self, projection: Projection, connection: sa.Connection, batch: Batch) -> None:
        try:
            projection.apply(connection, batch)
        except _IMPOSSIBLE as error:
            where = f"events {batch[0].position} to {batch[-1].position}"
            raise CorruptLog(f"{where} cannot follow the events before them ({projection.name}: {error})") from error

    def _create(self) -> None:
        with self.database.write() as connection:
            create_missing(connection, _positions)
            known = {(row.name, row.version) for row in connection.execute(sa.select(_positions))}
            added = [each for each in self.projections if (each.name, each.version) not in known]
            for projection in added:
                create(connection, *projection.metadata.tables.values())
            if added:
                beginning = [{"name": each.name, "version": each.version, "position": 0} for each in added]
                connection.execute(sa.insert(_positions), beginning)
            self._outdated = self._tables_of_older_versions(connection)

    def _tables_of_older_versions(self, connection: sa.Connection) -> list[str]:
        older = [
            _prefix(row.name, row.version)
            for row in connection.execute(sa.select(_positions))
            for projection in self.projections
            if row.name == projection.name and row.version < projection.version
        ]
        if not older:
            return []
        return [name for name in sorted(sa.inspect(connection).get_table_names()) if name.startswith(tuple(older))]

    def _drop_outdated(self) -> None:
        with self.database.write() as connection:
            for name in self._tables_of_older_versions(connection):
                sa.Table(name, sa.MetaData()).drop(connection, checkfirst=True)
            for projection in self.projections:
                older = sa.and_(_positions.c.name == projection.name, _positions.c.version < projection.version)
                connection.execute(sa.delete(_positions).where(older))
        self._outdated = []

    def _read_positions(self, connection: sa.Connection, *, lock: bool = False) -> dict[str, int]:
        versions = {projection.name: projection.version for projection in self.projections}
        return {
            row.name: row.position
            for row in connection.execute(_locked_positions if lock else _all_positions)
            if versions.get(row.name) == row.version
        }

    def _set_positions(self, connection: sa.Connection, projections: Sequence[Projection], position: int) -> None:
        moved = [{"of": each.name, "at_version": each.version, "position": position} for each in projections]
        if moved:
            connection.execute(_set_position, moved)
