"""Shops and their shelves, slot by slot."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from socialcommerce.audit.picture.part import Part, sees
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
from socialcommerce.kernel.text import PersonalText


@dataclass
class Slot:
    """A product where it was placed last, under which listing, and until when it is locked."""

    product: str
    listing: int
    unlocks_at: datetime


def texts_of(edited: ShopEdited) -> dict[str, PersonalText]:
    """What an owner gave their shop, by what it is."""
    named = {"nickname": edited.nickname, "avatar": edited.avatar, "sign": edited.sign}
    return {name: text for name, text in named.items() if text is not None}


@dataclass
class Shop:
    """A shop; ``slots`` holds what was placed last in each, and None where nothing was left.

    ``opened`` is its first opening, ``shown`` what its owner gave it last of nickname, avatar and sign. ``turns`` are
    the instants at which it was opened or closed, with whether it was open then.
    """

    owner: str
    recruiter: str | None
    opened: Recorded[Any]
    turns: list[tuple[datetime, bool]]
    openings: int = 1
    slots: list[Slot | None] = field(default_factory=list)
    shown: dict[str, PersonalText] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Whether it is open now."""
        return self.turns[-1][1]


class Shops(Part):
    """Shops by their owners; ``unclosed`` are erasures of members whose shops are open."""

    def __init__(self) -> None:
        self.of: dict[str, Shop] = {}
        self.unclosed: dict[str, Recorded[Any]] = {}

    def is_open(self, owner: str) -> bool:
        """Whether the member has a shop and it is open."""
        shop = self.of.get(owner)
        return shop is not None and shop.is_open

    def was_open(self, owner: str, instant: datetime) -> bool:
        """Whether the member had a shop at *instant* and it was open."""
        turns = [] if owner not in self.of else self.of[owner].turns
        return next((is_open for at, is_open in reversed(turns) if at <= instant), False)

    @sees(ShopOpened)
    def opened(self, recorded: Recorded[Any]) -> None:
        self.of[recorded.key] = Shop(recorded.key, recorded.event.recruiter, recorded, [(recorded.at, True)])

    @sees(ShopEdited)
    def edited(self, recorded: Recorded[Any]) -> None:
        self.of[recorded.key].shown |= texts_of(recorded.event)

    @sees(ShopClosed)
    def closed(self, recorded: Recorded[Any]) -> None:
        self.of[recorded.key].turns.append((recorded.at, False))
        self.unclosed.pop(recorded.key, None)

    @sees(ShopReopened)
    def reopened(self, recorded: Recorded[Any]) -> None:
        shop = self.of[recorded.key]
        shop.turns.append((recorded.at, True))
        shop.openings += 1

    @sees(AccountErased)
    def erased(self, recorded: Recorded[Any]) -> None:
        if self.is_open(recorded.key):
            self.unclosed[recorded.key] = recorded

    @sees(ShelfOpened, CapacityRaised)
    def raised(self, recorded: Recorded[Any]) -> None:
        slots = self.of[recorded.key].slots
        slots += [None] * (recorded.event.capacity - len(slots))

    @sees(ProductPlaced, ProductSwapped)
    def placed(self, recorded: Recorded[Any]) -> None:
        fact = recorded.event
        self.of[recorded.key].slots[fact.slot] = Slot(fact.product, fact.listing, fact.unlocks_at)

    @sees(ProductRemoved)
    def removed(self, recorded: Recorded[Any]) -> None:
        self.of[recorded.key].slots[recorded.event.slot] = None
