"""What can happen to the commission of an order. Amounts in minor units."""

from typing import Annotated, Literal

import attrs
from msgspec import Meta

from socialcommerce.kernel.clock import Instant
from socialcommerce.kernel.event import event
from socialcommerce.kernel.keys import Key
from socialcommerce.kernel.money import MAX_MONEY, Money

Entry = Annotated[int, Meta(ge=-MAX_MONEY, le=MAX_MONEY)]
"""What an order adds to a payout in minor units; negative: taken back from its earner."""

Level = Literal[1, 2]
"""1: the sharer; 2: the member who recruited the sharer."""


@attrs.frozen
class Part:
    """An earner's part of a commission, in minor units."""

    member: Key
    level: Level
    amount: Money


@event("commission.earned")
class CommissionEarned:
    """The order was paid: its earners have ``parts`` to expect, one each, some of them perhaps 0."""

    order: Key
    parts: tuple[Part, ...]


@event("commission.frozen")
class CommissionFrozen:
    """The order is complete: the commission is approved at ``approve_by`` unless a case holds the order up."""

    approve_by: Instant


@event("commission.approved")
class CommissionApproved:
    """The commission can be paid out."""


@event("commission.reduced")
class CommissionReduced:
    """A ``refund`` of the order lessened parts that were not settled, by the amounts in ``parts``."""

    refund: Key
    parts: tuple[Part, ...]


@event("commission.clawed-back")
class CommissionClawedBack:
    """A ``refund`` of the order took the amounts in ``parts`` back from what was settled."""

    refund: Key
    parts: tuple[Part, ...]


@event("commission.settled")
class CommissionSettled:
    """A ``payout`` to ``member`` took all that the order owed them; negative: that they owed."""

    payout: Key
    member: Key
    amount: Entry


CommissionEvent = (
    CommissionEarned
    | CommissionFrozen
    | CommissionApproved
    | CommissionReduced
    | CommissionClawedBack
    | CommissionSettled
)
