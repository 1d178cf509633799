"""A friendship: the bond of two members, one aggregate for each pair (key: the two in order, joined).

Always: it is mutual, never with oneself; either side ends it; a block by either ends it and prevents it until
that side takes it back.
"""

from typing import assert_never

import attrs

from socialcommerce.errors import Refused
from socialcommerce.kernel.aggregate import Aggregate, impossible
from socialcommerce.kernel.event import event
from socialcommerce.kernel.keys import Key


@event("friendship.befriended")
class Befriended:
    """The two became friends."""

    member: Key
    friend: Key


@event("friendship.unfriended")
class Unfriended:
    """The friendship ended, on the wish of ``member``."""

    member: Key
    friend: Key


@event("friendship.blocked")
class Blocked:
    """``member`` wants nothing to do with ``blocked``."""

    member: Key
    blocked: Key


@event("friendship.unblocked")
class Unblocked:
    """``member`` took the block of ``blocked`` back; a friendship does not come back with it."""

    member: Key
    blocked: Key


FriendshipEvent = Befriended | Unfriended | Blocked | Unblocked


@attrs.frozen
class Friendship:
    """What stands between two members; ``blockers`` are those of the two who block the other."""

    friends: bool = False
    blockers: frozenset[str] = frozenset()

    @property
    def blocked(self) -> bool:
        """Whether either blocks the other."""
        return bool(self.blockers)


def befriend(friendship: Friendship, member: str, friend: str) -> list[FriendshipEvent]:
    """Make the two friends; nothing if they are. Refused: ``self-friendship``, ``blocked``."""
    _two(member, friend)
    if friendship.blocked:
        raise Refused("blocked", f"{member} and {friend} cannot become friends: one has blocked the other")
    if friendship.friends:
        return []
    return [Befriended(member=member, friend=friend)]


def unfriend(friendship: Friendship, member: str, friend: str) -> list[FriendshipEvent]:
    """End the friendship on *member*'s wish; nothing if there is none. Refused: ``self-friendship``."""
    _two(member, friend)
    return [Unfriended(member=member, friend=friend)] if friendship.friends else []


def block(friendship: Friendship, member: str, blocked: str) -> list[FriendshipEvent]:
    """Let *member* block the other, which ends a friendship; nothing if so. Refused: ``self-friendship``."""
    _two(member, blocked)
    if member in friendship.blockers:
        return []
    return [*unfriend(friendship, member, blocked), Blocked(member=member, blocked=blocked)]


def unblock(friendship: Friendship, member: str, blocked: str) -> list[FriendshipEvent]:
    """Take *member*'s block back; nothing if there is none. Refused: ``self-friendship``."""
    _two(member, blocked)
    return [Unblocked(member=member, blocked=blocked)] if member in friendship.blockers else []


def evolve(friendship: Friendship, fact: FriendshipEvent) -> Friendship:
    """The friendship after *fact*."""
    match fact:
        case Befriended():
            if friendship.friends or friendship.blocked:
                impossible(fact, friendship)
            return attrs.evolve(friendship, friends=True)
        case Unfriended():
            if not friendship.friends:
                impossible(fact, friendship)
            return attrs.evolve(friendship, friends=False)
        case Blocked():
            if friendship.friends or fact.member in friendship.blockers:
                impossible(fact, friendship)
            return attrs.evolve(friendship, blockers=friendship.blockers | {fact.member})
        case Unblocked():
            if fact.member not in friendship.blockers:
                impossible(fact, friendship)
            return attrs.evolve(friendship, blockers=friendship.blockers - {fact.member})
        case _:
            assert_never(fact)


def _two(member: str, other: str) -> None:
    if member == other:
        raise Refused("self-friendship", f"{member} cannot be friends with, or block, themselves")


FRIENDSHIP = Aggregate("friendship", initial=Friendship(), evolve=evolve)
