"""Reads: what a link or QR code leads to."""

from typing import Annotated

import attrs
import sqlalchemy as sa
from msgspec import Meta

from socialcommerce.domain.orders.pricing import price_through_share
from socialcommerce.domain.referrals.share import CODE_LENGTH, Channel
from socialcommerce.errors import NotFound
from socialcommerce.services.command import checked
from socialcommerce.services.deadlines import Deadlines
from socialcommerce.services.reading import Reading

Code = Annotated[str, Meta(min_length=CODE_LENGTH, max_length=CODE_LENGTH)]


@attrs.frozen
class Link:
    """A share as its link shows it: ``live`` says whether it can be visited now; prices in minor units.

    ``exclusive_price`` is what one unit costs through it while it lives, if that is less than the platform price.
    """

    share: str
    shop: str
    product: str
    title: str
    channel: Channel
    price: int
    exclusive_price: int | None
    live: bool


class LinkReads:
    """Shares by their short codes."""

    def __init__(self, reading: Reading, deadlines: Deadlines) -> None:
        self._reading = reading
        self._deadlines = deadlines

    @checked
    def of(self, code: Code) -> Link:
        """The share with the short *code* (12 letters and digits). ``NotFound``."""
        models = self._reading.models
        shares, shops, products = models.traffic.shares, models.storefronts.shops, models.catalogue.products
        live = models.share_lives(self._reading.now())
        query = (
            sa.select(
                shares,
                products.c.title,
                products.c.price,
                models.catalogue.exclusive_now.label("exclusive_price"),
                live.label("live"),
            )
            .join(shops, shops.c.shop == shares.c.shop)
            .join(products, products.c.product == shares.c.product)
            .where(shares.c.code == code)
        )
        with self._deadlines.budgets_settled() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise NotFound(f"there is no share with the code {code}")
        exclusive = price_through_share(row.price, row.exclusive_price, row.promised_price)
        return Link(
            share=row.share,
            shop=row.shop,
            product=row.product,
            title=row.title,
            channel=row.channel,
            price=row.price,
            exclusive_price=exclusive if row.live and exclusive < row.price else None,
            live=bool(row.live),
        )
