"""Read model: who is whose friend, both ways round."""

from typing import Final

import sqlalchemy as sa

from socialcommerce.domain.members.account import AccountErased
from socialcommerce.domain.members.friendship import Befriended, Unfriended
from socialcommerce.projections.runner import Batch, table_of
from socialcommerce.projections.tables import Rows, Text

ANYONE: Final = ""
"""A viewer who is no member, since no id is empty."""


class People:
    """``friends`` holds each friendship twice, so that a member's friends are found by one index.

    A member who is erased has none any more.
    """

    name = "people"
    version = 2

    def __init__(self) -> None:
        self.metadata: Final = sa.MetaData()
        self.friends: Final = table_of(
            self,
            "friends",
            sa.Column("member", Text, primary_key=True),
            sa.Column("friend", Text, primary_key=True),
        )

        self.erased: Final = table_of(self, "erased", sa.Column("member", Text, primary_key=True))

    def apply(self, connection: sa.Connection, batch: Batch) -> None:
        """Follow friendships."""
        friends, erased = Rows(connection, self.friends), Rows(connection, self.erased)
        for recorded in batch:
            match recorded.event:
                case Befriended(member=member, friend=friend):
                    friends.put({"member": member, "friend": friend})
                    friends.put({"member": friend, "friend": member})
                case Unfriended(member=member, friend=friend):
                    friends.delete((member, friend))
                    friends.delete((friend, member))
                case AccountErased(member=member):
                    erased.put({"member": member})
                    friends.write()
                    for friend in self._friends_of(connection, member):
                        friends.delete((member, friend))
                        friends.delete((friend, member))
        friends.write()
        erased.write()

    def supposed(self, member: str = ANYONE) -> sa.Subquery:
        """In the place of ``friends``: as if *member*, unless erased, were the only friend that :data:`ANYONE` has.

        *member* is the parameter ``supposed``, which a prepared statement can be given anew.
        """
        friend = sa.bindparam("supposed", member, Text)
        erased = sa.exists().where(self.erased.c.member == friend)
        supposed = sa.select(sa.literal(ANYONE, Text).label("member"), friend.label("friend"))
        return supposed.where(sa.not_(erased)).subquery()

    def is_erased(self, member: "sa.ColumnElement[str]") -> "sa.Exists":
        """Whether a *member* is, by the column of another table."""
        return sa.exists().where(self.erased.c.member == member)

    def _friends_of(self, connection: sa.Connection, member: str) -> list[str]:
        query = sa.select(self.friends.c.friend).where(self.friends.c.member == member)
        return list(connection.execute(query.order_by(self.friends.c.friend)).scalars())
