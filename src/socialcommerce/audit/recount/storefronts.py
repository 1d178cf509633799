"""Recount of shops as they present themselves, and of their slots."""

from typing import Any

from socialcommerce.audit.recount.calendar import Calendar, microseconds
from socialcommerce.audit.recount.recounted import Recounted, Row, Table, sees
from socialcommerce.domain.members.account import AccountErased
from socialcommerce.domain.shops.shelf import (
    CapacityRaised,
    ProductPlaced,
    ProductRemoved,
    ProductSwapped,
    ShelfOpened,
)
from socialcommerce.domain.shops.shop import ShopClosed, ShopEdited, ShopOpened, ShopReopened
from socialcommerce.kernel.event import Recorded
from socialcommerce.projections.models import ReadModels
from socialcommerce.storage.sealing import to_row


class Shop(Row):
    """A shop as it is now; its texts as they stand in the log, sealed."""

    shop: str
    nickname: str = ""
    avatar: str = ""
    sign: str = ""
    open: bool = True
    opening: int = 1
    capacity: int = 0


class Slot(Row):
    """The placement that a slot holds."""

    shop: str
    slot: int
    product: str
    listing: int
    unlocks_at: int
    position: int


class Storefronts(Recounted):
    """Shops, and what was placed last in each slot."""

    model = "storefronts"

    def __init__(self, models: ReadModels, calendar: Calendar) -> None:
        self.shops = Table[str, Shop](models.storefronts.shops, Shop)
        self.slots = Table[tuple[str, int], Slot](models.storefronts.slots, Slot)
        self._calendar = calendar

    @sees(ShopOpened)
    def opened(self, shop: str, fact: ShopOpened, recorded: Recorded[Any]) -> None:
        self.shops[shop] = Shop(shop=shop)

    @sees(ShopEdited)
    def edited(self, shop: str, fact: ShopEdited, recorded: Recorded[Any]) -> None:
        if fact.nickname is not None:
            self.shops[shop].nickname = to_row(fact.nickname)
        if fact.avatar is not None:
            self.shops[shop].avatar = to_row(fact.avatar)
        if fact.sign is not None:
            self.shops[shop].sign = to_row(fact.sign)

    @sees(AccountErased)
    def erased(self, _: str, fact: AccountErased, recorded: Recorded[Any]) -> None:
        shop = self.shops.get(fact.member)
        if shop is not None:
            shop.nickname = shop.avatar = shop.sign = ""

    @sees(ShopClosed)
    def closed(self, shop: str, fact: ShopClosed, recorded: Recorded[Any]) -> None:
        self.shops[shop].open = False

    @sees(ShopReopened)
    def reopened(self, shop: str, fact: ShopReopened, recorded: Recorded[Any]) -> None:
        self.shops[shop].open = True
        self.shops[shop].opening = fact.opening

    @sees(ShelfOpened, CapacityRaised)
    def raised(self, shop: str, fact: ShelfOpened | CapacityRaised, recorded: Recorded[Any]) -> None:
        self.shops[shop].capacity = fact.capacity

    @sees(ProductPlaced, ProductSwapped)
    def placed(self, shop: str, fact: ProductPlaced | ProductSwapped, recorded: Recorded[Any]) -> None:
        self.slots[shop, fact.slot] = Slot(
            shop=shop,
            slot=fact.slot,
            product=fact.product,
            listing=fact.listing,
            unlocks_at=microseconds(fact.unlocks_at),
            position=recorded.position,
        )

    @sees(ProductRemoved)
    def removed(self, shop: str, fact: ProductRemoved, recorded: Recorded[Any]) -> None:
        del self.slots[shop, fact.slot]
