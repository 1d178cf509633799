"""Shares: products offered to friends, each through one channel."""

from functools import partial

from socialcommerce.domain.catalog.budget import BUDGET, exclusive_now
from socialcommerce.domain.catalog.product import PRODUCT, Product
from socialcommerce.domain.referrals import share as shares
from socialcommerce.domain.referrals.share import SHARE, Channel
from socialcommerce.domain.shops.shelf import SHELF
from socialcommerce.domain.shops.shop import SHOP, Shop
from socialcommerce.kernel.clock import Instant, local_day
from socialcommerce.kernel.keys import ActorKey, JoinedKey, Key, join
from socialcommerce.services.actors import only_its_member, only_member
from socialcommerce.services.command import command
from socialcommerce.services.deadlines import BudgetShort, Deadlines
from socialcommerce.services.decisions import Decisions
from socialcommerce.services.service import Service
from socialcommerce.services.transaction import Transaction


class Shares(Service):
    """Products offered to friends, each through one channel."""

    def __init__(self, decisions: Decisions, deadlines: Deadlines) -> None:
        super().__init__(decisions)
        self._deadlines = deadlines

    @command
    def create(
        self,
        shop: Key,
        product: Key,
        channel: Channel = "chat",
        share: Key | None = None,
        *,
        at: Instant | None = None,
        by: ActorKey | None = None,
    ) -> str:
        """Share a product of the shelf and return the share's id.

        Without an id, the same shop, product, channel and day find the same share, as long as it lives; after
        that there is a new one. ``NotFound``; refused: ``shop-closed``, ``not-on-shelf``, ``share-differs``,
        ``share-ended`` (an id that is given is used once).
        """
        only_member(by, shop, f"run the shop of {shop}")

        def decide(transaction: Transaction, *, settled: bool) -> str:
            state = transaction.existing(SHOP, shop)
            shelf = transaction.load(SHELF, shop)
            offered = transaction.existing(PRODUCT, product)
            budget = transaction.load(BUDGET, product, may_be_later=True)
            if not settled and offered.exclusive_price is not None and exclusive_now(offered, budget) is None:
                raise BudgetShort(product, budget)
            day = local_day(transaction.at, transaction.rules.zone)
            id = share or self._living(transaction, shares.daily_id(shop, product, channel, day), offered, state)
            facts = shares.create(
                transaction.load(SHARE, id),
                id,
                channel=channel,
                product_id=product,
                product=offered,
                budget=budget,
                shop=state,
                shelf=shelf,
                at=transaction.at,
                rules=transaction.rules.referrals,
            )
            transaction.append(SHARE, id, facts)
            return id

        return self._deadlines.with_budgets(
            lambda settled: self._run(partial(decide, settled=settled), at=at, by=by), at
        )

    def _living(self, transaction: Transaction, day_id: str, product: Product, shop: Shop) -> str:
        """*day_id*, or, where the share of that id has ended, the first of ``…~2``, ``…~3``, … that has not."""
        id, number = day_id, 1
        while (state := transaction.load(SHARE, id)).made and state.ending(
            product=product, shop=shop, at=transaction.at
        ):
            number += 1
            id = join(day_id, str(number))
        return id

    @command
    def revoke(self, share: JoinedKey, *, at: Instant | None = None, by: ActorKey | None = None) -> None:
        """Take a share back. ``NotFound``."""

        def decide(transaction: Transaction) -> None:
            state = transaction.existing(SHARE, share)
            only_its_member(by, shares.created(state).shop, f"revoke share {share}")
            transaction.append(SHARE, share, shares.revoke(state))

        self._run(decide, at=at, by=by)
