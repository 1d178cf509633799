"""Read model: who is whose friend, both ways round."""

from typing import Final

import sqlalchemy as sa

from socialcommerce.domain.members.friendship import Befriended, Unfriended
from socialcommerce.projections.runner import Batch, table_of
from socialcommerce.projections.tables import Rows, Text


class People:
    """``friends`` holds each friendship twice, so that a member's friends are found by one index."""

    name = "people"
    version = 1

    def __init__(self) -> None:
        self.metadata: Final = sa.MetaData()
        self.friends: Final = table_of(
            self,
            "friends",
            sa.Column("member", Text, primary_key=True),
            sa.Column("friend", Text, primary_key=True),
        )

    def apply(self, connection: sa.Connection, batch: Batch) -> None:
        """Follow friendships."""
        friends = Rows(connection, self.friends)
        for recorded in batch:
            match recorded.event:
                case Befriended(member=member, friend=friend):
                    friends.put({"member": member, "friend": friend})
                    friends.put({"member": friend, "friend": member})
                case Unfriended(member=member, friend=friend):
                    friends.delete((member, friend))
                    friends.delete((friend, member))
        friends.write()
