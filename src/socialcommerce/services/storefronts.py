"""Reads: a shop as a visitor sees it."""

from datetime import datetime

import attrs
import sqlalchemy as sa

from socialcommerce.domain.catalog.product import Comparison, compare
from socialcommerce.errors import NotFound
from socialcommerce.kernel.clock import Instant
from socialcommerce.kernel.keys import Key
from socialcommerce.projections.influence_sums import DaySums, score
from socialcommerce.services.command import checked
from socialcommerce.services.deadlines import Deadlines
from socialcommerce.services.influence import sums_of
from socialcommerce.services.reading import Reading


@attrs.frozen
class ShownSlot:
    """A product on show. Prices in minor units; ``lowest_price`` is the lowest platform price of late (30 days).

    ``subsidy_ended``: there is an exclusive price, but what its merchant gave for it is used up: it is not shown.
    ``comparison`` with the lowest price seen on other platforms of late (7 days); None if none was.
    """

    slot: int
    product: str
    title: str
    price: int
    exclusive_price: int | None
    subsidy_ended: bool
    lowest_price: int
    comparison: Comparison | None
    unlocks_at: datetime


@attrs.frozen
class Storefront:
    """A shop as visitors see it; a closed one shows no slots.

    ``slots`` are those that hold something listed, of ``capacity``. ``net_sales`` in minor units; ``visits`` and
    ``visitors`` without the owner's. What the owner bought is not in it.
    """

    shop: str
    nickname: str
    avatar: str
    sign: str
    open: bool
    capacity: int
    slots: tuple[ShownSlot, ...]
    score: int
    net_sales: int
    visits: int
    visitors: int


class StorefrontReads:
    """Shops as visitors see them."""

    def __init__(self, reading: Reading, deadlines: Deadlines) -> None:
        self._reading = reading
        self._deadlines = deadlines

    @checked
    def of(self, shop: Key, *, at: Instant | None = None) -> Storefront:
        """The storefront of *shop*, the same for all who look, now or as of the instant *at*. ``NotFound``.

        As of an instant costs a reading of the whole log.
        """
        self._deadlines.of_budgets()
        with self._reading.as_of(at) as reading:
            return self._read(reading, shop)

    def _read(self, reading: Reading, shop: str) -> Storefront:
        models = reading.models
        shops, totals, visitors = models.storefronts.shops, models.influence.totals, models.traffic.visitors
        query = (
            sa.select(shops, totals.c.visits).join(totals, totals.c.shop == shops.c.shop).where(shops.c.shop == shop)
        )
        with reading.scores() as connection:
            row = connection.execute(query).first()
            if row is None:
                raise NotFound(f"there is no shop {shop}")
            came = sa.select(sa.func.count()).select_from(visitors).where(visitors.c.shop == shop)
            distinct = connection.execute(came).scalar_one()
            sums = sums_of(reading, connection, [shop]).get(shop, DaySums())
            slots = self._slots(reading, connection, shop) if row.open else ()
        return Storefront(
            shop=shop,
            nickname=reading.text(row.nickname),
            avatar=reading.text(row.avatar),
            sign=reading.text(row.sign),
            open=row.open,
            capacity=row.capacity,
            slots=slots,
            score=score(sums, reading.rules.influence),
            net_sales=sums.net_sales,
            visits=row.visits,
            visitors=distinct,
        )

    def _slots(self, reading: Reading, connection: sa.Connection, shop: str) -> tuple[ShownSlot, ...]:
        slots, products = reading.models.storefronts.slots, reading.models.catalogue.products
        exclusive_now = reading.models.catalogue.exclusive_now
        standing = (
            sa.select(slots.c.slot, slots.c.unlocks_at, products, exclusive_now.label("exclusive_now"))
            .join(
                products,
                sa.and_(
                    products.c.product == slots.c.product,
                    reading.models.catalogue.is_listed_as(slots.c.listing),
                ),
            )
            .where(slots.c.shop == shop)
            .order_by(slots.c.slot)
        )
        rows = connection.execute(standing).all()
        lowest = reading.models.catalogue.lowest_prices(
            connection,
            [row.product for row in rows],
            at=reading.now(),
            window_days=reading.rules.catalog.lowest_price_window_days,
        )
        elsewhere = reading.models.catalogue.lowest_references(
            connection, [row.product for row in rows], at=reading.now()
        )
        return tuple(
            ShownSlot(
                slot=row.slot,
                product=row.product,
                title=row.title,
                price=row.price,
                exclusive_price=row.exclusive_now,
                subsidy_ended=row.exclusive_price is not None and row.exclusive_now is None,
                lowest_price=lowest[row.product],
                comparison=compare(row.price, elsewhere[row.product]) if row.product in elsewhere else None,
                unlocks_at=row.unlocks_at,
            )
            for row in rows
        )
