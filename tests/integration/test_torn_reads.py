"""A decision that loads one stream before and another after what others wrote: it is made anew, never by halves."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

import pytest
from overdue import bring, open_market

from socialcommerce import ManualClock, Recorded, SocialCommerce
from socialcommerce.commerce import Services
from socialcommerce.services.decisions import Decisions
from socialcommerce.services.reading import Reading
from socialcommerce.storage.log import EventLog


class OvertakenWhileReading:
    """A log that, just before the stream *before* is read for the first time, lets others do *meanwhile*."""

    def __init__(self, log: EventLog, before: str, meanwhile: Callable[[], object]) -> None:
        self._log = log
        self._before = before
        self._meanwhile = meanwhile
        self.overtaken = False

    def since(self, stream: str, after: int) -> list[Recorded[Any]]:
        if stream == self._before and not self.overtaken:
            self.overtaken = True
            self._meanwhile()
        return self._log.since(stream, after)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)


def slow(
    commerce: SocialCommerce, before: str, meanwhile: Callable[[SocialCommerce], object]
) -> tuple[Services, OvertakenWhileReading]:
    """The commands of a host on the same store that others overtake while it reads."""
    log = OvertakenWhileReading(commerce.log, before, lambda: meanwhile(commerce))
    decisions = Decisions(cast(EventLog, log), commerce.clock)
    reading = Reading(decisions, commerce.views.database, commerce.clock, commerce.rules.at().zone)
    return Services(decisions, reading), log


@pytest.fixture
def market(commerce: SocialCommerce) -> SocialCommerce:
    """``o1`` is placed and holds some of the budget."""
    open_market(commerce)
    commerce.budgets.fund("lipstick", "f1", 250)
    bring(commerce, "placed")
    return commerce


def given_back(commerce: SocialCommerce) -> int:
    """What came back to the budget, in minor units."""
    facts = [recorded.event for recorded in commerce.log.read() if recorded.stream == "budget-lipstick"]
    return sum(fact.amount for fact in facts if type(fact).__name__ == "BudgetGivenBack")


def test_two_cancellations_at_once_give_the_budget_back_once(market: SocialCommerce) -> None:
    host, log = slow(market, "budget-lipstick", lambda fast: fast.orders.cancel("o1"))
    assert host.orders.cancel("o1").status == "cancelled"
    assert log.overtaken
    assert given_back(market) == 200


def test_a_read_of_an_overdue_order_that_a_tick_overtakes_finds_it_cancelled(
    market: SocialCommerce, clock: ManualClock
) -> None:
    clock.advance(timedelta(minutes=30))
    host, log = slow(market, "budget-lipstick", lambda fast: fast.tick())
    assert host.orders.of("o1").status == "cancelled"
    assert log.overtaken
    assert given_back(market) == 200


def test_the_same_refund_from_two_hosts_at_once_is_one(market: SocialCommerce) -> None:
    market.orders.pay("o1", "x1")
    host, log = slow(market, "budget-lipstick", lambda fast: fast.orders.refund("o1", "r1"))
    assert host.orders.refund("o1", "r1").status == "refunded"
    assert log.overtaken
    assert given_back(market) == 200


def test_a_refund_that_a_payout_overtakes_is_taken_back_from_it(market: SocialCommerce, clock: ManualClock) -> None:
    market.orders.pay("o1", "x1")
    for step in (market.orders.deliver, market.orders.complete):
        if step == market.orders.deliver:
            market.orders.ship("o1", "sf1", "SF Express")
        step("o1")
    clock.advance(timedelta(days=7))
    host, log = slow(market, "commission-o1", lambda fast: fast.payouts.make("po1", "lin"))
    host.orders.refund("o1", "r1", line=1)
    assert log.overtaken
    balance = market.earnings.of("lin")
    assert (balance.paid_out, balance.approved) == (180, -180)
