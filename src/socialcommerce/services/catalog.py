"""The catalogue: merchants, their products, and the budgets of these."""

from msgspec import UNSET, UnsetType

from socialcommerce.domain.catalog import budget as budgets
from socialcommerce.domain.catalog import merchant as merchants
from socialcommerce.domain.catalog import product as products
from socialcommerce.domain.catalog.budget import BUDGET
from socialcommerce.domain.catalog.merchant import MERCHANT
from socialcommerce.domain.catalog.product import PRODUCT, ProductListed
from socialcommerce.kernel.clock import Instant
from socialcommerce.kernel.keys import ActorKey, Key
from socialcommerce.kernel.money import BasisPoints, Price
from socialcommerce.kernel.text import Title
from socialcommerce.services.actors import is_platform, only_host, only_merchant, only_platform
from socialcommerce.services.command import command
from socialcommerce.services.service import Service
from socialcommerce.services.transaction import Transaction


class Merchants(Service):
    """Who sells."""

    @command
    def invite(self, merchant: Key, name: Title, *, at: Instant | None = None, by: ActorKey | None = None) -> None:
        """Invite a brand merchant, on the platform's part. Refused: ``merchant-differs``."""
        only_platform(by, "invite merchants")

        def decide(transaction: Transaction) -> None:
            facts = merchants.invite(transaction.load(MERCHANT, merchant), merchant, name)
            transaction.append(MERCHANT, merchant, facts)

        self._run(decide, at=at, by=by)


class Products(Service):
    """What is sold, at which prices. All prices in minor units."""

    @command
    def list(
        self,
        product: Key,
        merchant: Key,
        title: Title,
        category: Title,
        price: Price,
        exclusive_price: Price | None = None,
        commission_bp: BasisPoints = 0,
        sensitive: bool = False,
        *,
        at: Instant | None = None,
        by: ActorKey | None = None,
    ) -> None:
        """Put a new product of *merchant* on sale; *sensitive*: never shown together with a person.

        ``NotFound`` if the merchant has not joined. Refused: ``exclusive-not-below``, ``product-differs``,
        ``product-delisted``.
        """
        only_merchant(by, merchant, f"list products of {merchant}")
        offer = ProductListed(
            product=product,
            merchant=merchant,
            title=title,
            category=category,
            price=price,
            exclusive_price=exclusive_price,
            commission_bp=commission_bp,
            sensitive=sensitive,
        )

        def decide(transaction: Transaction) -> None:
            transaction.existing(MERCHANT, merchant)
            transaction.append(PRODUCT, product, products.list(transaction.load(PRODUCT, product), offer))

        self._run(decide, at=at, by=by)

    @command
    def reprice(
        self,
        product: Key,
        price: Price | UnsetType = UNSET,
        exclusive_price: Price | UnsetType | None = UNSET,
        *,
        at: Instant | None = None,
        by: ActorKey | None = None,
    ) -> None:
        """Change the prices: what is left out is kept, an *exclusive_price* of None is taken away.

        ``NotFound``; refused: ``exclusive-not-below``.
        """

        def decide(transaction: Transaction) -> None:
            state = transaction.existing(PRODUCT, product)
            only_merchant(by, products.offered(state).merchant, f"reprice product {product}")
            facts = products.reprice(
                state,
                state.price if price is UNSET else price,
                state.exclusive_price if exclusive_price is UNSET else exclusive_price,
            )
            transaction.append(PRODUCT, product, facts)

        self._run(decide, at=at, by=by)

    @command
    def delist(self, product: Key, *, at: Instant | None = None, by: ActorKey | None = None) -> None:
        """Take the product off sale: its slots are free at once, its shares end for good. ``NotFound``."""

        def decide(transaction: Transaction) -> None:
            state = transaction.existing(PRODUCT, product)
            if not is_platform(by):
                only_merchant(by, products.offered(state).merchant, f"delist product {product}")
            transaction.append(PRODUCT, product, products.delist(state, by_platform=is_platform(by)))

        self._run(decide, at=at, by=by)

    @command
    def relist(self, product: Key, *, at: Instant | None = None, by: ActorKey | None = None) -> None:
        """Put the product on sale again. ``NotFound``; refused: ``delisted-by-platform`` for its merchant."""

        def decide(transaction: Transaction) -> None:
            state = transaction.existing(PRODUCT, product)
            only_merchant(by, products.offered(state).merchant, f"relist product {product}")
            transaction.append(PRODUCT, product, products.relist(state, by_merchant=by is not None))

        self._run(decide, at=at, by=by)

    @command
    def observe_price(
        self,
        product: Key,
        source: Title,
        price: Price,
        *,
        at: Instant | None = None,
        by: ActorKey | None = None,
    ) -> None:
        """Record what the platform called *source* asks for the product, as the host saw it. ``NotFound``."""
        only_host(by, "record prices of other platforms")

        def decide(transaction: Transaction) -> None:
            state = transaction.existing(PRODUCT, product)
            facts = products.observe_price(state, source, price, at=transaction.at, rules=transaction.rules.catalog)
            transaction.append(PRODUCT, product, facts)

        self._run(decide, at=at, by=by)


class Budgets(Service):
    """What merchants give to fund the exclusive prices of their products. Amounts in minor units."""

    @command
    def fund(
        self, product: Key, funding: Key, amount: Price, *, at: Instant | None = None, by: ActorKey | None = None
    ) -> None:
        """Add *amount* to the budget of *product* under the merchant's reference *funding*.

        The first funding gives the product a budget: from then on its exclusive price holds while that covers it.
        ``NotFound``; refused: ``funding-differs``.
        """

        def decide(transaction: Transaction) -> None:
            offer = products.offered(transaction.existing(PRODUCT, product))
            only_merchant(by, offer.merchant, f"fund product {product}")
            transaction.append(BUDGET, product, budgets.fund(transaction.load(BUDGET, product), funding, amount))

        self._run(decide, at=at, by=by)
