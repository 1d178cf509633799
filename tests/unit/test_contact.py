"""What a merchant may send a member: grants and what is left of them, messages, opting out, following."""

from datetime import datetime, timedelta
from typing import Any

import attrs
import pytest

from given import INSTANT, NOON, expect_corrupt, given, refused, then
from ordering import paid, placed, repaid
from socialcommerce import CircleRules
from socialcommerce.domain.circle.contact import (
    CONTACT,
    Contact,
    ContactEvent,
    Followed,
    Grant,
    GrantKind,
    MessageSent,
    MessagesGranted,
    OptedIn,
    OptedOut,
    Unfollowed,
    contact_key,
    fill_in,
    follow,
    grant,
    opt_in,
    opt_out,
    parties,
    send,
    unfollow,
)
from socialcommerce.domain.orders.message import MAX_IMAGES
from socialcommerce.domain.orders.order import Order
from socialcommerce.kernel.text import PersonalText

RULES = CircleRules()
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
NOTHING_YET = given(CONTACT)


def granted(
    kind: GrantKind = "payment", reference: str = "o1", messages: int = 3, until: datetime = NOON + WEEK
) -> MessagesGranted:
    return MessagesGranted(kind=kind, reference=reference, messages=messages, until=until)


def own(text: str) -> PersonalText:
    return PersonalText("an", text)


def write(
    contact: Contact, message: str = "n1", text: str = "hello", images: tuple[str, ...] = (), *, at: datetime = NOON
) -> list[ContactEvent]:
    return send(contact, message, own(text), tuple(own(image) for image in images), at=at)


def sent(message: str = "n1", kind: GrantKind = "payment", reference: str = "o1") -> MessageSent:
    return MessageSent(message=message, text=own("hello"), images=(), kind=kind, reference=reference)


PAID = given(CONTACT, granted())


def test_a_payment_grants_three_messages_for_seven_days() -> None:
    facts = grant(NOTHING_YET, "o1", at=NOON, rules=RULES)
    assert facts == [granted()]
    assert then(CONTACT, NOTHING_YET, *facts).grants == (Grant("payment", "o1", 3, NOON + WEEK),)


def test_a_form_grants_one_message_for_seven_days() -> None:
    facts = fill_in(NOTHING_YET, "f1", at=NOON, rules=RULES)
    assert facts == [granted("form", "f1", 1)]
    assert then(CONTACT, NOTHING_YET, *facts).grants == (Grant("form", "f1", 1, NOON + WEEK),)


def test_how_much_is_granted_for_how_long_is_by_the_rules() -> None:
    rules = CircleRules(messages_per_payment=5, messages_per_form=2, grant_days=1)
    assert grant(NOTHING_YET, "o1", at=NOON, rules=rules) == [granted(messages=5, until=NOON + DAY)]
    assert fill_in(NOTHING_YET, "f1", at=NOON, rules=rules) == [granted("form", "f1", 2, NOON + DAY)]


def test_rules_that_give_no_message_grant_nothing() -> None:
    rules = CircleRules(messages_per_payment=0, messages_per_form=0)
    assert grant(NOTHING_YET, "o1", at=NOON, rules=rules) == []
    assert fill_in(NOTHING_YET, "f1", at=NOON, rules=rules) == []


def test_a_payment_and_a_form_grant_once_also_after_their_days() -> None:
    contact = given(CONTACT, granted(), granted("form", "f1", 1))
    for at in (NOON, NOON + 8 * DAY):
        assert grant(contact, "o1", at=at, rules=RULES) == []
        assert fill_in(contact, "f1", at=at, rules=RULES) == []


def test_a_form_of_the_name_of_an_order_is_another_grant() -> None:
    assert fill_in(PAID, "o1", at=NOON, rules=RULES) == [granted("form", "o1", 1)]


def test_a_message_spends_one_of_a_grant() -> None:
    facts = write(PAID, images=("a.png",))
    assert facts == [
        MessageSent(message="n1", text=own("hello"), images=(own("a.png"),), kind="payment", reference="o1")
    ]
    assert then(CONTACT, PAID, *facts).grants == (Grant("payment", "o1", 2, NOON + WEEK),)


def test_after_a_payment_the_third_message_is_sent_and_the_fourth_refused() -> None:
    contact = then(CONTACT, PAID, sent("n1"), sent("n2"))
    facts = write(contact, "n3")
    assert facts
    with refused("no-quota"):
        write(then(CONTACT, contact, *facts), "n4")


def test_a_message_whose_words_are_gone_is_known_by_what_is_left_of_it() -> None:
    gone = attrs.evolve(sent(), text=PersonalText("an", None), images=(PersonalText("an", None),))
    contact = then(CONTACT, PAID, gone)
    assert write(contact, text="other words", images=("a.png",)) == []
    with refused("message-differs"):
        write(contact)


def test_without_a_grant_nothing_is_sent() -> None:
    with refused("no-quota"):
        write(NOTHING_YET)


def test_a_grant_holds_until_its_last_instant_and_is_over_at_exactly_seven_days() -> None:
    assert write(PAID, at=NOON + WEEK - INSTANT)
    with refused("no-quota"):
        write(PAID, at=NOON + WEEK)
    assert PAID.live(NOON + WEEK) == ()


def test_the_grant_that_ends_first_is_spent_first_whichever_was_made_first() -> None:
    payment, form = granted(until=NOON + WEEK), granted("form", "f1", 1, NOON + WEEK - INSTANT)
    for facts in ((payment, form), (form, payment)):
        contact = given(CONTACT, *facts)
        assert write(contact) == [sent(kind="form", reference="f1")]
        contact = then(CONTACT, contact, sent(kind="form", reference="f1"))
        assert write(contact, "n2") == [sent("n2")]


