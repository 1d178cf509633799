"""The story with something in every table, and rows as a vandal would change them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from faults.story import told_story
from given import INSTANT, NOON
from socialcommerce import SocialCommerce
from socialcommerce.audit.recount import Recount
from socialcommerce.projections.models import read_models
from socialcommerce.rules import DEFAULT_RULES

MODELS = read_models(DEFAULT_RULES.zone)
TABLES = [table for model in MODELS.all() for table in model.metadata.sorted_tables]
Row = dict[str, Any]


@contextmanager
def full_store(url: str = "memory://") -> Iterator[SocialCommerce]:
    """A store with a row in each table of each read model."""
    with told_story(url) as commerce:
        commerce.favourites.keep("bo", "rouge")
        commerce.members.block("bo", "mei")
        commerce.views.catch_up()
        yield commerce


def assert_recounted(commerce: SocialCommerce) -> None:
    """The live tables are what the recount makes of the log."""
    assert Recount().compare(commerce.views) == []


def others(table: sa.Table) -> "list[sa.Column[Any]]":
    """The columns that are not of the key."""
    return [column for column in table.columns if not column.primary_key]


def first_row(commerce: SocialCommerce, table: sa.Table) -> Row:
    """The first row of a live *table*, by its key."""
    with commerce.views.database.read() as connection:
        return first_row_of(connection, table)


def first_row_of(connection: sa.Connection, table: sa.Table) -> Row:
    """The same on a *connection*."""
    return dict(connection.execute(sa.select(table).order_by(*table.primary_key)).mappings().first() or {})


def another(value: Any, column: "sa.Column[Any]") -> Any:
    """A value of the *column* that is not *value*."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1_000_000
        case str():
            return f"{value}x"
        case datetime():
            return value + INSTANT
        case date():
            return value + timedelta(days=1_000)
        case _:
            return {"Instant": NOON, "Date": NOON.date(), "Text": "x"}.get(type(column.type).__name__, 1)


@contextmanager
def replaced(commerce: SocialCommerce, table: sa.Table, old: Row | None, new: Row | None) -> Iterator[None]:
    """*new* stands in a live *table* instead of *old*, behind the library's back, for as long as the block lasts."""
    with commerce.views.standing_still() as connection:
        replace(connection, table, old, new)
    yield
    with commerce.views.standing_still() as connection:
        replace(connection, table, new, old)


def replace(connection: sa.Connection, table: sa.Table, old: Row | None, new: Row | None) -> None:
    """Put the row *new* in the place of *old*."""
    if old is not None:
        named = sa.and_(*(column == old[column.name] for column in table.primary_key))
        assert connection.execute(sa.delete(table).where(named)).rowcount == 1
    if new is not None:
        connection.execute(sa.insert(table).values(new))
