"""Read model: which shop each visitor is bound to, and who blocks whom, which unlists customers."""

from typing import Final

import sqlalchemy as sa

from socialcommerce.domain.members.friendship import Blocked, Unblocked
from socialcommerce.domain.referrals.journey import Bound, Released
from socialcommerce.projections.runner import Batch, table_of
from socialcommerce.projections.tables import Instant, Rows, Text


class Customers:
    """``bindings``: whose customer each visitor became last, also when that ran out; ``blocks``: each one that stands.

    One who is bound anew to the same shop stays its customer since the first time. Else ``since`` would tell the owner
    whether the binding had run out, which a paid order prevents: so whether they bought.
    """

    name = "customers"
    version = 2

    def __init__(self) -> None:
        self.metadata: Final = sa.MetaData()
        self.bindings: Final = table_of(
            self,
            "bindings",
            sa.Column("visitor", Text, primary_key=True),
            sa.Column("shop", Text, nullable=False),
            sa.Column("since", Instant, nullable=False),
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
        bindings.load(recorded.key for recorded in batch if isinstance(recorded.event, Bound))
        for recorded in batch:
            visitor = recorded.key
            match recorded.event:
                case Bound(shop=shop):
                    bound = bindings.get(visitor)
                    if bound is None or bound["shop"] != shop:
                        bindings.put({"visitor": visitor, "shop": shop, "since": recorded.at})
                case Released():
                    bindings.delete(visitor)
                case Blocked(member=member, blocked=blocked):
                    blocks.put({"member": member, "blocked": blocked})
                case Unblocked(member=member, blocked=blocked):
                    blocks.delete((member, blocked))
        bindings.write()
        blocks.write()
