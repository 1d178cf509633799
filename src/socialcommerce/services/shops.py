"""Shops and their shelves."""

from collections.abc import Callable, Iterable
from datetime import datetime

from socialcommerce.domain.catalog.product import PRODUCT, Product
from socialcommerce.domain.earnings import invitation as invitations
from socialcommerce.domain.earnings.invitation import INVITATION
from socialcommerce.domain.shops import shelf as shelves
from socialcommerce.domain.shops import shop as shops
from socialcommerce.domain.shops.shelf import SHELF
from socialcommerce.domain.shops.shop import SHOP, Shop, ShopEvent
from socialcommerce.errors import Refused
from socialcommerce.kernel.clock import Instant
from socialcommerce.kernel.keys import ActorKey, Key, join
from socialcommerce.kernel.text import Text
from socialcommerce.services.actors import only_member
from socialcommerce.services.command import command
from socialcommerce.services.decisions import Decisions
from socialcommerce.services.erasure import refuse_those_erased
from socialcommerce.services.service import Service
from socialcommerce.services.transaction import Transaction


class Shops(Service):
    """Members' shops: opened, dressed, closed and reopened by their owners."""

    @command
    def open(
        self,
        owner: Key,
        invited_by: Key | None = None,
        *,
        at: Instant | None = None,
        by: ActorKey | None = None,
    ) -> None:
        """Open *owner*'s shop, with its first slots, on another owner's invitation if one is named.

        Refused: ``not-invited``, ``shop-closed`` (a closed one is reopened), ``member-erased``.
        """
        only_member(by, owner, f"run the shop of {owner}")

        def decide(transaction: Transaction) -> None:
            refuse_those_erased(transaction, owner)
            state = transaction.load(SHOP, owner)
            if invited_by is not None and state.opening == 0:
                invitation = transaction.load(INVITATION, join(invited_by, owner))
                invitations.refuse_uninvited(invitation, invited_by)
            facts = shops.open(state, owner, invited_by)
            opened = transaction.append(SHOP, owner, facts)
            if opened:
                first_slots = shelves.open(transaction.load(SHELF, owner), transaction.rules.shelves)
                transaction.append(SHELF, owner, first_slots, cause=opened)

        self._run(decide, at=at, by=by)

    @command
    def invite(self, owner: Key, member: Key, *, at: Instant | None = None, by: ActorKey | None = None) -> None:
        """Invite *member* to open a shop; who does so on it is recruited. For the owner of an open shop.

        ``NotFound``; refused: ``shop-closed``, ``self-recruitment``, ``member-erased``.
        """
        only_member(by, owner, f"run the shop of {owner}")

        def decide(transaction: Transaction) -> None:
            refuse_those_erased(transaction, owner, member)
            key = join(owner, member)
            facts = invitations.invite(transaction.load(INVITATION, key), owner, member, transaction.load(SHOP, owner))
            transaction.append(INVITATION, key, facts)

        self._run(decide, at=at, by=by)

    @command
    def edit(
        self,
        owner: Key,
        nickname: Text | None = None,
        avatar: Text | None = None,
        sign: Text | None = None,
        *,
        at: Instant | None = None,
        by: ActorKey | None = None,
    ) -> None:
        """Change nickname, avatar (an address or key of the host's) and sign; None: left as it is.

        ``NotFound``; refused: ``member-erased``.
        """
        self._change(owner, lambda shop: shops.edit(shop, nickname=nickname, avatar=avatar, sign=sign), at, by)

    @command
    def close(self, owner: Key, *, at: Instant | None = None, by: ActorKey | None = None) -> None:
        """Close the shop: its shares end for good, its bindings sleep, its placements stay. ``NotFound``."""
        self._change(owner, shops.close, at, by, also_erased=True)

    @command
    def reopen(self, owner: Key, *, at: Instant | None = None, by: ActorKey | None = None) -> None:
        """Open a closed shop again. ``NotFound``; refused: ``member-erased``."""
        self._change(owner, shops.reopen, at, by)

    def _change(
        self,
        owner: str,
        decision: Callable[[Shop], list[ShopEvent]],
        at: Instant | None,
        by: str | None,
        *,
        also_erased: bool = False,
    ) -> None:
        only_member(by, owner, f"run the shop of {owner}")

        def decide(transaction: Transaction) -> None:
            if not also_erased:
                refuse_those_erased(transaction, owner)
            transaction.append(SHOP, owner, decision(transaction.existing(SHOP, owner)))

        self._run(decide, at=at, by=by)


