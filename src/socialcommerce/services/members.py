"""Members: friendships and blocks."""

from collections.abc import Callable

from socialcommerce.domain.members import friendship
from socialcommerce.domain.members.friendship import FRIENDSHIP, Friendship, FriendshipEvent
from socialcommerce.kernel.clock import Instant
from socialcommerce.kernel.keys import ActorKey, Key, pair
from socialcommerce.services.actors import only_host, only_member
from socialcommerce.services.command import command
from socialcommerce.services.service import Service
from socialcommerce.services.transaction import Transaction


class Members(Service):
    """Who is whose friend. All commands are refused with ``self-friendship`` for one and the same member."""

    @command
    def befriend(self, member: Key, friend: Key, *, at: Instant | None = None, by: ActorKey | None = None) -> None:
        """Record that the two became friends, which only the host can say. Refused: ``blocked``."""
        only_host(by, "make friends of members")
        self._change(friendship.befriend, member, friend, at, by)

    @command
    def unfriend(self, member: Key, friend: Key, *, at: Instant | None = None, by: ActorKey | None = None) -> None:
        """End the friendship on *member*'s wish."""
        only_member(by, member, f"end friendships of {member}")
        self._change(friendship.unfriend, member, friend, at, by)

    @command
    def block(self, member: Key, blocked: Key, *, at: Instant | None = None, by: ActorKey | None = None) -> None:
        """Let *member* block another, which ends and prevents a friendship."""
        only_member(by, member, f"block for {member}")
        self._change(friendship.block, member, blocked, at, by)

    @command
    def unblock(self, member: Key, blocked: Key, *, at: Instant | None = None, by: ActorKey | None = None) -> None:
        """Take *member*'s block back."""
        only_member(by, member, f"unblock for {member}")
        self._change(friendship.unblock, member, blocked, at, by)

    def _change(
        self,
        decision: Callable[[Friendship, str, str], list[FriendshipEvent]],
        member: str,
        other: str,
        at: Instant | None,
        by: str | None,
    ) -> None:
        def decide(transaction: Transaction) -> None:
            key = pair(member, other)
            facts = decision(transaction.load(FRIENDSHIP, key), member, other)
            transaction.append(FRIENDSHIP, key, facts)

        self._run(decide, at=at, by=by)
