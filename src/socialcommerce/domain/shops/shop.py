"""A shop account: a member's personal shop (key: the member's id).

Always: one a member, opened by its owner's id alone; what was opened can be closed and reopened, and each opening
has a number, under which shares live. A closed shop keeps its history. Who recruited its owner is fixed at the first.
"""

from typing import assert_never

import attrs

from socialcommerce.errors import NotFound, Refused
from socialcommerce.kernel.aggregate import Aggregate, impossible
from socialcommerce.kernel.event import event
from socialcommerce.kernel.keys import Key, Ordinal
from socialcommerce.kernel.text import PersonalText


@event("shop.opened.v2")
class ShopOpened:
    """The owner opened their shop, for the first time, on the invitation of ``recruiter`` if it names one."""

    owner: Key
    recruiter: Key | None


@event("shop.edited")
class ShopEdited:
    """The owner changed how the shop presents itself; None: left as it was."""

    nickname: PersonalText | None = None
    avatar: PersonalText | None = None
    sign: PersonalText | None = None


@event("shop.closed")
class ShopClosed:
    """The owner closed the shop: its shares end for good, its bindings sleep, its placements stay."""


@event("shop.reopened")
class ShopReopened:
    """The owner opened the shop again; ``opening`` is how many times it has been opened now."""

    opening: Ordinal


ShopEvent = ShopOpened | ShopEdited | ShopClosed | ShopReopened


@attrs.frozen
class Shop:
    """``opening`` counts how often the shop was opened (0: never); ``is_open`` says whether it is now.

    What was erased is empty. ``recruiter`` is the member on whose invitation it was first opened; None: on nobody's.
    """

    owner: str = ""
    opening: int = 0
    is_open: bool = False
    nickname: str = ""
    avatar: str = ""
    sign: str = ""
    recruiter: str | None = None

    def is_open_as(self, opening: int) -> bool:
        """Whether the shop is open, and has not been closed since its *opening*-th opening."""
        return self.is_open and self.opening == opening


def open(shop: Shop, owner: str, recruiter: str | None = None) -> list[ShopEvent]:
    """Open *owner*'s shop; nothing if it is open. Refused: ``shop-closed`` (a closed one is reopened).

    Recruitment is fixed at the first opening: of a shop that is open, *recruiter* changes nothing.
    """
    if shop.opening == 0:
        return [ShopOpened(owner=owner, recruiter=recruiter)]
    if not shop.is_open:
        raise Refused("shop-closed", f"shop {owner} is closed: reopen it")
    return []


def edit(shop: Shop, *, nickname: str | None, avatar: str | None, sign: str | None) -> list[ShopEvent]:
    """Change what is not None; nothing if that is how it is. ``NotFound`` if the shop was never opened."""
    _opened(shop)
    changed = {
        name: PersonalText(shop.owner, text)
        for name, text in (("nickname", nickname), ("avatar", avatar), ("sign", sign))
        if text is not None and text != getattr(shop, name)
    }
    return [ShopEdited(**changed)] if changed else []


def close(shop: Shop) -> list[ShopEvent]:
    """Close the shop; nothing if it is closed. ``NotFound`` if it was never opened."""
    _opened(shop)
    return [ShopClosed()] if shop.is_open else []


def reopen(shop: Shop) -> list[ShopEvent]:
    """Open the shop again; nothing if it is open. ``NotFound`` if it was never opened."""
    _opened(shop)
    return [] if shop.is_open else [ShopReopened(opening=shop.opening + 1)]


def evolve(shop: Shop, fact: ShopEvent) -> Shop:
    """The shop after *fact*."""
    if (shop.opening == 0) != isinstance(fact, ShopOpened):
        impossible(fact, shop)
    match fact:
        case ShopOpened():
            return Shop(owner=fact.owner, opening=1, is_open=True, recruiter=fact.recruiter)
        case ShopEdited():
            return attrs.evolve(
                shop,
                nickname=_shown(fact.nickname, shop.nickname),
                avatar=_shown(fact.avatar, shop.avatar),
                sign=_shown(fact.sign, shop.sign),
            )
        case ShopClosed():
            if not shop.is_open:
                impossible(fact, shop)
            return attrs.evolve(shop, is_open=False)
        case ShopReopened():
            if shop.is_open or fact.opening != shop.opening + 1:
                impossible(fact, shop)
            return attrs.evolve(shop, is_open=True, opening=fact.opening)
        case _:
            assert_never(fact)


def _shown(changed: PersonalText | None, before: str) -> str:
    return before if changed is None else changed.text or ""


def _opened(shop: Shop) -> None:
    if shop.opening == 0:
        raise NotFound("the shop was never opened")


SHOP = Aggregate("shop", initial=Shop(), evolve=evolve)
