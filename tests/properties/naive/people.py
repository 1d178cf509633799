"""Friendships and blocks: mutual, never with oneself; either side ends; a block ends and prevents."""

from naive.facts import Memory, NoError


class People(Memory):
    def members_befriend(self, member: str, friend: str) -> None:
        self.only_host()
        self.not_erased(member, friend)
        self._two(member, friend)
        if self.has_block(member, friend):
            raise NoError("blocked")
        self.friendships.add(frozenset((member, friend)))

    def members_unfriend(self, member: str, friend: str) -> None:
        self.only(member)
        self.not_erased(member, friend)
        self._two(member, friend)
        self.friendships.discard(frozenset((member, friend)))

    def members_block(self, member: str, blocked: str) -> None:
        self.only(member)
        self.not_erased(member, blocked)
        self._two(member, blocked)
        self.friendships.discard(frozenset((member, blocked)))
        self.blocks.add((member, blocked))

    def members_unblock(self, member: str, blocked: str) -> None:
        self.only(member)
        self._two(member, blocked)
        self.blocks.discard((member, blocked))

    def _two(self, member: str, other: str) -> None:
        if member == other:
            raise NoError("self-friendship")
