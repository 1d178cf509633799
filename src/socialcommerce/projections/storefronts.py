"""Read model: shops as they present themselves, and what stands in their slots."""

from typing import Final

import sqlalchemy as sa

from socialcommerce.domain.members.account import AccountErased
from socialcommerce.domain.shops.shelf import (
    CapacityRaised,
    ProductPlaced,
    ProductRemoved,
    ProductSwapped,
    ShelfOpened,
)
from socialcommerce.domain.shops.shop import ShopClosed, ShopEdited, ShopOpened, ShopReopened
from socialcommerce.projections.runner import Batch, table_of
from socialcommerce.projections.tables import Instant, Row, Rows, Text
from socialcommerce.storage.sealing import to_row


class Storefronts:
    """``shops``: one row each; ``slots``: each placement, and the position of its event.

    A placement stands while its ``listing`` is current. Nickname, avatar and sign are kept as they stand in the log,
    sealed: see :mod:`socialcommerce.storage.sealing`; empty if there are none, or none any more.
    """

    name = "storefronts"
    version = 2

    def __init__(self) -> None:
        self.metadata: Final = sa.MetaData()
        self.shops: Final = table_of(
            self,
            "shops",
            sa.Column("shop", Text, primary_key=True),
            sa.Column("nickname", Text, nullable=False),
            sa.Column("avatar", Text, nullable=False),
            sa.Column("sign", Text, nullable=False),
            sa.Column("open", sa.Boolean, nullable=False),
            sa.Column("opening", sa.Integer, nullable=False),
            sa.Column("capacity", sa.Integer, nullable=False),
        )
        self.slots: Final = table_of(
            self,
            "slots",
            sa.Column("shop", Text, primary_key=True),
            sa.Column("slot", sa.Integer, primary_key=True, autoincrement=False),
            sa.Column("product", Text, nullable=False),
            sa.Column("listing", sa.Integer, nullable=False),
            sa.Column("unlocks_at", Instant, nullable=False),
            sa.Column("position", sa.BigInteger, nullable=False),
        )

    def apply(self, connection: sa.Connection, batch: Batch) -> None:
        """Follow shops and shelves."""
        shops, slots = Rows(connection, self.shops), Rows(connection, self.slots)
        shops.load(recorded.key for recorded in batch if recorded.category in ("shop", "shelf", "account"))
        for recorded in batch:
            shop = recorded.key
            match recorded.event:
                case ShopOpened():
                    shops.put(_new(shop))
                case ShopEdited() as edited:
                    given = {"nickname": edited.nickname, "avatar": edited.avatar, "sign": edited.sign}
                    shops.change(shop, **{name: to_row(new) for name, new in given.items() if new is not None})
                case AccountErased(member=member):
                    if shops.get(member) is not None:
                        shops.change(member, nickname="", avatar="", sign="")
                case ShopClosed():
                    shops.change(shop, open=False)
                case ShopReopened(opening=opening):
                    shops.change(shop, open=True, opening=opening)
                case ShelfOpened(capacity=capacity) | CapacityRaised(capacity=capacity):
                    shops.change(shop, capacity=capacity)
                case ProductPlaced() | ProductSwapped() as placed:
                    slots.put(
                        {
                            "shop": shop,
                            "slot": placed.slot,
                            "product": placed.product,
                            "listing": placed.listing,
                            "unlocks_at": placed.unlocks_at,
                            "position": recorded.position,
                        }
                    )
                case ProductRemoved(slot=slot):
                    slots.delete((shop, slot))
        shops.write()
        slots.write()


def _new(shop: str) -> Row:
    return {
        "shop": shop,
        "nickname": "",
        "avatar": "",
        "sign": "",
        "open": True,
        "opening": 1,
        "capacity": 0,
    }
