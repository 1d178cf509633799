from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from earning import Books, bought, empty_books, line, payment
from given import NOON, expect_corrupt, given, refused
from socialcommerce import NotAllowed
from socialcommerce.domain.earnings.commission import COMMISSION
from socialcommerce.domain.earnings.commission_events import (
    CommissionApproved,
    CommissionClawedBack,
    CommissionEarned,
    CommissionFrozen,
    CommissionReduced,
    CommissionSettled,
    Part,
)
from socialcommerce.domain.earnings.payout import PAYOUT, PaidEntry, Payout, PayoutMade, make
from socialcommerce.domain.orders.order import ORDER
from socialcommerce.kernel.money import MAX_MONEY
from socialcommerce.services.earnings import Balance

NONE = given(PAYOUT)
MADE = PayoutMade(payout="po1", member="m1", entries=(PaidEntry("o1", 300), PaidEntry("o2", -100)), amount=200)
FROZEN = CommissionFrozen(approve_by=NOON)
JUNE = datetime(2021, 5, 31, 16, tzinfo=UTC)
"""The first instant of June in Shanghai."""


@pytest.fixture
def books() -> Iterator[Books]:
    """Books of three orders that are paid."""
    with empty_books() as opened:
        for order in ("o1", "o2", "o3"):
            placed = bought(line(10_000, 1_000), order=order)
            opened.tell(ORDER, order, placed, payment(placed))
        yield opened


def settled(payout: str, amount: int) -> CommissionSettled:
    return CommissionSettled(payout=payout, member="m1", amount=amount)


def test_a_payout_takes_all_that_is_payable_in_order_of_order_numbers() -> None:
    payable = {"o9": 50, "o1": 300, "o3": 0, "o2": -100}
    assert make(NONE, "po1", "m1", payable, minimum=100) == [
        PayoutMade(
            payout="po1",
            member="m1",
            entries=(PaidEntry("o1", 300), PaidEntry("o2", -100), PaidEntry("o9", 50)),
            amount=250,
        )
    ]


def test_a_payout_of_the_minimum_is_made_and_one_below_it_is_refused() -> None:
    assert make(NONE, "po1", "m1", {"o1": 100}, minimum=100)
    with refused("payout-too-low") as caught:
        make(NONE, "po1", "m1", {"o1": 99}, minimum=100)
    assert caught.value.facts == {"balance": 99, "minimum": 100}


@pytest.mark.parametrize("payable", [{}, {"o1": 0}, {"o1": -1_470}, {"o1": 100, "o2": -1}])
def test_a_balance_that_is_nothing_or_negative_is_carried_on(payable: dict[str, int]) -> None:
    with refused("payout-too-low"):
        make(NONE, "po1", "m1", payable, minimum=100)


def test_a_payout_that_was_made_is_made_once_whatever_is_payable_now() -> None:
    made = given(PAYOUT, MADE)
    assert made == Payout("m1", MADE.entries, 200)
    assert make(made, "po1", "m1", {"o7": 1_000}, minimum=100) == []
    assert make(made, "po1", "m1", {}, minimum=100) == []


def test_a_reference_that_paid_another_member_is_refused_without_naming_them() -> None:
    with refused("payout-differs") as caught:
        make(given(PAYOUT, MADE), "po1", "m2", {"o1": 300}, minimum=100)
    assert "m1" not in str(caught.value)


def test_a_payout_comes_to_the_largest_amount_and_no_more() -> None:
    assert make(NONE, "po1", "m1", {"o1": MAX_MONEY}, minimum=1)
    with pytest.raises(ValueError, match="at most"):
        make(NONE, "po1", "m1", {"o1": MAX_MONEY, "o2": 1}, minimum=1)


def test_a_payout_made_twice_or_of_another_sum_is_a_corrupt_log() -> None:
    expect_corrupt(PAYOUT, MADE, MADE)
    expect_corrupt(PAYOUT, PayoutMade(payout="po1", member="m1", entries=MADE.entries, amount=201))