class Shelves(Service):
    """What stands in a shop's slots."""

    def __init__(self, decisions: Decisions, score_at: Callable[[str, datetime], int]) -> None:
        """*score_at* gives a shop's influence by all facts in the log; capacity is claimed from it."""
        super().__init__(decisions)
        self._score_at = score_at

    @command
    def place(self, shop: Key, product: Key, *, at: Instant | None = None, by: ActorKey | None = None) -> int:
        """Put a listed product on the lowest free slot and return the slot, from 0.

        Claims capacity first if no slot is free. ``NotFound``; refused: ``shop-closed``, ``product-delisted``,
        ``product-dearer``, ``shelf-full``.
        """
        only_member(by, shop, f"run the shop of {shop}")

        def decide(transaction: Transaction, score: int | None = None) -> int:
            state = transaction.existing(SHOP, shop)
            if score is not None:
                self._raise(transaction, shop, score)
            shelf = transaction.load(SHELF, shop)
            products = _states(transaction, (product, *shelf.placed))
            facts = shelves.place(
                shelf, product, shop=state, products=products, at=transaction.at, rules=transaction.rules.shelves
            )
            transaction.append(SHELF, shop, facts)
            return transaction.load(SHELF, shop).standing_slot(product, products[product])

        try:
            return self._run(decide, at=at, by=by)
        except Refused as refused:
            if refused.code != "shelf-full":
                raise
        score = self._score(shop, at)
        return self._run(lambda transaction: decide(transaction, score), at=at, by=by)

    @command
    def remove(self, shop: Key, product: Key, *, at: Instant | None = None, by: ActorKey | None = None) -> None:
        """Take a product out of its slot. ``NotFound``; refused: ``slot-locked``."""
        only_member(by, shop, f"run the shop of {shop}")

        def decide(transaction: Transaction) -> None:
            transaction.existing(SHOP, shop)
            shelf = transaction.load(SHELF, shop)
            state = transaction.existing(PRODUCT, product)
            facts = shelves.remove(shelf, product, state=state, at=transaction.at)
            transaction.append(SHELF, shop, facts)

        self._run(decide, at=at, by=by)

    @command
    def swap(
        self,
        shop: Key,
        remove: Key,
        place: Key,
        *,
        at: Instant | None = None,
        by: ActorKey | None = None,
    ) -> None:
        """Put the product *place* into the slot of *remove*.

        ``NotFound``; refused: ``shop-closed``, ``product-delisted``, ``product-dearer``, ``not-on-shelf``,
        ``product-placed``, ``slot-locked``.
        """
        only_member(by, shop, f"run the shop of {shop}")

        def decide(transaction: Transaction) -> None:
            state = transaction.existing(SHOP, shop)
            products = _states(transaction, (remove, place))
            facts = shelves.swap(
                transaction.load(SHELF, shop),
                remove,
                place,
                shop=state,
                products=products,
                at=transaction.at,
                rules=transaction.rules.shelves,
            )
            transaction.append(SHELF, shop, facts)

        self._run(decide, at=at, by=by)

    @command
    def claim(self, shop: Key, *, at: Instant | None = None, by: ActorKey | None = None) -> int:
        """Raise the shelf's capacity to what the shop's influence gives, and return it, in slots. ``NotFound``."""
        only_member(by, shop, f"run the shop of {shop}")
        score = self._score(shop, at)

        return self._run(lambda transaction: self._raise(transaction, shop, score), at=at, by=by)

    def _raise(self, transaction: Transaction, shop: str, score: int) -> int:
        """Raise the capacity to what *score* points give, and return it."""
        shelf = transaction.existing(SHELF, shop)
        transaction.append(SHELF, shop, shelves.claim(shelf, score, transaction.rules.shelves))
        return len(transaction.load(SHELF, shop).slots)

    def _score(self, shop: str, at: datetime | None) -> int:
        """The shop's points by all facts that happened up to *at* (default: now), those just decided too."""
        self._decisions.settle()
        return self._score_at(shop, at or self._decisions.clock.now())


def _states(transaction: Transaction, products: Iterable[str]) -> dict[str, Product]:
    return {product: transaction.existing(PRODUCT, product) for product in products}
