"""Payouts of what members have earned, and the months that are closed."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from socialcommerce.audit.check import Doubt, check, closing_check, differs
from socialcommerce.audit.picture import Picture
from socialcommerce.domain.earnings.commission_events import CommissionSettled
from socialcommerce.domain.earnings.payout import PayoutMade
from socialcommerce.domain.earnings.statement import MonthClosed
from socialcommerce.kernel.event import Recorded
from socialcommerce.rules import CLOCK_TOLERANCE

_MEANWHILE: Final = CLOCK_TOLERANCE
"""What became payable in so short a time before a payout may have come after its orders were gathered."""


@check("payout-once", "A payout is made once, under its reference.", PayoutMade, refusals=("payout-differs",))
def _(picture: Picture, key: str, fact: PayoutMade, recorded: Recorded[Any]) -> Doubt | None:
    if key in picture.earnings.payouts:
        return Doubt(f"one payout {key}", "it is made again")
    return differs(key, fact.payout)


@check("payout-sum", "A payout is the sum of its entries, one an order.", PayoutMade)
def _(picture: Picture, key: str, fact: PayoutMade, recorded: Recorded[Any]) -> Doubt | None:
    entries = fact.entries
    if len({entry.order for entry in entries}) < len(entries):
        return Doubt("an entry for each order", "an order has two")
    return differs(sum(entry.amount for entry in entries), fact.amount)


@check("payout-minimum", "A payout comes to the minimum or more.", PayoutMade, refusals=("payout-too-low",))
def _(picture: Picture, key: str, fact: PayoutMade, recorded: Recorded[Any]) -> Doubt | None:
    minimum = picture.rulebook.at(recorded.at).earnings.payout_minimum
    return None if fact.amount >= minimum else Doubt(f"at least {minimum}", f"{fact.amount}")


@check(
    "payout-entries",
    "Each entry of a payout is what an approved commission owes the member then, negative what they owe.",
    PayoutMade,
)
def _(picture: Picture, key: str, fact: PayoutMade, recorded: Recorded[Any]) -> Doubt | None:
    for entry in fact.entries:
        commission = picture.earnings.commissions[entry.order]
        payable = commission.earnings[fact.member].payable
        if commission.status != "approved":
            return Doubt(f"approved commission of order {entry.order}", f"it is {commission.status}")
        if entry.amount == 0 or entry.amount != payable:
            return Doubt(f"{payable} of order {entry.order}, and no entry of nothing", f"{entry.amount}")
    return None


@check(
    "payout-complete",
    "A payout takes all that is approved and not yet paid to its member, of every order that has not gone on since.",
    PayoutMade,
)
def _(picture: Picture, key: str, fact: PayoutMade, recorded: Recorded[Any]) -> Doubt | None:
    taken = {entry.order for entry in fact.entries}
    for number in sorted(picture.earnings.unsettled.get(fact.member, set()) - taken):
        commission = picture.earnings.commissions[number]
        if commission.status != "approved" or commission.last.at >= recorded.at - _MEANWHILE:
            continue
        if not _has_gone_on(picture, number, recorded.at):
            payable = commission.earnings[fact.member].payable
            return Doubt(f"{payable} of order {number} too", "it is left out")
    return None


def _has_gone_on(picture: Picture, number: str, instant: datetime) -> bool:
    """Whether something happened to an order, or to a case that holds it up, after *instant*."""
    streams = [f"order-{number}", *(f"case-{case}" for case in picture.orders.of[number].holds)]
    return any(picture.streams.last[stream].at > instant for stream in streams)


@check(
    "settled",
    "What a payout takes of an order's commission is its entry, and all that is owed to the member.",
    CommissionSettled,
)
def _(picture: Picture, key: str, fact: CommissionSettled, recorded: Recorded[Any]) -> Doubt | None:
    payout, earning = picture.earnings.payouts[fact.payout], picture.earnings.commissions[key].earnings
    if payout.made.event.member != fact.member:
        return Doubt(f"a payout to {fact.member}", f"one to {payout.made.event.member}")
    if fact.payout in earning[fact.member].payouts:
        return Doubt(f"one settlement by payout {fact.payout}", "another one")
    expected = (payout.entries.get(key), earning[fact.member].payable)
    return differs(expected, (fact.amount, fact.amount))


@closing_check("payout-settles", "What a payout takes is settled with each of its orders.", PayoutMade)
def _(picture: Picture) -> Iterator[tuple[Recorded[Any], Doubt]]:
    for payout in picture.earnings.payouts.values():
        missing = [order for order in payout.entries if order not in payout.settled]
        if missing:
            yield payout.made, Doubt(f"a settlement with order {missing[0]}", "there is none")


@check(
    "month-closed",
    "A merchant's months are closed in order, and once they are over in the store's zone.",
    MonthClosed,
    refusals=("month-not-over",),
)
def _(picture: Picture, key: str, fact: MonthClosed, recorded: Recorded[Any]) -> Doubt | None:
    month, closed = fact.month, picture.earnings.closed.get(key, "")
    if month <= closed:
        return Doubt(f"a month after {closed}", month)
    zone = ZoneInfo(picture.rulebook.at(recorded.at).zone)
    local = recorded.at.astimezone(zone)
    return None if month < f"{local:%Y-%m}" else Doubt(f"a month before {local:%Y-%m}", month)
