"""Read model: shares, and the visits that they brought to each shop."""

from typing import Final

import sqlalchemy as sa

from socialcommerce.domain.referrals.journey import VisitCounted, Visited
from socialcommerce.domain.referrals.share import ShareCreated, ShareRevoked
from socialcommerce.projections.runner import Batch, table_of
from socialcommerce.projections.tables import Instant, Rows, Text


class Traffic:
    """``shares``: one row each; ``visits``: one row each, what the visitor was to the owner then, and whether they
    came as a friend, if only later that day; ``visitors``: who ever came to a shop.

    The owner's own visits are in none of them.
    """

    name = "traffic"
    version = 2

    def __init__(self) -> None:
        self.metadata: Final = sa.MetaData()
        self.shares: Final = table_of(
            self,
            "shares",
            sa.Column("share", Text, primary_key=True),
            sa.Column("code", Text, nullable=False, index=True),
            sa.Column("shop", Text, nullable=False, index=True),
            sa.Column("product", Text, nullable=False),
            sa.Column("channel", Text, nullable=False),
            sa.Column("listing", sa.Integer, nullable=False),
            sa.Column("opening", sa.Integer, nullable=False),
            sa.Column("promised_price", sa.BigInteger, nullable=False),
            sa.Column("expires_at", Instant, nullable=False),
            sa.Column("revoked", sa.Boolean, nullable=False),
        )
        self.visits: Final = table_of(
            self,
            "visits",
            sa.Column("shop", Text, primary_key=True),
            sa.Column("day", sa.Date, primary_key=True),
            sa.Column("visitor", Text, primary_key=True),
            sa.Column("share", Text, primary_key=True),
            sa.Column("product", Text, nullable=False),
            sa.Column("position", sa.BigInteger, nullable=False),
            sa.Column("at", Instant, nullable=False),
            sa.Column("relation", Text, nullable=False),
            sa.Column("as_friend", sa.Boolean, nullable=False),
            by_visitor=("visitor", "position"),
        )
        self.visitors: Final = table_of(
            self,
            "visitors",
            sa.Column("shop", Text, primary_key=True),
            sa.Column("visitor", Text, primary_key=True),
        )

    def apply(self, connection: sa.Connection, batch: Batch) -> None:
        """Follow shares and visits."""
        shares, visits = Rows(connection, self.shares), Rows(connection, self.visits)
        visitors = Rows(connection, self.visitors)
        shares.load(recorded.key for recorded in batch if isinstance(recorded.event, ShareRevoked))
        visits.load(
            (recorded.event.shop, recorded.event.day, recorded.key, recorded.event.share)
            for recorded in batch
            if isinstance(recorded.event, VisitCounted)
        )
        for recorded in batch:
            match recorded.event:
                case ShareCreated() as made:
                    shares.put(
                        {
                            "share": made.share,
                            "code": made.code,
                            "shop": made.shop,
                            "product": made.product,
                            "channel": made.channel,
                            "listing": made.listing,
                            "opening": made.opening,
                            "promised_price": made.promised_price,
                            "expires_at": made.expires_at,
                            "revoked": False,
                        }
                    )
                case ShareRevoked():
                    shares.change(recorded.key, revoked=True)
                case Visited(relation=relation) as visit if relation != "owner":
                    visits.put(
                        {
                            "shop": visit.shop,
                            "day": visit.day,
                            "visitor": recorded.key,
                            "share": visit.share,
                            "product": visit.product,
                            "position": recorded.position,
                            "at": recorded.at,
                            "relation": relation,
                            "as_friend": relation == "friend",
                        }
                    )
                    visitors.put({"shop": visit.shop, "visitor": recorded.key})
                case VisitCounted() as counted:
                    visits.change((counted.shop, counted.day, recorded.key, counted.share), as_friend=True)
        shares.write()
        visits.write()
        visitors.write()
