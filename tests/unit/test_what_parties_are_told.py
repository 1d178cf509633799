"""Orders and quotes tell buyers, merchants and the platform what is theirs, and the host everything."""

from typing import Any

import pytest

from given import NOON
from socialcommerce import EarningsRules, ManualClock, NotAllowed, Rules, SocialCommerce

LINES: Any = [{"product": "tea", "quantity": 2}]


@pytest.fixture
def market() -> SocialCommerce:
    """``rec`` recruited ``lin``, whose share makes tea 100 cheaper for ``an``, out of a budget of 150."""
    commerce = SocialCommerce.open(clock=ManualClock(NOON), rules=Rules(earnings=EarningsRules(levels=2)))
    commerce.merchants.invite("cha", "Cha")
    commerce.products.list("tea", "cha", "Tea", "food", 1_000, 900, 500)
    commerce.budgets.fund("tea", "f1", 150)
    commerce.shops.open("rec")
    commerce.shops.invite("rec", "lin")
    commerce.shops.open("lin", "rec")
    commerce.shelves.place("lin", "tea")
    commerce.shares.create("lin", "tea", share="s1")
    commerce.orders.place("o1", "an", LINES, "s1")
    return commerce


def told(commerce: SocialCommerce, by: str | None) -> tuple[str | None, int, int]:
    order = commerce.orders.of("o1", by=by)
    assert order.terms is not None
    return order.terms.recruiter, order.lines[0].sold.subsidy, order.lines[0].sold.excess


def test_the_host_is_told_everything(market: SocialCommerce) -> None:
    assert told(market, None) == ("rec", 150, 50)


def test_a_merchant_is_not_told_who_recruited_the_sharer(market: SocialCommerce) -> None:
    assert told(market, "merchant:cha") == (None, 150, 50)


def escalate(commerce: SocialCommerce) -> str:
    commerce.orders.pay("o1", "x1")
    case = commerce.cases.request("o1", 1, "refund_only", "stale")
    commerce.cases.reject(case)
    commerce.cases.escalate(case)
    return case


def test_the_platform_once_called_in_is_told_what_the_merchant_is(market: SocialCommerce) -> None:
    escalate(market)

    assert market.orders.of("o1", by="platform:op") == market.orders.of("o1", by="merchant:cha")
    assert told(market, "platform:op") == (None, 150, 50)


def test_the_platform_reads_an_order_only_once_it_was_called_into_a_case_of_it(market: SocialCommerce) -> None:
    market.orders.pay("o1", "x1")
    case = market.cases.request("o1", 1, "refund_only", "stale")
    market.cases.reject(case)
    with pytest.raises(NotAllowed):
        market.orders.of("o1", by="platform:op")

    market.cases.escalate(case)
    assert market.orders.of("o1", by="platform:op").status == "paid"


def test_the_platform_reads_on_what_it_was_called_into_when_that_is_over(market: SocialCommerce) -> None:
    market.cases.rule(escalate(market), 0, by="platform:op")

    assert market.orders.of("o1", by="platform:op").status == "paid"


def test_a_case_of_one_order_opens_no_other_to_the_platform(market: SocialCommerce) -> None:
    market.orders.place("o2", "an", LINES)
    escalate(market)

    with pytest.raises(NotAllowed):
        market.orders.of("o2", by="platform:op")
    for by in ("bo", "merchant:other"):
        with pytest.raises(NotAllowed):
            market.orders.of("o1", by=by)


def test_a_buyer_is_not_told_what_the_merchant_gives_either(market: SocialCommerce) -> None:
    assert told(market, "an") == (None, 0, 0)


def test_a_command_of_a_buyer_answers_as_the_read_does(market: SocialCommerce) -> None:
    again = market.orders.place("o1", "an", LINES, "s1", by="an")

    assert again == market.orders.of("o1", by="an") != market.orders.of("o1")
    assert market.orders.cancel("o1", by="an").terms == again.terms


def test_a_quote_does_not_tell_a_buyer_what_is_left_of_a_budget(market: SocialCommerce) -> None:
    market.budgets.fund("tea", "f2", 1_000)
    many: Any = [{"product": "tea", "quantity": 1_000}]

    assert market.orders.quote("an", many, "s1").lines[0].subsidy == 1_000
    of_buyer = market.orders.quote("an", many, "s1", by="an")
    assert (of_buyer.lines[0].subsidy, of_buyer.lines[0].excess) == (0, 0)
    assert (of_buyer.terms.recruiter, of_buyer.terms.recruiter_bp) == (None, 0)
    assert of_buyer.total == market.orders.quote("an", many, "s1").total
