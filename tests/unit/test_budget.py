"""Budgets: funded by merchants, drawn by orders, given back; and what shops, links and feeds show of them."""

from typing import Any

import pytest

from given import NOON, given, made, product, refused, shop, then
from socialcommerce import NotAllowed, NotFound, Recorded, ReferralRules, SocialCommerce
from socialcommerce.domain.catalog.budget import (
    BUDGET,
    BudgetDrawn,
    BudgetEvent,
    BudgetFunded,
    BudgetGivenBack,
    draw,
    fund,
    give_back,
)
from socialcommerce.domain.referrals import share as shares
from socialcommerce.domain.referrals.share import SHARE, short_code
from socialcommerce.domain.shops.shelf import SHELF, ProductPlaced, ShelfOpened
from socialcommerce.kernel.money import MAX_MONEY

NONE = BUDGET.initial
FUNDED = BudgetFunded(funding="f1", amount=1_000)
DRAWN = BudgetDrawn(order="o1", amount=600)
BACK = BudgetGivenBack(order="o1", amount=200)


def test_a_product_that_was_never_funded_has_no_budget_and_covers_any_difference() -> None:
    assert (NONE.exists, NONE.left, NONE.spent) == (False, 0, 0)
    assert NONE.covers(MAX_MONEY)


def test_what_is_left_is_what_was_funded_less_what_was_drawn_and_not_given_back() -> None:
    budget = given(BUDGET, FUNDED, DRAWN, BACK, BudgetFunded(funding="f2", amount=50))
    assert budget.exists
    assert (budget.funded, budget.drawn, budget.given_back) == (1_050, 600, 200)
    assert (budget.spent, budget.left) == (400, 650)


def test_a_budget_covers_a_difference_up_to_what_is_left() -> None:
    budget = given(BUDGET, FUNDED, DRAWN)
    assert budget.covers(400)
    assert not budget.covers(401)


def test_a_budget_that_is_used_up_still_exists_and_covers_nothing() -> None:
    budget = given(BUDGET, FUNDED, BudgetDrawn(order="o1", amount=1_000))
    assert (budget.exists, budget.left, budget.covers(0), budget.covers(1)) == (True, 0, True, False)


def test_a_budget_is_funded_under_a_reference() -> None:
    assert fund(NONE, "f1", 1_000) == [FUNDED]
    assert fund(given(BUDGET, FUNDED), "f2", 1_000) == [BudgetFunded(funding="f2", amount=1_000)]


def test_the_same_funding_again_changes_nothing_though_all_of_it_was_drawn() -> None:
    assert fund(given(BUDGET, FUNDED), "f1", 1_000) == []
    assert fund(given(BUDGET, FUNDED, BudgetDrawn(order="o1", amount=1_000)), "f1", 1_000) == []


@pytest.mark.parametrize("amount", [999, 1_001])
def test_another_amount_under_the_same_reference_is_refused(amount: int) -> None:
    with refused("funding-differs"):
        fund(given(BUDGET, FUNDED), "f1", amount)


def test_all_that_is_ever_given_to_a_budget_is_at_most_ten_trillion_yuan() -> None:
    budget = given(BUDGET, FUNDED, DRAWN)
    assert fund(budget, "f2", MAX_MONEY - 1_000)
    with pytest.raises(ValueError, match="the budget would come to 1000000000000001"):
        fund(budget, "f2", MAX_MONEY - 999)


def test_an_order_draws_up_to_what_is_left() -> None:
    budget = given(BUDGET, FUNDED, DRAWN)
    assert draw(budget, "o2", 400) == [BudgetDrawn(order="o2", amount=400)]
    with pytest.raises(ValueError, match="order o2 cannot draw 401 from the budget: 400 is left"):
        draw(budget, "o2", 401)


def test_an_order_gives_back_up_to_what_is_drawn() -> None:
    budget = given(BUDGET, FUNDED, DRAWN, BACK)
    assert give_back(budget, "o1", 400) == [BudgetGivenBack(order="o1", amount=400)]
    with pytest.raises(ValueError, match="order o1 cannot give 401 back to the budget: 400 is drawn"):
        give_back(budget, "o1", 401)


def test_nothing_is_drawn_or_given_back_for_nothing() -> None:
    assert draw(NONE, "o1", 0) == give_back(NONE, "o1", 0) == []


def test_what_comes_back_can_be_drawn_again() -> None:
    budget = given(BUDGET, FUNDED, BudgetDrawn(order="o1", amount=1_000))
    budget = then(BUDGET, budget, *give_back(budget, "o1", 1_000))
    assert draw(budget, "o2", 1_000)


@pytest.mark.parametrize(
    "facts",
    [
        (FUNDED, FUNDED),
        (DRAWN,),
        (BACK,),
        (FUNDED, BudgetDrawn(order="o1", amount=1_001)),
        (FUNDED, DRAWN, BudgetGivenBack(order="o1", amount=601)),
    ],
    ids=["funded-twice", "drawn-without", "given-back-without", "overdrawn", "too-much-given-back"],
)
def test_a_budget_never_holds_less_than_nothing_or_more_than_was_funded(facts: tuple[BudgetEvent, ...]) -> None:
    with pytest.raises(ValueError, match="cannot follow"):
        then(BUDGET, NONE, *facts)


