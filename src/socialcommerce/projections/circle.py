"""Read model: what members recommend, and what they keep for themselves."""

from typing import Final

import sqlalchemy as sa

from socialcommerce.domain.circle.favourite import FavouriteDropped, FavouriteKept
from socialcommerce.domain.circle.recommendation import (
    Opinion,
    RecommendationChanged,
    RecommendationMade,
    RecommendationWithdrawn,
)
from socialcommerce.domain.members.account import AccountErased
from socialcommerce.projections.runner import Batch, table_of
from socialcommerce.projections.tables import Instant, Row, Rows, Text
from socialcommerce.storage.sealing import to_row, to_rows


class Circle:
    """``recommendations`` and ``favourites``: those that stand, one row each, by member and product, joined.

    ``order`` is the one that a recommendation names as proof. ``text`` and ``images`` are kept as they stand in the
    log, sealed: see :mod:`socialcommerce.storage.sealing`.
    """

    name = "circle"
    version = 2

    def __init__(self) -> None:
        self.metadata: Final = sa.MetaData()
        self.recommendations: Final = table_of(
            self,
            "recommendations",
            sa.Column("recommendation", Text, primary_key=True),
            sa.Column("position", sa.BigInteger, nullable=False),
            sa.Column("member", Text, nullable=False),
            sa.Column("product", Text, nullable=False),
            sa.Column("order", Text),
            sa.Column("text", Text, nullable=False),
            sa.Column("images", Text, nullable=False),
            sa.Column("at", Instant, nullable=False),
            by_member=("member", "position"),
            by_product=("product", "position"),
        )
        self.favourites: Final = table_of(
            self,
            "favourites",
            sa.Column("favourite", Text, primary_key=True),
            sa.Column("position", sa.BigInteger, nullable=False),
            sa.Column("member", Text, nullable=False),
            sa.Column("product", Text, nullable=False),
            sa.Column("at", Instant, nullable=False),
            by_member=("member", "position"),
        )

    def apply(self, connection: sa.Connection, batch: Batch) -> None:
        """Follow recommendations and favourites."""
        recommendations, favourites = Rows(connection, self.recommendations), Rows(connection, self.favourites)
        changed = (recorded.key for recorded in batch if isinstance(recorded.event, RecommendationChanged))
        recommendations.load(changed)
        for recorded in batch:
            match recorded.event:
                case RecommendationMade(member=member, product=product, opinion=opinion):
                    recommendations.put(
                        {
                            "recommendation": recorded.key,
                            "position": recorded.position,
                            "member": member,
                            "product": product,
                            "at": recorded.at,
                            **_said(opinion),
                        }
                    )
                case RecommendationChanged(opinion=opinion):
                    recommendations.change(recorded.key, **_said(opinion))
                case RecommendationWithdrawn():
                    recommendations.delete(recorded.key)
                case FavouriteKept(member=member, product=product):
                    favourites.put(
                        {
                            "favourite": recorded.key,
                            "position": recorded.position,
                            "member": member,
                            "product": product,
                            "at": recorded.at,
                        }
                    )
                case FavouriteDropped():
                    favourites.delete(recorded.key)
                case AccountErased(member=member):
                    for rows, table in ((recommendations, self.recommendations), (favourites, self.favourites)):
                        rows.write()
                        connection.execute(sa.delete(table).where(table.c.member == member))
        recommendations.write()
        favourites.write()


def _said(opinion: Opinion) -> Row:
    return {
        "order": opinion.order,
        "text": to_row(opinion.text) if opinion.text else "",
        "images": to_rows(opinion.images),
    }
