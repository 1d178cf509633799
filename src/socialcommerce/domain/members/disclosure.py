"""Disclosure: what a member who asks for all that is known of them is told of each fact.

Always: a fact is told to the members whom it concerns and to nobody else, and to each of them without what is another's
secret: who blocks them, who ended a friendship, who bought, who else earns. Every topic has its place in
:data:`DISCLOSURES`.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from socialcommerce.kernel.event import Recorded, topic_of
from socialcommerce.kernel.plain import plain


@attrs.frozen(kw_only=True)
class Disclosure:
    """Whom the facts of a topic are told to, and what of them. Fields are named by their paths: ``asked.buyer``.

    ``to``: what names the members: fields of the fact, or ``key``, ``key.0``, ``key.1``: its stream's key or a part of
    it. ``like``: it is told to those to whom the stream is told whose category this is and whose key begins as its own
    does. ``own``: the field of several entries of which everyone is told those that name them as ``member``.
    ``unsaid``: fields that are left out. ``instead``: what is said in the place of a word, by field and word.
    ``silent``: fields that name members to whom the fact is not told, because of it alone. ``other``: all that is said,
    by this name, is who of the two in ``to`` the other one is, and not who did it: both are told the same.

    Each field that names a member stands in exactly one of ``to``, ``own``, ``unsaid`` and ``silent``.
    """

    to: tuple[str, ...] = ()
    like: str | None = None
    own: str | None = None
    unsaid: tuple[str, ...] = ()
    instead: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)
    silent: tuple[str, ...] = ()
    other: str | None = None


_NOBODY: Final = Disclosure()
_MEMBER: Final = Disclosure(to=("member",))
_OWN: Final = Disclosure(to=("key",))
_OF_PRODUCT: Final = Disclosure(to=("key.0",))
_OF_MERCHANT: Final = Disclosure(to=("key.1",))
_BOTH: Final = Disclosure(to=("member", "friend"))
_BLOCKER: Final = Disclosure(to=("member",), silent=("key", "blocked"))
_VISITOR: Final = Disclosure(to=("key",), silent=("shop",))
_BUYER: Final = Disclosure(like="order")
_EARNER: Final = Disclosure(own="parts")

DISCLOSURES: Final[Mapping[str, Disclosure]] = {
    "rulebook.rules-recorded": _NOBODY,
    "rulebook.change-announced": _NOBODY,
    "merchant.invited": _NOBODY,
    "product.listed": _NOBODY,
    "product.repriced": _NOBODY,
    "product.delisted": _NOBODY,
    "product.relisted": _NOBODY,
    "product.price-observed": _NOBODY,
    "budget.funded": _NOBODY,
    "budget.drawn": _NOBODY,
    "budget.given-back": _NOBODY,
    "account.erased": _MEMBER,
    "friendship.befriended": _BOTH,
    "friendship.unfriended": attrs.evolve(_BOTH, other="friend"),
    "friendship.blocked": _BLOCKER,
    "friendship.unblocked": _BLOCKER,
    "preferences.purchases": _OWN,
    "preferences.order": _OWN,
    "preferences.search": _OWN,
    "shop.opened.v2": Disclosure(to=("owner", "recruiter")),
    "shop.edited": _OWN,
    "shop.closed": _OWN,
    "shop.reopened": _OWN,
    "invitation.sent": Disclosure(to=("recruiter", "member")),
    "shelf.opened": _OWN,
    "shelf.capacity-raised": _OWN,
    "shelf.product-placed": _OWN,
    "shelf.product-removed": _OWN,
    "shelf.product-swapped": _OWN,
    "share.created": Disclosure(to=("shop",)),
    "share.revoked": Disclosure(like="share"),
    "journey.visited": attrs.evolve(_VISITOR, instead={"relation": {"blocked": "other"}}),
    "journey.visit-counted": _VISITOR,
    "journey.bound": _VISITOR,
    "journey.binding-renewed": _VISITOR,
    "journey.released": _VISITOR,
    "order.placed.v2": Disclosure(
        to=("asked.buyer",),
        unsaid=("lines.subsidy", "lines.excess", "terms.recruiter", "terms.recruiter_bp"),
        silent=("attribution.shop",),
    ),
    "order.paid": _BUYER,
    "order.cancelled": _BUYER,
    "order.payment-to-return": _BUYER,
    "order.parcel-sent": _BUYER,
    "order.parcel-tracked": _BUYER,
    "order.delivered": _BUYER,
    "order.completed": _BUYER,
    "order.case-opened": _BUYER,
    "order.case-closed": _BUYER,
    "order.refunded.v2": _BUYER,
    "case.requested": _BUYER,
    "case.approved": _BUYER,
    "case.rejected": _BUYER,
    "case.sent-back": _BUYER,
    "case.received": _BUYER,
    "case.refunded": _BUYER,
    "case.exchanged": _BUYER,
    "case.withdrawn": _BUYER,
    "case.escalated": _BUYER,
    "case.ruled": _BUYER,
    "case.message-sent": _BUYER,
    "conversation.message-sent": _BUYER,
    "contact.granted": _OF_MERCHANT,
    "contact.message-sent": _OF_MERCHANT,
    "contact.opted-out": _OF_MERCHANT,
    "contact.opted-in": _OF_MERCHANT,
    "contact.followed": _OF_MERCHANT,
    "contact.unfollowed": _OF_MERCHANT,
    "import.recorded": Disclosure(to=("buyer",)),
    "commission.earned": _EARNER,
    "commission.frozen": Disclosure(like="commission"),
    "commission.approved": Disclosure(like="commission"),
    "commission.reduced": _EARNER,
    "commission.clawed-back": _EARNER,
    "commission.settled": _MEMBER,
    "payout.made": _MEMBER,
    "statement.month-closed": _NOBODY,
    "recommendation.made": _MEMBER,
    "recommendation.changed": _OF_PRODUCT,
    "recommendation.withdrawn": _OF_PRODUCT,
    "favourite.kept": _MEMBER,
    "favourite.dropped": _OF_PRODUCT,
}
"""By the topics that are written today."""


class Asker:
    """A *member* who is told the facts of a log, which have to come in its order."""

    def __init__(self, member: str) -> None:
        self._member = member
        self._streams: set[str] = set()

    def told(self, recorded: Recorded[Any]) -> dict[str, Any] | None:
        """What the member is told of the fact in *recorded*, as JSON has it; None if it does not concern them."""
        disclosure = DISCLOSURES[topic_of(type(recorded.event))]
        if not self._concerns(recorded, disclosure):
            return None
        said: dict[str, Any] = plain(recorded.event, self._member)
        if disclosure.other:
            return {disclosure.other: next(said[field] for field in disclosure.to if said[field] != self._member)}
        for path in disclosure.unsaid:
            _leave_out(said, path.split("."))
        for field, words in disclosure.instead.items():
            said[field] = words.get(said[field], said[field])
        if disclosure.own:
            said[disclosure.own] = [part for part in said[disclosure.own] if part["member"] == self._member]
        return said

    def by(self, recorded: Recorded[Any]) -> str | None:
        """Who did it as the member is told: another member is not named, and nobody where it is a secret who did."""
        if DISCLOSURES[topic_of(type(recorded.event))].other:
            return None
        actor = recorded.by
        return actor if actor == self._member or (actor and ":" in actor) else None

    def _concerns(self, recorded: Recorded[Any], disclosure: Disclosure) -> bool:
        if disclosure.like is not None:
            key = recorded.key if disclosure.like == recorded.category else recorded.key.partition("~")[0]
            return f"{disclosure.like}-{key}" in self._streams
        if self._member not in _named(recorded, disclosure):
            return False
        self._streams.add(recorded.stream)
        return True


def _named(recorded: Recorded[Any], disclosure: Disclosure) -> Iterator[str | None]:
    """The members whom a fact concerns by itself."""
    for path in disclosure.to:
        if path == "key":
            yield recorded.key
        elif path.startswith("key."):
            yield recorded.key.split("~")[int(path[-1])]
        else:
            found = recorded.event
            for field in path.split("."):
                found = getattr(found, field)
            yield found
    if disclosure.own:
        yield from (part.member for part in getattr(recorded.event, disclosure.own))


def _leave_out(said: Any, path: list[str]) -> None:
    """Take the field at *path* out of *said*, in lists out of each entry."""
    field, *rest = path
    for each in said if isinstance(said, list) else [said]:
        if rest:
            _leave_out(each[field], rest)
        else:
            del each[field]
