"""Everything that is known of a member, in one document."""

import json
from datetime import timedelta
from typing import Any

import pytest

from erasing import SECRET, write
from given import NOON
from socialcommerce import EarningsRules, ManualClock, NotAllowed, Rules, SocialCommerce
from world import furnish


@pytest.fixture
def world(commerce: SocialCommerce, clock: ManualClock) -> SocialCommerce:
    """The furnished world, in which ``lin`` and ``an`` have written."""
    furnish(commerce, clock)
    write(commerce)
    return commerce


def exported(commerce: SocialCommerce, member: str) -> dict[str, Any]:
    """The document about *member*, as its reader gets it."""
    found: dict[str, Any] = json.loads(commerce.access.export(member, by=member).to_json())
    return found


def topics(document: dict[str, Any]) -> list[str]:
    return [fact["topic"] for fact in document["facts"]]


def test_it_says_in_what_form_and_units_it_is(world: SocialCommerce) -> None:
    document = exported(world, "an")
    assert list(document)[:6] == ["format", "member", "at", "currency", "zone", "erased"]
    assert document["format"] == "socialcommerce.member-export.1"
    assert (document["currency"], document["zone"]) == ("CNY", "Asia/Shanghai")
    assert document["at"] == "2021-05-01T04:00:00+00:00"


def test_it_holds_what_the_reads_tell_the_member(world: SocialCommerce) -> None:
    document = exported(world, "an")
    assert document["friends"] == ["lin"]
    assert document["binding"] == {"shop": "lin", "until": "2021-05-31T04:00:00+00:00"}
    assert [order["order"] for order in document["orders"]] == [
        entry.order for entry in world.order_list.of("an").entries
    ]
    assert document["orders"][0]["total"] == 1_000
    assert [case["key"] for case in document["cases"]] == ["arrived~1~1", *(f"sent~{line}~1" for line in range(1, 7))]
    assert [said["message"] for said in document["conversations"][0]["messages"]] == ["n1", "n2"]
    assert [quota["merchant"] for quota in document["quotas"]] == ["cd", "ysl"]
    assert [message["text"] for message in document["messages"]] == [SECRET]
    assert document["recommendations"][0]["product"] == "free"
    assert document["earnings"] == {"member": "an", "pending": 0, "frozen": 0, "approved": 0, "paid_out": 0}


def test_the_owner_of_a_shop_gets_what_owners_are_told(world: SocialCommerce) -> None:
    document = exported(world, "lin")
    assert document["blocked"] == ["zed"]
    shop = document["shop"]
    assert shop["storefront"]["nickname"] == SECRET
    assert shop["board"]["rank"] == 1
    assert shop["customers"] == [{"member": "an", "since": "2021-04-27T04:00:00+00:00"}]
    assert shop["analytics"]["friends"] == [{"friend": "an", "visits": 1}]
    assert {each["source"] for each in shop["influence"]["contributions"]} == {None}


def test_facts_stand_in_the_order_of_the_log_and_come_out_the_same_again(world: SocialCommerce) -> None:
    document = exported(world, "an")
    instants = [fact["at"] for fact in document["facts"]]
    assert instants == sorted(instants)
    assert topics(document)[:2] == ["order.placed.v2", "order.paid"]
    assert world.access.export("an").to_json() == world.access.export("an").to_json()


def test_it_is_the_members_document_whoever_asks(world: SocialCommerce) -> None:
    for by in ("lin", "merchant:cd", "platform:op"):
        with pytest.raises(NotAllowed):
            world.access.export("an", by=by)
    assert world.access.export("an") == world.access.export("an", by="an")


def test_texts_about_a_member_are_theirs_whoever_wrote_them(world: SocialCommerce) -> None:
    rejected = next(fact for fact in exported(world, "an")["facts"] if fact["topic"] == "case.rejected")
    assert (rejected["by"], rejected["event"]["reason"]) == (None, None)
    told = [fact["event"] for fact in exported(world, "an")["facts"] if fact["topic"] == "case.ruled"]
    assert told == [{"amount": 100, "delivery_fee": False, "reason": SECRET}]
    assert exported(world, "an")["facts"][-1]["event"]["text"] == SECRET


def test_no_export_holds_a_text_of_another(world: SocialCommerce) -> None:
    world.shops.edit("lin", "Lin's own words")
    world.recommendations.change("mei", "shown", "Mei's own words")
    assert "own words" not in world.access.export("an").to_json()
    assert "Lin's own words" not in world.access.export("mei").to_json()
    assert "Mei's own words" not in world.access.export("lin").to_json()
    assert SECRET not in world.access.export("mei").to_json()


def test_what_withdrawn_dropped_and_ended_is_told_too(world: SocialCommerce) -> None:
    world.members.unfriend("lin", "an", by="lin")
    world.recommendations.withdraw("an", "free")
    world.favourites.keep("an", "free")
    world.favourites.drop("an", "free")
    document = exported(world, "an")
    assert document["friends"] == document["recommendations"] == document["favourites"] == []
    assert topics(document)[-4:] == [
        "friendship.unfriended",
        "recommendation.withdrawn",
        "favourite.kept",
        "favourite.dropped",
    ]
    for member, other in (("an", "lin"), ("lin", "an")):
        (ended,) = [fact for fact in exported(world, member)["facts"] if fact["topic"] == "friendship.unfriended"]
        assert (ended["by"], ended["event"]) == (None, {"friend": other})


