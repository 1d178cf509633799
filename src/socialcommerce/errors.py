"""Everything that the library raises on purpose.

A bad *value* (a negative price, a key with a space) is a ``ValueError`` at the edge. Everything else is a
:class:`SocialCommerceError`, and each kind carries a stable ``code`` for machines and one clear line for people.
"""

from typing import Any, Final

REFUSALS: Final[dict[str, str]] = {
    "blocked": "one of the two has blocked the other, so they cannot become friends",
    "after-sale-over": "the time in which cases of the order can be opened is over",
    "already-completed": "the order is complete, so nothing more is sent for it",
    "already-paid": "the order is paid: it takes no other payment and can only be refunded",
    "already-refunded": "everything that was paid has been given back",
    "below-threshold": "the goods cost less than the discount asks for",
    "case-open": "an open case of the order, or of its line, has to end first",
    "case-status": "the case is not in a status that allows this",
    "delisted-by-platform": "the platform delisted the product, so its merchant cannot relist it",
    "escalation-over": "the time in which the rejected case could be escalated is over",
    "exclusive-not-below": "an exclusive price must be strictly below the platform price",
    "funding-differs": "the funding's reference is taken by a funding of another amount",
    "import-differs": "the merchant's number is taken by an imported order with other content",
    "line-unknown": "the order has no line of that number",
    "member-erased": "the member's personal texts were erased on their request, and nothing new is kept of them",
    "merchant-differs": "the merchant's id is taken by a merchant with other content",
    "message-differs": "the message's id is taken by a message with other content",
    "no-quota": "the merchant has no message left that it could send the member",
    "not-bought": "the order that is named is none that the member paid, or holds nothing of what it is to prove",
    "not-delivered": "the order has not been delivered",
    "month-not-over": "a month of a statement can be closed only once it is over",
    "not-invited": "the member named as recruiter has not invited the one who opens a shop",
    "not-on-shelf": "the product does not stand on the shop's shelf",
    "not-paid": "the order was never paid, so there is nothing to refund",
    "not-shipped": "the order has not been shipped",
    "opted-out": "the member has opted out of the merchant's messages",
    "order-differs": "the order number is taken by an order with other content",
    "parcel-differs": "the parcel was sent by another carrier, or another parcel was sent",
    "payout-differs": "the payout's reference is taken by a payout to another member",
    "payout-too-low": "less is payable to the member than a payout comes to at least",
    "product-dearer": "other platforms ask less for the product, and the rules refuse dearer products",
    "product-delisted": "the product is not listed",
    "product-differs": "the product's id is taken by a product with other content",
    "product-sensitive": "a sensitive product never appears with a person",
    "product-placed": "the product to be placed stands on another slot of the shelf already",
    "recommendation-differs": "the member recommends the product already, with other content",
    "refund-differs": "the refund's reference is taken by a refund with other content",
    "refund-too-high": "more would be given back than is left of what was paid",
    "ruling-differs": "the case was ruled on with other content",
    "self-friendship": "nobody is their own friend, and nobody blocks themselves",
    "self-recruitment": "nobody recruits themselves",
    "several-merchants": "an order has one merchant; its lines name products of several",
    "share-differs": "the share's id is taken by a share with other content",
    "share-ended": "the share was revoked, ran out, or its product or shop is no longer what it was made for",
    "shelf-full": "every slot of the shelf is taken",
    "shop-closed": "the shop is closed",
    "slot-locked": "the product was placed too recently to leave its slot",
    "time-ahead": "the instant given lies too far ahead of the store's clock",
    "time-goes-back": "the instant given lies before the last fact of a stream that it touches",
    "too-many-cases": "the line has had as many cases as a line can have",
    "too-many-parcels": "the order has as many parcels as an order can have",
    "rule-fixed": "the rule was fixed when the store was created",
    "notice-too-short": "a change of the rules is announced 7 days ahead or more",
}
"""Every code of a :class:`Refused`, with the rule that it stands for."""


class SocialCommerceError(Exception):
    """The base of all errors of this library that are not about a value's form."""

    code: str = "error"


class Refused(SocialCommerceError):
    """A rule of the domain said no; nothing was recorded.

    ``code`` is one of :data:`REFUSALS`; ``facts`` are the values that the message names, for programs
    (``unlocks_at`` of ``slot-locked``, ``left`` of ``refund-too-high``, …).
    """

    def __init__(self, code: str, message: str, **facts: Any) -> None:
        if code not in REFUSALS:
            raise KeyError(f"unknown refusal code {code!r}: declare it in REFUSALS")
        super().__init__(message)
        self.code = code
        self.facts = facts


class NotAllowed(SocialCommerceError):
    """The actor may not do or read this."""

    code: str = "not-allowed"


class NotFound(SocialCommerceError):
    """What the command names does not exist."""

    code: str = "not-found"


class Conflict(SocialCommerceError):
    """Others kept changing the same streams: the decision was made anew several times and never fitted."""

    code: str = "conflict"


class CorruptLog(SocialCommerceError):
    """The log holds something that this library never writes."""

    code: str = "corrupt-log"


class StoreUnavailable(SocialCommerceError):
    """The store cannot be used: not there, not a store, locked, unreachable, or of a newer version."""

    code: str = "store-unavailable"


class RulesDiffer(SocialCommerceError):
    """The store was opened with rules other than those that it records."""

    code: str = "rules-differ"


class MalformedJournal(SocialCommerceError, ValueError):
    """A journal line is not a command; the journal is refused as a whole.

    ``line`` is its number, from 1.
    """

    code: str = "malformed-journal"

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line
