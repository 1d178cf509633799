"""Read model: what members did that their friends may see. Whether they see it is judged when the feed is read."""

from typing import Final

import sqlalchemy as sa

from socialcommerce.domain.referrals.share import ShareCreated
from socialcommerce.domain.shops.shelf import ProductPlaced, ProductSwapped
from socialcommerce.projections.runner import Batch, table_of
from socialcommerce.projections.tables import Instant, Rows, Text


class Feeds:
    """``activities``: a placement or a share each, under the listing of its product."""

    name = "feeds"
    version = 1

    def __init__(self) -> None:
        self.metadata: Final = sa.MetaData()
        self.activities: Final = table_of(
            self,
            "activities",
            sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
            sa.Column("member", Text, nullable=False),
            sa.Column("kind", Text, nullable=False),
            sa.Column("product", Text, nullable=False),
            sa.Column("listing", sa.Integer, nullable=False),
            sa.Column("share", Text),
            sa.Column("at", Instant, nullable=False),
            by_member=("member", "position"),
        )

    def apply(self, connection: sa.Connection, batch: Batch) -> None:
        """Follow placements and shares."""
        activities = Rows(connection, self.activities)
        for recorded in batch:
            match recorded.event:
                case ProductPlaced() | ProductSwapped():
                    what = {"kind": "placement", "share": None, "member": recorded.key}
                case ShareCreated() as shared:
                    what = {"kind": "share", "share": shared.share, "member": shared.shop}
                case _:
                    continue
            activities.put(
                {
                    "position": recorded.position,
                    "product": recorded.event.product,
                    "listing": recorded.event.listing,
                    "at": recorded.at,
                    **what,
                }
            )
        activities.write()