def test_who_is_blocked_finds_no_word_of_it(commerce: SocialCommerce, clock: ManualClock) -> None:
    furnish(commerce, clock)
    commerce.members.block("lin", "an", by="lin")
    commerce.journeys.visit("an", "s1")
    text = commerce.access.export("an").to_json()
    assert "block" not in text.replace('"blocked": []', "")
    visited = [fact for fact in exported(commerce, "an")["facts"] if fact["topic"] == "journey.visited"]
    assert [fact["event"]["relation"] for fact in visited] == ["friend", "other"]
    assert exported(commerce, "zed")["facts"] == []


def test_a_sharer_is_not_told_who_bought_and_a_buyer_not_what_others_earn() -> None:
    clock = ManualClock(NOON)
    with SocialCommerce.open(clock=clock, rules=Rules(earnings=EarningsRules(levels=2))) as commerce:
        commerce.merchants.invite("cha", "Cha")
        commerce.products.list("tea", "cha", "Tea", "food", 1_000, 900, 500)
        commerce.budgets.fund("tea", "f1", 150)
        commerce.shops.open("rec")
        commerce.shops.invite("rec", "lin")
        commerce.shops.open("lin", "rec")
        commerce.shelves.place("lin", "tea")
        commerce.shares.create("lin", "tea", share="s1")
        commerce.orders.place("o1", "secretive", [{"product": "tea"}], "s1")
        commerce.orders.pay("o1", "x1")
        commerce.orders.ship("o1", "sf1", "SF")
        commerce.orders.deliver("o1", by="secretive")
        commerce.orders.complete("o1", by="secretive")
        for earner, amount in (("lin", 41), ("rec", 4)):
            text = commerce.access.export(earner).to_json()
            assert "secretive" not in text
            earned = next(fact for fact in json.loads(text)["facts"] if fact["topic"] == "commission.earned")
            assert earned["event"]["parts"] == [
                {"member": earner, "level": 1 if earner == "lin" else 2, "amount": amount}
            ]
            assert "commission.frozen" in topics(json.loads(text))
        bought = commerce.access.export("secretive").to_json()
        for secret in ('"rec"', "recruiter", "subsidy", "excess", "commission.earned"):
            assert secret not in bought


def test_what_is_overdue_is_told_as_it_is_by_then(commerce: SocialCommerce, clock: ManualClock) -> None:
    furnish(commerce, clock)
    clock.advance(timedelta(minutes=30))
    document = exported(commerce, "an")
    assert next(order["status"] for order in document["orders"] if order["order"] == "placed") == "cancelled"
    assert "order.cancelled" in topics(document)


def test_of_one_who_never_did_anything_nothing_is_known(world: SocialCommerce) -> None:
    document = exported(world, "nobody")
    assert document["facts"] == document["orders"] == document["friends"] == []
    assert document["shop"] is document["binding"] is None
    assert not document["erased"]


def test_a_text_that_is_not_there_is_null_but_what_was_taken_away_stands_as_it_was_said(world: SocialCommerce) -> None:
    world.shops.edit("lin", nickname="")
    world.favourites.keep("an", "free")
    world.recommendations.make("an", "shown")
    world.messages.send("cd", "an", "n5", "", ["a.png"])
    world.shops.open("quiet")
    lin, an, quiet = (exported(world, member) for member in ("lin", "an", "quiet"))

    assert (lin["shop"]["storefront"]["nickname"], lin["shop"]["storefront"]["sign"]) == (None, SECRET)
    assert [quiet["shop"]["storefront"][name] for name in ("nickname", "avatar", "sign")] == [None] * 3
    assert (an["messages"][0]["text"], an["messages"][0]["images"]) == (None, ["a.png"])
    assert [each["text"] for each in an["recommendations"]] == [None, SECRET]
    edits = [fact["event"] for fact in lin["facts"] if fact["topic"] == "shop.edited"]
    assert edits[-1] == {"nickname": "", "avatar": None, "sign": None}
    for document in (lin, an, quiet):
        assert '""' not in json.dumps({name: value for name, value in document.items() if name != "facts"})


def test_the_words_of_an_erased_member_are_null_everywhere(world: SocialCommerce) -> None:
    for member in ("lin", "an"):
        world.members.erase(member)
        assert '""' not in world.access.export(member).to_json()
    assert exported(world, "lin")["shop"]["storefront"]["nickname"] is None
    (message,) = exported(world, "an")["messages"]
    assert (message["text"], message["images"]) == (None, [None])


def test_long_lists_are_in_it_to_their_end(commerce: SocialCommerce) -> None:
    commerce.merchants.invite("cha", "Cha")
    commerce.products.list("tea", "cha", "Tea", "food", 100)
    for number in range(101):
        commerce.orders.place(f"o{number}", "an", [{"product": "tea"}])
    assert len(exported(commerce, "an")["orders"]) == 101


def test_it_is_up_to_date_though_a_worker_keeps_the_views(clock: ManualClock) -> None:
    with SocialCommerce.open(clock=clock, follow="worker") as commerce:
        furnish(commerce, clock)
        document = exported(commerce, "an")
        assert document["friends"] == ["lin"]
        assert len(document["orders"]) == len([topic for topic in topics(document) if topic == "order.placed.v2"])


def test_it_says_how_far_the_log_is_read(world: SocialCommerce) -> None:
    reached: list[tuple[int, int]] = []
    world.access.export("an", lambda done, last: reached.append((done, last)))
    assert reached == [(world.log.position(), world.log.position())]
    with pytest.raises(ValueError, match="progress is 7"):
        world.access.export("an", 7)  # type: ignore[arg-type]
