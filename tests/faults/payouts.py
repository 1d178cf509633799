"""Faults of what payouts leave out."""

from typing import Any

from faulting import Log, change, fault, find, remove
from socialcommerce import Recorded
from socialcommerce.domain.earnings.commission_events import CommissionSettled
from socialcommerce.domain.earnings.payout import PayoutMade


def left_out(log: Log, payout: Recorded[Any], order: str) -> str:
    """Take what an *order* adds out of a payout, as if it had never been in it."""
    entries = tuple(entry for entry in payout.event.entries if entry.order != order)
    amount = sum(entry.amount for entry in entries)
    remove(log, find(log, CommissionSettled, lambda each: each.event.payout == payout.key and each.key == order))
    return change(log, log.index(payout), entries=entries, amount=amount)


@fault("a payout leaves out what is approved", "payout-complete")
def _(log: Log) -> str:
    index = find(log, PayoutMade, lambda recorded: len(recorded.event.entries) > 1)
    return left_out(log, log[index], log[index].event.entries[0].order)


@fault("a payout leaves out what was taken back after another one", "payout-complete")
def _(log: Log) -> str:
    def takes_back(recorded: Recorded[Any]) -> bool:
        return any(entry.amount < 0 for entry in recorded.event.entries)

    payout = log[find(log, PayoutMade, takes_back)]
    return left_out(log, payout, next(entry.order for entry in payout.event.entries if entry.amount < 0))
