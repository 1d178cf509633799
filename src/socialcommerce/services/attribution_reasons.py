"""Why an order is attributed as it is: the reasons in the order of the rules then in force, and what each found.

It is told from the facts before the order, and names the one that each finding rests on, where the decision only asked
whether there is one.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import accumulate
from typing import Any, Final, Literal, TypeVar

import attrs

from socialcommerce.domain.catalog.product import PRODUCT
from socialcommerce.domain.orders.events import OrderPlaced
from socialcommerce.domain.orders.order import ORDER
from socialcommerce.domain.referrals.attribution import NOBODY, Attribution, Reason
from socialcommerce.domain.referrals.journey import JOURNEY, BindingRenewed, Bound, Released, Visited
from socialcommerce.domain.referrals.share import SHARE, Ending, ShareCreated, ShareRevoked
from socialcommerce.domain.shops.shop import SHOP, ShopClosed
from socialcommerce.errors import NotFound
from socialcommerce.kernel.aggregate import Aggregate
from socialcommerce.kernel.event import Recorded
from socialcommerce.rules import AttributionReason
from socialcommerce.services.reading import Reading

S = TypeVar("S")

Word = Literal[
    "not-named",
    "other-product",
    "own-shop",
    "live",
    "revoked",
    "expired",
    "delisted",
    "closed",
    "visited",
    "visit-expired",
    "not-visited",
    "bound",
    "not-bound",
    "released",
    "binding-expired",
    "shop-closed",
]

HOLDING: Final = ("live", "visited", "bound")
"""What the last finding of a reason is if the reason holds."""


@attrs.frozen
class Finding:
    """What was found, of which shop and share; ``until`` is when that ends or ended.

    ``source`` is the event that shows it, as ``stream@version``; None: there is none.
    """

    word: Word
    shop: str | None = None
    share: str | None = None
    until: datetime | None = None
    source: str | None = None


@attrs.frozen
class Tried:
    """A reason that was tried, what was found, in order, and whether it ``holds`` by that: the last one decides."""

    reason: AttributionReason
    findings: tuple[Finding, ...]
    holds: bool


@attrs.frozen
class AttributionReasons:
    """To which shop an order is attributed, as its event ``source`` has it, and the reasons that were ``tried``.

    No reason is tried after one that holds. If none does, the order is attributed to nobody.
    """

    order: str
    buyer: str
    placed_at: datetime
    reason: Reason
    shop: str | None
    share: str | None
    source: str
    tried: tuple[Tried, ...]

    @property
    def found(self) -> Attribution:
        """What the reasons come to, which is what is recorded."""
        if not self.tried or not self.tried[-1].holds:
            return NOBODY
        last = self.tried[-1]
        share = None if last.reason == "binding" else last.findings[-1].share
        return Attribution(last.reason, last.findings[-1].shop, share)


def attribution_reasons(reading: Reading, order: str) -> AttributionReasons:
    """Why *order* is attributed as it is; ``NotFound``. Costs a reading of the few streams that were asked then."""
    placed = next(iter(reading.facts(ORDER, order)), None)
    if placed is None:
        raise NotFound(f"there is no order {order}")
    fact: OrderPlaced = placed.event
    past, tried = _Past(reading, placed), []
    for reason in reading.rules_at(placed.at).referrals.attribution:
        findings = tuple(_FINDINGS[reason](past))
        tried.append(Tried(reason, findings, holds=findings[-1].word in HOLDING))
        if tried[-1].holds:
            break
    owed = fact.attribution
    reasons = (owed.reason, owed.shop, owed.share, placed.reference)
    return AttributionReasons(order, fact.asked.buyer, placed.at, *reasons, tuple(tried))


class _Past:
    """The facts as they were when an order was placed."""

    def __init__(self, reading: Reading, placed: Recorded[OrderPlaced]) -> None:
        asked = placed.event.asked
        self._reading = reading
        self._before = placed.position
        self.at: Final = placed.at
        self.buyer: Final = asked.buyer
        self.share: Final = asked.share
        self.products: Final = frozenset(line.product for line in asked.wanted)
        self.journey: Final = self.facts(JOURNEY, asked.buyer)

    def facts(self, aggregate: Aggregate[Any, Any], key: str) -> list[Recorded[Any]]:
        """Those of the aggregate *key*."""
        return self._reading.facts(aggregate, key, self._before)

    def state(self, aggregate: Aggregate[S, Any], key: str) -> S:
        """What they made of it."""
        return aggregate.fold(self.facts(aggregate, key)).state

    def ended_by(self, aggregate: Aggregate[S, Any], key: str, held: Callable[[S], bool]) -> str:
        """The first of them by which *held* was true no more."""
        facts = self.facts(aggregate, key)
        states = list(accumulate((recorded.event for recorded in facts), aggregate.evolve, initial=aggregate.initial))
        turns = zip(facts, states, states[1:], strict=False)
        return next(recorded.reference for recorded, before, after in turns if held(before) and not held(after))

    def visits(self) -> Iterator[Recorded[Visited]]:
        """The buyer's visits, the last one first."""
        return (recorded for recorded in reversed(self.journey) if isinstance(recorded.event, Visited))


