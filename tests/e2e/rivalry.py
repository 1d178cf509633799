"""A market of many orders that rival processes pay out, tick and refund at once: what they find, do, and leave.

What is left of the orders is the same whoever is faster, so that it is known beforehand.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import attrs

from conservation import assert_money_is_conserved
from money_in_the_log import Bought
from socialcommerce import Conflict, EarningsRules, ManualClock, Refused, Rules, SocialCommerce
from socialcommerce.services.orders import WantedLine

NOON: Final = datetime(2021, 5, 1, 4, tzinfo=UTC)
"""When all orders are placed, paid and shipped."""

RULES: Final = Rules(earnings=EarningsRules(levels=2, payout_minimum=1))
HEAD: Final = "head"
"""Who recruited every other sharer."""
SHARERS: Final = tuple(f"s{number}" for number in range(5))
PRODUCTS: Final = ("p0", "p1", "p2", "p3")
ROUND_DAYS: Final = (14, 21, 28, 29, 35, 42)
"""Days after noon of each round: orders are delivered, completed, their commission approved, and then only refunded."""

FIRST_PAYOUT: Final = 2
"""The round, from 0, in which there is something to pay out."""

AT_ONCE: Final = 500
"""Orders of one transaction while the market is prepared."""
AMOUNT: Final = 101
"""Minor units of each rival's own refund."""
PATIENCE: Final = 1_000
"""Conflicts of one command after which it is given up."""


def prepare(url: str, orders: int) -> None:
    """Let so many orders be paid and shipped, through shares of all sharers, some of them at a budget's cost."""
    with SocialCommerce.open(url, rules=RULES, clock=ManualClock(NOON)) as commerce:
        commerce.merchants.invite("brand", "Brand")
        for number, product in enumerate(PRODUCTS):
            price = 1_003 + 137 * number
            commerce.products.list(product, "brand", "Title", "Category", price, price - 55, 777 + 500 * number)
        commerce.budgets.fund(PRODUCTS[0], "f1", 10**9)
        commerce.shops.open(HEAD)
        for number, sharer in enumerate(SHARERS):
            recruiter = HEAD if number % 2 else None
            if recruiter:
                commerce.shops.invite(recruiter, sharer)
            commerce.shops.open(sharer, invited_by=recruiter)
            for product in PRODUCTS:
                commerce.shelves.place(sharer, product)
                commerce.shares.create(sharer, product, share=f"{sharer}-{product}")
        batch = commerce.batch("orders")
        for number in range(orders):
            first, second = PRODUCTS[number % 4], PRODUCTS[(number + 1) % 4]
            lines: list[WantedLine] = [{"product": first, "quantity": 3}, {"product": second}]
            share = f"{SHARERS[number % len(SHARERS)]}-{first}"
            batch.orders.place(f"o{number}", f"b{number % 7}", lines, share, delivery_fee=600)
            batch.orders.pay(f"o{number}", f"pay{number}")
            batch.orders.ship(f"o{number}", "parcel", "SF Express")
            if number % AT_ONCE == AT_ONCE - 1:
                batch.unit.append()
        batch.unit.append()


Job = Callable[[SocialCommerce], object]


def jobs(rival: str, turn: int, orders: int) -> Iterator[Job]:
    """What a rival does in a round: tick, pay everyone out twice, and refund the round's orders, each in its own order.

    Each rival gives back a unit, under a reference that both use; an amount under its own; and all that is left of
    the order, under its own too, which only one of them can.
    """
    refunds = [job for number in range(turn, orders, len(ROUND_DAYS)) for job in _refunds(rival, number)]
    earners = (HEAD, *SHARERS) if turn >= FIRST_PAYOUT else ()
    first = [_paying_out(rival, turn, member) for member in earners]
    if rival == "a":
        yield from (_tick, *first, *refunds)
    else:
        refunds = [job for start in range(0, len(refunds), 3) for job in reversed(refunds[start : start + 3])]
        yield from (*reversed(first), *refunds, _tick)
    for member in earners:
        yield _paying_out(f"{rival}-again", turn, member)


def _tick(commerce: SocialCommerce) -> object:
    return commerce.tick()


def _paying_out(rival: str, turn: int, member: str) -> Job:
    return lambda commerce: commerce.payouts.make(f"{rival}-{turn}-{member}", member)


def _refunds(rival: str, number: int) -> Iterator[Job]:
    order = f"o{number}"
    if number % 2 == 0:
        yield lambda commerce: commerce.orders.refund(order, "unit", line=1, quantity=1)
    if number % 3 == 0:
        yield lambda commerce: commerce.orders.refund(order, f"amount-{rival}", line=1, amount=AMOUNT)
    if number % 5 == 0:
        yield lambda commerce: commerce.orders.refund(order, f"rest-{rival}")


def left_to_refund(order: Bought, number: int) -> int:
    """What of an order is to have gone back at the end, in minor units: all that can without its delivery fee, or
    just what was named."""
    goods = sum(sold.line.amount for sold in order.lines)
    if number % 5 == 0:
        return goods
    unit = order.lines[0].line.amount // 3 if number % 2 == 0 else 0
    return unit + (2 * AMOUNT if number % 3 == 0 else 0)


@attrs.define
class Report:
    """How a rival fared: commands that were ``done``, and ``refused``; and how often one met a ``conflict``."""

    done: int = 0
    refused: int = 0
    conflicts: int = 0


def compete(url: str, rival: str, orders: int) -> Report:
    """Do all jobs of a rival, each again after a conflict."""
    report, clock = Report(), ManualClock(NOON)
    with SocialCommerce.open(url, clock=clock, create=False) as commerce:
        for turn, days in enumerate(ROUND_DAYS):
            clock.set(NOON + timedelta(days=days))
            for job in jobs(rival, turn, orders):
                _do(commerce, job, report)
    return report


def _do(commerce: SocialCommerce, job: Job, report: Report) -> None:
    for _ in range(PATIENCE):
        try:
            job(commerce)
        except Conflict:
            report.conflicts += 1
        except Refused:
            report.refused += 1
            return
        else:
            report.done += 1
            return
    raise RuntimeError(f"a command met {PATIENCE} conflicts")


@attrs.frozen
class Sums:
    """What a store comes to in the end, in minor units. ``commission`` is what was paid out or is still owed."""

    paid: int
    refunded: int
    commission: int
    subsidy: int


def judge(url: str, orders: int) -> Sums:
    """Let the last deadlines pass, hold the log and all reads against the laws of money, and add up.

    Raises ``AssertionError`` if a law does not hold, or a refund is missing or doubled.
    """
    with SocialCommerce.open(url, clock=ManualClock(NOON + timedelta(days=90)), create=False) as commerce:
        money = assert_money_is_conserved(commerce)
    assert len(money.orders) == orders
    for number in range(orders):
        order = money.orders[f"o{number}"]
        assert order.refunded == left_to_refund(order, number), f"o{number}"
        assert order.fee_refunded == 0
    return Sums(
        paid=sum(order.paid for order in money.orders.values()),
        refunded=sum(order.refunded for order in money.orders.values()),
        commission=sum(part.kept for part in money.parts.values()),
        subsidy=sum(purse.drawn - purse.given_back for purse in money.purses.values()),
    )