@pytest.mark.parametrize(("left", "promised"), [(300, 700), (299, 1_000)])
def test_a_share_promises_the_exclusive_price_only_while_the_budget_covers_a_unit(left: int, promised: int) -> None:
    placed = ProductPlaced(product="p1", slot=0, listing=1, unlocks_at=NOON)
    facts = shares.create(
        given(SHARE),
        "s1",
        channel="chat",
        product_id="p1",
        product=product(exclusive_price=700),
        budget=given(BUDGET, BudgetFunded(funding="f1", amount=left)),
        shop=shop("m1"),
        shelf=given(SHELF, ShelfOpened(capacity=4), placed),
        at=NOON,
        rules=ReferralRules(),
    )
    assert facts == [made(promised_price=promised)]


@pytest.fixture
def furnished(commerce: SocialCommerce) -> SocialCommerce:
    """A product at 100, with an exclusive price of 80, on the shelf of ``lin``, whom ``an`` follows."""
    commerce.merchants.invite("cd", "Dior")
    commerce.products.list("p1", "cd", "Lipstick", "lips", 100, 80)
    commerce.members.befriend("lin", "an")
    commerce.shops.open("lin")
    commerce.shelves.place("lin", "p1")
    return commerce


def on_show(commerce: SocialCommerce) -> tuple[int | None, bool]:
    """The exclusive price on the shelf of ``lin``, and whether its subsidy ended."""
    (slot,) = commerce.storefronts.of("lin").slots
    return slot.exclusive_price, slot.subsidy_ended


def happened(commerce: SocialCommerce, *facts: Any) -> None:
    """Append *facts* to the budget of ``p1`` as if orders had made them."""
    version = len(commerce.log.stream("budget-p1"))
    commerce.log.append(
        [
            Recorded(stream="budget-p1", version=version + number, at=commerce.clock.now(), event=fact)
            for number, fact in enumerate(facts, 1)
        ]
    )


def test_only_its_merchant_funds_a_product(furnished: SocialCommerce) -> None:
    furnished.budgets.fund("p1", "f1", 10, by="merchant:cd")
    for other in ("merchant:ysl", "lin", "platform:op"):
        with pytest.raises(NotAllowed, match="fund product p1"):
            furnished.budgets.fund("p1", "f2", 10, by=other)
    assert [fact.event for fact in furnished.log.stream("budget-p1")] == [BudgetFunded(funding="f1", amount=10)]


def test_a_product_that_does_not_exist_is_not_funded(furnished: SocialCommerce) -> None:
    with pytest.raises(NotFound):
        furnished.budgets.fund("p2", "f1", 10)


def test_funding_again_through_the_store_is_silent_and_otherwise_refused(furnished: SocialCommerce) -> None:
    furnished.budgets.fund("p1", "f1", 10)
    furnished.budgets.fund("p1", "f1", 10)
    with refused("funding-differs"):
        furnished.budgets.fund("p1", "f1", 11)
    assert len(furnished.log.stream("budget-p1")) == 1


def test_a_storefront_says_when_the_budget_no_longer_covers_a_unit(furnished: SocialCommerce) -> None:
    assert on_show(furnished) == (80, False)
    furnished.budgets.fund("p1", "f1", 19)
    assert on_show(furnished) == (None, True)
    furnished.budgets.fund("p1", "f2", 1)
    assert on_show(furnished) == (80, False)
    happened(furnished, BudgetDrawn(order="o1", amount=20))
    assert on_show(furnished) == (None, True)
    happened(furnished, BudgetGivenBack(order="o1", amount=19), BudgetGivenBack(order="o1", amount=1))
    assert on_show(furnished) == (80, False)


def test_no_subsidy_ended_where_there_is_no_exclusive_price(furnished: SocialCommerce) -> None:
    furnished.products.reprice("p1", exclusive_price=None)
    furnished.budgets.fund("p1", "f1", 1)
    assert on_show(furnished) == (None, False)


def test_a_price_that_comes_nearer_to_the_exclusive_one_is_covered_again(furnished: SocialCommerce) -> None:
    furnished.budgets.fund("p1", "f1", 19)
    furnished.products.reprice("p1", 99)
    assert on_show(furnished) == (80, False)


def test_links_show_the_promise_that_was_made_and_those_of_later_shares_none(furnished: SocialCommerce) -> None:
    furnished.shares.create("lin", "p1", share="before")
    furnished.budgets.fund("p1", "f1", 19)
    furnished.shares.create("lin", "p1", share="after")
    shown = {share: furnished.links.of(short_code(share)).exclusive_price for share in ("before", "after")}
    assert shown == {"before": 80, "after": None}


def test_a_feed_shows_the_exclusive_price_of_a_placement_only_while_the_budget_covers_it(
    furnished: SocialCommerce,
) -> None:
    furnished.budgets.fund("p1", "f1", 20)
    assert [entry.exclusive_price for entry in furnished.feeds.of("an").entries] == [80]
    happened(furnished, BudgetDrawn(order="o1", amount=1))
    assert [entry.exclusive_price for entry in furnished.feeds.of("an").entries] == [None]