def a_year_of_earning(books: Books) -> None:
    """Of three orders: one earns, is paid out and clawed back; one is frozen and reduced; one is pending."""
    parts = (Part("m1", 1, 900), Part("m2", 2, 100))
    books.tell(COMMISSION, "o1", CommissionEarned(order="o1", parts=parts))
    books.tell(COMMISSION, "o2", CommissionEarned(order="o2", parts=(Part("m1", 1, 500), Part("m2", 2, 0))))
    books.tell(COMMISSION, "o1", FROZEN, CommissionApproved(), at=NOON + timedelta(days=7))
    books.tell(COMMISSION, "o2", FROZEN, CommissionReduced(refund="r2", parts=(Part("m1", 1, 200),)), at=JUNE)
    entries = (PaidEntry("o1", 900),)
    books.tell(PAYOUT, "po1", PayoutMade(payout="po1", member="m1", entries=entries, amount=900), at=JUNE)
    books.tell(COMMISSION, "o1", settled("po1", 900), at=JUNE)
    books.tell(COMMISSION, "o1", CommissionClawedBack(refund="r1", parts=(Part("m1", 1, 90),)), at=JUNE)
    books.tell(COMMISSION, "o3", CommissionEarned(order="o3", parts=(Part("m1", 1, 7),)), at=JUNE)


def test_balances_are_told_by_status(books: Books) -> None:
    a_year_of_earning(books)
    reads = books.earning()
    mine = reads.of("m1", by="m1")
    assert mine == Balance("m1", pending=7, frozen=300, approved=-90, paid_out=900)
    assert (mine.owed, mine.total) == (217, 1_117)
    assert reads.of("m2") == Balance("m2", frozen=0, approved=100)
    assert reads.of("nobody") == Balance("nobody")


def test_what_was_clawed_back_is_gone_once_a_payout_has_taken_it(books: Books) -> None:
    a_year_of_earning(books)
    books.tell(COMMISSION, "o1", settled("po2", -90), at=JUNE)
    assert books.earning().of("m1").approved == 0


def test_a_months_statement_opens_where_the_last_closed_and_adds_up(books: Books) -> None:
    a_year_of_earning(books)
    reads = books.earning()
    may, june, july = (reads.statement("m1", month) for month in ("2021-05", "2021-06", "2021-07"))
    assert [(entry.kind, entry.order, entry.amount, entry.balance) for entry in may.entries] == [
        ("earned", "o1", 900, 900),
        ("earned", "o2", 500, 1_400),
    ]
    assert [(entry.kind, entry.amount, entry.balance, entry.reference) for entry in june.entries] == [
        ("reduced", -200, 1_200, "r2"),
        ("paid_out", -900, 300, "po1"),
        ("clawed_back", -90, 210, "r1"),
        ("earned", 7, 217, None),
    ]
    assert (may.opening, may.closing, june.opening, june.closing) == (0, 1_400, 1_400, 217)
    assert (july.opening, july.entries, july.closing) == (217, (), 217)
    assert reads.of("m1").owed == june.closing


def test_a_part_of_nothing_is_no_entry(books: Books) -> None:
    a_year_of_earning(books)
    assert [entry.order for entry in books.earning().statement("m2", "2021-05").entries] == ["o1"]


def test_the_months_of_a_statement_are_those_of_the_stores_zone(books: Books) -> None:
    books.tell(
        COMMISSION, "o1", CommissionEarned(order="o1", parts=(Part("m1", 1, 1),)), at=JUNE - timedelta(seconds=1)
    )
    books.tell(COMMISSION, "o2", CommissionEarned(order="o2", parts=(Part("m1", 1, 2),)), at=JUNE)
    reads = books.earning()
    assert [reads.statement("m1", month).closing for month in ("2021-04", "2021-05", "2021-06")] == [0, 1, 3]


@pytest.mark.parametrize("by", ["m2", "merchant:m1", "platform:op"])
def test_nobody_else_sees_what_a_member_earns(books: Books, by: str) -> None:
    reads = books.earning()
    with pytest.raises(NotAllowed):
        reads.of("m1", by=by)
    with pytest.raises(NotAllowed):
        reads.statement("m1", "2021-05", by=by)


def test_read_one_by_one_or_all_at_once_the_log_gives_the_same_earnings(books: Books) -> None:
    a_year_of_earning(books)
    with empty_books() as others:
        for recorded in books.log.read():
            others.log.append([recorded])
            others.views.catch_up()
        assert others.rows() == books.rows()
    at_once = books.rows()
    books.views.rebuild()
    assert books.rows() == at_once