def test_of_grants_that_end_together_the_one_made_first_is_spent_first() -> None:
    contact = given(CONTACT, granted("form", "f1", 1), granted(), granted("payment", "o2"))
    spent = []
    for number in range(7):
        (fact,) = write(contact, f"n{number}")
        assert isinstance(fact, MessageSent)
        spent.append(fact.reference)
        contact = then(CONTACT, contact, fact)
    assert spent == ["f1", *["o1"] * 3, *["o2"] * 3]


def test_what_is_over_is_passed_by() -> None:
    contact = given(CONTACT, granted("form", "f1", 1, NOON + DAY), granted())
    assert write(contact, at=NOON + DAY) == [sent()]


def test_a_repeated_message_changes_nothing_even_when_nothing_is_left_or_the_member_has_opted_out() -> None:
    contact = given(CONTACT, granted(messages=1), sent())
    assert write(contact) == []
    assert write(contact, at=NOON + 8 * DAY) == []
    assert write(then(CONTACT, contact, OptedOut())) == []


@pytest.mark.parametrize("other", [{"text": "Hello"}, {"images": ("a.png",)}], ids=["text", "images"])
def test_the_id_of_a_message_with_other_content_is_refused(other: Any) -> None:
    with refused("message-differs"):
        write(given(CONTACT, granted(), sent()), **other)


def test_a_message_has_at_most_nine_images() -> None:
    (fact,) = write(PAID, images=tuple("abcdefghi"))
    assert isinstance(fact, MessageSent)
    assert len(fact.images) == MAX_IMAGES
    with pytest.raises(ValueError, match="message n1 has 10 images: at most 9"):
        write(PAID, images=tuple("abcdefghij"))


def test_after_an_opt_out_nothing_is_sent_and_after_an_opt_in_what_is_left() -> None:
    out = then(CONTACT, PAID, sent(), OptedOut())
    with refused("opted-out"):
        write(out, "n2")
    again = then(CONTACT, out, OptedIn())
    assert write(again, "n2") == [sent("n2")]
    assert again.grants == (Grant("payment", "o1", 2, NOON + WEEK),)


def test_what_is_granted_during_an_opt_out_can_be_used_after_it() -> None:
    out = given(CONTACT, OptedOut())
    facts = grant(out, "o1", at=NOON, rules=RULES)
    assert facts == [granted()]
    with refused("opted-out"):
        write(then(CONTACT, out, *facts))
    assert write(then(CONTACT, out, *facts, OptedIn())) == [sent()]


def test_opting_out_and_in_is_recorded_where_it_changes_something() -> None:
    out = given(CONTACT, OptedOut())
    assert opt_out(NOTHING_YET) == [OptedOut()]
    assert opt_out(out) == []
    assert opt_in(out) == [OptedIn()]
    assert opt_in(NOTHING_YET) == []


def test_a_member_who_paid_follows_the_merchant() -> None:
    assert follow(NOTHING_YET, "buyer", "dior", paid()) == [Followed(order="o1")]
    assert given(CONTACT, Followed(order="o1")).following


def test_what_became_of_the_order_after_its_payment_does_not_matter() -> None:
    assert follow(NOTHING_YET, "buyer", "dior", repaid(paid(), delivery_fee=True)) == [Followed(order="o1")]


@pytest.mark.parametrize(
    ("member", "merchant", "order"),
    [("buyer", "dior", placed()), ("other", "dior", paid()), ("buyer", "hill", paid())],
    ids=["not paid", "another's order", "another merchant's order"],
)
def test_who_has_not_paid_to_the_merchant_does_not_follow_it(member: str, merchant: str, order: Order) -> None:
    with refused("not-bought"):
        follow(NOTHING_YET, member, merchant, order)


def test_following_twice_changes_nothing_whatever_order_is_named() -> None:
    assert follow(given(CONTACT, Followed(order="o1")), "buyer", "dior", placed()) == []


def test_unfollowing_ends_it_once_and_one_can_follow_again() -> None:
    following = given(CONTACT, Followed(order="o1"))
    assert unfollow(following) == [Unfollowed()]
    ended = then(CONTACT, following, Unfollowed())
    assert unfollow(ended) == []
    assert follow(ended, "buyer", "dior", paid()) == [Followed(order="o1")]


def test_following_grants_nothing_and_is_not_ended_by_an_opt_out() -> None:
    contact = given(CONTACT, Followed(order="o1"), OptedOut())
    assert contact.following
    assert contact.live(NOON) == ()


@pytest.mark.parametrize(
    "facts",
    [
        (granted(), granted(messages=1)),
        (sent(),),
        (granted(messages=1), sent("n1"), sent("n2")),
        (granted(), sent(), sent()),
        (granted(), sent(kind="form")),
        (granted(), OptedOut(), sent()),
        (OptedIn(),),
        (OptedOut(), OptedOut()),
        (Unfollowed(),),
        (Followed(order="o1"), Followed(order="o2")),
    ],
    ids=[
        "granted twice",
        "without a grant",
        "more than was granted",
        "sent twice",
        "of another grant",
        "after an opt-out",
        "opted in at first",
        "opted out twice",
        "unfollowed at first",
        "followed twice",
    ],
)
def test_what_cannot_have_happened_cannot_be_in_a_log(facts: tuple[ContactEvent, ...]) -> None:
    expect_corrupt(CONTACT, *facts)


def test_the_key_of_a_contact_names_the_two() -> None:
    assert contact_key("dior", "an") == "dior~an"
    assert parties("dior~an") == ("dior", "an")
