"""Erasures that come between a decision and its append: nothing of the member is recorded that could be read."""

import pytest
from eventsourcing.persistence import Tracking
from racing import Race

from erasing import SECRET, words
from given import recorded, refused
from socialcommerce import Conflict, ManualClock, SocialCommerce
from socialcommerce.domain.shops.shop import ShopEdited
from socialcommerce.kernel.text import PersonalText
from world import furnish


@pytest.fixture
def race(commerce: SocialCommerce, clock: ManualClock) -> Race:
    """One host that is overtaken by itself."""
    furnish(commerce, clock)
    return Race(commerce, commerce)


def test_an_edit_that_is_overtaken_by_the_erasure_is_refused(race: Race) -> None:
    with refused("member-erased"):
        race.slow(lambda: race.fast.members.erase("lin")).shops.edit("lin", SECRET)
    assert words(race.ours, of="lin") == set()


def test_a_message_that_is_overtaken_by_the_erasure_is_recorded_without_its_words(race: Race) -> None:
    slow = race.slow(lambda: race.fast.members.erase("an"))
    said = slow.conversations.say("paid", "n1", "merchant:cd", SECRET)
    assert slow.log.appends == 2
    assert said.messages[-1].text.is_erased
    assert words(race.ours, of="an") == {None}


def test_an_order_that_is_overtaken_by_the_erasure_of_its_buyer_is_refused(race: Race) -> None:
    with refused("member-erased"):
        race.slow(lambda: race.fast.members.erase("an")).orders.place("new", "an", [{"product": "shown"}])


def test_an_erasure_that_is_overtaken_by_an_edit_erases_that_too(race: Race) -> None:
    slow = race.slow(lambda: race.fast.shops.edit("lin", SECRET))
    slow.members.erase("lin")
    assert slow.log.appends == 2
    assert words(race.ours, of="lin") == {None}


def test_a_unit_that_holds_a_text_of_who_is_erased_meanwhile_is_decided_anew(
    commerce: SocialCommerce, clock: ManualClock
) -> None:
    furnish(commerce, clock)
    batch = commerce.batch("unit")
    batch.shops.edit("lin", SECRET)
    commerce.members.erase("lin")
    with pytest.raises(Conflict):
        batch.unit.append()
    with refused("member-erased"):
        batch.shops.edit("lin", SECRET)
    assert words(commerce, of="lin") == set()


def test_a_text_of_an_erased_member_that_is_appended_all_the_same_is_a_conflict(commerce: SocialCommerce) -> None:
    commerce.shops.open("lin")
    commerce.members.erase("lin")
    edited = ShopEdited(sign=PersonalText("lin", SECRET))
    with pytest.raises(Conflict, match="lin is erased"):
        commerce.log.append(recorded(edited, stream="shop-lin"), tracking=Tracking("journal", 1))
    assert commerce.log.tracked("journal") == 0
