"""What reads look up and carry out of what is overdue: as much as they show, however many orders there are."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from overdue import ask, bring, happened_since, open_market

from given import NOON
from socialcommerce import ManualClock, SocialCommerce

DAY = timedelta(days=1)
Read = Callable[[SocialCommerce], object]


@pytest.fixture
def market(commerce: SocialCommerce, clock: ManualClock) -> SocialCommerce:
    """A completed order by which lin earns and one with an open case, a month later."""
    open_market(commerce)
    bring(commerce, "completed")
    bring(commerce, "delivered", "o2")
    ask(commerce, order="o2")
    bring(commerce, "delivered", "o3")
    clock.advance(30 * DAY)
    return commerce


@pytest.mark.parametrize(
    "read",
    [lambda of: of.statements.of("dior", "2021-05"), lambda of: of.earnings.statement("lin", "2021-05")],
    ids=["of a merchant", "of a member"],
)
def test_a_statement_carries_no_deadline_out_and_is_the_same_before_and_after(
    market: SocialCommerce, read: Read
) -> None:
    before = market.log.position()
    stated = read(market)
    assert market.log.position() == before

    assert market.tick().facts > 0
    assert read(market) == stated


def test_a_balance_carries_the_deadlines_of_what_it_shows_out(market: SocialCommerce) -> None:
    assert market.earnings.of("lin").approved > 0


def test_the_cases_of_a_merchant_carry_out_what_is_due_of_orders_with_a_case_alone(market: SocialCommerce) -> None:
    before = market.log.position()
    (entry,) = market.case_list.waiting(merchant="dior").entries

    assert entry.awaited == "refund"
    assert happened_since(market, before) == [("case.approved", 2 * DAY)]
    assert market.case_list.waiting(merchant="hill").entries == ()


def test_a_statement_in_a_batch_has_what_the_batch_holds(commerce: SocialCommerce) -> None:
    open_market(commerce)
    batch = commerce.batch("orders")
    batch.orders.place("o1", "an", [{"product": "tea"}])
    batch.orders.pay("o1", "x1")

    assert batch.statements.of("dior", "2021-05").payments == 500


def test_overdue_orders_are_looked_up_and_never_searched_for(tmp_path: Path) -> None:
    with SocialCommerce.open(f"sqlite:///{tmp_path / 'store.db'}", clock=ManualClock(NOON)) as commerce:
        book = commerce._reading.models.orders
        for which in (book.overdue(NOON), book.with_overdue_case(NOON), book.with_overdue_case(NOON, "dior")):
            query = sa.select(book.orders.c.order).where(which)
            with commerce._reading.connection() as connection:
                literal = query.compile(connection.engine, compile_kwargs={"literal_binds": True})
                plan = [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {literal}")]
            assert [step for step in plan if step.startswith("SCAN")] == [], plan
