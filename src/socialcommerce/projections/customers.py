"""Read model: which shop each visitor is bound to, and who blocks whom, which unlists customers."""

from typing import Final

import sqlalchemy as sa

from socialcommerce.domain.members.friendship import Blocked, Unblocked
from socialcommerce.domain.referrals.journey import BindingRenewed, Bound, Released
from socialcommerce.projections.runner import Batch, table_of
from socialcommerce.projections.tables import Instant, Rows, Text


class Customers:
    """``bindings``: the last one of each visitor, also when it ran out; ``blocks``: each one that stands."""

    name = "customers"
    version = 1

    def __init__(self) -> None:
        self.metadata: Final = sa.MetaData()
        self.bindings: Final = table_of(
            self,
            "bindings",
            sa.Column("visitor", Text, primary_key=True),
            sa.Column("shop", Text, nullable=False),
            sa.Column("since", Instant, nullable=False),
            sa.Column("until", Instant, nullable=False),
            by_shop=("shop", "since"),
        )
        self.blocks: Final = table_of(
            self,
            "blocks",
            sa.Column("member", Text, primary_key=True),
            sa.Column("blocked", Text, primary_key=True),
        )

    def apply(self, connection: sa.Connection, batch: Batch) -> None:
        """Follow bindings and blocks."""
        bindings, blocks = Rows(connection, self.bindings), Rows(connection, self.blocks)
        bindings.load(recorded.key for recorded in batch if isinstance(recorded.event, BindingRenewed))
        for recorded in batch:
            visitor = recorded.key
            match recorded.event:
                case Bound(shop=shop, until=until):
                    bindings.put({"visitor": visitor, "shop": shop, "since": recorded.at, "until": until})
                case BindingRenewed(until=until):
                    bindings.change(visitor, until=until)
                case Released():
                    bindings.delete(visitor)
                case Blocked(member=member, blocked=blocked):
                    blocks.put({"member": member, "blocked": blocked})
                case Unblocked(member=member, blocked=blocked):
                    blocks.delete((member, blocked))
        bindings.write()
        blocks.write()
