"""Read model: what members did that their friends may see. Whether they see it is judged when the feed is read."""

from typing import Final

import sqlalchemy as sa

from socialcommerce.domain.referrals.share import ShareCreated
from socialcommerce.domain.shops.shelf import ProductPlaced, ProductSwapped
from socialcommerce.projections.runner import Batch, table_name
from socialcommerce.projections.tables import Instant, Rows


class Feeds:
    """``activities``: a placement or a share each, under the listing of its product."""

    name = "feeds"
    version = 1

    def __init__(self) -> None:
        self.metadata: Final = sa.MetaData()
        activities = table_name(self.name, self.version, "activities")
        self.activities: Final = sa.Table(
            activities,
            self.metadata,
            sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
            sa.Column("member", sa.Text, nullable=False),
            sa.Column("kind", sa.Text, nullable=False),
            sa.Column("product", sa.Text, nullable=False),
            sa.Column("listing", sa.Integer, nullable=False),
            sa.Column("share", sa.Text),
            sa.Column("slot", sa.Integer),
            sa.Column("at", Instant, nullable=False),
            sa.Index(f"{activities}_by_member", "member", "position"),
        )

    def apply(self, connection: sa.Connection, batch: Batch) -> None:
        """Follow placements and shares."""
        activities = Rows(connection, self.activities)
        for recorded in batch:
            match recorded.event:
                case ProductPlaced() | ProductSwapped() as placed:
                    what = {"kind": "placement", "share": None, "slot": placed.slot, "member": recorded.key}
                case ShareCreated() as shared:
                    what = {"kind": "share", "share": shared.share, "slot": None, "member": shared.shop}
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
