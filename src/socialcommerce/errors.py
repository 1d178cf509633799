"""Everything that the library raises on purpose.

A bad *value* (a negative price, a key with a space) is a ``ValueError`` at the edge. Everything else is a
:class:`SocialCommerceError`, and each kind carries a stable ``code`` for machines and one clear line for people.
"""

from typing import Any, Final

REFUSALS: Final[dict[str, str]] = {
    "blocked": "one of the two has blocked the other, so they cannot become friends",
    "already-paid": "the order is paid: it takes no other payment and can only be refunded",
    "already-refunded": "everything that was paid has been given back",
    "delisted-by-platform": "the platform delisted the product, so its merchant cannot relist it",
    "exclusive-not-below": "an exclusive price must be strictly below the platform price",
    "line-unknown": "the order has no line of that number",
    "merchant-differs": "the merchant's id is taken by a merchant with other content",
    "not-on-shelf": "the product does not stand on the shop's shelf",
    "not-paid": "the order was never paid, so there is nothing to refund",
    "order-differs": "the order number is taken by an order with other content",
    "product-dearer": "other platforms ask less for the product, and the rules refuse dearer products",
    "product-delisted": "the product is not listed",
    "product-differs": "the product's id is taken by a product with other content",
    "product-placed": "the product to be placed stands on another slot of the shelf already",
    "refund-differs": "the refund's reference is taken by a refund with other content",
    "refund-too-high": "more would be given back than is left of what was paid",
    "self-friendship": "nobody is their own friend, and nobody blocks themselves",
    "several-merchants": "an order has one merchant; its lines name products of several",
    "share-differs": "the share's id is taken by a share with other content",
    "share-ended": "the share was revoked, ran out, or its product or shop is no longer what it was made for",
    "shelf-full": "every slot of the shelf is taken",
    "shop-closed": "the shop is closed",
    "slot-locked": "the product was placed too recently to leave its slot",
    "time-ahead": "the instant given lies too far ahead of the store's clock",
    "time-goes-back": "the instant given lies before the last fact of a stream that it touches",
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
