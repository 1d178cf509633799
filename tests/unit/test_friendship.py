from collections.abc import Callable

import pytest

from given import given, refused, then
from socialcommerce.domain.members.friendship import (
    FRIENDSHIP,
    Befriended,
    Blocked,
    Friendship,
    FriendshipEvent,
    Unblocked,
    Unfriended,
    befriend,
    block,
    unblock,
    unfriend,
)

Decision = Callable[[Friendship, str, str], list[FriendshipEvent]]

STRANGERS = given(FRIENDSHIP)
FRIENDS = given(FRIENDSHIP, Befriended(member="ann", friend="bo"))
BLOCKED = given(FRIENDSHIP, Blocked(member="ann", blocked="bo"))
BOTH_BLOCKED = then(FRIENDSHIP, BLOCKED, Blocked(member="bo", blocked="ann"))


@pytest.mark.parametrize("decide", [befriend, unfriend, block, unblock])
@pytest.mark.parametrize("friendship", [STRANGERS, FRIENDS, BLOCKED], ids=["strangers", "friends", "blocked"])
def test_nobody_is_their_own_friend_or_blocks_themselves(decide: Decision, friendship: Friendship) -> None:
    with refused("self-friendship"):
        decide(friendship, "ann", "ann")


def test_two_strangers_become_friends() -> None:
    assert befriend(STRANGERS, "ann", "bo") == [Befriended(member="ann", friend="bo")]
    assert FRIENDS.friends


@pytest.mark.parametrize(("member", "friend"), [("ann", "bo"), ("bo", "ann")])
def test_befriending_a_friend_from_either_side_changes_nothing(member: str, friend: str) -> None:
    assert befriend(FRIENDS, member, friend) == []


@pytest.mark.parametrize("friendship", [BLOCKED, BOTH_BLOCKED])
@pytest.mark.parametrize(("member", "friend"), [("ann", "bo"), ("bo", "ann")])
def test_a_block_by_either_prevents_a_friendship(friendship: Friendship, member: str, friend: str) -> None:
    with refused("blocked"):
        befriend(friendship, member, friend)


@pytest.mark.parametrize(("member", "friend"), [("ann", "bo"), ("bo", "ann")])
def test_either_side_ends_a_friendship(member: str, friend: str) -> None:
    facts = unfriend(FRIENDS, member, friend)
    assert facts == [Unfriended(member=member, friend=friend)]
    assert then(FRIENDSHIP, FRIENDS, *facts) == STRANGERS


@pytest.mark.parametrize("friendship", [STRANGERS, BLOCKED])
def test_ending_no_friendship_changes_nothing(friendship: Friendship) -> None:
    assert unfriend(friendship, "ann", "bo") == []


def test_blocking_a_stranger_records_the_block_alone() -> None:
    assert block(STRANGERS, "ann", "bo") == [Blocked(member="ann", blocked="bo")]


def test_blocking_a_friend_ends_the_friendship_first() -> None:
    facts = block(FRIENDS, "bo", "ann")
    assert facts == [Unfriended(member="bo", friend="ann"), Blocked(member="bo", blocked="ann")]
    assert then(FRIENDSHIP, FRIENDS, *facts) == Friendship(friends=False, blockers=frozenset({"bo"}))


def test_blocking_again_changes_nothing() -> None:
    assert block(BLOCKED, "ann", "bo") == []


def test_who_is_blocked_can_block_too() -> None:
    assert block(BLOCKED, "bo", "ann") == [Blocked(member="bo", blocked="ann")]
    assert BOTH_BLOCKED.blockers == {"ann", "bo"}


def test_a_block_is_taken_back_by_who_set_it() -> None:
    facts = unblock(BLOCKED, "ann", "bo")
    assert facts == [Unblocked(member="ann", blocked="bo")]
    assert then(FRIENDSHIP, BLOCKED, *facts) == STRANGERS


def test_a_block_is_not_taken_back_by_who_is_blocked() -> None:
    assert unblock(BLOCKED, "bo", "ann") == []


def test_two_who_blocked_each_other_stay_blocked_until_both_take_it_back() -> None:
    once = then(FRIENDSHIP, BOTH_BLOCKED, *unblock(BOTH_BLOCKED, "ann", "bo"))
    assert once.blocked
    twice = then(FRIENDSHIP, once, *unblock(once, "bo", "ann"))
    assert not twice.blocked


def test_a_friendship_does_not_come_back_with_the_block_taken_back() -> None:
    blocked = then(FRIENDSHIP, FRIENDS, *block(FRIENDS, "ann", "bo"))
    unblocked = then(FRIENDSHIP, blocked, *unblock(blocked, "ann", "bo"))
    assert not unblocked.friends
    assert befriend(unblocked, "bo", "ann") == [Befriended(member="bo", friend="ann")]
