"""Short histories of members who are erased, told to a store and the naive model, with reads compared on the way."""

import pytest
from reading import assert_reads_agree
from telling import tell

from socialcommerce import Refused
from socialcommerce.testing.small_world.erasures import tried, wrote
from socialcommerce.testing.steps import DAY, Command, Last, Wait

ERASE_M3 = Command("members.erase", {"member": "m3"}, "m3")
ERASE_M1 = Command("members.erase", {"member": "m1"})


@pytest.mark.parametrize(("member", "other"), [("m3", "m1"), ("m1", "m3"), ("M4", "m2")])
def test_after_an_erasure_every_command_does_what_the_naive_model_says(member: str, other: str) -> None:
    """Of one who has no shop, of one who has one, and of one who runs a mini-store."""
    erase = Command("members.erase", {"member": member}, member)
    with tell(*wrote("o1", "m2", member), erase, check=lambda _: None) as twin:
        assert_reads_agree(twin)
        for step in tried(member, other):
            twin.tell(step)
        assert_reads_agree(twin)


def test_an_erased_member_leaves_feeds_panels_and_the_circle_and_comes_back_to_none() -> None:
    recommend = Command("recommendations.make", {"member": "m1", "product": "p1", "text": "good"}, "m1")
    again = Command("members.befriend", {"member": "m1", "friend": "m2"})
    with tell(recommend, check=lambda _: None) as twin:
        assert {entry.kind for entry in twin.commerce.feeds.of("m2").entries} == {
            "placement",
            "share",
            "recommendation",
        }
        assert [friend.shop for friend in twin.commerce.feeds.three_friends("m2")] == ["m1"]
        twin.tell(ERASE_M1)
        twin.tell(again)
        assert twin.commerce.feeds.of("m2").entries == ()
        assert twin.commerce.feeds.three_friends("m2") == []
        assert twin.commerce.circle.counts("p1").recommendations == 0
        assert_reads_agree(twin)


def test_other_words_than_those_erased_count_as_the_same_and_none_are_kept() -> None:
    say = {"order": "o1", "message": "w1", "author": "m3"}
    with tell(*wrote("o1", "m1", "m3"), ERASE_M3, check=lambda _: None) as twin:
        twin.tell(Command("conversations.say", {**say, "text": "something else"}, "m3"))
        twin.tell(Command("conversations.say", {**say, "message": "w9", "text": "new words"}, "m3"))
        said = [(each.message, each.text.text) for each in twin.commerce.conversations.of("o1").messages]
        assert said == [("w1", None), ("w9", None)]


def test_the_orders_of_an_erased_member_go_on_and_what_they_earned_is_paid_out() -> None:
    steps = [
        *wrote("o1", "m1", "m3"),
        ERASE_M1,
        Wait(30 * DAY),
        Command("cases.rule", {"case": Last("case", 0)}, "platform:op"),
        Wait(14 * DAY),
        Command("payouts.make", {"payout": "x1", "member": "m1"}, "platform:op"),
    ]
    with tell(*steps, check=lambda _: None) as twin:
        assert_reads_agree(twin)
        assert twin.commerce.orders.of("o1").status == "completed"
        assert twin.commerce.earnings.of("m1").paid_out == 500


def test_a_visitor_who_is_erased_is_bound_to_nobody_and_binds_no_more() -> None:
    visit = Command("journeys.visit", {"visitor": "m3", "share": Last("share", 0)}, "m3")
    with tell(visit, ERASE_M3) as twin:
        assert twin.commerce.journeys.binding_of("m3") is None
        with pytest.raises(Refused) as refused:
            twin.commerce.journeys.visit("m3", "m1~p1~chat~2021-05-01")
        assert refused.value.code == "member-erased"
        twin.tell(visit)
