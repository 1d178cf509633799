"""The recount finds each value that was changed, each row that was taken away, and each that was put in."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from recounting import MODELS, TABLES, another, first_row, first_row_of, full_store, others, replace, replaced
from socialcommerce import SocialCommerce
from socialcommerce.audit.recount import Recount

each_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.name))
each_column = pytest.mark.parametrize(
    "column", [column for table in TABLES for column in others(table)], ids=lambda column: str(column)
)


@pytest.fixture(scope="module")
def commerce() -> Iterator[SocialCommerce]:
    with full_store() as store:
        yield store


@pytest.fixture(scope="module")
def recount(commerce: SocialCommerce) -> Recount:
    counted = Recount()
    assert counted.compare(commerce.views) == []
    return counted


@each_column
def test_a_changed_value_is_found(commerce: SocialCommerce, recount: Recount, column: "sa.Column[Any]") -> None:
    table = column.table
    row = first_row(commerce, table)
    with replaced(commerce, table, row, row | {column.name: another(row[column.name], column)}):
        (found,) = recount.compare(commerce.views)
    assert (found.table, found.column) == (table.name, column.name)
    assert found.expected != found.found
    assert all(f"{key.name} " in found.key for key in table.primary_key)


@each_table
def test_a_row_that_is_gone_is_found(commerce: SocialCommerce, recount: Recount, table: sa.Table) -> None:
    with replaced(commerce, table, first_row(commerce, table), None):
        (found,) = recount.compare(commerce.views)
    assert (found.table, found.column, found.found) == (table.name, None, "no row")
    assert found.expected.startswith(found.key.split(",")[0])


@each_table
def test_a_row_too_many_is_found(commerce: SocialCommerce, recount: Recount, table: sa.Table) -> None:
    row = first_row(commerce, table)
    key = next(iter(table.primary_key))
    with replaced(commerce, table, None, row | {key.name: another(row[key.name], key)}):
        (found,) = recount.compare(commerce.views)
    assert (found.table, found.column, found.expected) == (table.name, None, "no row")


@each_table
def test_a_changed_key_is_a_row_too_many_and_one_that_is_gone(
    commerce: SocialCommerce, recount: Recount, table: sa.Table
) -> None:
    row = first_row(commerce, table)
    key = list(table.primary_key)[-1]
    with replaced(commerce, table, row, row | {key.name: another(row[key.name], key)}):
        found = recount.compare(commerce.views)
    assert [(each.table, each.column) for each in found] == [(table.name, None)] * 2
    assert [found[0].expected, found[1].found] == ["no row", "no row"]


def test_on_every_engine_differences_of_all_tables_are_found_together(store_url: str) -> None:
    with full_store(store_url) as commerce:
        with commerce.views.standing_still() as connection:
            for table in TABLES:
                row = first_row_of(connection, table)
                changed = {column.name: another(row[column.name], column) for column in others(table)}
                replace(connection, table, row, (row | changed) if changed else None)
        found = Recount().compare(commerce.views)
    assert {(each.table, each.column) for each in found} == {
        (table.name, column.name if column is not None else None)
        for table in TABLES
        for column in (others(table) or [None])
    }


def test_one_row_among_thousands_is_found() -> None:
    with SocialCommerce.open() as commerce:
        for number in range(1_300):
            commerce.members.befriend("an", f"m{number:04}")
        recount = Recount()
        assert recount.compare(commerce.views) == []
        table = MODELS.people.friends
        with replaced(commerce, table, {"member": "m0777", "friend": "an"}, {"member": "m0777", "friend": "bo"}):
            found = recount.compare(commerce.views)
    assert [each.key for each in found] == ["member m0777, friend bo", "member m0777, friend an"]


def test_an_instant_beyond_all_calendars_is_found(commerce: SocialCommerce, recount: Recount) -> None:
    table = MODELS.traffic.visits
    row = first_row(commerce, table)
    with commerce.views.standing_still() as connection:
        key = sa.and_(*(column == row[column.name] for column in table.primary_key))
        connection.execute(sa.update(table).where(key).values(at=sa.type_coerce(2**62, sa.BigInteger)))
    (found,) = recount.compare(commerce.views)
    with commerce.views.standing_still() as connection:
        connection.execute(sa.update(table).where(key).values(at=row["at"]))
    assert (found.column, found.found) == ("at", str(2**62))
