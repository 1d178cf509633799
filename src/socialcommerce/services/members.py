"""Members: friendships, blocks, what they prefer, and the erasure of what is personal."""

from collections.abc import Callable
from functools import partial

from socialcommerce.domain.members import account, friendship, preferences
from socialcommerce.domain.members.account import ACCOUNT
from socialcommerce.domain.members.friendship import FRIENDSHIP, Friendship, FriendshipEvent
from socialcommerce.domain.members.preferences import PREFERENCES, Preferences, PreferencesEvent
from socialcommerce.domain.orders.order import ORDER
from socialcommerce.domain.referrals import journey as journeys
from socialcommerce.domain.referrals.journey import JOURNEY
from socialcommerce.domain.shops import shop as shops
from socialcommerce.domain.shops.shop import SHOP
from socialcommerce.errors import NotFound
from socialcommerce.kernel.clock import Instant
from socialcommerce.kernel.keys import ActorKey, Key, pair
from socialcommerce.services.actors import only_host, only_member
from socialcommerce.services.command import command
from socialcommerce.services.erasure import refuse_those_erased
from socialcommerce.services.service import Service
from socialcommerce.services.transaction import Transaction


class Members(Service):
    """Who is whose friend, what members prefer, and who is erased.

    Commands of two members are refused with ``self-friendship`` for one and the same, and with ``member-erased`` if
    one of them is; only a block can be taken back from, and by, those who are.
    """

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

    @command
    def show_purchases(
        self, member: Key, shown: bool = True, *, at: Instant | None = None, by: ActorKey | None = None
    ) -> None:
        """Show friends what *member* pays for from now on; or, with *shown* false, none, also none of before.

        Refused: ``member-erased``.
        """
        self._prefer(member, lambda chosen: preferences.show_purchases(chosen, shown=shown), at, by)

    @command
    def hide_purchase(
        self, member: Key, order: Key, hidden: bool = True, *, at: Instant | None = None, by: ActorKey | None = None
    ) -> None:
        """Hide one of *member*'s orders from friends; with *hidden* false, hide it no more.

        ``NotFound``; refused: ``member-erased``.
        """
        only_member(by, member, f"choose for {member}")

        def decide(transaction: Transaction) -> None:
            refuse_those_erased(transaction, member)
            if transaction.load(ORDER, order, may_be_later=True).buyer != member:
                raise NotFound(f"{member} has no order {order}")
            facts = preferences.hide_order(transaction.load(PREFERENCES, member), order, hidden=hidden)
            transaction.append(PREFERENCES, member, facts)

        self._run(decide, at=at, by=by)

    @command
    def personalise_search(
        self, member: Key, personal: bool = True, *, at: Instant | None = None, by: ActorKey | None = None
    ) -> None:
        """Let what friends recommend stand first when *member* searches; with *personal* false, not.

        Refused: ``member-erased``.
        """
        self._prefer(member, lambda chosen: preferences.personalise_search(chosen, personal=personal), at, by)

    @command
    def erase(self, member: Key, *, at: Instant | None = None, by: ActorKey | None = None) -> None:
        """Make all texts of *member* unreadable for good, close their shop, end their friendships and their binding.

        Orders, balances and past ranks stay under the id. The member's key is destroyed once this is in the log; if
        that fails, the same again, or opening the store again, destroys it.
        """
        only_member(by, member, f"erase {member}")
        keys = self._decisions.log.keys

        def decide(transaction: Transaction) -> None:
            facts = account.erase(transaction.load(ACCOUNT, member), member)
            transaction.afterwards.append(partial(keys.destroy, member))
            cause = transaction.append(ACCOUNT, member, facts)
            if cause is None:
                return
            shop = transaction.load(SHOP, member)
            transaction.append(SHOP, member, shops.close(shop) if shop.is_open else [], cause=cause)
            released = journeys.release(transaction.load(JOURNEY, member), at=transaction.at)
            transaction.append(JOURNEY, member, released, cause=cause)

        keys.announce(member)
        self._run(decide, at=at, by=by)

    def _prefer(
        self,
        member: str,
        decision: Callable[[Preferences], list[PreferencesEvent]],
        at: Instant | None,
        by: str | None,
    ) -> None:
        only_member(by, member, f"choose for {member}")

        def decide(transaction: Transaction) -> None:
            refuse_those_erased(transaction, member)
            transaction.append(PREFERENCES, member, decision(transaction.load(PREFERENCES, member)))

        self._run(decide, at=at, by=by)

    def _change(
        self,
        decision: Callable[[Friendship, str, str], list[FriendshipEvent]],
        member: str,
        other: str,
        at: Instant | None,
        by: str | None,
    ) -> None:
        def decide(transaction: Transaction) -> None:
            if decision is not friendship.unblock:
                refuse_those_erased(transaction, member, other)
            key = pair(member, other)
            only_host_tells = decision is friendship.befriend  # a refusal would tell others when they were blocked
            state = transaction.load(FRIENDSHIP, key, may_be_later=not only_host_tells)
            facts = decision(state, member, other)
            transaction.append(FRIENDSHIP, key, facts)

        self._run(decide, at=at, by=by)