def _of_share(past: _Past) -> Iterator[Finding]:
    if past.share is None:
        yield Finding("not-named")
        return
    created, *later = past.facts(SHARE, past.share)
    made: ShareCreated = created.event
    if made.product not in past.products:
        yield Finding("other-product", made.shop, made.share, made.expires_at, created.reference)
    elif made.shop == past.buyer:
        yield Finding("own-shop", made.shop, made.share, made.expires_at, created.reference)
    else:
        ending, source = _ending(past, made, later) or ("live", created.reference)
        yield Finding(ending, made.shop, made.share, made.expires_at, source)
        if ending != "live":
            seen = [visit for visit in past.visits() if visit.event.share == made.share]
            yield _visit_in_time(past, seen) or _visit_too_old(seen) or Finding("not-visited", made.shop, made.share)


def _ending(past: _Past, made: ShareCreated, later: Sequence[Recorded[Any]]) -> tuple[Ending, str | None] | None:
    """Why a share was dead, and the event that ended it, if it was not time; None: it lived."""
    share = past.state(SHARE, made.share)
    product, shop = past.state(PRODUCT, made.product), past.state(SHOP, made.shop)
    ending = share.ending(product=product, shop=shop, at=past.at)
    match ending:
        case None:
            return None
        case "revoked":
            source = next(recorded.reference for recorded in later if isinstance(recorded.event, ShareRevoked))
            return ending, source
        case "expired":
            return ending, None
        case "delisted":
            listed = made.listing
            return ending, past.ended_by(PRODUCT, made.product, lambda product: product.is_listed_as(listed))
    return ending, past.ended_by(SHOP, made.shop, lambda shop: shop.is_open_as(made.opening))


def _of_binding(past: _Past) -> Iterator[Finding]:
    kinds = (Bound, BindingRenewed, Released)
    last = next((recorded for recorded in reversed(past.journey) if isinstance(recorded.event, kinds)), None)
    if last is None:
        yield Finding("not-bound")
        return
    fact = last.event
    if isinstance(fact, Released):
        yield Finding("released", fact.shop, until=last.at, source=last.reference)
    elif past.at >= fact.until:
        yield Finding("binding-expired", fact.shop, until=fact.until, source=last.reference)
    else:
        yield Finding("bound", fact.shop, until=fact.until, source=last.reference)
        shop = past.facts(SHOP, fact.shop)
        if not SHOP.fold(shop).state.is_open:
            closed = next(each for each in reversed(shop) if isinstance(each.event, ShopClosed))
            yield Finding("shop-closed", fact.shop, source=closed.reference)


def _of_visit(past: _Past) -> Iterator[Finding]:
    seen = [visit for visit in past.visits() if visit.event.product in past.products]
    for visit in seen:
        if visit.event.shop == past.buyer:
            yield _seen("own-shop", visit)
        elif found := _visit_in_time(past, [visit]):
            yield found
            return
    others = [visit for visit in seen if visit.event.shop != past.buyer]
    yield _visit_too_old(others) or Finding("not-visited")


def _visit_in_time(past: _Past, visits: Sequence[Recorded[Visited]]) -> Finding | None:
    """The last of *visits* to which the order could be attributed."""
    return next((_seen("visited", visit) for visit in visits if past.at < visit.event.attributes_until), None)


def _visit_too_old(visits: Sequence[Recorded[Visited]]) -> Finding | None:
    """The last of *visits*, to none of which it could."""
    return _seen("visit-expired", visits[0]) if visits else None


def _seen(word: Word, visit: Recorded[Visited]) -> Finding:
    fact = visit.event
    return Finding(word, fact.shop, fact.share, fact.attributes_until, visit.reference)


_FINDINGS: Final[dict[AttributionReason, Callable[[_Past], Iterator[Finding]]]] = {
    "share": _of_share,
    "binding": _of_binding,
    "visit": _of_visit,
}
