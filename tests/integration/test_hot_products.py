"""Many at once at one product: its budget goes out to the last fen and no further, and its sales are all counted."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta

import pytest
from sql import on_disk

from given import NOON
from socialcommerce import Conflict, InfluenceRules, ManualClock, SocialCommerce
from socialcommerce.domain.catalog.budget import BudgetDrawn
from socialcommerce.projections.influence_sums import DaySums, score

BUYERS = 6
ORDERS_EACH = 5
PRICE = 1_000
CHEAPER_BY = 100
BUDGET = 13 * CHEAPER_BY + 1
PATIENCE_SECONDS = 120
"""How long a thread may take before the test says that it hangs; far more than it ever needs."""


@pytest.fixture
def hosts(store_url: str, clock: ManualClock) -> Iterator[tuple[SocialCommerce, SocialCommerce]]:
    """Two hosts of one store (in memory, one host twice): a funded product is shared as ``s1``."""
    with ExitStack() as stack:
        first = second = stack.enter_context(SocialCommerce.open(store_url, clock=clock))
        if store_url != "memory://":
            second = stack.enter_context(SocialCommerce.open(store_url, clock=clock))
        first.merchants.invite("dior", "Dior")
        first.products.list("lipstick", "dior", "Lipstick", "beauty", PRICE, exclusive_price=PRICE - CHEAPER_BY)
        first.budgets.fund("lipstick", "f1", BUDGET)
        first.shops.open("lin")
        first.shelves.place("lin", "lipstick")
        first.shares.create("lin", "lipstick", share="s1")
        yield first, second


def test_a_budget_that_many_buyers_draw_from_at_once_is_never_overdrawn(
    hosts: tuple[SocialCommerce, SocialCommerce],
) -> None:
    start = threading.Barrier(BUYERS)

    def buy(buyer: int) -> list[int]:
        start.wait(PATIENCE_SECONDS)
        return [bought(hosts[buyer % 2], f"o{buyer}-{number}", f"b{buyer}") for number in range(ORDERS_EACH)]

    with ThreadPoolExecutor(BUYERS) as threads:
        told = [threads.submit(buy, buyer) for buyer in range(BUYERS)]
        subsidies = sorted(each for future in told for each in future.result(PATIENCE_SECONDS))

    drawn = [recorded.event.amount for recorded in hosts[0].log.read() if isinstance(recorded.event, BudgetDrawn)]
    assert drawn == [CHEAPER_BY] * 13 + [1]
    assert subsidies == [0] * (BUYERS * ORDERS_EACH - 14) + sorted(drawn)


def bought(commerce: SocialCommerce, order: str, buyer: str) -> int:
    """What the order drew from the budget, at the price that its share promises; told until nobody is in the way."""
    while True:
        try:
            (line,) = commerce.orders.place(order, buyer, [{"product": "lipstick"}], share="s1").lines
        except Conflict:
            continue
        assert line.sold.amount == PRICE - CHEAPER_BY
        return line.sold.subsidy


@on_disk
def test_a_sale_while_the_scores_are_made_anew_is_counted(
    hosts: tuple[SocialCommerce, SocialCommerce], clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, other = hosts
    sell(ours, "o1")
    ours.rules.announce({"influence.sales_weight": 2}, NOON + timedelta(days=7))
    ours.board.top()
    clock.set(NOON + timedelta(days=7))
    sales: list[threading.Thread] = []

    def overtaken(sums: DaySums, rules: InfluenceRules) -> int:
        """The other host sells, and tries to count that, after the sums were read and before they are written."""
        if not sales:
            sales.append(threading.Thread(target=lambda: (sell(other, "o2"), other.views.catch_up())))
            sales[0].start()
            sales[0].join(0.5)
        return score(sums, rules)

    monkeypatch.setattr("socialcommerce.projections.influence.score", overtaken)
    ours.board.top()
    (sale,) = sales
    sale.join(PATIENCE_SECONDS)

    (entry,) = ours.board.top()
    assert (entry.net_sales, entry.score) == (1_800, 2 * 18 + 2)
    ours.views.rebuild()
    assert ours.board.top() == [entry]


def sell(commerce: SocialCommerce, order: str) -> None:
    share = commerce.shares.create("lin", "lipstick", share=f"share-{order}")
    commerce.orders.place(order, "an", [{"product": "lipstick"}], share=share)
    commerce.orders.pay(order, f"payment-{order}")
