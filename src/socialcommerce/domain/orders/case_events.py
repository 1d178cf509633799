"""What can happen to an after-sale case. Amounts in minor units."""

from typing import Literal

import attrs

from socialcommerce.domain.orders.message import Message, at_most_nine
from socialcommerce.domain.orders.pricing import Quantity
from socialcommerce.kernel.clock import Instant
from socialcommerce.kernel.event import event
from socialcommerce.kernel.keys import JoinedKey, Key, Ordinal
from socialcommerce.kernel.money import Money, Price
from socialcommerce.kernel.text import PersonalText, Title, are_same, is_same

Kind = Literal["refund_only", "return_and_refund", "exchange"]


@attrs.frozen
class CaseAsked:
    """What a buyer asks for, and why: for units or an amount of a line, or with neither all that is left of it.

    ``proofs`` are images, as addresses or keys of the host's.
    """

    kind: Kind
    reason: PersonalText
    quantity: Quantity | None = None
    amount: Price | None = None
    proofs: tuple[PersonalText, ...] = ()

    def __attrs_post_init__(self) -> None:
        if self.quantity is not None and self.amount is not None:
            raise ValueError("a case names a quantity or an amount, not both")
        if self.amount is not None and self.kind != "refund_only":
            raise ValueError("a case names an amount only where nothing is sent back: name a quantity")
        at_most_nine(self.proofs, "the case has {} proofs")

    def is_same_as(self, other: "CaseAsked") -> bool:
        """Whether *other* asks for the same, and for the same reasons as far as both can still be read."""
        texts, others = (self.reason, *self.proofs), (other.reason, *other.proofs)
        wish, another = (self.kind, self.quantity, self.amount), (other.kind, other.quantity, other.amount)
        return wish == another and are_same(texts, others)


@event("case.requested")
class CaseRequested:
    """A buyer opened a case of a ``line`` (from 1); without an answer it is approved at ``answer_by``."""

    case: JoinedKey
    order: Key
    line: Ordinal
    asked: CaseAsked
    answer_by: Instant


@event("case.approved")
class CaseApproved:
    """The merchant agreed, or the ``deadline`` for an answer passed.

    Goods that are to come back are to be sent by ``return_by``; None if none are.
    """

    kind: Literal["merchant", "deadline"]
    return_by: Instant | None


@event("case.rejected")
class CaseRejected:
    """The merchant refused; the buyer can call the platform in before ``escalate_by``."""

    reason: PersonalText | None
    escalate_by: Instant


@event("case.sent-back")
class CaseSentBack:
    """The buyer gave the goods to a carrier; without other word they count as received at ``receive_by``."""

    parcel: Key
    carrier: Title
    receive_by: Instant


@event("case.received")
class CaseReceived:
    """The merchant has the goods back, or the ``deadline`` for saying otherwise passed."""

    kind: Literal["merchant", "deadline"]


@event("case.refunded")
class CaseRefunded:
    """The case ended with money: what it asked for went back, or a ``refund`` left nothing of its line."""

    refund: Key


@event("case.exchanged")
class CaseExchanged:
    """The case ended with other goods, which the merchant gave to a carrier."""

    parcel: Key
    carrier: Title


@event("case.withdrawn")
class CaseWithdrawn:
    """The ``buyer`` let the case go, or the ``deadline`` for sending the goods back passed."""

    kind: Literal["buyer", "deadline"]


@event("case.escalated")
class CaseEscalated:
    """The buyer called the platform in."""

    reason: PersonalText | None


@event("case.ruled")
class CaseRuled:
    """The platform decided: ``amount`` of the line goes back (0: nothing), and with it the ``delivery_fee`` or not."""

    amount: Money
    delivery_fee: bool
    reason: PersonalText | None

    @property
    def awards(self) -> bool:
        """Whether anything goes back."""
        return self.amount > 0 or self.delivery_fee

    def is_same_as(self, other: "CaseRuled") -> bool:
        """Whether *other* rules the same, and for the same reason as far as both can still be read."""
        award, another = (self.amount, self.delivery_fee), (other.amount, other.delivery_fee)
        return award == another and is_same(self.reason, other.reason)


@event("case.message-sent")
class CaseMessageSent:
    """Buyer, merchant or platform wrote."""

    message: Message


CaseEvent = (
    CaseRequested
    | CaseApproved
    | CaseRejected
    | CaseSentBack
    | CaseReceived
    | CaseRefunded
    | CaseExchanged
    | CaseWithdrawn
    | CaseEscalated
    | CaseRuled
    | CaseMessageSent
)
