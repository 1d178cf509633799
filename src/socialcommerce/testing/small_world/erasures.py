"""Strategies for histories in which a member is erased: what they wrote before, and what is tried afterwards."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from socialcommerce.testing.small_world.cases import ESCALATED, REJECTED
from socialcommerce.testing.small_world.orders import SENT, sale, sellers
from socialcommerce.testing.small_world.people import BUYER, MERCHANT, members, order_numbers
from socialcommerce.testing.steps import DAY, Command, Last, Step, Wait

ORDERED = {"order": Last("paid", 0)}
CASE = {"case": Last("case", 0)}


def wrote(order: str, seller: str, buyer: str) -> list[Step]:
    """Bought, and then words of every kind by and to the buyer."""
    return [
        *sale(order, seller, "p4", buyer, 2, {}),
        SENT,
        Command("recommendations.make", {"member": buyer, "product": "p4", "text": "good", **ORDERED}, buyer),
        Command("favourites.keep", {"member": buyer, "product": "p4"}, buyer),
        Command("messages.send", {"merchant": "ysl", "member": buyer, "message": "a", "text": "hi"}),
        Command("conversations.say", {**ORDERED, "message": "w1", "author": BUYER, "text": "hello"}, BUYER),
        Command("cases.request", {**ORDERED, "line": 1, "kind": "refund_only", "reason": "broken"}, BUYER),
        Command("cases.say", {**CASE, "message": "w2", "author": MERCHANT, "text": "no"}, MERCHANT),
        Command("cases.reject", {**CASE, "reason": "worn"}, MERCHANT),
        Command("cases.escalate", {**CASE, "reason": "it was new"}, BUYER),
        Command("shops.edit", {"owner": buyer, "nickname": "Ann", "sign": "hello"}, buyer),
    ]


def tried(member: str, other: str) -> list[Step]:
    """Everything that begins, goes on or ends with *member*, who may be erased."""
    return [*tried_among_members(member, other), *tried_with_merchants(member), Wait(2 * DAY)]


def tried_among_members(member: str, other: str) -> list[Step]:
    """What of it is between members."""
    own, shop = {"member": member}, {"owner": member}
    return [
        Command("members.erase", own, member),
        Command("members.befriend", {**own, "friend": other}),
        Command("members.befriend", {"member": other, "friend": member}),
        Command("members.unfriend", {"member": other, "friend": member}, other),
        Command("members.block", {"member": other, "blocked": member}, other),
        Command("members.block", {**own, "blocked": other}, member),
        Command("members.unblock", {**own, "blocked": other}, member),
        Command("members.show_purchases", own, member),
        Command("members.hide_purchase", {**own, **ORDERED}, member),
        Command("members.personalise_search", {**own, "personal": False}, member),
        Command("shops.open", shop, member),
        Command("shops.edit", {**shop, "nickname": "Ann"}, member),
        Command("shops.invite", {**shop, "member": other}, member),
        Command("shops.invite", {"owner": other, "member": member}, other),
        Command("shops.close", shop, member),
        Command("shops.reopen", shop, member),
        Command("shelves.place", {"shop": member, "product": "p1"}, member),
        Command("shelves.remove", {"shop": member, "product": "p1"}, member),
        Command("shares.create", {"shop": member, "product": "p1"}, member),
        Command("journeys.visit", {"visitor": member, "share": Last("share", 0)}, member),
        Command("journeys.visit", {"visitor": other, "share": Last("share", 1)}, other),
        Command("recommendations.make", {**own, "product": "p4", "text": "good"}, member),
        Command("recommendations.change", {**own, "product": "p4", "text": "bad"}, member),
        Command("recommendations.withdraw", {**own, "product": "p4"}, member),
        Command("favourites.keep", {**own, "product": "p1"}, member),
        Command("favourites.drop", {**own, "product": "p4"}, member),
    ]


def tried_with_merchants(member: str) -> list[Step]:
    """What of it is between a member and merchants."""
    own = {"member": member}
    return [
        Command("orders.place", {"order": "o40", "buyer": member, "lines": [{"product": "p1"}]}, member),
        Command("orders.quote", {"buyer": member, "lines": [{"product": "p1"}]}, member),
        Command("orders.pay", {"order": Last("order placed", 0), "payment": "first"}),
        Command("orders.refund", {**ORDERED, "refund": "r1", "line": 1, "amount": 1}),
        Command("conversations.say", {**ORDERED, "message": "w1", "author": BUYER, "text": "other"}, BUYER),
        Command("conversations.say", {**ORDERED, "message": "w3", "author": MERCHANT, "text": "well"}, MERCHANT),
        Command("cases.request", {**ORDERED, "line": 1, "kind": "refund_only", "reason": "late"}, BUYER),
        Command("cases.say", {**CASE, "message": "w4", "author": BUYER, "text": "please"}, BUYER),
        REJECTED,
        ESCALATED,
        Command("cases.rule", {**CASE, "amount": 100, "reason": "seen"}, "platform:op"),
        Command("messages.send", {"merchant": "ysl", **own, "message": "b", "text": "hi"}, "merchant:ysl"),
        Command("messages.fill_in", {**own, "merchant": "ysl", "form": "f1"}, member),
        Command("messages.follow", {**own, "merchant": "ysl", **ORDERED}, member),
        Command("messages.opt_out", {**own, "merchant": "ysl"}, member),
    ]


def erasure(before: list[Step], member: str, tries: list[Any]) -> list[Step]:
    """A member is erased, and something tried afterwards."""
    return [*before, Command("members.erase", {"member": member}, member), *tries]


erasures: SearchStrategy[list[Any]] = st.tuples(members, members).flatmap(
    lambda two: st.builds(
        erasure,
        st.just([]) | st.builds(wrote, order_numbers, sellers, st.just(two[0])),
        st.just(two[0]),
        st.lists(st.sampled_from(tried(*two)), max_size=6),
    )
)
"""Few members can be erased before nobody is left, so they come in sequences that are worth it."""
