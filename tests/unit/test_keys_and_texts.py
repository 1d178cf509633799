from typing import Any

import msgspec
import pytest

from socialcommerce.kernel.keys import ActorKey, JoinedKey, Key, Ordinal, join, pair
from socialcommerce.kernel.money import BasisPoints, Money, Price
from socialcommerce.kernel.text import PersonalText, Text, Title


def is_valid(value: object, type_: Any) -> bool:
    """Whether *value* passes the edge as *type_*."""
    try:
        return bool(msgspec.convert(value, type_) == value)
    except msgspec.ValidationError:
        return False


@pytest.mark.parametrize("key", ["a", "Z", "0", ".", "_", "@", "+", "-", "m-1", "a" * 96, "wx.openid_1+2@3"])
def test_a_key_is_1_to_96_plain_characters(key: str) -> None:
    assert is_valid(key, Key)


@pytest.mark.parametrize(
    "key", ["", "a" * 97, "a b", "a~b", "a:b", "a/b", "a\n", "\na", "é", "朋友", "a\x00", "a\r", "٣"]
)
def test_any_other_key_is_refused(key: str) -> None:
    assert not is_valid(key, Key)


@pytest.mark.parametrize(("key", "valid"), [("a~b", True), ("~" * 400, True), ("a" * 401, False), ("", False)])
def test_a_joined_key_may_hold_tildes_and_400_characters(key: str, valid: bool) -> None:
    assert is_valid(key, JoinedKey) is valid


@pytest.mark.parametrize("actor", ["m1", "merchant:dior", "platform:ops", "platform:" + "a" * 96])
def test_an_actor_is_a_member_or_a_merchant_or_the_platform(actor: str) -> None:
    assert is_valid(actor, ActorKey)


@pytest.mark.parametrize("actor", ["", "merchant:", "host:me", "merchant:platform:x", "m1:", "merchant:a\n", "a" * 97])
def test_no_other_actor_passes(actor: str) -> None:
    assert not is_valid(actor, ActorKey)


def test_keys_are_joined_by_a_tilde_in_the_order_given() -> None:
    assert join("b", "a", "c") == "b~a~c"
    assert join("a") == "a"


def test_a_pair_has_one_key_whichever_comes_first() -> None:
    assert pair("b", "a") == pair("a", "b") == "a~b"
    assert pair("m10", "m9") == "m10~m9"


def test_two_pairs_never_share_a_key() -> None:
    assert pair("a", "b-c") != pair("a-b", "c")


@pytest.mark.parametrize(
    ("type_", "least", "most"),
    [(Ordinal, 1, 10**9), (Money, 0, 10**15), (Price, 1, 10**15), (BasisPoints, 0, 10_000)],
)
def test_numbers_pass_between_their_limits_only(type_: Any, least: int, most: int) -> None:
    assert is_valid(least, type_)
    assert is_valid(most, type_)
    assert not is_valid(least - 1, type_)
    assert not is_valid(most + 1, type_)


@pytest.mark.parametrize("value", [1.5, "1", None, True])
def test_money_is_a_whole_number_and_nothing_else(value: object) -> None:
    assert not is_valid(value, Money)


@pytest.mark.parametrize("text", ["", "a" * 2_000, "𠮷" * 2_000, "朋友圈\n第二行\t🧧", "👩‍👩‍👧", "\x01", "\ufffd"])
def test_a_text_holds_up_to_2000_characters_of_any_script(text: str) -> None:
    assert is_valid(text, Text)


@pytest.mark.parametrize("text", ["a" * 2_001, "𠮷" * 2_001, "\x00", "a\x00b", "\ud800", "a\udfff", "a\x00\n"])
def test_a_text_with_nul_or_a_lone_surrogate_or_too_long_is_refused(text: str) -> None:
    assert not is_valid(text, Text)


@pytest.mark.parametrize(
    ("title", "valid"),
    [("a", True), ("口" * 200, True), ("", False), ("口" * 201, False), ("a\x00", False), ("\udc00", False)],
)
def test_a_title_has_1_to_200_characters(title: str, valid: bool) -> None:
    assert is_valid(title, Title) is valid


def test_a_personal_text_says_whose_it_is() -> None:
    text = PersonalText("m1", "hello")
    assert (text.member, text.text) == ("m1", "hello")
    assert text != PersonalText("m2", "hello")
