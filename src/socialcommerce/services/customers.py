"""Reads: the customers of a shop, for its owner alone."""

from datetime import datetime
from typing import Any, Final

import attrs
import sqlalchemy as sa

from socialcommerce.errors import NotFound
from socialcommerce.kernel.keys import ActorKey, Key
from socialcommerce.projections.models import ReadModels
from socialcommerce.services.actors import only_member
from socialcommerce.services.command import checked
from socialcommerce.services.exports import csv_of
from socialcommerce.services.reading import Reading

COLUMNS: Final = ("member", "since")
"""The header of customers as CSV."""


@attrs.frozen
class Customer:
    """A member who is the shop's ``since`` an instant.

    Whether they are bound now, or until when, is not said: each paid order prolongs it, so it would tell when they
    bought.
    """

    member: str
    since: datetime


class CustomerReads:
    """Whose customers members are."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    @checked
    def of(self, shop: Key, *, by: ActorKey | None = None) -> tuple[Customer, ...]:
        """Who was last bound to *shop*, for its owner alone, by the instant since when, then by id. ``NotFound``.

        One whose binding ran out stays listed. One who released it, went over to another shop, is erased, or is
        blocked by the owner or blocks them is not. It says nothing about what they bought, nor when.
        """
        only_member(by, shop, f"see the customers of {shop}")
        models = self._reading.models
        shops, bindings = models.storefronts.shops, models.customers.bindings
        listed = customers_listed(models).where(bindings.c.shop == shop)
        with self._reading.connection() as connection:
            if connection.execute(sa.select(shops.c.shop).where(shops.c.shop == shop)).first() is None:
                raise NotFound(f"there is no shop {shop}")
            return tuple(Customer(row.visitor, row.since) for row in connection.execute(listed))

    @checked
    def csv(self, shop: Key, *, by: ActorKey | None = None) -> str:
        """The same as CSV: see :func:`~socialcommerce.services.exports.csv_of`. ``NotFound``."""
        rows = [(each.member, each.since) for each in self.of(shop, by=by)]
        return csv_of(COLUMNS, rows, self._reading.rules.zone)


def customers_listed(models: ReadModels, *, for_members: bool = False) -> "sa.Select[*tuple[Any, ...]]":
    """Whom the owners of shops see as their customers, in order.

    *for_members*: as members may know it, who are not told that an owner blocks them.
    """
    bindings, blocks = models.customers.bindings, models.customers.blocks
    by_member = sa.and_(blocks.c.member == bindings.c.visitor, blocks.c.blocked == bindings.c.shop)
    by_owner = sa.and_(blocks.c.member == bindings.c.shop, blocks.c.blocked == bindings.c.visitor)
    blocked = sa.exists().where(by_member if for_members else sa.or_(by_member, by_owner))
    erased = models.people.is_erased(bindings.c.visitor)
    listed = sa.select(bindings).where(sa.not_(blocked), sa.not_(erased))
    return listed.order_by(bindings.c.since, bindings.c.visitor)
