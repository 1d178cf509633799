"""Personal texts, and the facts that hold them."""

import pickle
from typing import Any

import attrs
import pytest

from given import given, refused, shop
from socialcommerce.domain.members.account import ACCOUNT, Account, AccountErased, erase, refuse_erased
from socialcommerce.domain.orders.case_events import CaseAsked, CaseRuled
from socialcommerce.domain.orders.message import Message, is_repeat
from socialcommerce.domain.shops.shop import ShopEdited, ShopOpened, edit
from socialcommerce.kernel.event import TOPICS
from socialcommerce.kernel.personal import holds_texts, reworded
from socialcommerce.kernel.text import PersonalText, Stored, are_same, is_same

HELLO = PersonalText("an", "hello")
BYE = PersonalText("an", "bye")
ERASED = PersonalText("an", None)


def test_two_texts_are_equal_if_they_say_the_same_of_the_same_member() -> None:
    stored = PersonalText("an", "hello", Stored(object(), sealed="token"))
    assert stored == HELLO
    assert hash(stored) == hash(HELLO) != hash(BYE)
    assert len({HELLO, BYE, ERASED, PersonalText("bo", "hello")}) == 4
    assert HELLO != "hello"


def test_a_class_holds_texts_in_its_fields_or_in_what_stands_in_them() -> None:
    @attrs.frozen
    class Silent:
        name: str
        numbers: tuple[int, ...] = ()

    @attrs.frozen
    class Worded:
        name: str
        text: PersonalText | None = None

    @attrs.frozen
    class Around:
        number: int
        worded: tuple[Worded, ...] = ()

    @attrs.frozen
    class AroundSilence:
        silent: Silent | None = None

    assert [holds_texts(cls) for cls in (Silent, Worded, Around, AroundSilence)] == [False, True, True, False]


def test_a_text_says_how_it_stands_in_the_log() -> None:
    assert (HELLO.stored, HELLO.sealed) == (None, None)
    assert PersonalText("an", "hello", Stored(object(), sealed="token")).sealed == "token"
    assert PersonalText("an", "hello", Stored(object(), plain="hello")).sealed is None


def test_an_erased_text_has_no_words() -> None:
    assert (ERASED.is_erased, ERASED.text) == (True, None)
    assert not HELLO.is_erased
    assert not PersonalText("an", "").is_erased


@pytest.mark.parametrize("name", ["member", "text", "stored", "sealed", "is_erased"])
def test_a_text_cannot_be_changed(name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(HELLO, name, "other")


def test_a_text_is_shown_and_copied_as_what_it_says() -> None:
    assert repr(HELLO) == "PersonalText(member='an', text='hello')"
    assert pickle.loads(pickle.dumps(HELLO)) == HELLO


@pytest.mark.parametrize("text", ["a" * 2_001, "a\x00", "\ud800"])
def test_a_text_outside_its_limits_is_refused_when_it_is_made(text: str) -> None:
    with pytest.raises(ValueError, match="a text of an: "):
        PersonalText("an", text)


@pytest.mark.parametrize("text", ["", "a" * 2_000, "𠮷" * 2_000])
def test_a_text_of_up_to_2000_characters_is_made(text: str) -> None:
    assert PersonalText("an", text).text == text


@pytest.mark.parametrize(
    ("before", "now", "same"),
    [
        (HELLO, HELLO, True),
        (HELLO, BYE, False),
        (ERASED, HELLO, True),
        (HELLO, ERASED, True),
        (ERASED, PersonalText("bo", "hello"), False),
        (None, None, True),
        (None, HELLO, False),
        (ERASED, None, False),
    ],
)
def test_an_erased_text_counts_as_the_same_as_any_other_of_its_member(before: Any, now: Any, same: bool) -> None:
    assert is_same(before, now) is same


def test_texts_are_the_same_if_they_are_as_many_and_each_is() -> None:
    assert are_same((HELLO, ERASED), (HELLO, BYE))
    assert not are_same((HELLO,), (HELLO, BYE))
    assert not are_same((HELLO, BYE), (BYE, HELLO))


def test_a_message_of_erased_words_is_a_repeat_whatever_it_says_now() -> None:
    before = Message("n1", "an", ERASED, (ERASED,))
    assert is_repeat([before], Message("n1", "an", HELLO, (BYE,)))
    with refused("message-differs"):
        is_repeat([before], Message("n1", "merchant:cd", HELLO, (BYE,)))
    with refused("message-differs"):
        is_repeat([before], Message("n1", "an", HELLO))


def test_a_case_and_a_ruling_of_erased_words_are_the_same_only_with_the_same_figures() -> None:
    asked = CaseAsked("refund_only", ERASED, quantity=1)
    assert asked.is_same_as(attrs.evolve(asked, reason=HELLO))
    assert not asked.is_same_as(attrs.evolve(asked, reason=HELLO, quantity=2))
    ruled = CaseRuled(amount=100, delivery_fee=False, reason=ERASED)
    assert ruled.is_same_as(attrs.evolve(ruled, reason=HELLO))
    assert not ruled.is_same_as(attrs.evolve(ruled, amount=99))


def test_the_words_of_a_shop_that_cannot_be_read_are_empty() -> None:
    erased = shop("an", ShopEdited(nickname=HELLO, sign=HELLO), ShopEdited(nickname=ERASED))
    assert (erased.nickname, erased.avatar, erased.sign) == ("", "", "hello")
    assert edit(erased, nickname="", avatar=None, sign=None) == []
    assert edit(erased, nickname="hello", avatar=None, sign=None) == [ShopEdited(nickname=HELLO)]


def test_the_events_that_hold_texts_of_members_are_known() -> None:
    ours = {topic: cls for topic, cls in TOPICS.items() if cls.__module__.startswith("socialcommerce.")}
    assert {topic for topic, cls in ours.items() if holds_texts(cls)} == {
        "shop.edited",
        "order.cancelled",
        "case.requested",
        "case.rejected",
        "case.escalated",
        "case.ruled",
        "case.message-sent",
        "conversation.message-sent",
        "contact.message-sent",
        "recommendation.made",
        "recommendation.changed",
    }


def test_a_fact_is_reworded_in_every_text_that_it_holds_and_in_nothing_else() -> None:
    asked = CaseAsked("refund_only", HELLO, quantity=2, proofs=(HELLO, BYE))
    without = reworded(asked, lambda text: PersonalText(text.member, None))
    assert without == CaseAsked("refund_only", ERASED, quantity=2, proofs=(ERASED, ERASED))
    assert reworded(ShopEdited(sign=HELLO), lambda _: BYE) == ShopEdited(sign=BYE)
    opened = ShopOpened(owner="an", recruiter=None)
    assert reworded(opened, lambda _: BYE) is opened


def test_a_member_is_erased_once() -> None:
    assert erase(Account(), "an") == [AccountErased(member="an")]
    erased = given(ACCOUNT, AccountErased(member="an"))
    assert erase(erased, "an") == []
    with pytest.raises(ValueError, match="AccountErased cannot follow"):
        ACCOUNT.evolve(erased, AccountErased(member="an"))


def test_what_is_kept_of_a_text_depends_on_whether_its_member_is_erased() -> None:
    assert Account().keep(HELLO) is HELLO
    assert Account(is_erased=True).keep(HELLO) == ERASED
    refuse_erased(Account(), "an")
    with refused("member-erased"):
        refuse_erased(Account(is_erased=True), "an")
