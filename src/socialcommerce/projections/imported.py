"""Read model: orders that merchants imported from elsewhere, apart from those that were placed here."""

from typing import Final

import sqlalchemy as sa

from socialcommerce.domain.orders.imported import ImportRecorded
from socialcommerce.projections.runner import Batch, table_of
from socialcommerce.projections.tables import Instant, Rows, Text


class ImportedOrders:
    """``orders`` and ``lines``: one row each. Amounts in minor units."""

    name = "imported"
    version = 1

    def __init__(self) -> None:
        self.metadata: Final = sa.MetaData()
        self.orders: Final = table_of(
            self,
            "orders",
            sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
            sa.Column("merchant", Text, nullable=False),
            sa.Column("number", Text, nullable=False),
            sa.Column("buyer", Text, nullable=False),
            sa.Column("source", Text, nullable=False),
            sa.Column("bought_at", Instant, nullable=False),
            sa.Column("total", sa.BigInteger, nullable=False),
            by_buyer=("buyer", "position"),
        )
        self.lines: Final = table_of(
            self,
            "lines",
            sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
            sa.Column("line", sa.Integer, primary_key=True, autoincrement=False),
            sa.Column("product", Text, nullable=False),
            sa.Column("title", Text, nullable=False),
            sa.Column("quantity", sa.Integer, nullable=False),
            sa.Column("amount", sa.BigInteger, nullable=False),
        )

    def apply(self, connection: sa.Connection, batch: Batch) -> None:
        """Follow imported orders; each is told by one event, whose position is its key."""
        orders, lines = Rows(connection, self.orders), Rows(connection, self.lines)
        for recorded in batch:
            if not isinstance(recorded.event, ImportRecorded):
                continue
            content, position = recorded.event, recorded.position
            orders.put(
                {
                    "position": position,
                    "merchant": content.merchant,
                    "number": content.number,
                    "buyer": content.buyer,
                    "source": content.source,
                    "bought_at": content.bought_at,
                    "total": sum(line.amount for line in content.lines),
                }
            )
            for number, line in enumerate(content.lines, 1):
                lines.put(
                    {
                        "position": position,
                        "line": number,
                        "product": line.product,
                        "title": line.title,
                        "quantity": line.quantity,
                        "amount": line.amount,
                    }
                )
        orders.write()
        lines.write()
