from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from earning import Books, back, bought, empty_books, line, payment
from given import INSTANT, expect_corrupt, given, refused
from socialcommerce import NotAllowed
from socialcommerce.domain.earnings.commission import COMMISSION
from socialcommerce.domain.earnings.commission_events import (
    CommissionClawedBack,
    CommissionEarned,
    CommissionReduced,
    Part,
)
from socialcommerce.domain.earnings.statement import STATEMENT, MonthClosed, Statement, close
from socialcommerce.domain.orders.order import ORDER
from socialcommerce.kernel.clock import local_month, month_after
from socialcommerce.services.statements import MerchantStatement

OPEN = given(STATEMENT)
MAY, JUNE, JULY = "2021-05", "2021-06", "2021-07"
FIRST_OF_JUNE = datetime(2021, 5, 31, 16, tzinfo=UTC)
"""The first instant of June in Shanghai."""
IN_MAY = FIRST_OF_JUNE - INSTANT
IN_JULY = FIRST_OF_JUNE + timedelta(days=30)
FUNDED = bought(line(700, 1_000, platform_price=1_000, subsidy=200, excess=100), line(300), delivery_fee=50)
"""¥10.00 of ¥13.00 that two products cost, ¥2.00 of the rest from a budget; and ¥0.50 for delivery."""


@pytest.fixture
def books() -> Iterator[Books]:
    with empty_books() as opened:
        yield opened


def month_of(books: Books, month: str) -> MerchantStatement:
    return books.stating().of("dior", month, by="merchant:dior")


def buy(books: Books, order: str, amount: int, *, at: datetime) -> None:
    placed = bought(line(amount), order=order)
    books.tell(ORDER, order, placed, payment(placed), at=at)


def test_a_month_is_closed_once_it_is_over() -> None:
    assert close(OPEN, MAY, this_month=JUNE) == [MonthClosed(month=MAY)]
    with refused("month-not-over"):
        close(OPEN, MAY, this_month=MAY)
    with refused("month-not-over"):
        close(OPEN, JUNE, this_month=MAY)


def test_all_months_up_to_a_closed_one_are_closed() -> None:
    closed = given(STATEMENT, MonthClosed(month=MAY))
    assert closed == Statement(MAY)
    for month in (MAY, "2021-04", "2020-12"):
        assert close(closed, month, this_month=JUNE) == []
    assert close(closed, JUNE, this_month=JULY) == [MonthClosed(month=JUNE)]


def test_a_month_closed_twice_or_after_a_later_one_is_a_corrupt_log() -> None:
    for month in (MAY, "2021-04"):
        expect_corrupt(STATEMENT, MonthClosed(month=MAY), MonthClosed(month=month))


def test_a_month_is_the_stores_and_the_next_one_follows_over_the_year() -> None:
    assert (local_month(IN_MAY, "Asia/Shanghai"), local_month(FIRST_OF_JUNE, "Asia/Shanghai")) == (MAY, JUNE)
    assert local_month(FIRST_OF_JUNE, "UTC") == MAY
    assert [month_after(month) for month in ("2021-01", "2020-02", "2021-12")] == ["2021-02", "2020-03", "2022-01"]


def test_a_paid_order_is_booked_with_its_delivery_its_commission_and_what_it_cost_to_be_cheaper(books: Books) -> None:
    books.tell(ORDER, "o1", FUNDED, payment(FUNDED), at=IN_MAY)
    books.tell(COMMISSION, "o1", CommissionEarned(order="o1", parts=(Part("a", 1, 63), Part("b", 2, 7))), at=IN_MAY)
    found = month_of(books, MAY)
    assert found == MerchantStatement(
        "dior", MAY, payments=1_050, refunds=0, commission=70, subsidy=200, excess=100, closed=False
    )
    assert found.net == 1_050 - 70 + 200


def test_an_order_that_is_only_placed_is_not_booked(books: Books) -> None:
    books.tell(ORDER, "o1", FUNDED, at=IN_MAY)
    assert month_of(books, MAY) == MerchantStatement("dior", MAY, 0, 0, 0, 0, 0, closed=False)


