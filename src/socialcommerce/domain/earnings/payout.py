"""A payout: what a member has earned by approved orders leaves the platform (key: the host's payout reference).

Always: made once; its entries add up to its amount, which is at least the minimum.
"""

from collections.abc import Mapping
from typing import assert_never

import attrs

from socialcommerce.domain.earnings.commission_events import Entry
from socialcommerce.errors import Refused
from socialcommerce.kernel.aggregate import Aggregate, impossible
from socialcommerce.kernel.event import event
from socialcommerce.kernel.keys import Key
from socialcommerce.kernel.money import MAX_MONEY, Price


@attrs.frozen
class PaidEntry:
    """What an order adds to a payout, in minor units; negative: what refunds took back after an earlier one."""

    order: Key
    amount: Entry


@event("payout.made")
class PayoutMade:
    """The host pays ``member`` the ``amount`` that ``entries`` add up to, under its reference ``payout``."""

    payout: Key
    member: Key
    entries: tuple[PaidEntry, ...]
    amount: Price


PayoutEvent = PayoutMade


@attrs.frozen
class Payout:
    """A payout; ``member`` is None until it is made."""

    member: str | None = None
    entries: tuple[PaidEntry, ...] = ()
    amount: int = 0


def make(payout: Payout, id: str, member: str, payable: Mapping[str, int], *, minimum: int) -> list[PayoutEvent]:
    """Pay *member* all that is *payable* to them, by order; nothing if this payout is made.

    *payable* and *minimum* are in minor units. Refused: ``payout-differs``, ``payout-too-low``. ``ValueError`` if
    it would come to more than 10^15.
    """
    if payout.member is not None:
        if payout.member != member:
            raise Refused("payout-differs", f"payout {id} was made to another member")
        return []
    entries = tuple(PaidEntry(order, amount) for order, amount in sorted(payable.items()) if amount)
    balance = sum(entry.amount for entry in entries)
    if balance < minimum:
        message = f"{balance} minor units are payable to {member}, less than the {minimum} of a payout"
        raise Refused("payout-too-low", message, balance=balance, minimum=minimum)
    if balance > MAX_MONEY:
        raise ValueError(f"the payout would come to {balance}: at most {MAX_MONEY} minor units are possible")
    return [PayoutMade(payout=id, member=member, entries=entries, amount=balance)]


def evolve(payout: Payout, fact: PayoutEvent) -> Payout:
    """The payout after *fact*."""
    match fact:
        case PayoutMade():
            if payout.member is not None or sum(entry.amount for entry in fact.entries) != fact.amount:
                impossible(fact, payout)
            return Payout(fact.member, fact.entries, fact.amount)
        case _:
            assert_never(fact)


PAYOUT = Aggregate("payout", initial=Payout(), evolve=evolve)
