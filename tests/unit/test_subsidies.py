"""Budgets in pricing: when the exclusive price holds, what is drawn for it, what the merchant owes, what goes back."""

import pytest

from given import product, then
from quoting import funded, quoted, through
from socialcommerce import SocialCommerce
from socialcommerce.domain.catalog.budget import BUDGET, Budget, draw, exclusive_now
from socialcommerce.domain.orders.pricing import Discount, OrderLine, Wanted, given_back
from socialcommerce.kernel.money import MAX_MONEY
from socialcommerce.services.orders import WantedLine

EXCLUSIVE = product(exclusive_price=700)
"""¥3.00 a unit are the difference."""

NONE = BUDGET.initial


def bought(budget: Budget, *, quantity: int = 1, promised: int = 1_000, discount: Discount | None = None) -> OrderLine:
    """The line of an order through a share that promises *promised*."""
    return quoted(
        Wanted("p1", quantity),
        states={"p1": EXCLUSIVE},
        named=through(promised),
        budget=budget,
        discount=discount,
    ).lines[0]


def price_and_payers(line: OrderLine) -> tuple[int, int, int]:
    """The unit price, and who pays the difference: the budget, and the merchant."""
    return line.unit_price, line.subsidy, line.excess


def test_the_exclusive_price_holds_while_the_budget_covers_it() -> None:
    assert exclusive_now(EXCLUSIVE, funded(300)) == 700
    assert exclusive_now(EXCLUSIVE, funded(299)) is None
    assert exclusive_now(EXCLUSIVE, funded(600), quantity=2) == 700
    assert exclusive_now(EXCLUSIVE, funded(599), quantity=2) is None


def test_without_a_budget_the_exclusive_price_holds_for_any_quantity() -> None:
    assert exclusive_now(EXCLUSIVE, NONE, quantity=1_000_000) == 700


def test_no_budget_makes_an_exclusive_price_where_there_is_none() -> None:
    assert exclusive_now(product(), funded(MAX_MONEY)) is None


def test_what_a_budget_covers_is_drawn_from_it() -> None:
    assert price_and_payers(bought(funded(600), quantity=2)) == (700, 600, 0)


def test_the_exclusive_price_ends_one_fen_before_the_budget_covers_all_units() -> None:
    assert price_and_payers(bought(funded(599), quantity=2)) == (1_000, 0, 0)


@pytest.mark.parametrize(("left", "subsidy", "excess"), [(600, 600, 0), (599, 599, 1), (1, 1, 599)])
def test_a_promise_holds_beyond_the_budget_and_the_merchant_owes_the_excess(
    left: int, subsidy: int, excess: int
) -> None:
    assert price_and_payers(bought(funded(left), quantity=2, promised=700)) == (700, subsidy, excess)


def test_without_a_budget_the_merchant_owes_all_of_the_difference() -> None:
    assert price_and_payers(bought(NONE, quantity=2)) == (700, 0, 600)


def test_at_the_platform_price_nothing_is_drawn_or_owed() -> None:
    line = quoted(Wanted("p1"), states={"p1": EXCLUSIVE}, budget=funded(600)).lines[0]
    assert price_and_payers(line) == (1_000, 0, 0)


def test_a_discount_is_neither_drawn_nor_owed() -> None:
    line = bought(funded(300), discount=Discount(percent_bp=10_000))
    assert (line.amount, line.subsidy, line.excess) == (0, 300, 0)


def test_a_discount_is_judged_by_the_price_that_the_budget_leaves() -> None:
    discount = Discount(amount=100, threshold=1_000)
    assert bought(funded(299), discount=discount).amount == 900


def test_two_orders_and_a_budget_for_one() -> None:
    budget = funded(300)
    first = bought(budget)
    budget = then(BUDGET, budget, *draw(budget, "o1", first.subsidy))
    assert price_and_payers(first) == (700, 300, 0)
    assert price_and_payers(bought(budget)) == (1_000, 0, 0)
    assert price_and_payers(bought(budget, promised=700)) == (700, 0, 300)


@pytest.mark.parametrize(("refunded", "back"), [(0, 0), (1, 0), (3, 0), (4, 1), (9, 2), (10, 3)])
def test_a_part_of_a_subsidy_is_floored_and_comes_back_whole_with_the_last_of_the_amount(
    refunded: int, back: int
) -> None:
    assert given_back(3, refunded, 10) == back


def test_a_line_that_cost_nothing_gives_nothing_back() -> None:
    assert given_back(300, 0, 0) == 0


def test_more_than_the_amount_cannot_have_been_refunded() -> None:
    with pytest.raises(ValueError, match="cannot take 11"):
        given_back(3, 11, 10)


def test_the_largest_subsidy_comes_back_without_loss() -> None:
    assert given_back(MAX_MONEY, MAX_MONEY, MAX_MONEY) == MAX_MONEY
    assert given_back(MAX_MONEY, MAX_MONEY - 1, MAX_MONEY) == MAX_MONEY - 1


def test_the_subsidy_of_a_line_that_a_discount_made_free_comes_back_with_the_rest_of_the_order(
    commerce: SocialCommerce,
) -> None:
    commerce.merchants.invite("cd", "Dior")
    commerce.products.list("p1", "cd", "Sample", "lips", 1_000, 1)
    commerce.products.list("p2", "cd", "Lipstick", "lips", 10)
    commerce.shops.open("lin")
    commerce.shelves.place("lin", "p1")
    share = commerce.shares.create("lin", "p1")
    commerce.budgets.fund("p1", "f1", 999)
    lines: list[WantedLine] = [{"product": "p1"}, {"product": "p2"}]
    placed = commerce.orders.place("o1", "an", lines, share, discount={"amount": 10})
    assert [(line.sold.amount, line.sold.subsidy) for line in placed.lines] == [(0, 999), (1, 0)]
    commerce.orders.pay("o1", "x1")
    commerce.orders.refund("o1", "r1")
    assert commerce.storefronts.of("lin").slots[0].exclusive_price == 1
