"""What can be done with a member who is erased, and by them: nothing new, but what had begun goes on."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from erasing import SECRET, words, write
from given import refused
from journals import facts
from socialcommerce import ManualClock, SocialCommerce
from socialcommerce.kernel.text import PersonalText
from world import furnish


@pytest.fixture
def world(store_url: str, clock: ManualClock) -> Iterator[SocialCommerce]:
    """The furnished world, where ``lin`` has a shop and ``an`` has written about orders."""
    with SocialCommerce.open(store_url, clock=clock) as commerce:
        furnish(commerce, clock)
        write(commerce)
        yield commerce


@pytest.mark.parametrize(
    ("do", "args"),
    [
        ("members.befriend", ("an", "bo")),
        ("members.befriend", ("bo", "an")),
        ("members.unfriend", ("an", "lin")),
        ("members.unfriend", ("lin", "an")),
        ("members.block", ("an", "lin")),
        ("members.block", ("lin", "an")),
        ("shops.open", ("an",)),
        ("shops.invite", ("lin", "an")),
        ("journeys.visit", ("an", "s1")),
        ("orders.place", ("new", "an", [{"product": "shown"}])),
        ("members.show_purchases", ("an",)),
        ("members.hide_purchase", ("an", "paid")),
        ("members.personalise_search", ("an", False)),
        ("recommendations.make", ("an", "shown")),
        ("recommendations.change", ("an", "free", "better")),
        ("favourites.keep", ("an", "shown")),
        ("messages.send", ("cd", "an", "n9", "hello")),
        ("messages.fill_in", ("an", "cd", "form")),
        ("messages.follow", ("an", "cd", "paid")),
    ],
)
def test_nothing_new_begins_with_an_erased_member(do: str, args: tuple[Any, ...], clock: ManualClock) -> None:
    with SocialCommerce.open(clock=clock) as commerce:
        furnish(commerce, clock)
        commerce.members.erase("an")
        before = facts(commerce.log)
        service, _, method = do.partition(".")
        with refused("member-erased"):
            getattr(getattr(commerce, service), method)(*args)
        with refused("member-erased"):
            getattr(getattr(commerce, service), method)(*args, at=clock.now() - timedelta(days=1))
        assert facts(commerce.log) == before


def test_an_erased_owner_neither_edits_nor_reopens_nor_invites(world: SocialCommerce) -> None:
    world.members.erase("lin")
    for attempt in (
        lambda: world.shops.edit("lin", "again"),
        lambda: world.shops.reopen("lin"),
        lambda: world.shops.open("lin"),
        lambda: world.shops.invite("lin", "bo"),
    ):
        with refused("member-erased"):
            attempt()
    world.shops.close("lin")
    world.members.unblock("lin", "zed")


def test_an_order_placed_before_is_found_again_and_goes_on(world: SocialCommerce, clock: ManualClock) -> None:
    world.members.erase("an")
    assert world.orders.place("paid", "an", [{"product": "shown", "quantity": 3}]).status == "paid"
    world.orders.ship("paid", "sf9", "SF Express")
    world.orders.refund("paid", "r9", line=1, quantity=1)
    clock.advance(timedelta(days=60))
    world.tick()
    assert world.orders.of("paid").status == "completed"


def test_words_that_come_after_the_erasure_are_not_kept(world: SocialCommerce) -> None:
    world.members.erase("an")
    case = world.cases.reject("sent~1~1", SECRET, by="merchant:cd")
    assert case.rejected_for == PersonalText("an", None)
    said = world.conversations.say("paid", "n9", "merchant:cd", SECRET)
    assert said.messages[-1].text.is_erased
    assert words(world, of="an") == {None}
    before = facts(world.log)
    world.conversations.say("paid", "n9", "merchant:cd", "other words")
    world.cases.reject("sent~1~1", "another reason")
    assert facts(world.log) == before


def test_the_same_said_again_after_the_erasure_changes_nothing(world: SocialCommerce, clock: ManualClock) -> None:
    world.members.erase("an")
    before, early = facts(world.log), clock.now() - timedelta(days=1)
    write_again = [
        lambda: world.conversations.say("paid", "n1", "an", SECRET, [SECRET]),
        lambda: world.conversations.say("paid", "n1", "an", "other words", [SECRET]),
        lambda: world.cases.say("arrived~1~1", "n3", "an", SECRET),
        lambda: world.cases.request("arrived", 1, "refund_only", SECRET, proofs=[SECRET], number=1),
        lambda: world.cases.escalate("arrived~1~1", "other words"),
        lambda: world.cases.rule("arrived~1~1", 100, False, SECRET),
        lambda: world.messages.send("cd", "an", "n4", SECRET, [SECRET]),
        lambda: world.messages.send("cd", "an", "n4", "other words", [SECRET], at=early),
        lambda: world.recommendations.make("an", "free", SECRET, [SECRET]),
        lambda: world.recommendations.make("an", "free", "other words", [SECRET], at=early, by="an"),
    ]
    for again in write_again:
        again()
    assert facts(world.log) == before
    with refused("message-differs"):
        world.conversations.say("paid", "n1", "an", SECRET, [])
    with refused("message-differs"):
        world.messages.send("cd", "an", "n4", SECRET, [])
    with refused("recommendation-differs"):
        world.recommendations.make("an", "free", SECRET, [])
    with refused("ruling-differs"):
        world.cases.rule("arrived~1~1", 99, False, SECRET)


def test_a_recommendation_that_was_withdrawn_does_not_begin_again(world: SocialCommerce) -> None:
    world.members.erase("an")
    world.recommendations.withdraw("an", "free")
    with refused("member-erased"):
        world.recommendations.make("an", "free", SECRET, [SECRET])
