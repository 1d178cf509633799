"""What members are told of facts: every topic is decided, and nobody is told another's secret."""

from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import attrs
import msgspec
import pytest

from given import NOON, recorded
from socialcommerce.domain.earnings.commission_events import CommissionEarned, CommissionFrozen, Part
from socialcommerce.domain.members.disclosure import DISCLOSURES, Asker, Disclosure
from socialcommerce.domain.members.friendship import Befriended, Blocked, Unblocked, Unfriended
from socialcommerce.domain.referrals.journey import Visited
from socialcommerce.domain.shops.shop import ShopEdited
from socialcommerce.kernel.event import TOPICS, Recorded, current_topics
from socialcommerce.kernel.keys import ActorKey, JoinedKey, Key
from socialcommerce.kernel.text import PersonalText


def test_every_topic_says_whom_it_is_told_to() -> None:
    ours = {topic for topic in current_topics() if TOPICS[topic].__module__.startswith("socialcommerce.")}
    assert set(DISCLOSURES) == ours


def reached(cls: Any, path: list[str]) -> Any:
    """The class of what stands at *path* in instances of the class, of lists and options that of what is in them."""
    if not path:
        return cls
    hint = get_type_hints(cls)[path[0]]
    while not attrs.has(hint) and (inner := [each for each in get_args(hint) if each not in (type(None), ...)]):
        hint = inner[0]
    return reached(hint, path[1:])


@pytest.mark.parametrize("topic", DISCLOSURES)
def test_the_fields_that_are_named_are_there(topic: str) -> None:
    disclosure = DISCLOSURES[topic]
    own = [f"{disclosure.own}.member"] if disclosure.own else []
    other = [disclosure.other] if disclosure.other else []
    for path in (*disclosure.to, *own, *disclosure.unsaid, *disclosure.instead, *disclosure.silent, *other):
        if not path.startswith("key"):
            assert reached(TOPICS[topic], path.split("."))


NO_MEMBERS = {
    *("product", "removed", "merchant", "share", "order", "case", "parcel", "payment", "refund", "payout", "funding"),
    *("message", "reference", "number"),
    "author",  # a party of the order, to whose buyer it is told
}
"""Names of fields with keys of something else than members. A field of another name has to be decided about."""


def member_fields(cls: Any, path: str = "") -> Iterator[str]:
    """The paths of all fields that name a member, in the class and in what stands in its fields."""
    for name, hint in get_type_hints(cls, include_extras=True).items():
        kinds = [hint]
        for each in kinds:
            kinds += [] if each in (Key, JoinedKey, ActorKey) else get_args(each)
        if not {Key, JoinedKey, ActorKey}.isdisjoint(each for each in kinds if each is not ...):
            yield from () if name in NO_MEMBERS else (path + name,)
        for each in kinds:
            if attrs.has(each):
                yield from member_fields(each, f"{path}{name}.")


@pytest.mark.parametrize("topic", DISCLOSURES)
def test_each_field_that_names_a_member_is_decided_about_once(topic: str) -> None:
    disclosure = DISCLOSURES[topic]
    own = [f"{disclosure.own}.member"] if disclosure.own else []
    named, members = {*disclosure.to, *own, *disclosure.silent}, set(member_fields(TOPICS[topic]))
    decided = [*disclosure.to, *own, *disclosure.unsaid, *disclosure.silent]
    assert {path: decided.count(path) for path in members} == dict.fromkeys(members, 1)
    assert {path for path in named if not path.startswith("key")} <= members


@pytest.mark.parametrize("topic", DISCLOSURES)
def test_what_is_told_like_a_stream_follows_one_that_names_its_members(topic: str) -> None:
    category = DISCLOSURES[topic].like
    named = [each for name, each in DISCLOSURES.items() if name.partition(".")[0] == category]
    assert category is None or any(each.to or each.own for each in named)


def test_topics_that_nobody_is_told_name_no_member() -> None:
    told_to_nobody = {topic.partition(".")[0] for topic, each in DISCLOSURES.items() if each == Disclosure()}
    assert told_to_nobody == {"rulebook", "merchant", "product", "budget", "statement"}


def told(member: str, *facts: Recorded[Any]) -> list[dict[str, Any]]:
    """What *member* is told of *facts*."""
    asker = Asker(member)
    return [said for fact in facts if (said := asker.told(fact)) is not None]


def test_nobody_is_told_that_they_are_blocked() -> None:
    bond = recorded(
        Befriended(member="an", friend="lin"),
        Unfriended(member="lin", friend="an"),
        Blocked(member="lin", blocked="an"),
        Unblocked(member="lin", blocked="an"),
        stream="friendship-an~lin",
    )
    assert told("an", *bond) == [{"member": "an", "friend": "lin"}, {"friend": "lin"}]
    assert told("lin", *bond)[2:] == [{"member": "lin", "blocked": "an"}] * 2
    assert told("bo", *bond) == []


@pytest.mark.parametrize(("who", "whom"), [("an", "lin"), ("lin", "an")])
@pytest.mark.parametrize("by", ["an", "lin", None])
def test_both_are_told_that_a_friendship_ended_and_neither_who_ended_it(who: str, whom: str, by: str | None) -> None:
    (ended,) = recorded(Unfriended(member=who, friend=whom), stream="friendship-an~lin")
    ended = msgspec.structs.replace(ended, by=by)
    for member, other in (("an", "lin"), ("lin", "an")):
        assert told(member, ended) == [{"friend": other}]
        assert Asker(member).by(ended) is None
    assert told("bo", ended) == []


def test_a_visitor_whom_the_owner_blocks_is_told_what_any_other_is() -> None:
    def visit(relation: Any) -> Recorded[Any]:
        fact = Visited(share="s1", shop="lin", product="p1", relation=relation, day=NOON.date(), attributes_until=NOON)
        return recorded(fact, stream="journey-an")[0]

    assert told("an", visit("blocked")) == told("an", visit("other"))
    assert told("an", visit("friend"))[0]["relation"] == "friend"
    assert told("lin", visit("blocked"), visit("friend")) == []


def test_earners_are_told_their_own_part_and_not_by_whom_it_came() -> None:
    parts = (Part("lin", 1, 90), Part("rec", 2, 10))
    earned, frozen = recorded(
        CommissionEarned(order="o1", parts=parts), CommissionFrozen(approve_by=NOON), stream="commission-o1"
    )
    frozen = msgspec.structs.replace(frozen, by="an")
    asker = Asker("rec")
    assert asker.told(earned) == {"order": "o1", "parts": [{"member": "rec", "level": 2, "amount": 10}]}
    assert asker.told(frozen) == {"approve_by": "2021-05-01T04:00:00+00:00"}
    assert asker.by(frozen) is None
    assert told("an", earned, frozen) == []


def test_personal_texts_of_others_are_only_said_to_be_theirs() -> None:
    edited = ShopEdited(nickname=PersonalText("lin", "Lin"), avatar=PersonalText("an", "secret"), sign=None)
    (fact,) = recorded(edited, stream="shop-lin")
    assert told("lin", fact) == [{"nickname": "Lin", "avatar": {"member": "an"}, "sign": None}]
