"""Orders that merchants bring in from elsewhere, for the lists of their buyers."""

from typing import NotRequired, TypedDict

from socialcommerce.domain.catalog.merchant import MERCHANT
from socialcommerce.domain.orders import imported
from socialcommerce.domain.orders.imported import IMPORT, ImportedLine, ImportRecorded
from socialcommerce.domain.orders.pricing import Quantity
from socialcommerce.kernel.clock import Instant, utc
from socialcommerce.kernel.keys import ActorKey, Key, join
from socialcommerce.kernel.money import Money
from socialcommerce.kernel.text import Title
from socialcommerce.services.actors import only_merchant
from socialcommerce.services.command import command
from socialcommerce.services.service import Service
from socialcommerce.services.transaction import Transaction


class ImportedLineGiven(TypedDict):
    """A line of an imported order: a product, what it was called, how many units (1), the amount for all of them."""

    product: Key
    title: Title
    quantity: NotRequired[Quantity]
    amount: Money


class Imports(Service):
    """What members bought from merchants elsewhere: kept apart from the orders that were placed here."""

    @command
    def record(
        self,
        merchant: Key,
        number: Key,
        buyer: Key,
        source: Title,
        lines: list[ImportedLineGiven],
        bought_at: Instant,
        *,
        at: Instant | None = None,
        by: ActorKey | None = None,
    ) -> None:
        """Record an order from *source* under the merchant's *number*; for the merchant. Amounts in minor units.

        The same again changes nothing. ``NotFound`` if the merchant has not joined; refused: ``import-differs``.
        """
        only_merchant(by, merchant, f"import orders of {merchant}")
        content = ImportRecorded(
            merchant=merchant,
            number=number,
            buyer=buyer,
            source=source,
            lines=tuple(
                ImportedLine(line["product"], line["title"], line.get("quantity", 1), line["amount"]) for line in lines
            ),
            bought_at=utc(bought_at),
        )

        def decide(transaction: Transaction) -> None:
            transaction.existing(MERCHANT, merchant)
            key = join(merchant, number)
            state = transaction.load(IMPORT, key)
            transaction.append(IMPORT, key, imported.record(state, content, at=transaction.at))

        self._run(decide, at=at, by=by)
