"""Shops and shelves. A product stays in its slot until it unlocks; capacity grows with influence, never shrinks."""

from datetime import timedelta

from naive.budgets import Budgets
from naive.facts import Entry, NoError, Placement, Product, Shop
from naive.influence import Influence


class Shops(Budgets, Influence):
    def shops_open(self, owner: str, invited_by: str | None = None) -> None:
        self.only(owner)
        self.not_erased(owner)
        if owner not in self.shops:
            if invited_by is not None and (invited_by, owner) not in self.invitations:
                raise NoError("not-invited")
            self.shops[owner] = Shop(slots=[None] * self.capacity_at(0), recruiter=invited_by)
        elif not self.shops[owner].is_open:
            raise NoError("shop-closed")

    def shops_invite(self, owner: str, member: str) -> None:
        self.only(owner)
        self.not_erased(owner, member)
        if owner == member:
            raise NoError("self-recruitment")
        if (owner, member) in self.invitations:
            return
        if not self.known(self.shops, owner).is_open:
            raise NoError("shop-closed")
        self.invitations.add((owner, member))

    def shops_edit(self, owner: str, **looks: str | None) -> None:
        self.only(owner)
        self.not_erased(owner)
        shop: Shop = self.known(self.shops, owner)
        shop.looks |= {name: text for name, text in looks.items() if text is not None}

    def shops_close(self, owner: str) -> None:
        self.only(owner)
        self.known(self.shops, owner).is_open = False
        for share in self.shares.values():
            if share.shop == owner:
                share.ended.add("closed")

    def shops_reopen(self, owner: str) -> None:
        self.only(owner)
        self.not_erased(owner)
        self.known(self.shops, owner).is_open = True

    def shelves_place(self, shop: str, product: str) -> int:
        self.only(shop)
        where: Shop = self.known(self.shops, shop)
        self._can_be_placed(where, self.known(self.products, product))
        standing = where.slot_of(product)
        if standing is not None:
            return standing
        self._not_dearer(self.products[product])
        if None not in where.slots:
            self._raise_capacity(shop)
        if None not in where.slots:
            raise NoError("shelf-full")
        slot = where.slots.index(None)
        where.slots[slot] = self._new_placement(shop, product)
        return slot

    def shelves_remove(self, shop: str, product: str) -> None:
        self.only(shop)
        where: Shop = self.known(self.shops, shop)
        self.known(self.products, product)
        slot = where.slot_of(product)
        if slot is not None:
            self._unlocked(where, slot)
            where.slots[slot] = None

    def shelves_swap(self, shop: str, remove: str, place: str) -> None:
        self.only(shop)
        where: Shop = self.known(self.shops, shop)
        self.known(self.products, remove)
        self._can_be_placed(where, self.known(self.products, place))
        leaving, standing = where.slot_of(remove), where.slot_of(place)
        if leaving is None and standing is None:
            raise NoError("not-on-shelf")
        if leaving is None:
            return
        if standing is not None:
            raise NoError("product-placed")
        self._not_dearer(self.products[place])
        self._unlocked(where, leaving)
        where.slots[leaving] = self._new_placement(shop, place)

    def shelves_claim(self, shop: str) -> int:
        self.only(shop)
        where: Shop = self.known(self.shops, shop)
        self._raise_capacity(shop)
        return len(where.slots)

    def capacity_at(self, score: int) -> int:
        return max(slots for least, slots in self.rules.shelves.capacity_by_influence if least <= score)

    def be_active(self, shop: str) -> None:
        self.shops[shop].active_days.add(self.day_of(self.now))
        self.ledger.append(Entry(shop, self.now, self.day_of(self.now), "activity", 1))

    def _raise_capacity(self, shop: str) -> None:
        slots = self.shops[shop].slots
        slots += [None] * (self.capacity_at(self.score_by_now(shop)) - len(slots))

    def _can_be_placed(self, shop: Shop, product: Product) -> None:
        if not shop.is_open:
            raise NoError("shop-closed")
        if not product.listed:
            raise NoError("product-delisted")

    def _not_dearer(self, product: Product) -> None:
        if self.rules.shelves.refuse_dearer and self.comparison(product) == "dearer":
            raise NoError("product-dearer")

    def _new_placement(self, shop: str, product: str) -> Placement:
        locked_for = timedelta(hours=self.rules.shelves.lock_hours)
        placement = Placement(shop, product, self.now, self.now + locked_for)
        self.activities.append(placement)
        self.be_active(shop)
        return placement

    def _unlocked(self, shop: Shop, slot: int) -> None:
        placement = shop.slots[slot]
        if placement and self.now < placement.unlocks_at:
            raise NoError("slot-locked")
