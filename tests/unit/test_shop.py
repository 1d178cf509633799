from collections.abc import Callable

import pytest

from given import given, refused, shop, then
from socialcommerce import NotFound
from socialcommerce.domain.shops import shop as shops
from socialcommerce.domain.shops.shop import (
    SHOP,
    Shop,
    ShopClosed,
    ShopEdited,
    ShopEvent,
    ShopOpened,
    ShopReopened,
)
from socialcommerce.domain.shops.v1 import ShopOpenedV1
from socialcommerce.kernel.event import current
from socialcommerce.kernel.text import PersonalText

NEVER = given(SHOP)
OPEN = shop("m1")
CLOSED = shop("m1", ShopClosed())
RECRUITED = ShopOpened(owner="m1", recruiter="m2")
REOPENED = shop("m1", ShopClosed(), ShopReopened(opening=2))


def only_sign(state: Shop, sign: str) -> list[ShopEvent]:
    return shops.edit(state, nickname=None, avatar=None, sign=sign)


def test_opening_takes_the_owner_and_nothing_else() -> None:
    assert shops.open(NEVER, "m1") == [ShopOpened(owner="m1", recruiter=None)]
    assert Shop(owner="m1", opening=1, is_open=True, recruiter=None) == OPEN


def test_a_shop_opened_on_an_invitation_keeps_who_recruited_its_owner() -> None:
    assert shops.open(NEVER, "m1", "m2") == [RECRUITED]
    for facts in ((), (ShopClosed(),), (ShopClosed(), ShopReopened(opening=2))):
        assert given(SHOP, RECRUITED, *facts).recruiter == "m2"


@pytest.mark.parametrize("recruiter", ["m2", "m3", None])
def test_recruitment_is_fixed_at_the_first_opening(recruiter: str | None) -> None:
    assert shops.open(given(SHOP, RECRUITED), "m1", recruiter) == []
    assert shops.open(OPEN, "m1", recruiter) == []
    with refused("shop-closed"):
        shops.open(CLOSED, "m1", recruiter)


def test_a_shop_that_version_0_1_opened_was_opened_on_nobodys_invitation() -> None:
    assert current(ShopOpenedV1(owner="m1")) == ShopOpened(owner="m1", recruiter=None)


@pytest.mark.parametrize("state", [OPEN, REOPENED], ids=["open", "reopened"])
def test_opening_an_open_shop_changes_nothing(state: Shop) -> None:
    assert shops.open(state, "m1") == []


def test_a_closed_shop_is_not_opened_but_reopened() -> None:
    with refused("shop-closed"):
        shops.open(CLOSED, "m1")


@pytest.mark.parametrize(
    "decide", [shops.close, shops.reopen, lambda state: only_sign(state, "hi")], ids=["close", "reopen", "edit"]
)
def test_a_shop_that_was_never_opened_is_not_found(decide: Callable[[Shop], list[ShopEvent]]) -> None:
    with pytest.raises(NotFound, match="never opened"):
        decide(NEVER)


@pytest.mark.parametrize("state", [OPEN, REOPENED], ids=["open", "reopened"])
def test_an_open_shop_is_closed(state: Shop) -> None:
    assert shops.close(state) == [ShopClosed()]
    assert not then(SHOP, state, ShopClosed()).is_open


def test_closing_a_closed_shop_changes_nothing() -> None:
    assert shops.close(CLOSED) == []


def test_a_closed_shop_is_reopened_under_the_next_number() -> None:
    assert shops.reopen(CLOSED) == [ShopReopened(opening=2)]
    closed_again = then(SHOP, REOPENED, ShopClosed())
    assert shops.reopen(closed_again) == [ShopReopened(opening=3)]


@pytest.mark.parametrize("state", [OPEN, REOPENED], ids=["open", "reopened"])
def test_reopening_an_open_shop_changes_nothing(state: Shop) -> None:
    assert shops.reopen(state) == []


def test_what_lives_under_an_opening_dies_with_it_for_good() -> None:
    assert OPEN.is_open_as(1)
    assert not CLOSED.is_open_as(1)
    assert not REOPENED.is_open_as(1)
    assert REOPENED.is_open_as(2)


def test_an_edit_changes_what_is_given_and_leaves_the_rest() -> None:
    facts = shops.edit(OPEN, nickname="Ann's", avatar=None, sign="🧧")
    assert facts == [ShopEdited(nickname=PersonalText("m1", "Ann's"), sign=PersonalText("m1", "🧧"))]
    edited = then(SHOP, OPEN, *facts)
    assert (edited.nickname, edited.avatar, edited.sign) == ("Ann's", "", "🧧")
    assert shops.edit(edited, nickname=None, avatar="face.png", sign=None) == [
        ShopEdited(avatar=PersonalText("m1", "face.png"))
    ]


def test_an_edit_to_what_it_is_already_changes_nothing() -> None:
    edited = then(SHOP, OPEN, *shops.edit(OPEN, nickname="a", avatar="b", sign="c"))
    assert shops.edit(edited, nickname="a", avatar="b", sign="c") == []
    assert shops.edit(edited, nickname=None, avatar=None, sign=None) == []


def test_an_edit_records_only_what_differs() -> None:
    edited = then(SHOP, OPEN, *shops.edit(OPEN, nickname="a", avatar="b", sign="c"))
    assert shops.edit(edited, nickname="a", avatar="b", sign="d") == [ShopEdited(sign=PersonalText("m1", "d"))]


def test_a_text_is_taken_away_with_an_empty_one() -> None:
    edited = then(SHOP, OPEN, *only_sign(OPEN, "hello"))
    assert then(SHOP, edited, *only_sign(edited, "")).sign == ""


def test_a_closed_shop_can_be_edited_and_keeps_its_texts_when_reopened() -> None:
    edited = then(SHOP, CLOSED, *only_sign(CLOSED, "back soon"))
    assert then(SHOP, edited, *shops.reopen(edited)).sign == "back soon"
