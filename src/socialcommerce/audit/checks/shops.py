"""Shops, and who opened one on whose invitation."""

from collections.abc import Iterable
from typing import Any

from socialcommerce.audit.check import Doubt, check, closing_check, differs
from socialcommerce.audit.picture import Picture
from socialcommerce.audit.picture.shops import texts_of
from socialcommerce.domain.earnings.invitation import InvitationSent
from socialcommerce.domain.shops.shelf import ShelfOpened
from socialcommerce.domain.shops.shop import ShopClosed, ShopEdited, ShopOpened, ShopReopened
from socialcommerce.kernel.event import Recorded


@check("opened-once", "A member opens a shop for the first time once.", ShopOpened)
def _(picture: Picture, key: str, fact: ShopOpened, recorded: Recorded[Any]) -> Doubt | None:
    known = picture.shops.of.get(key)
    return None if known is None else Doubt("no shop before", f"{known.opened.reference}")


@check("recruited-on-invitation", "Who opens a shop as recruited was invited.", ShopOpened, refusals=("not-invited",))
def _(picture: Picture, key: str, fact: ShopOpened, recorded: Recorded[Any]) -> Doubt | None:
    recruiter = fact.recruiter
    if recruiter is None or f"{recruiter}~{key}" in picture.members.invitations:
        return None
    return Doubt(f"an invitation of {recruiter}", "there is none")


@check(
    "recruits-others",
    "Nobody recruits themselves.",
    InvitationSent,
    ShopOpened,
    refusals=("self-recruitment",),
)
def _(picture: Picture, key: str, fact: InvitationSent | ShopOpened, recorded: Recorded[Any]) -> Doubt | None:
    recruited = fact.member if isinstance(fact, InvitationSent) else fact.owner
    return Doubt("another member", fact.recruiter) if fact.recruiter == recruited else None


@check(
    "invites-from-open-shop",
    "Owners of open shops invite, each member once.",
    InvitationSent,
    refusals=("shop-closed",),
)
def _(picture: Picture, key: str, fact: InvitationSent, recorded: Recorded[Any]) -> Doubt | None:
    if not picture.shops.is_open(fact.recruiter):
        return Doubt("an open shop", f"{fact.recruiter} has none")
    if key in picture.members.invitations:
        return Doubt("one invitation", "another was sent before")
    return None


@check("edited", "What a shop shows can be changed once it was opened.", ShopEdited)
def _(picture: Picture, key: str, fact: ShopEdited, recorded: Recorded[Any]) -> Doubt | None:
    return None if key in picture.shops.of else Doubt("a shop that was opened", f"{key} has none")


@check("edited-anew", "What a shop shows is changed to something else than before.", ShopEdited)
def _(picture: Picture, key: str, fact: ShopEdited, recorded: Recorded[Any]) -> Doubt | None:
    shop, changed = picture.shops.of.get(key), texts_of(fact)
    if not changed:
        return Doubt("something that is changed", "nothing is")
    before = shop.shown if shop is not None else {}
    for name, text in changed.items():
        was = before.get(name)
        if text.text is not None and text.text == ("" if was is None else was.text):
            return Doubt(f"another {name} than before", "the same")
    return None


@check("closed-while-open", "A shop that is closed was open.", ShopClosed)
def _(picture: Picture, key: str, fact: ShopClosed, recorded: Recorded[Any]) -> Doubt | None:
    return None if picture.shops.is_open(key) else Doubt("an open shop", "it is closed")


@check("reopened", "A closed shop is opened again, each time under the next number.", ShopReopened)
def _(picture: Picture, key: str, fact: ShopReopened, recorded: Recorded[Any]) -> Doubt | None:
    shop = picture.shops.of[key]
    if shop.is_open:
        return Doubt("a closed shop", "it is open")
    return differs(shop.openings + 1, fact.opening)


@check("shelf-opened", "A shop gets its first slots once, when it is opened.", ShelfOpened)
def _(picture: Picture, key: str, fact: ShelfOpened, recorded: Recorded[Any]) -> Doubt | None:
    shop = picture.shops.of[key]
    if shop.slots:
        return Doubt("a shop without slots", f"it has {len(shop.slots)}")
    return differs(shop.opened.reference, recorded.cause)


@closing_check("shelf-of-each-shop", "Every shop has a shelf.", ShopOpened)
def _(picture: Picture) -> Iterable[tuple[Recorded[Any], Doubt]]:
    for shop in picture.shops.of.values():
        if not shop.slots:
            yield shop.opened, Doubt("a shelf that is opened with it", "there is none")