def test_a_refund_gives_back_its_part_of_subsidy_and_excess_and_in_the_end_all(books: Books) -> None:
    books.tell(ORDER, "o1", FUNDED, payment(FUNDED), back(99), at=IN_MAY)
    assert (month_of(books, MAY).subsidy, month_of(books, MAY).excess) == (200 - 28, 100 - 14)
    books.tell(ORDER, "o1", back(601, refund="r2"), back(300, line=2, refund="r3", delivery_fee=50), at=FIRST_OF_JUNE)
    june = month_of(books, JUNE)
    assert (june.refunds, june.subsidy, june.excess) == (951, 28 - 200, 14 - 100)
    assert month_of(books, MAY).net + june.net == 0


def test_commission_that_refunds_take_back_is_booked_when_they_do(books: Books) -> None:
    books.tell(ORDER, "o1", FUNDED, payment(FUNDED), at=IN_MAY)
    books.tell(COMMISSION, "o1", CommissionEarned(order="o1", parts=(Part("a", 1, 70),)), at=IN_MAY)
    books.tell(COMMISSION, "o1", CommissionReduced(refund="r1", parts=(Part("a", 1, 30),)), at=FIRST_OF_JUNE)
    books.tell(COMMISSION, "o1", CommissionClawedBack(refund="r2", parts=(Part("a", 1, 10),)), at=IN_JULY)
    assert [month_of(books, month).commission for month in (MAY, JUNE, JULY)] == [70, -30, -10]


def test_what_is_recorded_of_a_closed_month_is_booked_in_the_first_open_one(books: Books) -> None:
    buy(books, "o1", 100, at=IN_MAY)
    books.tell(STATEMENT, "dior", MonthClosed(month=MAY), at=FIRST_OF_JUNE)
    closed = month_of(books, MAY)
    assert (closed.payments, closed.closed) == (100, True)
    buy(books, "o2", 7, at=IN_MAY)
    assert month_of(books, MAY) == closed
    assert (month_of(books, JUNE).payments, month_of(books, JUNE).closed) == (7, False)
    books.tell(STATEMENT, "dior", MonthClosed(month=JUNE), at=IN_JULY)
    buy(books, "o3", 9, at=IN_MAY)
    assert [month_of(books, month).payments for month in (MAY, JUNE, JULY)] == [100, 7, 9]


def test_what_is_recorded_late_of_a_month_that_is_open_is_booked_there(books: Books) -> None:
    books.tell(STATEMENT, "dior", MonthClosed(month="2021-04"), at=IN_MAY)
    books.tell(STATEMENT, "chanel", MonthClosed(month=JUNE), at=IN_JULY)
    buy(books, "o1", 100, at=IN_MAY)
    assert month_of(books, MAY).payments == 100


@pytest.mark.parametrize("by", ["dior", "merchant:chanel", "platform:op", "buyer"])
def test_nobody_else_sees_a_merchants_statement(books: Books, by: str) -> None:
    with pytest.raises(NotAllowed):
        books.stating().of("dior", MAY, by=by)


@pytest.mark.parametrize("month", ["2021-5", "2021-13", "2021-00", "2021-05-01", "21-05", "２０２１-05", "2021-05\n"])
def test_a_month_of_another_form_is_refused_and_the_form_named(books: Books, month: str) -> None:
    with pytest.raises(ValueError, match=r"month is .*: expected a calendar month such as 2021-05"):
        month_of(books, month)


def test_read_one_by_one_or_all_at_once_the_log_gives_the_same_bookings(books: Books) -> None:
    books.tell(ORDER, "o1", FUNDED, payment(FUNDED), back(99), at=IN_MAY)
    books.tell(COMMISSION, "o1", CommissionEarned(order="o1", parts=(Part("a", 1, 70),)), at=IN_MAY)
    books.tell(STATEMENT, "dior", MonthClosed(month=MAY), at=FIRST_OF_JUNE)
    later = bought(line(700), line(300), order="o2")
    books.tell(ORDER, "o2", later, payment(later), at=IN_MAY)
    books.tell(ORDER, "o1", back(301, refund="r2"), at=FIRST_OF_JUNE)
    with empty_books() as others:
        for recorded in books.log.read():
            others.log.append([recorded])
            others.views.catch_up()
        assert others.rows() == books.rows()
    at_once = books.rows()
    books.views.rebuild()
    assert books.rows() == at_once
