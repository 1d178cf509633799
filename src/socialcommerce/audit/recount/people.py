"""Recount of who is whose friend."""

from typing import Any

import sqlalchemy as sa

from socialcommerce.audit.recount.recounted import Recounted, Row, Table, sees
from socialcommerce.domain.members.account import AccountErased
from socialcommerce.domain.members.friendship import Befriended, Unfriended
from socialcommerce.kernel.event import Recorded
from socialcommerce.projections.models import ReadModels


class Friend(Row):
    """One direction of a friendship."""

    member: str
    friend: str


class Erased(Row):
    """A member who is erased."""

    member: str


class People(Recounted):
    """Friends of each member, until the friendship or a member ends."""

    model = "people"

    def __init__(self, models: ReadModels) -> None:
        self.friends = Table[tuple[str, str], Friend](models.people.friends, Friend)
        self.erased = Table[str, Erased](models.people.erased, Erased)
        self._friends_of: dict[str, set[str]] = {}

    @sees(Befriended)
    def befriended(self, _: str, fact: Befriended, recorded: Recorded[Any]) -> None:
        self._friends_of.setdefault(fact.member, set()).add(fact.friend)
        self._friends_of.setdefault(fact.friend, set()).add(fact.member)

    @sees(Unfriended)
    def unfriended(self, _: str, fact: Unfriended, recorded: Recorded[Any]) -> None:
        self._part(fact.member, fact.friend)

    @sees(AccountErased)
    def erase(self, _: str, fact: AccountErased, recorded: Recorded[Any]) -> None:
        self.erased[fact.member] = Erased(member=fact.member)
        for friend in tuple(self._friends_of.get(fact.member, ())):
            self._part(fact.member, friend)

    def close(self, connection: sa.Connection) -> None:
        """Both directions of each friendship that is left."""
        self.friends.clear()
        for member, friends in self._friends_of.items():
            for friend in friends:
                self.friends[member, friend] = Friend(member=member, friend=friend)

    def _part(self, member: str, friend: str) -> None:
        self._friends_of[member].discard(friend)
        self._friends_of[friend].discard(member)
