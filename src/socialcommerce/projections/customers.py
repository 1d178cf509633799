"""Read model: which shop each visitor is bound to, and who blocks whom, which unlists customers."""

from typing import Final

import sqlalchemy as sa

from socialcommerce.domain.members.friendship import Blocked, Unblocked
from socialcommerce.domain.referrals.journey import BindingRenewed, Bound, Released
from socialcommerce.projections.runner import Batch, table_name
from socialcommerce.projections.tables import Instant, Rows, Text


class Customers:
    """``bindings``: the last one of each visitor, also when it ran out; ``blocks``: each one that stands."""

    name = "customers"
    version = 1

    def __init__(self) -> None:
        self.metadata: Final = sa.MetaData()
        bindings = table_name(self.name, self.version, "bindings")
        self.bindings: Final = sa.Table(
            bindings,
            self.metadata,
            sa.Column("visitor", Text, primary_key=True),
            sa.Column("shop", Text, nullable=False),
            sa.Column("since", Instant, nullable=False),
            sa.Column("until", Instant, nullable=False),
            sa.Index(f"{bindings}_by_shop", "shop", "since"),
        )
        self.blocks: Final = sa.Table(
            table_name(self.name, self.version, "blocks"),
            self.metadata,
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
