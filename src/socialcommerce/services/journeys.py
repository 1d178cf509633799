"""The journeys of those who come through shares: their visits, and whose customers they are."""

from datetime import date, datetime
from typing import Any

import attrs
import sqlalchemy as sa

from socialcommerce.domain.catalog.product import PRODUCT
from socialcommerce.domain.members.friendship import FRIENDSHIP, Friendship
from socialcommerce.domain.referrals import journey as journeys
from socialcommerce.domain.referrals import share as shares
from socialcommerce.domain.referrals.attribution import Reason
from socialcommerce.domain.referrals.journey import JOURNEY, Binding, Relation
from socialcommerce.domain.referrals.share import SHARE, Channel
from socialcommerce.domain.shops.shop import SHOP
from socialcommerce.errors import NotFound
from socialcommerce.kernel.clock import Instant, local_day
from socialcommerce.kernel.keys import ActorKey, JoinedKey, Key, pair
from socialcommerce.services.actors import Actor, only_host, only_its_member, only_member
from socialcommerce.services.attribution_reasons import AttributionReasons, attribution_reasons
from socialcommerce.services.command import checked, command
from socialcommerce.services.decisions import Decisions
from socialcommerce.services.erasure import refuse_those_erased
from socialcommerce.services.reading import Reading
from socialcommerce.services.service import Service
from socialcommerce.services.transaction import Transaction


@attrs.frozen
class VisitMade:
    """A visit through a share, on ``day`` of the store's zone, and what the visitor was to the shop's owner then."""

    position: int
    at: datetime
    day: date
    share: str
    shop: str
    product: str
    channel: Channel
    relation: Relation


@attrs.frozen
class AttributionExplained:
    """To which shop an order is attributed and why, and the buyer's ``visits`` that led to it, oldest first."""

    order: str
    reason: Reason
    shop: str | None
    share: str | None
    visits: tuple[VisitMade, ...]


class Journeys(Service):
    """Members' visits through shares, and whose customers they are."""

    def __init__(self, decisions: Decisions, reading: Reading) -> None:
        super().__init__(decisions)
        self._reading = reading

    @command
    def visit(
        self, visitor: Key, share: JoinedKey, *, at: Instant | None = None, by: ActorKey | None = None
    ) -> Relation:
        """Come through a live share; returns what the visitor is to the shop's owner.

        A visitor is not told that they are blocked: to them it is ``other``. ``NotFound``; refused: ``share-ended``,
        ``member-erased``.
        """
        only_member(by, visitor, f"visit as {visitor}")

        def decide(transaction: Transaction) -> Relation:
            refuse_those_erased(transaction, visitor)
            state = transaction.existing(SHARE, share)
            made = shares.created(state)
            product = transaction.load(PRODUCT, made.product)
            shop = transaction.load(SHOP, made.shop)
            journey = transaction.load(JOURNEY, visitor)
            friendship = Friendship()
            if visitor != made.shop:
                friendship = transaction.load(FRIENDSHIP, pair(visitor, made.shop), may_be_later=True)
            at = transaction.at
            today = local_day(at, transaction.rules.zone)
            if transaction.late:
                known = journey.visit_on(today, share)
                if known is None:
                    raise transaction.late
                return _relation_told(known.relation, by)  # as it was: what the two have become since is of no account
            shares.refuse_ended(state, product=product, shop=shop, at=at)
            relation = journeys.relation(visitor, made.shop, friendship)
            day = max(today, journey.today)  # where a zone repeats a day, a visitor does not
            facts = journeys.visit(journey, made, relation, at=at, day=day, rules=transaction.rules.referrals)
            transaction.append(JOURNEY, visitor, facts)
            return _relation_told(relation, by)

        return self._run(decide, at=at, by=by)

    @command
    def release(self, visitor: Key, *, at: Instant | None = None, by: ActorKey | None = None) -> None:
        """End the visitor's binding."""
        only_member(by, visitor, f"release {visitor}")

        def decide(transaction: Transaction) -> None:
            journey = transaction.load(JOURNEY, visitor)
            transaction.append(JOURNEY, visitor, journeys.release(journey, at=transaction.at))

        self._run(decide, at=at, by=by)

    @checked
    def binding_of(self, visitor: Key, *, by: ActorKey | None = None) -> Binding | None:
        """Whose customer the visitor is now, and until when; None if nobody's. For the visitor alone."""
        only_member(by, visitor, f"see the binding of {visitor}")

        def read(transaction: Transaction) -> Binding | None:
            journey = transaction.load(JOURNEY, visitor)
            return journey.binding if journey.bound_to(transaction.at) else None

        return self._run(read, at=None, by=by)

    @checked
    def attribution_of(self, order: Key, *, by: ActorKey | None = None) -> AttributionExplained:
        """Why *order* is attributed as it is, for its buyer alone. ``NotFound``.

        Its visits are those that the buyer made before placing it: to the share that led to it, or, if it was the
        binding, to the shop. A buyer is not told that they were blocked: to them it is ``other``.
        """
        self._decisions.settle()
        orders, visits, made = self._reading.models.orders.orders, self._reading.models.traffic.visits, None
        with self._reading.connection() as connection:
            found = connection.execute(sa.select(orders).where(orders.c.order == order)).one_or_none()
            if found is None:
                raise NotFound(f"there is no order {order}")
            only_its_member(by, found.buyer, f"see the attribution of order {order}")
            match found.reason:
                case "share" | "visit":
                    made = visits.c.share == found.share
                case "binding":
                    made = visits.c.shop == found.shop
            rows = () if made is None else connection.execute(self._visits(found.buyer, made, found.position)).all()
        led = tuple(_visit_made(row, by) for row in rows)
        return AttributionExplained(order, found.reason, found.shop, found.share, led)

    @checked
    def explain(self, order: Key, *, by: ActorKey | None = None) -> AttributionReasons:
        """Which reasons for an attribution of *order* were tried, and what each found, by its event. ``NotFound``.

        For the host alone: the buyer is told by :meth:`attribution_of`.
        """
        only_host(by, f"see what decided the attribution of order {order}")
        self._decisions.settle()
        return attribution_reasons(self._reading, order)

    def _visits(self, visitor: str, which: "sa.ColumnElement[bool]", before: int) -> "sa.Select[*tuple[Any, ...]]":
        visits, shares = self._reading.models.traffic.visits, self._reading.models.traffic.shares
        return (
            sa.select(visits, shares.c.channel)
            .join(shares, shares.c.share == visits.c.share)
            .where(visits.c.visitor == visitor, which, visits.c.position < before)
            .order_by(visits.c.position)
        )


def _visit_made(row: "sa.Row[*tuple[Any, ...]]", by: Actor) -> VisitMade:
    relation = _relation_told(row.relation, by)
    return VisitMade(row.position, row.at, row.day, row.share, row.shop, row.product, row.channel, relation)


def _relation_told(relation: Relation, by: Actor) -> Relation:
    """The relation as *by* may see it: a visitor is not told that they are blocked."""
    return "other" if relation == "blocked" and by is not None else relation
